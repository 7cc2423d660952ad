"""Leave to use a name: asked by who writes for another program, given by its own people, ended by either."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.drafting import check_designer, check_leave
from assay.catalog.models import LeaveStatus, MicroCredential, NameLeave, NamePart
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import PROGRAMS, Organization, Person
from assay.record.actions import note

MOST_CHARACTERS = 1000  # of the reason


@transaction.atomic
def ask_leave(
    named: Organization,
    organization: Organization,
    why: str,
    *,
    part: str = NamePart.ISSUER,
    micro_credential: MicroCredential | None = None,
    by: Person,
) -> NameLeave:
    """Ask another program to let one micro-credential, or all, of an organization carry its name in a part.

    Raises PermissionDenied, BadInput with `fields`, WrongState where the same is asked or in force already.
    """
    if not policy.can_author(by, organization):
        raise PermissionDenied
    why = clean(why).strip()
    wrong = _wrong(named, organization, part, micro_credential)
    if part == NamePart.DESIGNER and "named" not in wrong and not policy.answers_for_itself(named):
        wrong["named"] = _(
            "No one answers for it here. An administrator of your program puts its agreement on record."
        )
    if not why:
        wrong["why"] = _("Say what it is for.")
    elif len(why) > MOST_CHARACTERS:
        wrong["why"] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    _refuse(wrong)
    hold(organization)
    about = micro_credential.pk if micro_credential else None
    open_ = NameLeave.objects.filter(
        named=named, part=part, organization=organization, micro_credential=about
    )
    if open_.asked().exists():
        raise WrongState(_("This was asked, and has no answer yet."))
    _refuse_covered(named, organization, about, part)
    row = NameLeave.objects.create(
        named=named,
        part=part,
        organization=organization,
        micro_credential=micro_credential,
        why=why,
        asked_by=by,
        asked_at=now(),
    )
    note("catalog.leave_asked", row, by=by, **_ids(row))
    return row


@transaction.atomic
def record_agreement(
    named: Organization,
    organization: Organization,
    agreement: str,
    agreed_on: date | None,
    *,
    micro_credential: MicroCredential | None = None,
    last_on: date | None = None,
    by: Person,
) -> NameLeave:
    """Put on record that a content partner without an administrator here agreed outside, by which document of which
    day; it holds from today.

    Raises PermissionDenied, BadInput with `fields`, WrongState where it answers for itself or this is in force already.
    """
    if not policy.can_record_agreement(by, organization):
        raise PermissionDenied
    agreement = clean(agreement).strip()
    wrong = _wrong(named, organization, NamePart.DESIGNER, micro_credential)
    if not agreement:
        wrong["agreement"] = _("Name the document, who signed it, and where it is kept.")
    elif len(agreement) > MOST_CHARACTERS:
        wrong["agreement"] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    if agreed_on is None:
        wrong["agreed_on"] = _("Say on which day it was signed.")
    elif agreed_on > today():
        wrong["agreed_on"] = _("This day has not come yet.")
    if last_on is not None and last_on < today():
        wrong["last_on"] = _("This day is over. Choose today or a later one.")
    _refuse(wrong)
    hold(organization)
    if policy.answers_for_itself(named):
        raise WrongState(_("It has an administrator here. Ask it for its permission."))
    about = micro_credential.pk if micro_credential else None
    _refuse_covered(named, organization, about, NamePart.DESIGNER)
    at = now()
    row = NameLeave.objects.create(
        named=named,
        part=NamePart.DESIGNER,
        organization=organization,
        micro_credential=micro_credential,
        status=LeaveStatus.GIVEN,
        agreement=agreement,
        agreed_on=agreed_on,
        first_on=today(),
        last_on=last_on,
        asked_by=by,
        asked_at=at,
        answered_by=by,
        answered_at=at,
    )
    last = last_on and last_on.isoformat()
    note("catalog.agreement_recorded", row, by=by, **_ids(row), last_on=last)
    return row


@transaction.atomic
def give_leave(
    leave: NameLeave, *, first_on: date | None = None, last_on: date | None = None, by: Person
) -> None:
    """The program permits it from a day, by default today, to a last day or until somebody ends it.

    Raises PermissionDenied, also for whoever asked; BadInput for days in the past or out of order; WrongState.
    """
    if not policy.can_answer_leave(by, leave):
        raise PermissionDenied
    first_on = first_on or today()
    if first_on < today():
        message = _("This day is over. Choose today or a later one.")
        raise BadInput(message, fields={"first_on": message})
    if last_on is not None and last_on < first_on:
        message = _("The last day comes before the first.")
        raise BadInput(message, fields={"last_on": message})
    move(
        leave,
        to=LeaveStatus.GIVEN,
        answered_by=by,
        answered_at=now(),
        first_on=first_on,
        last_on=last_on,
    )
    said = {"first_on": first_on.isoformat(), "last_on": last_on and last_on.isoformat()}
    note("catalog.leave_given", leave, by=by, **_ids(leave), **said)


@transaction.atomic
def decline_leave(leave: NameLeave, *, by: Person) -> None:
    """The program does not permit it. Raises PermissionDenied, WrongState."""
    if not policy.can_answer_leave(by, leave):
        raise PermissionDenied
    move(leave, to=LeaveStatus.DECLINED, answered_by=by, answered_at=now())
    note("catalog.leave_declined", leave, by=by, **_ids(leave))


@transaction.atomic
def end_leave(leave: NameLeave, *, by: Person) -> None:
    """End it at once, or take the question back. No new version comes under it; what was published and awarded stays.

    Raises PermissionDenied, WrongState.
    """
    if not policy.can_end_leave(by, leave):
        raise PermissionDenied
    was_given = leave.status == LeaveStatus.GIVEN
    if leave.state == "ran_out":
        raise WrongState(_("Its last day is over."))
    move(leave, to=LeaveStatus.ENDED, ended_by=by, ended_at=now())
    note("catalog.leave_ended", leave, by=by, **_ids(leave), was_given=was_given)


@transaction.atomic
def name_issuer(micro_credential: MicroCredential, issuer: Organization, *, by: Person) -> None:
    """Put another issuer on a micro-credential before anything of it is published. The same again changes nothing.

    Raises PermissionDenied, NoLeave, WrongState once a version was published: badges name their issuer for good.
    """
    if not policy.can_author_of(by, micro_credential):
        raise PermissionDenied
    hold(micro_credential)
    micro_credential.refresh_from_db()
    if micro_credential.issuer_id == issuer.pk:
        return
    if micro_credential.owner is None or micro_credential.versions.public().exists():
        raise WrongState(_("A version of it was published, so its issuer stays."))
    check_leave(issuer, micro_credential.owner, by=by, micro_credential=micro_credential)
    before = micro_credential.issuer_id
    micro_credential.issuer = issuer
    micro_credential.save(update_fields=("issuer",))
    renew_edition()
    note("catalog.issuer_named", micro_credential, by=by, issuer=issuer.pk, before=before)


@transaction.atomic
def name_designer(
    micro_credential: MicroCredential, partner: Organization | None, *, by: Person
) -> None:
    """Say who designed a micro-credential with its owner, or nobody, before anything of it is published. The same again
    changes nothing.

    Raises PermissionDenied, NoLeave, WrongState once a version was published: badges say who designed what was earned.

    Keeps A9 of docs/reference/promises.md.
    """
    if not policy.can_author_of(by, micro_credential):
        raise PermissionDenied
    hold(micro_credential)
    micro_credential.refresh_from_db()
    after = partner.pk if partner else None
    before = micro_credential.content_partner_id
    if before == after:
        return
    if micro_credential.versions.public().exists():
        raise WrongState(_("A version of it was published, so who designed it stays."))
    check_designer(partner, micro_credential.home, micro_credential=micro_credential)
    micro_credential.content_partner = partner
    micro_credential.save(update_fields=("content_partner",))
    renew_edition()
    note("catalog.designer_named", micro_credential, by=by, designer=after, before=before)


def _ids(leave: NameLeave) -> dict[str, int | str | None]:
    return {
        "named": leave.named_id,
        "part": leave.part,
        "organization": leave.organization_id,
        "micro_credential": leave.micro_credential_id,
    }


def _refuse_covered(
    named: Organization, organization: Organization, about: int | None, part: str
) -> None:
    if NameLeave.objects.covering(named, organization, about, part).exists():
        raise WrongState(_("Its permission for this is in force."))


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)


def _wrong(
    named: Organization,
    organization: Organization,
    part: str,
    micro_credential: MicroCredential | None,
) -> dict[str, str]:
    """What of a question does not fit, by field."""
    wrong: dict[str, str] = {}
    designs = part == NamePart.DESIGNER
    may = named.kind in PROGRAMS if designs else policy.may_issue(named)
    if part not in NamePart.values:
        wrong["part"] = _("Choose as what it is named.")
    elif not may or named.ended_on is not None:
        wrong["named"] = (
            _("Choose a program that may issue.") if not designs else _("Choose an open program.")
        )
    elif organization.program == named:
        wrong["named"] = _("What carries the name of your own program needs no permission.")
    if micro_credential is not None:
        if organization.pk not in micro_credential.home.lineage:
            wrong["micro_credential"] = _("Choose one that this organization owns.")
        elif (
            _carries(micro_credential, part) != named.pk
            and micro_credential.versions.public().exists()
        ):
            wrong["micro_credential"] = _("A version of it was published, so the names on it stay.")
    return wrong


def _carries(micro_credential: MicroCredential, part: str) -> int | None:
    """Whose name it carries in a part now."""
    return (
        micro_credential.content_partner_id
        if part == NamePart.DESIGNER
        else micro_credential.issuer_id
    )
