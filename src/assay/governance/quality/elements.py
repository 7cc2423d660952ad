"""The five elements, and what of each can be counted over micro-credentials that are open; without database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assay.catalog.content.nouns import Content


class Element(StrEnum):
    """In the order of requirement C11."""

    CONTENT = "content"
    FEEDBACK = "feedback"
    PORTFOLIO = "portfolio"
    RESEARCH = "research"
    CAREERS = "careers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One micro-credential that is open to starts. `meets`: items that its data answers, yes or no."""

    pk: int
    slug: str
    title: str
    language: str
    partner: bool  # another organization designed it too
    by_others: bool  # at least one of its resources is somebody else's
    aligned: bool  # to a competency of a framework
    students: bool  # asks for students' work
    sources: int
    stages: frozenset[str]
    stacked: bool
    reviewed: bool  # its review date has not passed
    meets: Mapping[str, bool]


def offer_of(
    content: Content,
    meets: Mapping[str, bool],
    *,
    pk: int,
    slug: str,
    partner: bool,
    stacked: bool,
    reviewed: bool,
) -> Offer:
    return Offer(
        pk=pk,
        slug=slug,
        title=content.title,
        language=content.language,
        partner=partner,
        by_others=any(one.get("source") == "third_party" for one in content.resources),
        aligned=bool(content.alignments),
        students=any(item.type == "student_work" for item in content.items),
        sources=len(content.citations),
        stages=frozenset(content.audience.get("career_stages", ())),
        stacked=stacked,
        reviewed=reviewed,
        meets=dict(meets),
    )


class Fact(StrEnum):
    """What is counted beside the items of the standard."""

    PARTNER = "partner"
    BY_OTHERS = "by_others"
    REVIEWED = "reviewed"
    STUDENTS = "students"
    ALIGNED = "aligned"
    STACKED = "stacked"
    STAGES = "stages"


_HOLDS: Final[Mapping[Fact, Callable[[Offer], bool]]] = {
    Fact.PARTNER: lambda offer: offer.partner,
    Fact.BY_OTHERS: lambda offer: offer.by_others,
    Fact.REVIEWED: lambda offer: offer.reviewed,
    Fact.STUDENTS: lambda offer: offer.students,
    Fact.ALIGNED: lambda offer: offer.aligned,
    Fact.STACKED: lambda offer: offer.stacked,
    Fact.STAGES: lambda offer: len(offer.stages) > 1,
}
#: Facts that somebody asks of each; the others are told without naming who does not.
ASKED: Final = frozenset({Fact.REVIEWED})
FACTS: Final[Mapping[Element, tuple[Fact, ...]]] = {
    Element.CONTENT: (Fact.PARTNER, Fact.BY_OTHERS, Fact.REVIEWED),
    Element.FEEDBACK: (),
    Element.PORTFOLIO: (Fact.STUDENTS,),
    Element.RESEARCH: (Fact.ALIGNED,),
    Element.CAREERS: (Fact.STAGES, Fact.STACKED),
}
#: Items of the district's standard by element; what a program asks beyond them stands on its page of the standard.
ITEMS: Final[Mapping[Element, tuple[str, ...]]] = {
    Element.CONTENT: ("q01", "q02", "q05", "q07", "q19"),
    Element.FEEDBACK: ("q13", "q14", "q15", "q16", "q17"),
    Element.PORTFOLIO: ("q08", "q09", "q10", "q11", "q12"),
    Element.RESEARCH: ("q03", "q06"),
    Element.CAREERS: ("q04", "q18", "q20", "q21"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of how many meet something, and those that do not."""

    met: int
    of: int
    lacking: tuple[Offer, ...]

    @property
    def all_met(self) -> bool:
        return self.met == self.of


def count(offers: Sequence[Offer], holds: Callable[[Offer], bool]) -> Count:
    lacking = tuple(offer for offer in offers if not holds(offer))
    return Count(met=len(offers) - len(lacking), of=len(offers), lacking=lacking)


def fact(offers: Sequence[Offer], name: Fact) -> Count:
    return count(offers, _HOLDS[name])


def item(offers: Sequence[Offer], code: str) -> Count | None:
    """Of an item that the data answers; None where people answer it at the review."""
    if not offers or any(code not in offer.meets for offer in offers):
        return None
    return count(offers, lambda offer: offer.meets[code])


def stages_served(offers: Iterable[Offer]) -> dict[str, int]:
    """How many fit each career stage."""
    found: dict[str, int] = {}
    for offer in offers:
        for stage in offer.stages:
            found[stage] = found.get(stage, 0) + 1
    return found
