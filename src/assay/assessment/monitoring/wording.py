"""What a figure of agreement says, in words: of a hundred, between what and what, and why it cannot be told."""

from typing import Final

from django.utils.translation import gettext as _

from assay.assessment.agreement.figures import Figure
from assay.assessment.readings import Kind
from assay.ui.charts import number

#: Under so many scores nothing is said of the standard: the range is too wide to be of use.
LEAST_TO_JUDGE: Final = 20


def of_hundred(figure: Figure) -> str:
    """ "81", of a hundred judgments; or why not."""
    return number(round(100 * figure.value)) if figure.value is not None else reason_word(figure)


def coefficient(figure: Figure) -> str:
    return number(figure.value) if figure.value is not None else reason_word(figure)


def range_of_hundred(figure: Figure) -> str:
    """ "76 to 85"; "" where there is no value."""
    if figure.low is None or figure.high is None:
        return ""
    return _range(round(100 * figure.low), round(100 * figure.high))


def range_of(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return _range(figure.low, figure.high)


def _range(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}


def reason_word(figure: Figure) -> str:
    """Why there is no value."""
    return {
        "nothing": _("nothing yet"),
        "too_few": _("fewer than ten"),
        "all_the_same": _("cannot be told: all the same level"),
        "one_category": _("cannot be told: one reader gave one level only"),
    }.get(str(figure.reason), "")


def read_as(figure: Figure, bar: float) -> str:
    """How it stands to the standard, no more surely than it can be said."""
    if figure.value is None:
        return reason_word(figure)
    if figure.high is not None and figure.high < bar:
        return _("below our standard")
    if figure.n < LEAST_TO_JUDGE:
        return _("too few to tell")
    if figure.value >= bar:
        return _("meets our standard")
    return _("%(bar)s is inside the range") % {"bar": number(round(100 * bar))}


def severity_reason(code: str) -> str:
    """Why severity cannot be told."""
    return {
        "no_scipy": _("The part that estimates it is not installed here (assay[severity])."),
        "too_few": _("Too little was read by two to tell: a hundred submissions are needed."),
        "all_the_same": _("Nearly everything was given the same level, so it cannot be told."),
        "unlinked": _(
            "The assessors fall into groups that read nothing in common, so they cannot be compared."
        ),
    }.get(code, _("The estimate came to no end, so it cannot be told."))


def severity_as(logits: float, error: float, outfit: float) -> str:
    """How to read it, no more surely than its standard error allows."""
    if outfit > 1.5:
        return _("less predictable than others")
    if logits > 2 * error:
        return _("stricter than the average")
    if logits < -2 * error:
        return _("more generous than the average")
    return _("like the average, as far as can be told")


def kind_word(kind: Kind) -> str:
    return {
        Kind.UNCHOSEN: _("Read twice, whatever the first reader said"),
        Kind.DOUBTED: _("Read again because the first reading left a doubt"),
        Kind.APPEAL: _("Read again after an appeal"),
        Kind.EXPERT: _("Anchors, beside the expert’s levels"),
    }[kind]


def kind_note(kind: Kind) -> str:
    """What to bear in mind about it."""
    return {
        Kind.UNCHOSEN: _("This is what all other figures on the page rest on."),
        Kind.DOUBTED: _(
            "Chosen because they are hard: they agree less, and count in no other figure."
        ),
        Kind.APPEAL: _("Chosen because someone objected: they count in no other figure."),
        Kind.EXPERT: _("Known work, read to be certified or as a check."),
    }[kind]
