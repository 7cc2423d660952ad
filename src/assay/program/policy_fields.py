"""What a page needs to know of each figure of a policy: its words, its bounds, how a value is said and read back.

Any room describes policies of its own in its `AppConfig.ready` (`describe`); the pages of program show them all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assay.program.policies import KINDS, add_kind, figures_of

Words = str | Promise
Choices = Sequence[tuple[str, Words]]

#: How a number is said, and what is to be typed.
UNITS: dict[str, tuple[Words, Words]] = {
    "": ("%(n)s", ""),
    "business_days": (
        ngettext_lazy("%(n)s business day", "%(n)s business days", "n"),
        gettext_lazy("In business days: weekdays that the calendar does not close."),
    ),
    "days": (ngettext_lazy("%(n)s day", "%(n)s days", "n"), gettext_lazy("In days.")),
    "hours": (ngettext_lazy("%(n)s hour", "%(n)s hours", "n"), gettext_lazy("In hours.")),
    "months": (ngettext_lazy("%(n)s month", "%(n)s months", "n"), gettext_lazy("In months.")),
    "years": (ngettext_lazy("%(n)s year", "%(n)s years", "n"), gettext_lazy("In years.")),
    "percent": (gettext_lazy("%(n)s in 100"), gettext_lazy("Of 100.")),
    "megabytes": (gettext_lazy("%(n)s MB"), gettext_lazy("In megabytes.")),
    "gigabytes": (gettext_lazy("%(n)s GB"), gettext_lazy("In gigabytes.")),
    "cents": ("%(amount)s", gettext_lazy("In cents: 3000 is 30.00.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure in words. `zero`: what it means to have none. `choices`: the only values, or who knows them."""

    label: Words
    effect: Words  # what it changes, in a sentence
    unit: str = ""
    least: int = 0  # for a list: how many there must be
    most: int = 1000
    zero: Words = ""
    choices: Choices | Callable[[], Choices] = ()
    example: str = ""  # of a line, where anything may be typed

    def offered(self) -> dict[str, Words]:
        return dict(self.choices() if callable(self.choices) else self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One policy: under which theme of the page it is, and its figures in order."""

    theme: str
    figures: Mapping[str, Figure]


#: Themes of the page, in order. A room may bring its own with `describe(…, theme_label=…)`.
THEMES: dict[str, Words] = {
    "submission": gettext_lazy("Submitting"),
    "assessment": gettext_lazy("Assessment"),
    "assessors": gettext_lazy("Assessors"),
    "appeals": gettext_lazy("Appeals"),
    "versions": gettext_lazy("Publishing and versions"),
    "committee": gettext_lazy("Committee"),
    "badges": gettext_lazy("Withdrawing a badge"),
    "privacy": gettext_lazy("Evidence and privacy"),
    "calendar": gettext_lazy("Busy times"),
}
_described: dict[str, Described] = {}
_common: dict[str, Words] = {}
_choices: dict[tuple[str, str], Callable[[], Choices]] = {}


def describe(
    shape: type[Any],
    figures: Mapping[str, Figure],
    *,
    theme: str,
    kind: str = "",
    theme_label: Words = "",
) -> None:
    """Announce the words of a policy, and with `kind` the policy itself. Again is the same."""
    if kind:
        add_kind(shape, kind)
    if theme_label:
        THEMES.setdefault(theme, theme_label)
    if unknown := set(figures) - {field.name for field in fields(shape)}:
        raise LookupError(f"{shape.__name__} has no {', '.join(sorted(unknown))}.")
    before = _described.get(KINDS[shape])
    if before is not None:  # two shapes share a kind: those of both, as they were announced
        figures = {**before.figures, **figures}
    _described[KINDS[shape]] = Described(theme=theme, figures=figures)


def offer_choices(kind: str, name: str, choices: Callable[[], Choices]) -> None:
    """Let a later room say which values a figure may have."""
    _choices[kind, name] = choices


def described() -> dict[str, Described]:
    """Every policy that has words, by kind, in the order of the themes."""
    order = list(THEMES)
    return dict(sorted(_described.items(), key=lambda item: order.index(item[1].theme)))


def figure_of(kind: str, name: str) -> Figure | None:
    found = _described.get(kind)
    return found.figures.get(name) if found else None


def choices_of(kind: str, name: str) -> dict[str, Words]:
    """The values a figure may have, in words; none where anything fits that has its type."""
    if (kind, name) in _choices:
        return dict(_choices[kind, name]())
    figure = figure_of(kind, name)
    return figure.offered() if figure else {}


def default_of(kind: str, name: str) -> Any:
    return figures_of(kind)[name]


def is_set_by_programs(kind: str, name: str) -> bool:
    """Whether a program may set this figure for itself."""
    return name in figures_of(kind, programs_alone=True)


def common_reason(kind: str) -> Words:
    """Why a figure of this kind is the same for every program here, where there is a reason."""
    return _common.get(kind, "")


def say_common(kind: str, reason: Words) -> None:
    """Announce why what programs may not set of a kind is the same for all of them."""
    _common[kind] = reason


def said(kind: str, name: str, value: Any) -> str:
    """A value in words: "8 business days", "30.00", "Yes", a list with semicolons."""
    figure = figure_of(kind, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        if figure and figure.zero and value == 0:
            return str(figure.zero)
        amount = number_format(Decimal(value) / 100, decimal_pos=2)
        return str(UNITS[figure.unit if figure else ""][0] % {"n": value, "amount": amount})
    words = choices_of(kind, name)
    if isinstance(value, list | tuple):
        return "; ".join(str(words.get(item, item)) for item in value) or _("None")
    return str(words.get(value, value))


def out_of_bounds(kind: str, name: str, value: Any) -> str:
    """What is wrong with a value that has the right type, and what is right; "" for one that fits."""
    figure, words = figure_of(kind, name), choices_of(kind, name)
    if figure is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        if not figure.least <= value <= figure.most:
            bounds = {"least": figure.least, "most": figure.most}
            return _("Write a whole number from %(least)s to %(most)s.") % bounds
    elif isinstance(value, list | tuple):
        if len(value) < figure.least:
            return _("Choose at least one.")
        if words and (strange := [item for item in value if item not in words]):
            return _("“%(value)s” is not one of the choices.") % {"value": strange[0]}
    elif isinstance(value, str) and words and value not in words:
        return _("“%(value)s” is not one of the choices.") % {"value": value}
    return ""
