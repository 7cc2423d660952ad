"""A withdrawal with due process: notice, answer, a panel of three, an appeal, and only then the status list.

What the list says cannot be taken back, so it is written last: when the chair has spoken, or nobody appealed in time.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.awarding.actions.revoking import take_effect
from assay.credentials.grounds import grounds_in_force
from assay.credentials.models import (
    Award,
    AwardStatus,
    CaseQuerySet,
    CaseStatus,
    PanelSeat,
    RevocationCase,
    Verdict,
)
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Actor, Person
from assay.program.policies import AppealPolicy, RetentionPolicy, RevocationPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

log = logging.getLogger(__name__)

PANEL = 3
LEAST_WORDS, MOST_WORDS = 20, 6000  # characters


@transaction.atomic
def open_case(award: Award, *, ground: str, reason: str, by: Person) -> RevocationCase:
    """Ask for a badge's withdrawal: its earner gets notice, and reads `reason`. The badge stays valid meanwhile.

    Raises PermissionDenied for anyone but an approver of the issuer (and for one's own badge), BadInput (`fields`)
    without a ground of the policy or a reason, WrongState if it is withdrawn or a case is open.
    """
    if not policy.can_open_case(by, award):
        raise PermissionDenied
    reason, wrong = _said(reason), {}
    if ground not in grounds_in_force(award.issuer_id):
        wrong["ground"] = _("Choose one of the reasons in the program’s policy.")
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        wrong["reason"] = _(
            "Say in a few sentences what happened. The earner and the panel read it."
        )
    if wrong:
        raise BadInput(_("The earner has to know what this is about."), fields=wrong)
    return begin_case(award, ground=ground, reason=reason, by=by)


def begin_case(award: Award, *, ground: str, reason: str, by: Person) -> RevocationCase:
    """The same, for whoever has asked policy. Raises WrongState if it is withdrawn or a case is open."""
    hold(award)
    award.refresh_from_db(fields=("status",))
    if award.status == AwardStatus.REVOKED:
        raise WrongState(_("This badge is already withdrawn."))
    rules, day = in_force(RevocationPolicy, within=award.issuer_id), today()
    with first_come(_("A case about this badge is already open.")):
        case = RevocationCase.objects.create(
            award=award,
            ground=ground,
            reason=reason,
            opened_by=by,
            opened_at=now(),
            notice_until=day + timedelta(days=rules.notice_days),
            respond_until=day + timedelta(days=rules.response_days),
        )
    note("credentials.case_opened", case, by=by, award=str(award.pk), ground=ground)
    return case


@transaction.atomic
def answer_case(case: RevocationCase, answer: str, *, by: Person) -> None:
    """The earner says their side, once; it stays as it was sent. After the time it is taken until a vote is there.

    Raises PermissionDenied, BadInput without a sentence, WrongState the second time and once the panel votes.
    """
    answering(case, by=by)
    case.answer, case.answered_at = _words(answer, "answer"), now()
    case.save(update_fields=("answer", "answered_at"))
    note("credentials.case_answered", case, by=by)


def answering(case: RevocationCase, *, by: Person) -> None:
    """Hold the row until commit, for whoever may still write the answer. Raises PermissionDenied, WrongState."""
    if not policy.can_answer_case(by, case):
        raise PermissionDenied
    _lock(case)
    if case.status != CaseStatus.HEARING or case.seats.exclude(vote="").exists():
        raise WrongState(
            _("The panel has begun to decide. You can appeal if it decides against you.")
        )
    if case.answered_at is not None:
        raise WrongState(_("You have already answered. The panel reads it as you sent it."))


@transaction.atomic
def name_panel(case: RevocationCase, people: Sequence[Person], *, by: Person) -> list[PanelSeat]:
    """Three members of the committee who decide. Named anew while votes are out; who has voted stays.

    Raises PermissionDenied for anyone but the chair (or an administrator where none is) without a part in it, BadInput
    for another number than three or for somebody who is barred, WrongState once it is decided.
    """
    if not policy.can_name_panel(by, case):
        raise PermissionDenied
    _lock(case)
    if case.status != CaseStatus.HEARING:
        raise WrongState(_("This case is already decided."))
    chosen = {person.pk: person for person in people}
    voted = set(case.seats.exclude(vote="").values_list("person", flat=True))
    free = {person.pk for person in policy.panel_candidates(case)} | voted
    message = ""
    if len(chosen) != PANEL:
        message = _("Choose three people.")
    elif not set(chosen) <= free:
        message = _("Choose people from the list: on the committee, with no part in it and no tie.")
    elif not voted <= set(chosen):
        message = _("Those who have voted stay on the panel.")
    if message:
        raise BadInput(message, fields={"panel": message})
    case.seats.exclude(person__in=chosen).delete()
    kept, at = set(case.seats.values_list("person", flat=True)), now()
    fresh = [pk for pk in chosen if pk not in kept]
    for pk in fresh:
        PanelSeat.objects.create(case=case, person=chosen[pk], named_by=by, named_at=at)
    note("credentials.panel_named", case, by=by, people=fresh)
    return list(case.seats.select_related("person"))


@transaction.atomic
def vote(case: RevocationCase, verdict: str, *, reason: str, by: Person) -> PanelSeat:
    """One of the three says whether the badge is withdrawn, and why; the third vote decides by majority.

    Raises PermissionDenied for anyone outside the panel or with a tie, BadInput (`fields`) without a choice or reason,
    WrongState before the earner was heard and the notice is over, the second time, and once it is decided.
    """
    if not policy.can_vote(by, case):
        raise PermissionDenied
    _lock(case)
    if case.status != CaseStatus.HEARING:
        raise WrongState(_("This case is already decided."))
    if not case.votes_open:
        raise WrongState(
            _("It is too early: the earner has time to answer, and the notice is not over.")
        )
    if case.seats.count() != PANEL:
        raise WrongState(_("The panel is not complete yet."))
    seat = case.seats.get(person=by)
    if seat.vote:
        raise WrongState(_("Your vote is already on record."))
    reason, wrong = _said(reason), {}
    if verdict not in Verdict.values:
        wrong["verdict"] = _("Choose one of the two.")
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        wrong["reason"] = _("Say in a sentence or two why. The earner reads it, without your name.")
    if wrong:
        raise BadInput(_("A vote needs its reason."), fields=wrong)
    seat.vote, seat.reason, seat.voted_at = verdict, reason, now()
    seat.save(update_fields=("vote", "reason", "voted_at"))
    note("credentials.voted", case, by=by)
    _count(case)
    return seat


def _count(case: RevocationCase) -> None:
    """Once all three have voted: what most of them say."""
    votes = list(case.seats.values_list("vote", flat=True))
    if len(votes) != PANEL or not all(votes):
        return
    withdraw = votes.count(Verdict.WITHDRAW) * 2 > PANEL
    facts: dict[str, Any] = {
        "verdict": Verdict.WITHDRAW if withdraw else Verdict.KEEP,
        "decided_at": now(),
    }
    if not withdraw:
        _end(case, Verdict.KEEP, by=MACHINE, **facts)
        return
    until = today() + timedelta(
        days=in_force(AppealPolicy, within=case.award.issuer_id).window_days
    )
    move(case, to=CaseStatus.DECIDED, appeal_until=until, **facts)
    note("credentials.case_decided", case, by=MACHINE)
    if not in_force(RevocationPolicy, within=case.award.issuer_id).appeal:
        _end(case, Verdict.WITHDRAW, by=MACHINE)


@transaction.atomic
def appeal_case(case: RevocationCase, words: str, *, by: Person) -> None:
    """The earner asks the chair to look at what the panel decided, once and in time.

    Raises PermissionDenied, BadInput without a sentence, WrongState where the panel did not decide to withdraw it, the
    time is over, or it was asked before.
    """
    if not policy.can_answer_case(by, case):
        raise PermissionDenied
    _lock(case)
    if case.status != CaseStatus.DECIDED or case.appeal_until is None:
        raise WrongState(_("There is no decision of a panel that can be appealed."))
    if today() > case.appeal_until:
        raise WrongState(_("The time for an appeal is over."))
    said = _words(words, "words")
    move(case, to=CaseStatus.APPEALED, appeal_words=said, appealed_at=now())
    note("credentials.case_appealed", case, by=by)


@transaction.atomic
def hear_case(case: RevocationCase, verdict: str, *, reason: str, by: Person) -> None:
    """The chair's last word on an appeal: the badge is withdrawn now, or it stays.

    Raises PermissionDenied for anyone but a chair (or administrator where none is) without a part in it, BadInput
    (`fields`) without a choice or a reason, WrongState unless it is on appeal.
    """
    if not policy.can_hear_case(by, case):
        raise PermissionDenied
    _lock(case)
    if case.status != CaseStatus.APPEALED:
        raise WrongState(_("There is no appeal to hear, or it is already answered."))
    reason, wrong = _said(reason), {}
    if verdict not in Verdict.values:
        wrong["verdict"] = _("Choose one of the two.")
    if not LEAST_WORDS <= len(reason) <= MOST_WORDS:
        wrong["reason"] = _("Say in a sentence or two why. The earner reads it.")
    if wrong:
        raise BadInput(_("The last word needs its reason."), fields=wrong)
    _end(case, verdict, by=by, heard_by=by, heard_reason=reason)


def tend_cases() -> int:
    """Daily work: tell panels that they may vote, and carry out what nobody appealed in time. How many moved on."""
    waiting = RevocationCase.objects.filter(status=CaseStatus.HEARING, called_at__isnull=True)
    over = RevocationCase.objects.filter(status=CaseStatus.DECIDED, appeal_until__lt=today())
    done = _each(waiting.may_be_voted_on(today()), _call)
    return done + _each(over, _carry_out)


def _each(rows: CaseQuerySet, step: Callable[[int], int]) -> int:
    """One step for each of them; one that fails keeps no other from its own."""
    done = 0
    for pk in list(rows.values_list("pk", flat=True)):
        try:
            done += step(pk)
        except Exception:
            log.exception("%s of case %s", step.__name__, pk)
    return done


@transaction.atomic
def _call(pk: int) -> int:
    rows = RevocationCase.objects.filter(pk=pk, status=CaseStatus.HEARING, called_at__isnull=True)
    if rows.update(called_at=now()) != 1:
        return 0
    note("credentials.votes_opened", RevocationCase.objects.get(pk=pk), by=MACHINE)
    return 1


@transaction.atomic
def _carry_out(pk: int) -> int:
    case = RevocationCase.objects.select_related("award__issuer", "opened_by").get(pk=pk)
    _lock(case)
    if case.status != CaseStatus.DECIDED or case.appeal_until is None:
        return 0
    if case.appeal_until >= today():
        return 0
    _end(case, Verdict.WITHDRAW, by=MACHINE)
    return 1


def _end(case: RevocationCase, outcome: str, *, by: Actor, **facts: Any) -> None:
    """End it; where the badge is withdrawn, the status list says so from this moment."""
    rules = in_force(RetentionPolicy, within=case.award.issuer_id)
    until = today() + timedelta(days=rules.keep_originals_days_after_decision)
    move(case, to=CaseStatus.ENDED, outcome=outcome, ended_at=now(), files_until=until, **facts)
    note("credentials.case_ended", case, by=by, outcome=str(outcome))
    if outcome == Verdict.WITHDRAW:
        take_effect(
            Award.objects.get(pk=case.award_id),
            ground=case.ground,
            reason=case.reason,
            opened_by=case.opened_by,
            by=by,
        )


def _lock(case: RevocationCase) -> None:
    """The row as it is now, held until commit."""
    hold(case)
    case.refresh_from_db()


def _words(text: str, field: str) -> str:
    said = _said(text)
    if not LEAST_WORDS <= len(said) <= MOST_WORDS:
        message = _("Say it in a sentence or more.")
        raise BadInput(message, fields={field: message})
    return said


def _said(text: str) -> str:
    return clean(text).strip()
