"""Comparing two states of a text. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

#: Words of one text that are compared one by one; of longer ones all is said to have changed.
MOST_WORDS = 2500
_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the old text, of the new one, or of both: "gone", "new", "same"."""

    kind: str
    text: str


@lru_cache(maxsize=256)
def changes(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts word by word, as pieces: without the new ones it is the old text, without those gone the new one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return tuple(p for p in (Piece("gone", old), Piece("new", new)) if p.text)
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(after[c:d])))
            continue
        found += [Piece("gone", "".join(before[a:b])), Piece("new", "".join(after[c:d]))]
    return tuple(piece for piece in found if piece.text)


def removed(old: str, new: str) -> int:
    """How many characters of `old` are gone in `new`, where the change is one stretch (as typing makes it).

    Counted between the common beginning and the common end; for several changes at once it counts too many, never
    too few.
    """
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[len(old) - 1 - end] == new[len(new) - 1 - end]:
        end += 1
    return len(old) - start - end
