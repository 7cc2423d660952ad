"""Permission to appeal, to answer an appeal, and to say the last word; and until when."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.models import (
    Appeal,
    AppealStatus,
    Assignment,
    Evaluation,
    Release,
    Screening,
    Status,
)
from assay.assessment.policy.pool import can_lead
from assay.assessment.policy.staff import CHAIRS, is_own, issuer_key, issuer_of, tied
from assay.lib.clock import today
from assay.people.models import Membership, Person, Role
from assay.program.policies import AppealPolicy, in_force
from assay.record.models import Event


def why_not_appeal(evaluation: Evaluation) -> str:
    """Why this decision cannot be appealed, or cannot any more, as a sentence; "" while it can."""
    if evaluation.status != Status.RELEASED or evaluation.released_at is None:
        return _("There is no decision to appeal yet.")
    if evaluation.submission.outcome != "not_yet":
        return _("This one is earned. There is nothing to appeal.")
    if today() > appeal_until(evaluation):
        return _("The time for an appeal is over.")
    return ""


def appeal_until(evaluation: Evaluation) -> date:
    """The last day on which a released decision may be appealed."""
    return _within(evaluation, evaluation.released_at)


def why_not_ask_chair(row: Appeal) -> str:
    """Why the chair cannot be asked, as a sentence; "" while the learner may, once."""
    if row.status == AppealStatus.WITH_CHAIR:
        return _("The chair already has it.")
    if row.status != AppealStatus.DECIDED:
        return _("There is no answer yet, or it is final.")
    if row.evaluation.submission.outcome == "earned":
        return _("This one is earned. There is nothing left to ask.")
    if today() > chair_until(row):
        return _("The time to ask the chair is over.")
    return ""


def chair_until(row: Appeal) -> date:
    """The last day on which the chair may be asked."""
    return _within(row.evaluation, row.decided_at)


def _within(evaluation: Evaluation, moment: datetime | None) -> date:
    if moment is None:
        raise LookupError("nothing was decided")
    days = in_force(AppealPolicy, within=issuer_key(evaluation)).window_days
    return timezone.localtime(moment).date() + timedelta(days=days)


def can_appeal(by: Person, evaluation: Evaluation) -> bool:
    """Its learner alone: to appeal, to take it back, and to ask the chair."""
    return is_own(by, evaluation)


def can_take_appeal(by: Person, row: Appeal) -> bool:
    """A lead of the version who had no part in any attempt of this start, and has no tie to the learner."""
    return can_lead(by, row.evaluation) and not why_not_answer(by, row)


def can_decide_appeal(by: Person, row: Appeal) -> bool:
    """The lead who took it, while they lead."""
    return row.lead_id == by.pk and can_lead(by, row.evaluation)


def can_rule_on_appeal(by: Person, row: Appeal) -> bool:
    """A chair of the issuer or above; where none is whom nothing bars, an administrator there; neither with a part in
    it, so nobody on their own answer."""
    issuer = issuer_of(row.evaluation)
    if why_not_answer(by, row):
        return False
    if by.has_role(*CHAIRS, within=issuer):
        return True
    return by.has_role(Role.PROGRAM_ADMIN, within=issuer) and is_chair_barred(row)


def is_chair_barred(row: Appeal) -> bool:
    """Whether every chair of the issuer and above had a part in it; where nobody is chair, too."""
    held = Membership.objects.current().filter(
        role__in=CHAIRS,
        person__is_active=True,
        organization__in=issuer_of(row.evaluation).lineage,
    )
    return all(why_not_answer(one.person, row) for one in held.select_related("person"))


def why_not_answer(by: Person, row: Appeal) -> str:
    """What bars somebody who would otherwise answer an appeal: "own", "involved", "tied", or ""."""
    if is_own(by, row.evaluation):
        return "own"
    if by.pk in involved_in(row):
        return "involved"
    return "tied" if tied(by, row.evaluation) else ""


def answers_appeal(by: Person, row: Appeal) -> bool:
    """Who has it now: the lead who took it, or a chair whom it waits for."""
    if row.status == AppealStatus.IN_REVIEW:
        return can_decide_appeal(by, row)
    return row.status == AppealStatus.WITH_CHAIR and can_rule_on_appeal(by, row)


def involved_in(row: Appeal) -> frozenset[int]:
    """Whoever scored, settled, screened or released any attempt of this start, or answered this appeal before."""
    people = set(took_part_in(row.evaluation.submission.start_id))
    if row.decided_at is not None:
        led = Event.objects.filter(
            verb="assessment.appeal_decided",
            subject_kind="assessment.appeal",
            subject_id=str(row.pk),
        )
        people |= {int(pk) for pk in led.values_list("by_id", flat=True) if pk}
    return frozenset(people)


def took_part_in(start: int) -> frozenset[int]:
    """Whoever scored, settled, screened or released any attempt of a start. Three queries."""
    attempts = Evaluation.objects.filter(submission__start=start).order_by().values("pk")
    scored = Assignment.objects.filter(evaluation__in=attempts)
    screened = Screening.objects.filter(evaluation__in=attempts)
    released = Release.objects.filter(evaluation__in=attempts)
    people = set(scored.values_list("assessor", flat=True))
    people |= set(screened.values_list("by", flat=True)) | set(
        released.values_list("by", flat=True)
    )
    return frozenset(people)
