"""What the offices did before today: months of pay approved but for the last, and a sample of feedback begun."""

from datetime import datetime, timedelta

from assay.assessment import actions as assessment
from assay.assessment.models import PayMonth, running_month
from assay.demo.district import person
from assay.lib.clock import held_at, span_of, today
from assay.lib.errors import WrongState

COORDINATOR, LEAD = "p-026", "p-023"
NOTE = "Name the minute you mean. Then the next step is one they can try on Monday."


def lay_out(now: datetime) -> None:
    keeper = person(COORDINATOR)
    over = PayMonth.objects.to_approve(running_month(today())).order_by("month")
    for month in list(over)[:-1]:
        with held_at(span_of(month.month + timedelta(days=36))[0] + timedelta(hours=15)):
            assessment.approve_pay(month, by=keeper)
    with held_at(now - timedelta(hours=3)):
        _read_feedback()


def _read_feedback() -> None:
    """The first of the sample gets a note, where there is anything to draw."""
    lead = person(LEAD)
    try:
        rows = assessment.draw_feedback(by=lead)
    except WrongState:
        return
    below = next((row for row in rows if "almost" in row.sheet.levels.values()), rows[0])
    levels = below.sheet.levels
    ident = next((key for key, level in levels.items() if level == "almost"), next(iter(levels)))
    assessment.check_feedback(below, faults={ident: ["no_evidence"]}, note=NOTE, by=lead)
