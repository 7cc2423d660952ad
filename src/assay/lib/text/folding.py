"""Texts folded so that spellings of one word compare equal, with the way back to where each letter stood. Pure."""

import unicodedata
from dataclasses import dataclass

_APOSTROPHES = frozenset("'’‘‛‚`´ʹʻʼʽʾʿˈˊˋ′‵＇ꞌ՚׳")
_HYPHENS = frozenset("-‐‑‒–—―⁃−﹘﹣－֊")
_LINES = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Letters with a stroke or a tail, which no decomposition takes apart.
_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that show nothing


def _fold(c: str) -> str:
    if c in _LINES:
        return "\n"
    if c in _APOSTROPHES:
        return "'"
    if c in _HYPHENS:
        return "-"
    if c.isspace():
        return " "
    if c in _BLANKS or unicodedata.category(c) in {"Cf", "Cc"}:
        return ""  # soft hyphens, zero widths, direction marks
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", c).casefold())
    return "".join(_plain(part) for part in plain if not unicodedata.combining(part))


def _plain(part: str) -> str:
    """A letter of a decomposition: a wide or small form may come apart into a sign that is folded in its turn."""
    return "'" if part in _APOSTROPHES else "-" if part in _HYPHENS else _LETTERS.get(part, part)


class _Table(dict[str, str]):
    def __missing__(self, c: str) -> str:
        if len(self) > 20_000:
            self.clear()
        folded = self[c] = _fold(c)
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded `text`, and for each of its letters (and its end) the place `at` in the text it came from."""

    text: str
    at: range | tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that became `text[start:end]`, with marks that hang on its last letter."""
        return self.at[start], max(self.at[end - 1] + 1, self.at[end]) if end > start else self.at[
            start
        ]


def fold(text: str) -> Folded:
    """Without case, accents and invisible signs; every apostrophe, hyphen and space one of its kind. Linear."""
    pieces = [_TABLE[c] for c in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and max(map(len, pieces), default=1) == 1:
        return Folded(folded, range(len(text) + 1))
    at = [place for place, piece in enumerate(pieces) for _letter in piece]
    return Folded(folded, (*at, len(text)))


def folded(text: str) -> str:
    """The folded text alone."""
    return fold(text).text
