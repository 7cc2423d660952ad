"""How a school may be called in a text: by its whole name, without its kind ("Otter Lake"), by initials. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assay.lib.text.folding import Folded, folded

LETTER = r"[^\W\d_]"
_GAP = r"[ \n]{1,3}"
_KIND_WORDS = (
    "elementary middle high primary secondary junior senior intermediate school schools academy charter magnet center "
    "centre campus institute preparatory prep k k8 es ms hs public dual language stem community escuela primaria "
    "secundaria preparatoria colegio academia instituto liceo intermedia superior the"
)
_KINDS = frozenset(_KIND_WORDS.split())
_SMALL_WORDS = "of the de del la las los y and at"
_SMALL = frozenset(_SMALL_WORDS.split())
# What may follow a short name and belongs to it.
_TAIL = (
    r"elementary|middle|high|primary|secondary|junior|intermediate|school|academy|charter|magnet|campus|prep|k-?8|es|ms"
    r"|hs|primaria|secundaria"
)
# What tells that a single word ("Lincoln") is the school here: where one is, and whose they are.
_OF_A_SCHOOL = rf"(?:{_TAIL}|students?|teachers?|staff|famil(?:y|ies)|kids|faculty)"


@dataclass(frozen=True)
class SchoolName:
    """One school's name."""

    name: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for word in re.split(r"[^\w']+", folded(self.name)) if word)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Its words without those that say what kind of school it is."""
        own = list(self.words)
        while own and own[-1] in _KINDS:
            own.pop()
        while own and (own[0] in _KINDS or own[0] in _SMALL):
            own.pop(0)
        return tuple(own)

    @cached_property
    def initials(self) -> str:
        letters = "".join(
            word[0] for word in self.words if word not in _SMALL and word[0].isalpha()
        )
        return letters if len(letters) > 2 else ""

    @cached_property
    def squeezed(self) -> str:
        """Its own words run together, as in addresses; empty where that would be a common word."""
        text = "".join(self.own).replace("'", "")
        return text if len(self.own) > 1 and len(text) > 5 else ""

    def places(self, here: Folded, text: str) -> Iterator[tuple[int, int]]:
        """Where the folded text names it, in places of the text."""
        for pattern, rule in self._patterns:
            for match in pattern.finditer(here.text):
                start, end = here.span(*match.span())
                said = text[start:end]
                if (rule == "capital" and not said[:1].isupper()) or (
                    rule == "capitals" and said != said.upper()
                ):
                    continue
                yield start, end

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        tail = rf"(?:{_GAP}(?:{_TAIL})(?!{LETTER}))*"
        found = [(rf"{_spelled(self.words)}", "")] if len(self.words) > 1 else []
        if len(self.own) > 1:
            found.append((_spelled(self.own) + tail, ""))
        elif self.own:
            one = written(self.own[0])
            found.append(
                (
                    rf"(?:(?<=\bat )|(?<=\ben )){one}{tail}|{one}(?={_GAP}{_OF_A_SCHOOL}(?!{LETTER})){tail}",
                    "capital",
                )
            )
        if self.initials:
            found.append(
                (
                    self.initials + "|" + "".join(rf"{letter}\." for letter in self.initials),
                    "capitals",
                )
            )
        return [
            (re.compile(rf"(?<!{LETTER})(?:{pattern})(?!{LETTER})"), rule)
            for pattern, rule in found
        ]


def written(word: str) -> str:
    """A folded name as a pattern: what joins a double name, and an apostrophe, may be there or not."""
    return "".join(
        "[- ]{0,2}" if c == "-" else "[' -]?" if c == "'" else re.escape(c) for c in word
    )


def _spelled(words: tuple[str, ...]) -> str:
    return r"[ \n._\-]{0,3}".join(map(written, words))
