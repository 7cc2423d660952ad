"""A colleague's word that this person did this work in their role: asked, given, or gone on without."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.judging.actions.conflicts import keep_apart
from assay.assessment.models import (
    Attestation,
    AttestationAnswer,
    AttestationReason,
    AttestationRequest,
    AttestationStatus,
    Evaluation,
)
from assay.catalog.models import Kind, Version
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.vault import draw
from assay.lib.wording import clean, clean_line
from assay.people.addresses import checked_address, is_own, mailbox
from assay.people.models import Actor, Person
from assay.program.calendar import add_business_days, business_days_between
from assay.program.policies import (
    AssessmentPolicy,
    AttestationPolicy,
    ClosedEverywhere,
    both_in_force,
    closed_periods,
    in_force,
)
from assay.record.actions import note
from assay.record.models import MACHINE

MOST_NAMED = 5  # colleagues for one submission
ADDRESS_A_MONTH = 3  # e-mails to one mailbox, whoever asks
LEAST, MOST = 20, 2000  # characters of a reason, a context, or words to a no
LONGEST = 5 * 366  # days between the first and the last day of the work


def why_attested(version: Version) -> str:
    """Of every submission of this version: why a colleague is asked, as a code; "" where a draw says, or nobody is."""
    issuer = version.micro_credential.issuer_id
    rules, assessment = both_in_force(AttestationPolicy, AssessmentPolicy, within=issuer)
    named = version.micro_credential.ident in assessment.double_score_all_for
    high = named or version.micro_credential.kind == Kind.CAPSTONE
    return AttestationReason.STAKES if rules.high_stakes and high else ""


def open_attestation(evaluation: Evaluation) -> None:
    """Ask for a colleague's word where the policy does. Once confirmed it counts for every attempt.

    The draw is of the person and the micro-credential, under a key: handing in again draws nothing else.
    """
    submission = evaluation.submission
    issuer = submission.version.micro_credential.issuer_id
    rules = in_force(AttestationPolicy, within=issuer)
    why = why_attested(submission.version)
    person, one = submission.start.person_id, submission.version.micro_credential_id
    if not why and draw("attestation", f"{person}:{one}") < rules.share_percent / 100:
        why = AttestationReason.SHARE
    confirmed = Attestation.objects.filter(
        evaluation__submission__start=submission.start_id, status=AttestationStatus.CONFIRMED
    )
    if not why or confirmed.exists():
        return
    row = Attestation.objects.create(
        evaluation=evaluation, reason=why, opened_at=now(), **_days(evaluation)
    )
    Evaluation.objects.filter(pk=evaluation.pk).update(unconfirmed_at=row.opened_at)
    note("assessment.attestation_opened", row, by=MACHINE, evaluation=evaluation.pk, reason=why)


@transaction.atomic
def name_colleague(
    attestation: Attestation,
    who: str,
    *,
    context: str,
    first_on: date | None,
    last_on: date | None,
    by: Person,
) -> AttestationRequest:
    """Ask a colleague, by their name or address; an earlier one who has not answered need not any more.

    Raises PermissionDenied, BadInput with `fields`, TooMany, WrongState where nobody is to be named.
    """
    if not policy.can_name_colleague(by, attestation):
        raise PermissionDenied
    context = clean(context).strip()
    wrong = _wrong_context(context, first_on, last_on)
    if not clean_line(who):
        wrong["who"] = _("Write the name or the e-mail address of a colleague.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    hold(attestation)
    row = _open(attestation)
    if row.status == AttestationStatus.DOUBTED:
        raise WrongState(_("A lead assessor is looking at the answer. You need do nothing now."))
    if row.requests.count() >= MOST_NAMED:
        raise TooMany(_("You have named several people. A lead assessor looks at it now."))
    person, address = _meant(clean_line(who), row.evaluation, by)
    waiting = row.requests.filter(ended_at__isnull=True)
    if waiting.filter(colleague=person, address=address).exists():
        raise _nobody(_("You have already asked this person. They have not answered yet."))
    waiting.update(ended_at=now(), address="")
    days = _days(row.evaluation)
    said = {"context": context, "first_on": first_on, "last_on": last_on}
    changes: dict[str, Any] = {"reminded_at": None, **said, **days}
    move(row, to=AttestationStatus.ASKED, **changes)
    request = AttestationRequest.objects.create(
        attestation=row,
        colleague=person,
        address=address,
        address_mark=AttestationRequest.mark_of(mailbox(address)) if address else "",
        asked_at=now(),
    )
    if person is not None:
        keep_apart(by, person, "confirmed", by=by)
    asked = {"colleague": person.pk} if person else {"guest": True}
    note("assessment.attestation_asked", request, by=by, attestation=row.pk, **asked)
    return request


@transaction.atomic
def answer_attestation(
    request: AttestationRequest,
    answer: str,
    *,
    words: str = "",
    wants_no_more: bool = False,
    by: Actor,
    token: str = "",
) -> None:
    """Say that it is so, that one cannot say, or that it is not so, with words. It decides nothing.

    Raises PermissionDenied, BadInput with `fields`, WrongState once it was answered, or nobody asks any more.
    """
    if not policy.can_answer_attestation(by, request, token=token):
        raise PermissionDenied
    words = clean(words).strip()
    if answer not in AttestationAnswer:
        raise BadInput(_("Choose an answer."), fields={"answer": _("Choose an answer.")})
    if answer == AttestationAnswer.NO and len(words) < LEAST:
        message = _("Say in a sentence or two what is not so.")
        raise BadInput(message, fields={"words": message})
    if len(words) > MOST:
        message = _("Keep it to %(most)d characters.") % {"most": MOST}
        raise BadInput(message, fields={"words": message})
    hold(request.attestation)
    facts = {"ended_at": now(), "answer": answer, "words": words, "address": ""}
    rows = AttestationRequest.objects.open().filter(pk=request.pk)
    if not rows.update(**facts, wants_no_more=wants_no_more):
        raise WrongState(_("This was already answered, or is no longer asked."))
    row = Attestation.objects.get(pk=request.attestation_id)
    if answer == AttestationAnswer.YES:
        move(row, to=AttestationStatus.CONFIRMED)
        _confirm(row)
    else:
        move(row, to=AttestationStatus.DOUBTED)
    note("assessment.attestation_answered", request, by=by, attestation=row.pk, answer=str(answer))


@transaction.atomic
def ask_another(attestation: Attestation, *, by: Person) -> None:
    """A lead has the learner name somebody else. Raises PermissionDenied, WrongState where somebody is being asked."""
    if not policy.can_waive_attestation(by, attestation):
        raise PermissionDenied
    hold(attestation)
    row = _open(attestation)
    row.requests.filter(ended_at__isnull=True).update(ended_at=now(), address="")
    changes: dict[str, Any] = {"reminded_at": None, **_days(row.evaluation)}
    move(row, to=AttestationStatus.NAMING, **changes)
    note("assessment.attestation_asked_again", row, by=by, evaluation=row.evaluation_id)


@transaction.atomic
def waive_attestation(attestation: Attestation, reason: str, *, by: Person) -> None:
    """Go on without a colleague's word, with a reason that stays. Raises PermissionDenied, BadInput, WrongState."""
    if not policy.can_waive_attestation(by, attestation):
        raise PermissionDenied
    reason = clean(reason).strip()
    if not LEAST <= len(reason) <= MOST:
        message = _("Say it in %(least)d to %(most)d characters.") % {"least": LEAST, "most": MOST}
        raise BadInput(message, fields={"reason": message})
    hold(attestation)
    row = _open(attestation)
    row.requests.filter(ended_at__isnull=True).update(ended_at=now(), address="")
    move(row, to=AttestationStatus.WAIVED, waived_by=by, waived_at=now(), waiver=reason)
    _confirm(row)
    note("assessment.attestation_waived", row, by=by, evaluation=row.evaluation_id)


def tend_attestations() -> int:
    """Remind at half of the days, once; after the last one it is the lead's. Returns how many ran out."""
    waiting = (AttestationStatus.NAMING, AttestationStatus.ASKED)
    rows, closed, ended = (
        Attestation.objects.open().filter(status__in=waiting),
        ClosedEverywhere(),
        0,
    )
    rows = rows.select_related("evaluation__submission__version__micro_credential").defer(
        "evaluation__submission__manifest", "evaluation__submission__version__data"
    )
    for row in rows.filter(begun_on__lt=today()):
        if row.due_on < today():
            ended += _run_out(row)
        elif row.reminded_at is None:
            whole = business_days_between(
                row.begun_on, row.due_on, closed.of(policy.issuer_key(row.evaluation))
            )
            if (
                2
                * business_days_between(
                    row.begun_on, today(), closed.of(policy.issuer_key(row.evaluation))
                )
                >= whole
            ):
                _remind(row)
    return ended


def forget_colleagues(evaluation: Evaluation) -> None:
    """Its learner took it back: nobody is asked any more, and no address is kept. The caller notes why."""
    rows = AttestationRequest.objects.filter(attestation__evaluation=evaluation)
    rows.filter(ended_at__isnull=True).update(ended_at=now(), address="")


def refuse_unconfirmed(evaluation: Evaluation) -> None:
    """Raises WrongState while a colleague's word is asked and has not come, nor a lead gone on without it."""
    if Evaluation.objects.filter(pk=evaluation.pk, unconfirmed_at__isnull=False).exists():
        raise WrongState(
            _(
                "A colleague’s confirmation is still to come. It can be released once it is here, or a lead "
                "assessor goes on without it."
            )
        )


@transaction.atomic
def _remind(row: Attestation) -> None:
    unreminded = Attestation.objects.filter(pk=row.pk, status=row.status, reminded_at=None)
    if unreminded.update(reminded_at=now()):
        note("assessment.attestation_reminded", row, by=MACHINE, evaluation=row.evaluation_id)


@transaction.atomic
def _run_out(row: Attestation) -> int:
    late = Attestation.objects.filter(pk=row.pk, status=row.status, due_on__lt=today())
    if not hold(late):  # named or answered a moment ago
        return 0
    move(row, to=AttestationStatus.RUN_OUT)
    note("assessment.attestation_run_out", row, by=MACHINE, evaluation=row.evaluation_id)
    return 1


def _confirm(row: Attestation) -> None:
    Evaluation.objects.filter(pk=row.evaluation_id).update(unconfirmed_at=None)


def _open(attestation: Attestation) -> Attestation:
    """As it is now that it is held. Raises WrongState once nothing is to come any more."""
    rows = Attestation.objects.open().select_related("evaluation__submission__start__person")
    row = rows.filter(pk=attestation.pk).first()
    if row is None:
        raise WrongState(_("Nothing is asked here anymore."))
    return row


def _days(evaluation: Evaluation) -> dict[str, date]:
    day, issuer = today(), policy.issuer_key(evaluation)
    days = in_force(AttestationPolicy, within=issuer).days
    due_on = add_business_days(day, days, closed_periods(within=issuer))
    return {"begun_on": day, "due_on": due_on}


def _wrong_context(context: str, first_on: date | None, last_on: date | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not LEAST <= len(context) <= MOST:
        wrong["context"] = _("Say it in %(least)d to %(most)d characters.") % {
            "least": LEAST,
            "most": MOST,
        }
    if first_on is None:
        wrong["first_on"] = _("Choose the first day.")
    if last_on is None:
        wrong["last_on"] = _("Choose the last day.")
    if first_on is None or last_on is None:
        return wrong
    if last_on > today():
        wrong["last_on"] = _("Choose a day that has passed, or today.")
    elif not 0 <= (last_on - first_on).days <= LONGEST:
        wrong["first_on"] = _("Choose a day before the last one, and not years before it.")
    return wrong


def _meant(who: str, evaluation: Evaluation, by: Person) -> tuple[Person | None, str]:
    """Somebody of the program, or an address outside it where the policy permits one."""
    people = Person.objects.get_queryset().filter(is_active=True).holding()
    by_address = "@" in who
    if by_address:
        people = people.filter(email__iexact=who)
    else:  # nobody learns by a name who there is in other programs
        people = people.within(list(policy.programs_joined(by))).filter(display_name__iexact=who)
    found = list(people[:2])
    if len(found) > 1:
        raise _nobody(_("More than one person has this name. Write their e-mail address instead."))
    if found:
        if not policy.may_attest(found[0], evaluation):
            raise _nobody(
                _(
                    "This person cannot confirm it: it must be a colleague of your program who is no family of "
                    "yours and can have no part in the decision. Name someone else."
                )
            )
        return found[0], ""
    if not by_address:
        raise _nobody(
            _("No one in the program has this name. Write it in full, or an e-mail address.")
        )
    if not in_force(AttestationPolicy, within=policy.issuer_key(evaluation)).guests:
        raise _nobody(_("No one in the program has this address. Name someone who has an account."))
    return None, _guest(who, by)


def _guest(who: str, by: Person) -> str:
    try:
        address = checked_address(who)
    except BadInput as e:
        raise _nobody(e.message) from e
    if is_own(address, by):
        raise _nobody(_("This is your own address. Name a colleague."))
    known = AttestationRequest.objects.filter(
        address_mark=AttestationRequest.mark_of(mailbox(address))
    )
    lately = known.asked_since(now() - timedelta(days=30)).count()
    if lately >= ADDRESS_A_MONTH or known.filter(wants_no_more=True).exists():
        raise _nobody(_("We cannot e-mail this address now. Name someone else."))
    return address


def _nobody(message: str) -> BadInput:
    return BadInput(message, fields={"who": message})
