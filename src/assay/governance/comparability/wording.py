"""What a comparison says, in words: heads of its columns, its cells, and what stands apart."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.assessment.pay.amounts import Amount
from assay.governance.comparability.measures import STATED, Cell, Measure
from assay.governance.comparability.report import Apart
from assay.governance.models import MIDDLES
from assay.ui.charts import number

#: Measures that are shares of a hundred.
SHARES: Final = (Measure.PASSED, Measure.AGREEMENT, Measure.STUDENTS)


def head(measure: Measure) -> str:
    """Short, for a column."""
    return {
        Measure.HOURS: _("Hours stated"),
        Measure.TOLD: _("Hours it took"),
        Measure.ITEMS: _("Items"),
        Measure.WORDS: _("Words"),
        Measure.CRITERIA: _("Criteria"),
        Measure.STUDENTS: _("With student work, of 100"),
        Measure.WEEKS: _("Weeks to hand in"),
        Measure.PASSED: _("Passed, of 100"),
        Measure.ATTEMPTS: _("Attempts"),
        Measure.AGREEMENT: _("Agreed, of 100"),
        Measure.DAYS: _("Days to a decision"),
        Measure.COST: _("Cost of an award"),
    }[measure]


def rests_on(measure: Measure, n: int) -> str:
    """ "12 decisions": how many of what a figure rests on."""
    if measure in STATED:
        text = ngettext("%(n)d micro-credential", "%(n)d micro-credentials", n)
    elif measure == Measure.WEEKS:
        text = ngettext("%(n)d learner", "%(n)d learners", n)
    elif measure == Measure.TOLD:
        text = ngettext("%(n)d answer", "%(n)d answers", n)
    elif measure == Measure.ATTEMPTS:
        text = ngettext("%(n)d learner who earned it", "%(n)d learners who earned it", n)
    elif measure == Measure.AGREEMENT:
        text = ngettext("%(n)d score given twice", "%(n)d scores given twice", n)
    elif measure == Measure.COST:
        text = ngettext("%(n)d award", "%(n)d awards", n)
    else:
        text = ngettext("%(n)d decision", "%(n)d decisions", n)
    return text % {"n": n}


def said(measure: Measure, cell: Cell, *, is_single: bool = False) -> str:
    """The value, or why there is none; of a single micro-credential, whether it asks for students' work."""
    if cell.value is None:
        return {
            "nothing": _("nothing yet"),
            "too_few": _("too few"),
            "unpaid": _("nothing paid"),
            "currencies": _("cannot be told: several currencies"),
        }[cell.reason]
    if is_single and measure == Measure.STUDENTS:
        return _("yes") if cell.value else _("no")
    if measure == Measure.TOLD:
        return str(next(band.label for band, hours in MIDDLES.items() if hours == cell.value))
    if measure == Measure.COST:
        return str(Amount(Decimal(cell.value).quantize(Decimal("0.01")), cell.currency))
    if measure in SHARES:
        return number(round(cell.value))
    return number(round(cell.value, 1))


def times(apart: Apart) -> str:
    if apart.times == float("inf"):
        return _("the other has none")
    return _("%(times)s times apart") % {"times": number(round(apart.times, 1))}
