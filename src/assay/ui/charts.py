"""Pictures of figures, drawn on the server as SVG: line, bars, intervals and shares. Never a picture alone.

Each comes with a sentence that says what it shows and a table with every number; `{% chart %}` puts it on a page.
Colors come from the style sheet, so a picture follows the theme and prints; fill, hatch and outline differ, so color is
never alone. What is hidden or cannot be told is None: it is left out of the picture, and the table says so. A form
beyond these four asks for a decision record.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

WIDTH: Final = 480
_ROW, _BAR, _EDGE = 46, 14, 14  # height of a row and its bar, room for half a number at either side
_LEFT, _TOP, _HEIGHT = 40, 20, 180  # of a line's plot
#: How wide a letter is, about: what each figure rests on is drawn where there is room; the table has it anyway.
_LETTER: Final = 7.2
#: Fills of the parts of a share, from first to last; no more can be told apart.
_FILLS: Final = ("full", "hatch", "open")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One figure: its name, its value or None, where it may lie in truth, and what it rests on ("18 judgments")."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A value to be reached, and what it is called."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, the sentence that says it, and the same as a table. `finding` is its title: what it tells."""

    ident: str
    finding: str
    sentence: str
    picture: SafeString
    head: Row
    rows: tuple[Row, ...]


def line(
    ident: str,
    finding: str,
    values: Sequence[Value],
    *,
    name: str,
    bottom: float = 0,
    top: float | None = None,
    standard: Standard | None = None,
) -> Chart:
    """Figures in the order of time, with their intervals. `name` says what is counted, for the table."""
    known = [value for value in values if value.value is not None]
    most = top if top is not None else _round_top(max(map(_upper, known), default=1))
    ticks = _ticks(bottom, most)

    def y(at: float) -> float:
        return _TOP + _HEIGHT * (1 - (min(max(at, bottom), most) - bottom) / (most - bottom))

    step = (WIDTH - _LEFT) / max(len(values), 1)
    places = [_LEFT + step * (n + 0.5) for n in range(len(values))]
    parts: list[SafeString] = []
    if standard:
        parts.append(_band(_LEFT, y(most), WIDTH - _LEFT, y(standard.value) - y(most)))
    for tick in ticks:
        parts.append(_stroke("grid", _LEFT, WIDTH, y(tick), y(tick)))
        parts.append(_end(_LEFT - 8, y(tick) + 5, number(tick), "q"))
    if standard:
        parts.append(_text(_LEFT + 6, _TOP - 4, standard.label, "q"))  # above: no dot lies there
    for one, two, first, second in zip(values, values[1:], places, places[1:], strict=False):
        if one.value is not None and two.value is not None:
            parts.append(_stroke("path", first, second, y(one.value), y(two.value)))
    for value, x in zip(values, places, strict=True):
        if value.value is not None:
            if value.low is not None and value.high is not None:
                parts.append(_stroke("whisk", x, x, y(value.low), y(value.high)))
            parts.append(_dot(x, y(value.value), ring=_below(value, standard)))
            parts.append(_text(x + 8, y(value.value) + 19, number(value.value), "b"))
        parts.append(_middle(x, _TOP + _HEIGHT + 22, value.label, ""))
        if all(len(each.note) * _LETTER < step for each in values):
            parts.append(_middle(x, _TOP + _HEIGHT + 40, value.note, "q"))
    sentence = _("No figures yet.")
    if len(known) == 1:
        sentence = f"{known[0].label}: {number(known[0].value)}."
    elif known:
        sentence = _("%(first)s: %(one)s. %(last)s: %(two)s.") % {
            "first": known[0].label,
            "one": number(known[0].value),
            "last": known[-1].label,
            "two": number(known[-1].value),
        }
    return _chart(
        ident, finding, sentence, parts, _TOP + _HEIGHT + 50, _head(name, values), _rows(values)
    )


def bars(
    ident: str,
    finding: str,
    values: Sequence[Value],
    *,
    name: str,
    standard: Standard | None = None,
) -> Chart:
    """A bar for each, from nothing. One beyond the standard is hatched."""
    known = [value for value in values if value.value is not None]
    ends = [value.value or 0 for value in known] + ([standard.value] if standard else [])
    most = max([*ends, 1e-9])
    parts = []
    for row, value in enumerate(values):
        top = row * _ROW
        parts.append(_named(top + 16, value))
        if value.value is None:
            parts.append(_text(0, top + 36, value.note or _("not shown"), "q"))
            continue
        over = standard is not None and value.value > standard.value
        width = WIDTH * max(value.value, 0) / most
        parts.append(_bar(0, top + 24, width, "hatch" if over else "full", ident))
    if standard:
        x = WIDTH * standard.value / most
        parts.append(_stroke("rule", x, x, 0, _ROW * len(values)))
        parts.append(_beside(x, _ROW * len(values) + 16, standard.label))
    sentence = _("No figures yet.")
    if known:
        most_of, least_of = (pick(known, key=lambda v: v.value or 0) for pick in (max, min))
        sentence = _("Most: %(most)s, %(one)s. Least: %(least)s, %(two)s.") % {
            "most": most_of.label,
            "one": number(most_of.value),
            "least": least_of.label,
            "two": number(least_of.value),
        }
    height = _ROW * len(values) + (24 if standard else 0)
    return _chart(ident, finding, sentence, parts, height, _head(name, values), _rows(values))


def intervals(
    ident: str,
    finding: str,
    values: Sequence[Value],
    *,
    name: str,
    bottom: float = 0,
    top: float = 100,
    standard: Standard | None = None,
) -> Chart:
    """A dot for each with the range in which its true value may lie. Wholly below the standard it is an open ring."""
    long = WIDTH - 2 * _EDGE

    def x(at: float) -> float:
        return _EDGE + long * (min(max(at, bottom), top) - bottom) / (top - bottom)

    foot = _ROW * len(values)
    parts: list[SafeString] = []
    if standard:
        parts.append(_band(x(standard.value), 0, x(top) - x(standard.value), foot))
    for tick in _ticks(bottom, top):
        parts.append(_stroke("grid", x(tick), x(tick), 0, foot))
        parts.append(_middle(x(tick), foot + 18, number(tick), "q"))
    if standard:
        parts.append(_stroke("rule", x(standard.value), x(standard.value), 0, foot))
        parts.append(_beside(x(standard.value), foot + 38, standard.label))
    for row, value in enumerate(values):
        top_of = row * _ROW
        parts.append(_named(top_of + 16, value))
        if value.value is None:
            parts.append(_text(0, top_of + 36, value.note or _("not shown"), "q"))
            continue
        below = _below(value, standard)
        if value.low is not None and value.high is not None:
            parts.append(
                _stroke(
                    "whisk o" if below else "whisk",
                    x(value.low),
                    x(value.high),
                    top_of + 31,
                    top_of + 31,
                )
            )
        parts.append(_dot(x(value.value), top_of + 31, ring=below))
    known = [value for value in values if value.value is not None]
    sentence = _("%(count)s of %(all)s can be told.") % {"count": len(known), "all": len(values)}
    if standard and known:
        reached = sum((value.value or 0) >= standard.value for value in known)
        sentence = _("%(count)s of %(all)s reach %(standard)s.") % {
            "count": reached,
            "all": len(known),
            "standard": number(standard.value),
        }
    return _chart(ident, finding, sentence, parts, foot + 44, _head(name, values), _rows(values))


def shares(
    ident: str,
    finding: str,
    parts_of: Sequence[str],
    groups: Sequence[tuple[str, Sequence[int | None]]],
) -> Chart:
    """Of each group, how many are of which part: two or three parts, full, hatched and outlined.

    A group with a hidden count has no bar. Raises ValueError for more parts than can be told apart.
    """
    if not 2 <= len(parts_of) <= len(_FILLS):
        raise ValueError(f"a share has two to {len(_FILLS)} parts")
    parts = []
    for place, (part, fill) in enumerate(zip(parts_of, _FILLS, strict=False)):
        left = place * WIDTH / len(parts_of)
        parts.append(_bar(left, 2, 22, fill, ident))
        parts.append(_text(left + 30, 14, part, "q"))
    rows, told = [], []
    for row, (label, counts) in enumerate(groups):
        top, left = 34 + row * _ROW, 0.0
        parts.append(_text(0, top + 16, label, ""))
        rows.append((label, *(_("hidden") if count is None else number(count) for count in counts)))
        known = [count for count in counts if count is not None]
        if len(known) < len(counts) or not sum(known):
            parts.append(_text(0, top + 36, _("not shown"), "q"))
            continue
        for count, fill in zip(known, _FILLS, strict=False):
            wide = WIDTH * count / sum(known)
            if count:
                parts.append(_bar(left, top + 24, wide, fill, ident))
            left += wide
        told.append(
            _("%(label)s: %(count)s of %(all)s %(part)s.")
            % {
                "label": label,
                "count": number(known[0]),
                "all": number(sum(known)),
                "part": parts_of[0],
            }
        )
    sentence = " ".join(told[:3]) or _("No figures yet.")
    head = ("", *parts_of)
    return _chart(ident, finding, sentence, parts, 34 + _ROW * len(groups), head, rows)


def number(value: float | None) -> str:
    """As the reader's language writes it, with no more decimals than it has, two at most."""
    if value is None:
        return _("cannot be told")
    rounded = round(value, 2)
    places = next(places for places in (0, 1, 2) if round(rounded, places) == rounded)
    return str(number_format(rounded, places))


def _chart(
    ident: str,
    finding: str,
    sentence: str,
    parts: Sequence[SafeString],
    height: float,
    head: Row,
    rows: Sequence[Row],
) -> Chart:
    picture = format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><defs><pattern id="{}-hatch" width="6" height="6"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="open" width="6" height="6"/>'
        '<line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs>{}</svg>',
        WIDTH,
        round(height),
        f"{finding}. {sentence}",
        ident,
        mark_safe("".join(parts)),  # noqa: S308 - each part was escaped as it was made
    )
    return Chart(
        ident=ident,
        finding=finding,
        sentence=sentence,
        picture=picture,
        head=head,
        rows=tuple(rows),
    )


def _head(name: str, values: Sequence[Value]) -> Row:
    ranged = any(value.low is not None for value in values)
    noted = any(value.note for value in values)
    return ("", name, *([_("Range")] if ranged else []), *([_("Rests on")] if noted else []))


def _rows(values: Sequence[Value]) -> list[Row]:
    ranged = any(value.low is not None for value in values)
    noted = any(value.note for value in values)
    rows = []
    for value in values:
        row = [value.label, number(value.value)]
        if ranged:
            row.append(
                _("%(low)s to %(high)s") % {"low": number(value.low), "high": number(value.high)}
                if value.low is not None
                else ""
            )
        if noted:
            row.append(value.note)
        rows.append(tuple(row))
    return rows


def _below(value: Value, standard: Standard | None) -> bool:
    """Whether even the best it may be lies below the standard."""
    return standard is not None and value.value is not None and _upper(value) < standard.value


def _upper(value: Value) -> float:
    return value.high if value.high is not None else value.value or 0


def _ticks(bottom: float, top: float) -> list[float]:
    """Round numbers from bottom to top, at most six."""
    raw = (top - bottom) / 5
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= raw * 0.999)
    first = math.ceil(bottom / step - 1e-9)
    return [round(step * n, 6) for n in range(first, math.floor(top / step + 1e-9) + 1)]


def _round_top(most: float) -> float:
    size = 10 ** math.floor(math.log10(most)) if most > 0 else 1
    return next((size * times for times in (1, 2, 2.5, 5, 10) if size * times >= most), size)


def _coordinates(*numbers: float) -> list[str]:
    return [f"{number:.1f}".removesuffix(".0") for number in numbers]


def _text(x: float, y: float, words: str, kind: str) -> SafeString:
    return _words(x, y, words, kind, "start")


def _named(y: float, value: Value) -> SafeString:
    """Name and figure on one line at the left, where a narrow page shows them too."""
    if value.value is None:
        return _text(0, y, value.label, "")
    return format_html(
        '<text x="0" y="{}">{} <tspan class="b" dx="6">{}</tspan></text>',
        *_coordinates(y),
        value.label,
        number(value.value),
    )


def _beside(x: float, y: float, words: str) -> SafeString:
    """Words at a line, to the side where there is more room."""
    return _end(x, y, words, "q") if x > WIDTH / 2 else _text(x, y, words, "q")


def _middle(x: float, y: float, words: str, kind: str) -> SafeString:
    return _words(x, y, words, kind, "middle")


def _end(x: float, y: float, words: str, kind: str) -> SafeString:
    return _words(x, y, words, kind, "end")


def _words(x: float, y: float, words: str, kind: str, anchor: str) -> SafeString:
    if not words:
        return SafeString("")
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        kind,
        *_coordinates(x, y),
        anchor,
        words,
    )


def _stroke(kind: str, x1: float, x2: float, y1: float, y2: float) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', kind, *_coordinates(x1, x2, y1, y2)
    )


def _band(x: float, y: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="band" x="{}" y="{}" width="{}" height="{}"/>',
        *_coordinates(x, y, max(width, 0), max(height, 0)),
    )


def _bar(x: float, y: float, width: float, fill: str, ident: str) -> SafeString:
    paint = format_html(' fill="url(#{}-hatch)"', ident) if fill == "hatch" else ""
    return format_html(
        '<rect class="bar {}" x="{}" y="{}" width="{}" height="{}"{}/>',
        fill,
        *_coordinates(x, y, width, _BAR),
        paint,
    )


def _dot(x: float, y: float, *, ring: bool) -> SafeString:
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="6"/>', "ring" if ring else "dot", *_coordinates(x, y)
    )
