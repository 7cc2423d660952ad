"""Words of a text that may give somebody away: what looks like a name, an e-mail address, a phone number. Pure.

A guess that helps a writer look, and no proof: names that are also words ("Will", "Hope"), names in scripts without
capitals and nicknames pass unseen, and places and titles of books are named though they are nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assay.evidence.files.names import is_given_name, is_school_word

_OPENING_WORDS = frozenset(
    (Path(__file__).parent / "opening_words.txt").read_text(encoding="utf-8").split()
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*")
# Every repetition is bounded, and none begins inside what it could have matched: a long text costs its length.
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<!\w)@\w{2,30}"
)
_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d[\d ().\-/]{5,22}\d(?!\w)")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ ]?){2,4}(?!\w)")
_DATES = re.compile(r"(?:\d{4}[-/ ]+\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})")
_COUNTRIES = frozenset({"U.S.", "U.K.", "U.S.A."})
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "coach",
        "sr",
        "sra",
        "señor",
        "señora",
        "señorita",
        "maestro",
        "maestra",
        "profesor",
        "profesora",
    }
)
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "ando", "iendo", "mente", "ción")
_OPENS = re.compile(r"(?:^|[.!?:;\n•*–—\-(\[“\"«¿¡])[\s\"”“’')\]»*•\-]*$")
MIN_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a text; `marked` where it may give somebody away."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Looked:
    """A text that was looked through: all of it, in order, in stretches."""

    stretches: tuple[Stretch, ...]

    @cached_property
    def marked(self) -> list[str]:
        """The marked words, each once, in the order of the text."""
        return list(dict.fromkeys(stretch.text for stretch in self.stretches if stretch.marked))


def look(text: str, *, known: frozenset[str] = frozenset()) -> Looked:
    """Look through a text. `known`: words in lower case that are nobody's name here (`vocabulary`)."""
    known |= vocabulary(text)
    found = sorted({*_addresses(text), *_names(text, known)})
    stretches, at = [], 0
    for start, end in _joined(text, found):
        if at < start:
            stretches.append(Stretch(text=text[at:start]))
        stretches.append(Stretch(text=text[start:end], marked=True))
        at = end
    if at < len(text):
        stretches.append(Stretch(text=text[at:]))
    return Looked(tuple(stretches))


def vocabulary(content: Any) -> frozenset[str]:
    """Words that stand in lower case anywhere in a text, or in the texts of a version's content."""
    if isinstance(content, str):
        return frozenset(word for word in _WORD.findall(content) if word.islower())
    parts = (
        content.values()
        if isinstance(content, dict)
        else content
        if isinstance(content, list)
        else ()
    )
    return frozenset().union(*(vocabulary(part) for part in parts))


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for found in _ADDRESS.finditer(text):
        yield found.span()
    for found in _NUMBER.finditer(text):
        digits = sum(c.isdigit() for c in found.group())
        if digits >= MIN_DIGITS and not _DATES.fullmatch(found.group()):
            yield found.span()
    for found in _INITIALS.finditer(text):
        said = found.group().strip()
        if said not in _COUNTRIES:
            yield found.start(), found.start() + len(said)


def _names(text: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    titled = False
    for found in _WORD.finditer(text):
        word = re.sub(r"[’']s$", "", found.group())
        if word[:1].isupper() and (
            titled or _may_be_a_name(word, known, opens=_opens(text, found.start()))
        ):
            yield found.start(), found.start() + len(word)
        titled = word.lower() in _TITLES


def _may_be_a_name(word: str, known: frozenset[str], *, opens: bool) -> bool:
    lower = word.lower()
    if any(is_given_name(part) for part in re.split(r"[’'\-]", word)):
        return True
    if len(word) == 1 or word.isupper():  # I, ELA, IEP
        return False
    if lower in _OPENING_WORDS or lower in _TITLES or lower in known or is_school_word(word):
        return False
    if re.match(r"I[’']", word) or "’" in word[-3:] or "'" in word[-3:]:  # I'm, Don't
        return False
    return not (opens and lower.endswith(_ENDINGS))


def _opens(text: str, at: int) -> bool:
    """True if a sentence begins here, so that a capital says little."""
    return _OPENS.search(text[max(0, at - 12) : at]) is not None


def _joined(text: str, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping places as one, and a name of several words as one."""
    start = end = -1
    for first, last in found:
        one_name = text[end:first] == " " and text[end - 1].isalpha() and text[first].isalpha()
        if start >= 0 and (first <= end or one_name):
            end = max(end, last)
            continue
        if start >= 0:
            yield start, end
        start, end = first, last
    if start >= 0:
        yield start, end
