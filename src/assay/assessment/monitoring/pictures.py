"""Figures of agreement as pictures, of a hundred judgments each."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.assessment.agreement.figures import Figure
from assay.assessment.monitoring.report import Line, Report
from assay.assessment.monitoring.wording import of_hundred
from assay.ui.charts import Chart, Standard, Value, intervals, line, shares
from assay.ui.words import said_month, short_month

#: So many months, and so many lines, can be told apart on one picture.
MONTHS, LINES = 7, 20


def over_time(ident: str, months: Mapping[str, Figure], bar: float) -> Chart | None:
    """Exact agreement by month, the latest seven; None where no month holds enough."""
    latest = dict(list(months.items())[-MONTHS:])
    values = [_value(_month(month), figure) for month, figure in latest.items()]
    known = [(month, figure) for month, figure in latest.items() if figure.known]
    if not known:
        return None
    month, last = known[-1]
    finding = _("In %(month)s two readers agreed %(n)s times of 100") % {
        "month": _month(month, year=True),
        "n": of_hundred(last),
    }
    return line(
        ident, finding, values, name=_("Same level, of 100"), top=100, standard=_standard(bar)
    )


def side_by_side(ident: str, lines: Iterable[Line], bar: float) -> Chart | None:
    """The lines that can be told, with their ranges beside the standard; None where there are none."""
    known = list(islice((one for one in lines if one.figure.known), LINES))
    if not known:
        return None
    finding = _("Same level, of 100 scores given twice")
    values = [_value(one.name, one.figure) for one in known]
    return intervals(ident, finding, values, name=_("Same level, of 100"), standard=_standard(bar))


def of_a_hundred(ident: str, report: Report) -> Chart | None:
    """How many are the same, one level apart, and more."""
    apart = report.apart()
    if not any(apart):
        return None
    parts = (_("the same level"), _("one level apart"), _("two levels apart"))
    finding = _("Of 100 scores given twice, %(n)s are the same") % {"n": apart[0]}
    return shares(ident, finding, parts, [(_("Of 100"), apart)])


def _value(label: str, figure: Figure) -> Value:
    note = ngettext("%(n)d score", "%(n)d scores", figure.n) % {"n": figure.n}
    if figure.value is None:
        return Value(label=label, value=None, note=of_hundred(figure))
    low, high = (100 * end if end is not None else None for end in (figure.low, figure.high))
    return Value(label=label, value=round(100 * figure.value), low=low, high=high, note=note)


def _month(month: str, *, year: bool = False) -> str:
    first = date.fromisoformat(f"{month}-01")
    return said_month(first) if year else short_month(first)


def _standard(bar: float) -> Standard:
    least = round(100 * bar)
    return Standard(value=least, label=_("our standard: %(n)d or more") % {"n": least})
