"""A lead draws ten sheets a week, finds their words good or writes to the assessor, who reads it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from secrets import SystemRandom
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Assignment, FeedbackCheck, FeedbackFault, ScoreSheet
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note as record

#: From how far back sheets are drawn (a small program has a quiet week now and then), and how long a note may be.
DAYS: Final = 14
MOST_WORDS: Final = 2000


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def draw_feedback(*, by: Person) -> list[FeedbackCheck]:
    """Draw up to ten sheets at random, of those a lead looks after whose scores were sent within two weeks.

    None that was drawn before, and none of their own. Raises PermissionDenied for who leads nothing, WrongState where
    this week's sample is drawn, or there is nothing to draw.
    """
    if not policy.is_lead(by):
        raise PermissionDenied
    week = week_of(today())
    drawn = _("You have drawn this week’s sample.")
    if FeedbackCheck.objects.filter(lead=by, week=week).exists():
        raise WrongState(drawn)
    found = _to_draw(by)
    if not found:
        raise WrongState(
            _("No scores were sent within the last two weeks. There is nothing to draw.")
        )
    chosen = SystemRandom().sample(found, min(len(found), FeedbackCheck.MOST))
    with first_come(drawn):
        rows = FeedbackCheck.objects.bulk_create(
            FeedbackCheck(lead=by, week=week, place=place, sheet_id=sheet, drawn_at=now())
            for place, sheet in enumerate(chosen, start=1)
        )
    record("assessment.feedback_drawn", by, by=by, week=week.isoformat(), sheets=chosen)
    return rows


def _to_draw(lead: Person) -> list[int]:
    """Numbers of sheets alone: two weeks', however many years there are."""
    paths = [place.path for place in lead.organizations_as(*policy.LEADS)]
    since = now() - timedelta(days=DAYS)
    led = Assignment.objects.all().led_from(paths, lead).exclude(assessor=lead)
    rows = ScoreSheet.objects.filter(
        handed_over_at__gte=since, assignment__in=led, feedback_check__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def check_feedback(
    check: FeedbackCheck, *, faults: Mapping[str, Sequence[str]], note: str = "", by: Person
) -> None:
    """Say that the words on a sheet are good, or which criteria lack what, with a private note to the assessor.

    Raises PermissionDenied for anyone but the lead who drew it, WrongState the second time, BadInput (`fields`) for
    what the rubric or the standard does not have, and for faults without a word to the assessor.
    """
    check = (
        FeedbackCheck.objects.select_for_update(of=("self",))
        .select_related(
            "sheet__assignment__evaluation__submission__version__micro_credential",
            "sheet__assignment__evaluation__submission__start",
        )
        .get(pk=check.pk)
    )
    if not policy.can_check_feedback(by, check):
        raise PermissionDenied
    if check.is_checked:
        raise WrongState(_("You have checked this feedback. It stays as you found it."))
    found = _faults(check, faults)
    words = clean(note).strip()
    if len(words) > MOST_WORDS:
        raise BadInput(_("Please shorten the note."), fields={"note": _("Half a page is enough.")})
    if found and not words:
        raise BadInput(
            _("The assessor needs a word from you."),
            fields={"note": _("Say what to do differently. Only the assessor reads it.")},
        )
    check.faults, check.note, check.checked_at = found, words, now()
    check.save(update_fields=("faults", "note", "checked_at"))
    record(
        "assessment.feedback_checked",
        check,
        by=by,
        good=not words,
        faults=sum(len(kinds) for kinds in found.values()),
    )


def _faults(check: FeedbackCheck, faults: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    content = check.sheet.assignment.evaluation.submission.version.content
    found = {}
    for ident, kinds in faults.items():
        if content.criterion(ident) is None or set(kinds) - set(FeedbackFault.values):
            raise BadInput(_("This rubric has no such criterion, or the standard no such point."))
        if kinds:
            found[ident] = [kind for kind in FeedbackFault.values if kind in kinds]
    return found


@transaction.atomic
def read_feedback_note(check: FeedbackCheck, *, by: Person) -> None:
    """The assessor has read what the lead says of their words. A second press changes nothing."""
    if not policy.can_read_feedback_note(by, check):
        raise PermissionDenied
    if FeedbackCheck.objects.filter(pk=check.pk, read_at__isnull=True).update(read_at=now()):
        record("assessment.feedback_read", check, by=by)
