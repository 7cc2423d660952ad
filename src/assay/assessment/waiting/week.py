"""What a lead's page of the week counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from assay.assessment.models import Evaluation, IntegrityHold, Override
from assay.assessment.waiting import appeals, feedback, monitoring, settling
from assay.assessment.waiting.submissions import SUBMISSION
from assay.lib.clock import span_of, today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import pieces

#: How far back it looks for what is rare.
LATELY = timedelta(days=28)


def for_week(person: Person, led: Sequence[str]) -> dict[str, Listed[Any]]:
    """Its lists by the names of its numbers: as home has them, and all in progress."""
    return {
        "late": Listed(settling.late, led, person, today(), in_order=True),
        "idle": Listed(settling.idle, led, person),
        "disagreements": Listed(settling.disagreed, led, person),
        "appeals": Listed(appeals.appealed, led, person),
        "drift": Listed(monitoring.drifted, led, person),
        "feedback": Listed(feedback.sampled, person),
        "held": Listed(_held, led, person),
        "overrides": Listed(_overridden, led, person, span_of(today() - LATELY)[0]),
        "all": Listed(_all_in_work, led, person),
    }


@prepared
def _held(paths: Sequence[str], person: Person) -> QuerySet[IntegrityHold, Any]:
    """The longest first."""
    rows = IntegrityHold.objects.all().led_from(paths, person).open()
    return pieces(rows.order_by("placed_at", "pk"), key="pk", since="placed_at")


@prepared
def _overridden(paths: Sequence[str], person: Person, since: datetime) -> QuerySet[Override, Any]:
    rows = Override.objects.all().led_from(paths, person).filter(at__gte=since)
    return pieces(rows.order_by("-at"), key="pk")


@prepared
def _all_in_work(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    """In the order of an index: the week asks how many, and by day alone all would be put in order first."""
    rows = Evaluation.objects.all().led_from(paths, person).in_work()
    return pieces(rows.order_by("status", "due_on", "pk"), **SUBMISSION)
