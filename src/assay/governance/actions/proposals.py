"""A proposal is prepared by its department: begun, checked against the standard, sponsored, handed in, withdrawn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.catalog import actions as catalog
from assay.catalog.models import CLOSED, Version, VersionStatus
from assay.governance import policy
from assay.governance.actions.needs import let_go, serve
from assay.governance.actions.resemblances import look_for_resemblances
from assay.governance.models import (
    WITH_AUTHOR,
    Committee,
    ItemAnswer,
    ItemReview,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Resemblance,
)
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.program.calendar import add_business_days
from assay.program.models import ChecklistItem, Extension, Need
from assay.program.policies import CommitteePolicy, closed_periods, in_force
from assay.record.actions import note

MOST_WORDS = 4000  # characters of what somebody writes in one place


@transaction.atomic
def propose(version: Version, why: str, *, needs: Sequence[Need] = (), by: Person) -> Proposal:
    """Begin a proposal to the committee of the version's program: to publish a draft, made for needs that were voiced,
    to let a change of wording go without an item of the standard, or to retire what is published.

    Raises PermissionDenied; BadInput without a reason; WrongState where no committee sits, where the department itself
    gives leave (a change of wording), or where one is open already.
    """
    if not policy.can_propose(by, version):
        raise PermissionDenied
    said = said_in_words(
        why, "why", _("Say why, in a sentence or two: what students or educators need.")
    )
    home = version.micro_credential.home
    committee = Committee.objects.filter(organization=home.program).first()
    if committee is None:
        raise WrongState(_("This program has no committee. An administrator gives permission."))
    with first_come(_("There is already a proposal for this version.")):
        row = Proposal.objects.create(
            committee=committee,
            kind=_kind_of(version),
            version=version,
            department=home,
            author=by,
            why=said,
            begun_at=now(),
            moved_at=now(),
        )
    if row.kind != ProposalKind.RETIREMENT:
        serve(row, list(needs), by=by)
    look_for_resemblances(row)
    note("governance.proposed", row, by=by, version=version.pk, kind=row.kind)
    return row


def _kind_of(version: Version) -> ProposalKind:
    if version.status == VersionStatus.PUBLISHED:
        return ProposalKind.RETIREMENT
    if version.status not in (VersionStatus.DRAFT, VersionStatus.PILOT):
        raise WrongState(_("This version is not open to a proposal now."))
    if catalog.act_of(version) == "wording" and catalog.needs_exception(version):
        return ProposalKind.EXCEPTION
    if catalog.act_of(version) == "wording":
        raise WrongState(
            _("A change of wording needs no committee: your department head gives permission.")
        )
    is_first = version.number.split(".")[0] == "1"
    return ProposalKind.NEW if is_first else ProposalKind.SCORING_REVISION


Answers = Mapping[ChecklistItem, tuple[str, str]]  # answer and reason by item


@transaction.atomic
def check_items(proposal: Proposal, answers: Answers, *, by: Person) -> None:
    """The author's own answers on items of the standard, which may change until it is handed in.

    Raises PermissionDenied, BadInput without an answer or its reason, WrongState once it is with the committee.
    """
    if not policy.can_prepare(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.status not in WITH_AUTHOR:
        raise WrongState(_("This is with the committee. Withdraw it to change your answers."))
    if n := keep_answers(proposal, answers, by=by, is_self_check=True):
        note("governance.items_checked", proposal, by=by, items=n)


def keep_answers(proposal: Proposal, answers: Answers, *, by: Person, is_self_check: bool) -> int:
    """Write down what differs from what is kept; how many did. Raises BadInput."""
    refuse_unasked(proposal, answers)
    rows = proposal.reviews.filter(is_self_check=is_self_check)
    before = {row.item_id: row for row in (rows if is_self_check else rows.filter(person=by))}
    fresh, at, changed = [], now(), 0
    for item, (answer, reason) in answers.items():
        answer, reason = answered(answer, reason)
        row = before.get(item.pk)
        if row is None:
            kept = {"answer": answer, "reason": reason, "saved_at": at}
            fresh.append(
                ItemReview(
                    proposal=proposal, item=item, person=by, is_self_check=is_self_check, **kept
                )
            )
        elif (row.answer, row.reason) != (answer, reason):
            row.answer, row.reason, row.saved_at, row.person = answer, reason, at, by
            row.save(update_fields=("answer", "reason", "saved_at", "person"))
            changed += 1
    ItemReview.objects.bulk_create(fresh)
    return changed + len(fresh)


def refuse_unasked(proposal: Proposal, items: Iterable[ChecklistItem]) -> None:
    """Only what its department is held to is answered. Raises BadInput."""
    if not all(item.holds_for(proposal.department) for item in items):
        raise BadInput(_("There is no such item in the standard."))


@transaction.atomic
def sponsor(proposal: Proposal, *, by: Person) -> None:
    """The head of its department stands behind it. A second press changes nothing."""
    if not policy.can_sponsor(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.sponsor_id == by.pk:
        return
    if proposal.status not in WITH_AUTHOR:
        raise WrongState(_("This is with the committee, or decided."))
    proposal.sponsor = by
    proposal.save(update_fields=("sponsor",))
    note("governance.sponsored", proposal, by=by)


@transaction.atomic
def submit(proposal: Proposal, *, by: Person) -> Proposal:
    """Hand it in: the draft is closed to changes, and the committee's time begins (business days of the policy).

    Raises PermissionDenied; BadInput where a sponsor, an answer or something in the draft is missing; WrongState.
    """
    if not policy.can_prepare(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    version = proposal.version
    if proposal.status == ProposalStatus.PILOT and version.status != VersionStatus.PILOT:
        raise WrongState(
            _("Open the pilot first. It is proposed again when it has shown how it goes.")
        )
    if version.status in CLOSED:
        raise WrongState(
            _("No one can start this version anymore. Begin a new version, and propose that one.")
        )
    if proposal.sponsor_id is None:
        raise BadInput(_("Ask your department head to sponsor it first."))
    if proposal.kind != ProposalKind.RETIREMENT:
        _refuse_unready(proposal)
    _refuse_unexplained(proposal)
    answer_by, decide_by = due_days(proposal.committee, proposal.days_left)
    move(
        proposal,
        to=ProposalStatus.SUBMITTED,
        submitted_at=now(),
        moved_at=now(),
        answer_by=answer_by,
        answered_at=None,
        decide_by=decide_by,
        days_left=None,
    )
    if version.status == VersionStatus.DRAFT:
        catalog.send_to_review(version, by=by)
    note("governance.submitted", proposal, by=by, version=version.pk)
    return proposal


def due_days(committee: Committee, days_left: int | None = None) -> tuple[date, date]:
    """By when the committee answers first and decides, by the policy, of what is handed in today. After a revision the
    clock goes on with the business days that were left, and with as many as a first answer has at least."""
    rules = in_force(CommitteePolicy, within=committee.organization_id)
    day, closed = today(), closed_periods(within=committee.organization_id)
    days = rules.decision_days if days_left is None else max(days_left, rules.first_response_days)
    answer_by = add_business_days(day, rules.first_response_days, closed)
    return answer_by, add_business_days(day, days, closed)


def _refuse_unready(proposal: Proposal) -> None:
    asked = {what.code for what, _why in asked_to_go_without(proposal)}
    found = [one for one in catalog.obstacles(proposal.version) if one.rule not in asked]
    if found:
        raise BadInput(_("The draft is not ready. %(first)s") % {"first": found[0].what})
    checked = proposal.reviews.filter(is_self_check=True).values("item")
    items = ChecklistItem.objects.holding_for(proposal.department)
    missing = items.exclude(pk__in=checked).count()
    if missing:
        said = ngettext(
            "%(n)s item of the standard is not answered yet.",
            "%(n)s items of the standard are not answered yet.",
            missing,
        )
        raise BadInput(said % {"n": missing})


def _refuse_unexplained(proposal: Proposal) -> None:
    """What it may repeat needs a sentence on how it differs; whether that is enough, the committee says.

    Not of a draft: its words may be closed to who proposes, and are not told here either.
    """
    rows = Resemblance.objects.filter(proposal=proposal, difference="").published()
    near = rows.select_related("version").first()
    if near is not None:
        said = _("Say how it differs from “%(title)s”, which is near it in the catalog.")
        raise BadInput(said % {"title": near.version.title})


@transaction.atomic
def tell_difference(resemblance: Resemblance, text: str, *, by: Person) -> None:
    """How a proposal differs from what it may repeat; it may change until it is handed in.

    Raises PermissionDenied, BadInput without words, WrongState once it is with the committee.
    """
    if not policy.can_prepare(by, resemblance.proposal):
        raise PermissionDenied
    field = f"difference-{resemblance.pk}"
    said = said_in_words(text, field, _("Say how it differs, in a sentence or two."))
    proposal = held(resemblance.proposal)
    if proposal.status not in WITH_AUTHOR:
        raise WrongState(_("This is with the committee. Withdraw it to change your answers."))
    if resemblance.difference != said:
        resemblance.difference = said
        resemblance.answered_by, resemblance.answered_at = by, now()
        resemblance.save(update_fields=("difference", "answered_by", "answered_at"))
        note("governance.difference_told", proposal, by=by, version=resemblance.version_id)


def exceptions_asked(proposal: Proposal) -> list[ItemReview]:
    """Required items of which its author says, with a reason, that they do not apply. One query."""
    rows = proposal.reviews.filter(
        is_self_check=True,
        answer=ItemAnswer.NOT_APPLICABLE,
        item__required=True,
        item__ended_at=None,
    )
    return list(rows.select_related("item"))


def asked_to_go_without(proposal: Proposal) -> list[tuple[ChecklistItem | Extension, str]]:
    """Required items and required fields of the department, each with the author's reason why it does not apply."""
    found: list[tuple[ChecklistItem | Extension, str]] = [
        (review.item, review.reason) for review in exceptions_asked(proposal)
    ]
    return found + catalog.excused_fields(proposal.version)


@transaction.atomic
def choose_needs(proposal: Proposal, needs: Sequence[Need], *, by: Person) -> None:
    """Say which needs it serves, all at once, until it is handed in. The same again changes nothing.

    Raises PermissionDenied, BadInput for a need of another program, WrongState once it is with the committee.
    """
    if not policy.can_prepare(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.status not in WITH_AUTHOR or proposal.kind == ProposalKind.RETIREMENT:
        raise WrongState(_("Which needs it serves is chosen before it is submitted."))
    if serve(proposal, needs, by=by):
        note("governance.needs_chosen", proposal, by=by, needs=proposal.served.count())


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Person) -> None:
    """Take it back before it is decided; the draft is its authors' again. What was said of it stays.

    Raises PermissionDenied, WrongState while votes are cast and once it is decided.
    """
    if not policy.can_prepare(by, proposal):
        raise PermissionDenied
    proposal = held(proposal)
    if proposal.ballots.filter(closed_at=None).exists():
        raise WrongState(_("The committee is voting on it. It can be withdrawn after the vote."))
    move(proposal, to=ProposalStatus.WITHDRAWN, moved_at=now())
    let_go(proposal, by=by)
    catalog.give_back(proposal.version, by=by)
    note("governance.withdrawn", proposal, by=by, version=proposal.version_id)


def held(proposal: Proposal) -> Proposal:
    """The row as it is now, held until commit."""
    hold(proposal)
    rows = Proposal.objects.select_related(
        "committee__organization",
        "department__parent",
        "version__micro_credential__owner__parent",
        "version__micro_credential__issuer",
    )
    return rows.get(pk=proposal.pk)


def answered(answer: str, reason: str) -> tuple[str, str]:
    """An answer on an item with its reason, which "does not apply" cannot do without. Raises BadInput."""
    if answer not in ItemAnswer.values:
        message = _("Choose an answer.")
        raise BadInput(message, fields={"answer": message})
    reason = clean(reason).strip()[:MOST_WORDS]
    if answer == ItemAnswer.NOT_APPLICABLE and not reason:
        message = _("Say why it does not apply.")
        raise BadInput(message, fields={"reason": message})
    return answer, reason


def said_in_words(text: str, field: str, message: str) -> str:
    """What somebody wrote, neither empty nor too long. Raises BadInput at its field."""
    said = clean(text).strip()
    if not said:
        raise BadInput(message, fields={field: message})
    if len(said) > MOST_WORDS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_WORDS
        }
        raise BadInput(message, fields={field: message})
    return said
