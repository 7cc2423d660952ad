"""What was started and earned for each strategic goal: counted without names, small counts hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, Count, Value, When

from assay.catalog.models import GoalTie, MicroCredential
from assay.journeys.models import Start, StartStatus
from assay.lib.canonical import digest
from assay.lib.http import address_of
from assay.lib.small_cells import INTERNAL, hide
from assay.program.models import StrategicGoal

_KEEP_SECONDS = 5 * 60
STARTED, EARNED, GOING = "started", "earned", "going"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One micro-credential under a goal. `started`, `earned`: so many people, None where so few that it is hidden."""

    title: str
    slug: str
    url: str
    language: str
    is_tied: bool
    started: int | None
    earned: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A strategic goal with what is tied to it or was started for it by people who made it theirs."""

    goal: StrategicGoal
    lines: tuple[Line, ...]


def served(goals: Iterable[StrategicGoal]) -> list[Served]:
    """Four queries, however many goals; three where somebody asked a moment ago."""
    rows = list(goals)
    ties = GoalTie.objects.all().in_force().filter(strategic_goal__in=rows).by_micro_credential()
    tied = {(tie.strategic_goal_id, one) for one, found in ties.items() for tie in found}
    counts: dict[tuple[int, int, str], int] = {}
    for goal, one in tied:
        counts |= {(goal, one, EARNED): 0, (goal, one, GOING): 0}
    for goal, one, kind, people in _kept_counts(rows):
        counts.setdefault((goal, one, EARNED), 0)
        counts.setdefault((goal, one, GOING), 0)
        counts[goal, one, kind] = people
    pairs = sorted({(goal, one) for goal, one, _kind in counts})
    sums = []
    for goal, one in pairs:
        parts = [(goal, one, EARNED), (goal, one, GOING)]
        counts[goal, one, STARTED] = sum(counts[part] for part in parts)
        sums.append(((goal, one, STARTED), parts))
    shown = hide(counts, sums, least=INTERNAL)
    books = MicroCredential.objects.select_related("current").defer("current__data")
    named = books.in_bulk({one for _goal, one in pairs})
    found: dict[int, list[Line]] = {}
    for goal, one in pairs:
        found.setdefault(goal, []).append(
            _line(
                named[one],
                is_tied=(goal, one) in tied,
                started=shown[goal, one, STARTED],
                earned=shown[goal, one, EARNED],
            )
        )
    return [
        Served(
            goal=row,
            lines=tuple(sorted(found.get(row.pk, ()), key=lambda line: line.title.casefold())),
        )
        for row in rows
    ]


def _kept_counts(goals: list[StrategicGoal]) -> list[tuple[int, int, str, int]]:
    """As they were at most five minutes ago: the question goes through all that was ever started for a goal."""
    key = "goals-served:" + digest([goal.pk for goal in goals])
    found: list[tuple[int, int, str, int]] | None = cache.get(key)
    if found is None:
        found = list(_counted(goals))
        cache.set(key, found, _KEEP_SECONDS)
    return found


def _counted(goals: list[StrategicGoal]) -> Iterable[tuple[int, int, str, int]]:
    """(goal, micro-credential, earned or going, so many people): what was withdrawn is not earned."""
    kind = Case(When(status=StartStatus.FINISHED, then=Value(EARNED)), default=Value(GOING))
    rows = Start.objects.filter(goal__strategic_goal__in=goals).annotate(kind=kind)
    return (
        rows.order_by()
        .values_list("goal__strategic_goal", "micro_credential", "kind")
        .annotate(people=Count("person", distinct=True))
    )


def _line(one: MicroCredential, *, is_tied: bool, started: int | None, earned: int | None) -> Line:
    current = one.current
    return Line(
        title=current.title if current else one.ident,
        slug=one.slug,
        url=address_of("catalog:detail", one.slug),
        language=current.language if current else "",
        is_tied=is_tied,
        started=started,
        earned=earned,
    )
