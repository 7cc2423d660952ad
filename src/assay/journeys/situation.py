"""From rows to facts: what the suggestions reckon with. Reads only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q, QuerySet

from assay.catalog.content.stack_progress import Earned, Progress, progress
from assay.catalog.models import Alignment, Edition, Facet, GoalTie, Kind, Stack, Version
from assay.frameworks.models import Competency
from assay.frameworks.priorities import essentials
from assay.journeys import reasons
from assay.journeys.models import Goal, GoalStatus, PlanItem, SelfRating, Start, StartStatus
from assay.journeys.suggestions import Aim, Option, Row, Situation, Suggestion, suggest
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.people.models import Person

Held = Callable[[Person], Sequence[Earned]]
_held: list[Held] = []


def reckon_with(held: Held) -> None:
    """A later room says which badges somebody holds (in `AppConfig.ready`); stacks are reckoned from nothing else."""
    _held.append(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCatalog:
    """The catalog as the suggestions need it: the same for everybody, so it is kept until the catalog changes."""

    options: tuple[Option, ...]
    stacks: tuple[tuple[str, str, dict[str, object]], ...]  # slug, title, rules
    competencies: dict[int, str]
    essential: dict[int, str]  # competency -> its standing in the program today


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A suggestion in words."""

    option: Option
    because: str
    planned: bool
    goal: int | None = None  # the goal it is suggested for


def open_catalog() -> OpenCatalog:
    """One query when nothing has changed; ten when something has, or the day."""
    stamp = _stamp.first(1) or ""
    key = f"journeys.options_served.{stamp}.{today():%Y%m%d}"
    found: OpenCatalog | None = cache.get(key) if stamp else None
    if found is None:
        found = _load()
        if stamp:
            cache.set(key, found, timeout=3600)
    return found


@prepared
def _stamp(edition: int) -> QuerySet[Edition, str]:
    return Edition.objects.filter(pk=edition).values_list("stamp", flat=True)


def _load() -> OpenCatalog:
    versions = list(Version.objects.open_to_starts().select_related("micro_credential"))
    ids = [version.pk for version in versions]
    facets: dict[tuple[int, str], set[str]] = {}
    for pk, kind, value in Facet.objects.filter(version__in=ids).values_list(
        "version", "kind", "value"
    ):
        facets.setdefault((pk, kind), set()).add(value)
    aligned: dict[int, set[int]] = {}
    rows = Alignment.objects.filter(version__in=ids, competency__isnull=False)
    for pk, competency in rows.values_list("version", "competency"):
        aligned.setdefault(pk, set()).add(competency)
    wanted = {c for found in aligned.values() for c in found}
    names = {c.pk: c.label or c.statement for c in Competency.objects.filter(pk__in=wanted)}
    serving = GoalTie.objects.all().in_force().by_micro_credential()
    open_stacks = Stack.objects.open().order_by("title")
    return OpenCatalog(
        options=tuple(_option(v, facets, aligned, serving) for v in versions),
        stacks=tuple((s.slug, s.title, s.data) for s in open_stacks),
        competencies=names,
        essential={row.competency.pk: row.standing for row in essentials(today())},
    )


def _option(
    version: Version,
    facets: dict[tuple[int, str], set[str]],
    aligned: dict[int, set[int]],
    serving: dict[int, list[GoalTie]],
) -> Option:
    def values(kind: str) -> frozenset[str]:
        return frozenset(facets.get((version.pk, kind), ()))

    row = version.micro_credential
    return Option(
        micro_credential=row.pk,
        ident=row.ident,
        slug=row.slug,
        number=version.number,
        status=version.status,
        title=version.title,
        language=version.language,
        hours=version.hours_typical,
        capstone=row.kind == Kind.CAPSTONE,
        competencies=frozenset(aligned.get(version.pk, ())),
        roles=values("role"),
        stages=values("career_stage"),
        bands=values("grade_band"),
        subjects=values("subject"),
        tags=values("tag"),
        serves=frozenset(tie.strategic_goal_id for tie in serving.get(row.pk, ())),
        after=frozenset((version.data.get("prerequisites") or {}).get("recommended") or ()),
    )


def of(person: Person, books: OpenCatalog) -> Situation:
    """Load what a learner has said and done. Five queries."""
    ratings: dict[int, int] = {}
    for competency, level in _ratings(person):
        ratings.setdefault(competency, level)  # newest first: the first one counts
    starts, plan = _starts(person), _plan(person)
    finished = [row for row in starts if row[2] == StartStatus.FINISHED]
    badges = tuple(badge for held in _held for badge in held(person))
    return Situation(
        job=person.job,
        subject=person.subject,
        band=person.grade_band,
        stage=person.career_stage,
        ratings=ratings,
        aims=tuple(
            Aim(
                text=text,
                goal=pk,
                competency=competency,
                strategic=strategic,
                planned=frozenset(mc for mc, goal in plan if goal == pk),
            )
            for pk, text, competency, strategic in _aims(person)
        ),
        planned=frozenset(mc for mc, _goal in plan),
        taken=frozenset(row[0] for row in starts),
        earned=frozenset(row[1] for row in finished),
        earned_titles={row[1]: row[3] for row in finished},
        badges=badges,
        essential=books.essential,
        stacks=tuple(
            _row(title, progress(data, badges, today())) for _slug, title, data in books.stacks
        ),
    )


@prepared
def _ratings(person: Person) -> QuerySet[SelfRating, tuple[int, int]]:
    return SelfRating.objects.filter(person=person).values_list("competency", "level")


@prepared
def _starts(person: Person) -> QuerySet[Start, tuple[int, str, str, str]]:
    rows = Start.objects.filter(person=person, status__in=(StartStatus.OPEN, StartStatus.FINISHED))
    return rows.values_list(
        "micro_credential", "micro_credential__ident", "status", "version__title"
    )


@prepared
def _plan(person: Person) -> QuerySet[PlanItem, tuple[int, int | None]]:
    return PlanItem.objects.filter(person=person).values_list("micro_credential", "goal")


@prepared
def _aims(person: Person) -> QuerySet[Goal, tuple[int, str, int | None, int | None]]:
    rows = Goal.objects.filter(person=person, status=GoalStatus.OPEN)
    return rows.values_list("pk", "text", "competency", "strategic_goal")


def aims_for(start: Start) -> list[Aim]:
    """The goals a start can be for: those that are open, and the one it is for."""
    return [Aim(goal=pk, text=text) for pk, text in _goals_of(start.person_id, start.goal_id or 0)]


@prepared
def _goals_of(person: int, goal: int) -> QuerySet[Goal, tuple[int, str]]:
    rows = Goal.objects.filter(Q(status=GoalStatus.OPEN) | Q(pk=goal), person=person)
    return rows.values_list("pk", "text")


def _row(title: str, along: Progress) -> Row:
    left = (*along.left, along.capstone) if along.capstone_next else along.left
    return Row(title=title, done=along.done, needed=along.needed, left=left)


def suggestions(person: Person, *, limit: int = 4) -> list[Suggested]:
    """The best few for this person, in words. Six queries, thirteen after a change of the catalog."""
    books = open_catalog()
    return in_words(suggest(books.options, of(person, books), limit=limit), books)


def in_words(found: Iterable[Suggestion], books: OpenCatalog) -> list[Suggested]:
    return [
        Suggested(
            option=s.option,
            because=reasons.sentence(s.reasons[0], books.competencies),
            planned=any(reason.code == "planned" for reason in s.reasons),
            goal=next((reason.goal for reason in s.reasons if reason.goal), None),
        )
        for s in found
    ]
