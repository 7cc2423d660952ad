"""The public catalog as one thing in memory: what the list shows, filters and counts.

Kept under the stamp of `Edition` and the day (what the program calls essential begins on one), so a list page asks one
row whether anything has changed. Hundreds of them take a few
hundred kilobytes; all else that grows (learners, submissions) never touches it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.catalog.content import labels
from assay.catalog.models import (
    Alignment,
    Edition,
    Facet,
    GoalTie,
    Kind,
    StackMember,
    Version,
    VersionStatus,
)
from assay.frameworks.models import Standing
from assay.frameworks.priorities import essentials
from assay.lib.clock import today
from assay.lib.prepared import prepared

KINDS = (
    "role",
    "hours",
    "goal",
    "department",
    "stack",
    "element",
    "framework",
    "competency",
    "career_stage",
    "grade_band",
    "subject",
    "issuer",
)
_ALL = "all"
#: Of these a micro-credential must have every one that is chosen; of other kinds one of them is enough.
_EVERY = "element"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the most essential of a micro-credential's competencies stands, and what it is called."""

    number: int  # from 0, the most essential
    standing: str
    competency: str
    language: str  # of the competency

    @property
    def word(self) -> str:
        return str(Standing(self.standing).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A strategic goal that a micro-credential serves, and why. Only who belongs to its place, or below, is told."""

    goal: int
    title: str
    place: int  # the program or school whose goal it is
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One micro-credential as its card shows it, and the values under which it is found."""

    pk: int
    slug: str
    title: str
    competency: str
    number: str
    status: str
    language: str
    hours: int
    closes_on: date | None
    department: str
    stacks: tuple[str, ...]
    starter: bool
    values: Mapping[str, frozenset[str]]
    essential: "Place | None" = None
    serves: tuple[Served, ...] = ()

    def serves_in(self, places: Collection[int]) -> list[Served]:
        """The goals of these organizations that it serves."""
        return [one for one in self.serves if one.place in places]

    def has(self, kind: str, chosen: Iterable[str]) -> bool:
        """True if it stands under one of the values, of elements under each. What fits all subjects fits each."""
        mine = self.values.get(kind, frozenset())
        if kind == _EVERY:
            return mine.issuperset(chosen)
        return not mine.isdisjoint(chosen) or (kind == "subject" and _ALL in mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogIndex:
    """Every micro-credential open to starts, and the names of what they are found under."""

    stamp: str
    books: tuple[Book, ...]
    names: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # of stacks, organizations, frameworks, codes

    @property
    def is_ranked(self) -> bool:
        """Whether the program calls a competency of any of them essential, important or useful."""
        return any(book.essential for book in self.books)

    def goals_in(self, places: Collection[int]) -> frozenset[str]:
        """The goals of these organizations that something here serves, as values of their kind."""
        return frozenset(str(one.goal) for book in self.books for one in book.serves_in(places))

    def narrowed(
        self, chosen: Mapping[str, list[str]], among: Iterable[Book] | None = None
    ) -> list[Book]:
        """Books under every kind chosen, and under any of the values chosen within a kind."""
        books = self.books if among is None else among
        return [
            book
            for book in books
            if all(book.has(kind, values) for kind, values in chosen.items() if values)
        ]

    def counts(
        self, kind: str, chosen: Mapping[str, list[str]], among: Iterable[Book]
    ) -> Counter[str]:
        """How many each value of a kind would show, all other kinds as chosen; of elements, those chosen as well."""
        others = {k: v for k, v in chosen.items() if k != kind or kind == _EVERY}
        found: Counter[str] = Counter()
        for book in self.narrowed(others, among):
            values = book.values.get(kind, frozenset())
            found.update(self.values(kind) if kind == "subject" and _ALL in values else values)
        return found

    def values(self, kind: str) -> set[str]:
        return {value for book in self.books for value in book.values.get(kind, ())}

    def name(self, kind: str, value: str) -> str:
        """A value as people read it."""
        words: dict[str, dict[str, Any]] = {
            "role": labels.ROLES,
            "career_stage": labels.CAREER_STAGES,
            "grade_band": labels.GRADE_BANDS,
            "subject": labels.SUBJECTS,
            "hours": labels.HOURS,
            "element": labels.ELEMENTS,
        }
        if kind in words:
            text = labels.label(words[kind], value)
            return text[:1].upper() + text[1:]
        return self.names.get(kind, {}).get(value, value)


def titles() -> dict[str, str]:
    """The kinds as the page calls them."""
    return {
        "role": _("My role"),
        "hours": _("Time"),
        "goal": _("Serves the goal"),
        "department": _("From"),
        "stack": _("Counts toward"),
        "element": _("Elements of quality"),
        "framework": _("Standards"),
        "competency": _("Competency"),
        "career_stage": _("Career stage"),
        "grade_band": _("Grades"),
        "subject": _("Subject"),
        "issuer": _("Issued by"),
    }


def stamp() -> str:
    """The stamp of the catalog now; "" before anything was published. One query."""
    return _stamp.first() or ""


@prepared
def _stamp() -> QuerySet[Edition, str]:
    return Edition.objects.filter(pk=1).values_list("stamp", flat=True)[:1]


def current() -> CatalogIndex:
    """The index as it stands: one query when nothing has changed, twelve when something has."""
    now = stamp()
    if not now:
        return load("")
    now = f"{now}.{today():%Y%m%d}"
    index = _newest.get(now)
    if index is None:
        index = load(now)
        _newest.clear()
        _newest[now] = index
    return index


#: The newest index by its stamp, for all who read: nobody changes it.
_newest: dict[str, CatalogIndex] = {}


def load(at: str) -> CatalogIndex:
    versions = (
        Version.objects.open_to_starts()
        .filter(micro_credential__kind=Kind.MICRO_CREDENTIAL)
        .defer("data")
        .select_related("micro_credential__owner", "micro_credential__issuer")
    )
    values: dict[int, dict[str, set[str]]] = {}
    names: dict[str, dict[str, str]] = {
        kind: {} for kind in ("stack", "department", "issuer", "framework", "competency", "goal")
    }
    rows = {version.pk: version for version in versions}
    for pk, kind, value in Facet.objects.filter(version__in=rows).values_list(
        "version_id", "kind", "value"
    ):
        values.setdefault(pk, {}).setdefault(kind, set()).add(value)
    aligned = _add_alignments(rows, values, names)
    places = _places()
    stacks = _add_stacks(rows, values, names)
    serves = _served(names)
    _add_elements(rows, values, stacks)
    books = [
        _book(
            version,
            values.setdefault(pk, {}),
            names,
            stacks.get(pk, ()),
            min((places[c] for c in aligned.get(pk, ()) if c in places), key=_number, default=None),
            serves.get(version.micro_credential_id, ()),
        )
        for pk, version in rows.items()
    ]
    books.sort(key=lambda book: (not book.starter, book.title.casefold()))
    return CatalogIndex(stamp=at, books=tuple(books), names=names)


def _add_alignments(
    rows: Mapping[int, Version],
    values: dict[int, dict[str, set[str]]],
    names: dict[str, dict[str, str]],
) -> dict[int, set[int]]:
    """Version -> the competencies it is aligned to."""
    found = Alignment.objects.filter(version__in=rows, competency__isnull=False).values_list(
        "version_id",
        "competency",
        "framework_slug",
        "code",
        "competency__framework__title",
        "competency__label",
        "competency__statement",
    )
    aligned: dict[int, set[int]] = {}
    for pk, competency, slug, code, title, text, statement in found:
        aligned.setdefault(pk, set()).add(competency)
        ours = values.setdefault(pk, {})
        ours.setdefault("framework", set()).add(slug)
        ours.setdefault("competency", set()).add(f"{slug}:{code}")
        names["framework"][slug] = title
        names["competency"][f"{slug}:{code}"] = f"{code} {text or statement[:80]}"
    return aligned


def _places() -> dict[int, Place]:
    """Competency -> its place in the program's map of today."""
    return {
        row.competency.pk: Place(
            number=number,
            standing=row.standing,
            competency=row.competency.label or row.competency.statement,
            language=row.competency.language,
        )
        for number, row in enumerate(essentials(today()))
    }


def _served(names: dict[str, dict[str, str]]) -> dict[int, tuple[Served, ...]]:
    """Micro-credential -> the strategic goals that it serves today, of every place."""
    found = GoalTie.objects.all().in_force().by_micro_credential()
    for tie in (tie for ties in found.values() for tie in ties):
        names["goal"][str(tie.strategic_goal_id)] = tie.strategic_goal.title
    return {
        micro_credential: tuple(
            Served(
                goal=tie.strategic_goal_id,
                title=tie.strategic_goal.title,
                place=tie.strategic_goal.organization_id,
                reason=tie.reason,
            )
            for tie in ties
        )
        for micro_credential, ties in found.items()
    }


def _add_elements(
    rows: Mapping[int, Version],
    values: dict[int, dict[str, set[str]]],
    stacks: Mapping[int, tuple[str, ...]],
) -> None:
    """Those that no version says of itself: who designed it, and where it leads. The others are facets."""
    for pk, version in rows.items():
        ours = values.setdefault(pk, {}).setdefault("element", set())
        if version.micro_credential.content_partner_id is not None:
            ours.add("content")
        if stacks.get(pk):
            ours.add("careers")


def _number(place: Place) -> int:
    return place.number


def _add_stacks(
    rows: Mapping[int, Version],
    values: dict[int, dict[str, set[str]]],
    names: dict[str, dict[str, str]],
) -> dict[int, tuple[str, ...]]:
    of = {version.micro_credential_id: pk for pk, version in rows.items()}
    found: dict[int, tuple[str, ...]] = {}
    places = StackMember.objects.filter(
        micro_credential__in=of, stack__status=VersionStatus.PUBLISHED
    ).values_list("micro_credential_id", "stack__slug", "stack__title")
    for micro_credential, slug, title in places:
        pk = of[micro_credential]
        values.setdefault(pk, {}).setdefault("stack", set()).add(slug)
        names["stack"][slug] = title
        if title not in found.get(pk, ()):
            found[pk] = (*found.get(pk, ()), title)
    return found


def _book(
    version: Version,
    values: dict[str, set[str]],
    names: dict[str, dict[str, str]],
    stacks: tuple[str, ...],
    essential: Place | None,
    serves: tuple[Served, ...],
) -> Book:
    owner, issuer = version.micro_credential.owner, version.micro_credential.issuer
    values["goal"] = {str(one.goal) for one in serves}
    values["hours"], values["issuer"] = {labels.hours_band(version.hours_typical)}, {issuer.ident}
    names["issuer"][issuer.ident] = issuer.name
    if owner:
        values["department"] = {owner.ident}
        names["department"][owner.ident] = owner.name
    return Book(
        pk=version.pk,
        slug=version.micro_credential.slug,
        title=version.title,
        competency=version.competency,
        number=version.number,
        status=version.status,
        language=version.language,
        hours=version.hours_typical,
        closes_on=version.closes_on,
        stacks=stacks,
        department=owner.name if owner else issuer.name,
        starter="starter" in values.get("tag", ()),
        values={kind: frozenset(found) for kind, found in values.items()},
        essential=essential,
        serves=serves,
    )
