"""What a program can see in a draft that may be amiss, for people to look at: nothing here stops a publication."""

import re
from collections.abc import Callable
from itertools import pairwise

from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Content
from assay.catalog.content.reading_ease import ease_of

#: (where it stands, what it is), or None
Remark = tuple[str, str] | None

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?")
#: Numbers and words of quantity: what is left of two levels without them is what differs in quality.
_COUNTS = re.compile(
    r"\b(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|once|twice|few|fewer|several|some|many|"
    r"most|all|none|every|each|at least|at most|more than|less than|fewer than|un[oa]?|dos|tres|cuatro|cinco|seis|"
    r"siete|ocho|nueve|diez|pocos|pocas|algun[oa]s|vari[oa]s|much[oa]s|tod[oa]s|cada|ningun[oa]?|al menos|más de|"
    r"menos de)\b|%",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def remarks(content: Content) -> dict[str, tuple[str, str]]:
    """What may be amiss, by the code of the item it belongs to."""
    found = {code: look(content) for code, look in _LOOKS.items()}
    return {code: remark for code, remark in found.items() if remark}


def _citations(content: Content) -> Remark:
    """Each names its author and a year, and its DOI and address have the form of one."""
    for n, one in enumerate(content.citations, start=1):
        at = f"research.citations[{n}]"
        doi, url = str(one.get("doi") or ""), str(one.get("url") or "")
        if doi and not _DOI.fullmatch(doi):
            return f"{at}.doi", _("Citation %(n)d: this does not look like a DOI.") % {"n": n}
        if url and not _ADDRESS.fullmatch(url):
            return f"{at}.url", _("Citation %(n)d: this is not a web address.") % {"n": n}
        if not _YEAR.fullmatch(str(one.get("year") or "")):
            return f"{at}.year", _("Citation %(n)d: the year is missing or no year.") % {"n": n}
        if not (doi or url or one.get("source")):
            words = _("Citation %(n)d: a reader cannot find it without a DOI, address or source.")
            return f"{at}.source", words % {"n": n}
    return None


def _levels_that_count(content: Content) -> Remark:
    """Two levels that say the same but for how many: quantity rather than quality."""
    for n, criterion in enumerate(content.criteria, start=1):
        levels = list(criterion.descriptors.items())
        for (_one, first), (level, second) in pairwise(levels):
            if (
                first
                and second
                and first != second
                and _without_counts(first) == _without_counts(second)
            ):
                words = _(
                    "“%(title)s”: two levels differ only in how many. Say what differs in quality."
                )
                at = f"rubric.criteria[{n}].descriptors.{level}"
                return at, words % {"title": criterion.title}
    return None


def _without_counts(text: str) -> list[str]:
    return _WORD.findall(_COUNTS.sub(" ", text.casefold()))


def _ease(content: Content) -> Remark:
    """How easily what educators read of it reads."""
    prompts = (prompt.text for prompt in content.prompts)
    items = (item.instructions for item in content.items)
    bodies = (part.get("body", "") for part in content.method_components)
    text = "\n".join((content.competency, content.key_method, *bodies, *prompts, *items))
    ease = ease_of(text, content.language)
    if ease is None:
        return None
    facts = {"figure": ease.figure, "formula": ease.formula}
    if ease.is_very_hard:
        words = _("Very hard to read: %(figure)d of 100 by %(formula)s. Shorter sentences help.")
        return "key_method", words % facts
    return "", _("Reads at %(figure)d of 100 by %(formula)s; 100 is easiest.") % facts


_LOOKS: dict[str, Callable[[Content], Remark]] = {
    "q06": _citations,
    "q14": _levels_that_count,
    "q19": _ease,
}
