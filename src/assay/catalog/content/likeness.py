"""How near two micro-credentials are to each other, and by what: words of what is learned and how, and standards.

Texts in, figures out; without a database. Nothing here decides whether one repeats the other: people read both.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]{4,}")
#: Endings that make no other word of it, in English and Spanish, the longest first.
_ENDINGS = ("iones", "ings", "ing", "ies", "ed", "es", "s")
#: Words that join others, in both languages; no text is about them.
_JOINING = frozenset(
    word
    for line in (
        "about after also before between each else every from have into less more most only other over same such",
        "than that their them then there these they this through what when where which while will with within",
        "without your antes como cuando cada desde donde ellas ellos entre esta este estos estas hacia hasta menos",
        "mientras otra otro otras otros para pero porque sobre solo toda todo todas todos unas unos",
    )
    for word in line.split(" ")
)
#: What each part weighs: the competency with its title, the key method, the standards it aligns to.
TEXT, METHOD, STANDARDS = 0.5, 0.3, 0.2
MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What one micro-credential is about. `standards` are its codes, each with its framework."""

    key: int
    text: str
    method: str
    standards: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """One that is near, and why: the words they share, rarest first, and the standards."""

    key: int
    share: float  # 0: nothing in common, 1: all
    words: tuple[str, ...]
    method: tuple[str, ...]
    standards: tuple[str, ...]


def nearest(
    one: Sketch, others: Sequence[Sketch], *, most: int = 3, least: float = 0.15
) -> list[Likeness]:
    """Those that share the most with one, at least a share of `least`; a word that many use weighs little."""
    weights = _weights([one, *others])
    found = [_compare(one, other, weights) for other in others if other.key != one.key]
    near = [likeness for likeness in found if likeness.share >= least]
    return sorted(near, key=lambda likeness: (-likeness.share, likeness.key))[:most]


def _compare(one: Sketch, other: Sketch, weights: Counter[str]) -> Likeness:
    text, words = _shared(stems(one.text), stems(other.text), weights)
    method, method_words = _shared(stems(one.method), stems(other.method), weights)
    standards = one.standards & other.standards
    fewer = min(len(one.standards), len(other.standards))
    share = TEXT * text + METHOD * method + (STANDARDS * len(standards) / fewer if fewer else 0)
    return Likeness(
        key=other.key,
        share=round(share, 4),
        words=words,
        method=method_words,
        standards=tuple(sorted(standards)),
    )


def _shared(
    one: dict[str, str], other: dict[str, str], weights: Counter[str]
) -> tuple[float, tuple[str, ...]]:
    """The share of their words by weight, and those they share as the first says them."""
    both, either = one.keys() & other.keys(), one.keys() | other.keys()
    whole = sum(weights[stem] for stem in either)
    first = sorted(both, key=lambda stem: (-weights[stem], stem))[:MOST_WORDS]
    return _part(both, weights) / whole if whole else 0.0, tuple(one[stem] for stem in first)


def _part(found: Collection[str], weights: Counter[str]) -> float:
    return sum(weights[stem] for stem in found)


def _weights(sketches: Sequence[Sketch]) -> "Counter[str]":
    """What a word weighs: the more of them use it, the less (the inverse frequency among documents)."""
    met: Counter[str] = Counter()
    for sketch in sketches:
        met.update({*stems(sketch.text), *stems(sketch.method)})
    weights: Counter[str] = Counter()
    for stem, times in met.items():
        # In thousandths: a Counter counts whole numbers, and the order is the same.
        weights[stem] = round(1000 * math.log(1 + len(sketches) / times))
    return weights


def stems(text: str) -> dict[str, str]:
    """Words of four letters or more by their stem, as they stood first; without accents."""
    return dict(reversed([(_stem(word), word) for word in _words(text)]))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _JOINING]


def _stem(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:
            return plain[: -len(ending)]
    return plain
