"""All that is compared in one program, put together once and kept until something of it changes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import QuerySet

from assay.assessment.agreement.figures import LEAST_PAIRS
from assay.assessment.models import OutcomeFigures
from assay.assessment.monitoring.outcomes import outcomes_under
from assay.assessment.monitoring.report import Report, report_under
from assay.assessment.readings import Kind as ReadingKind
from assay.catalog.content.nouns import Content
from assay.catalog.models import Kind, MicroCredential, Version, major_of
from assay.governance.comparability.measures import (
    STATED,
    TOO_FEW,
    Cell,
    Measure,
    Place,
    Subject,
    measured,
    stated,
    times_apart,
)
from assay.governance.models import MIDDLES, HoursBand, HoursCount
from assay.lib.prepared import prepared
from assay.lib.small_cells import INTERNAL, hide

#: By what lines are told.
VIEWS: Final = ("department", "issuer", "micro-credential")
#: Comparisons that are kept: programs, a few times over.
MOST_KEPT: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A department, an issuer or a micro-credential, with a cell for each measure."""

    key: int
    name: str
    language: str  # of the name, where it is an author's
    subjects: tuple[Subject, ...]
    cells: Mapping[Measure, Cell]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Apart:
    """A measure in which two lines stand apart: the one with most, the one with least, how many times."""

    measure: Measure
    most: Line
    least: Line
    times: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The lines of every view. Nobody changes it: it is kept (`comparison_under`).

    What rests on few is hidden once for all views and measures: one view subtracted from another tells nothing.
    """

    lines: Mapping[str, tuple[Line, ...]]
    counted_at: datetime | None

    def apart(self, view: str) -> Iterator[Apart]:
        lines = self.lines[view]
        for measure in Measure:
            times = times_apart(line.cells[measure] for line in lines)
            if times is None:
                continue
            known = [line for line in lines if line.cells[measure].value is not None]
            known.sort(key=lambda line: (line.cells[measure].value or 0, line.name.casefold()))
            yield Apart(measure=measure, most=known[-1], least=known[0], times=times)

    def places(self) -> list[Place]:
        """Departments, by name."""
        found = {line.key: Place(pk=line.key, name=line.name) for line in self.lines[VIEWS[0]]}
        return sorted(found.values(), key=lambda place: place.name.casefold())

    def themes(self) -> list[str]:
        """What authors file them under, those of several first."""
        times: defaultdict[str, int] = defaultdict(int)
        for line in self.lines["micro-credential"]:
            for theme in line.subjects[0].themes:
                times[theme] += 1
        return sorted(times, key=lambda theme: (-times[theme], theme))

    def of(self, slug: str) -> Line | None:
        lines = self.lines["micro-credential"]
        return next((line for line in lines if line.subjects[0].slug == slug), None)


def comparison_under(paths: Sequence[str]) -> Comparison:
    """Of what is open to starts and owned or issued there. Four queries, however much was judged."""
    told = tuple(_told_under(paths))
    return _kept(tuple(_open_under(paths)), tuple(outcomes_under(paths)), report_under(paths), told)


@prepared
def _told_under(paths: Sequence[str]) -> QuerySet[HoursCount, tuple[Any, ...]]:
    """(micro-credential, number of the version, band, answers): few rows, however many answered."""
    books = MicroCredential.objects.all().under(paths)
    rows = HoursCount.objects.filter(version__micro_credential__in=books.values("pk")).order_by()
    rows = rows.order_by("version__micro_credential", "version__number", "band", "month")
    return rows.values_list("version__micro_credential", "version__number", "band", "answers")


@prepared
def _open_under(paths: Sequence[str]) -> QuerySet[MicroCredential, tuple[Any, ...]]:
    rows = MicroCredential.objects.all().under(paths).filter(current__isnull=False)
    rows = rows.filter(kind=Kind.MICRO_CREDENTIAL).order_by("pk")
    names = [f"{of}__{name}" for of in ("owner", "issuer") for name in ("pk", "name")]
    return rows.values_list("pk", "slug", "current", *names)


@lru_cache(maxsize=MOST_KEPT)
def _kept(
    open_: tuple[tuple[Any, ...], ...],
    counted: tuple[tuple[Any, ...], ...],
    agreement: Report,
    told: tuple[tuple[Any, ...], ...],
) -> Comparison:
    outcomes = OutcomeFigures.objects.in_bulk([pk for pk, _at in counted])
    counts = {(row.micro_credential_id, row.major): row.counts for row in outcomes.values()}
    pairs = {
        (row.micro_credential_id, row.major): row.counts["kinds"].get(ReadingKind.UNCHOSEN)
        for row in agreement.rows
    }
    hours: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for pk, version, band, answers in told:
        hours[pk, major_of(version)].append((MIDDLES[HoursBand(band)], answers))
    versions = Version.objects.in_bulk([current for _pk, _slug, current, *_names in open_])
    subjects = [_subject(row, versions[row[2]], counts, pairs, hours) for row in open_]
    hidden = _Hidden(subjects)
    return Comparison(
        lines={view: tuple(_lines(view, subjects, hidden)) for view in VIEWS},
        counted_at=min((row.counted_at for row in outcomes.values()), default=None),
    )


def _subject(
    row: tuple[Any, ...],
    version: Version,
    counts: Mapping[tuple[int, str], Any],
    pairs: Mapping[tuple[int, str], Any],
    hours: Mapping[tuple[int, str], list[tuple[int, int]]],
) -> Subject:
    pk, slug, _current, owner, owner_name, issuer, issuer_name = row
    issued_by = Place(pk=issuer, name=issuer_name)
    key = (pk, major_of(version.number))
    return Subject(
        pk=pk,
        version=version.pk,
        slug=slug,
        title=version.title,
        language=version.language,
        owner=Place(pk=owner, name=owner_name) if owner else issued_by,
        issuer=issued_by,
        themes=tuple(version.content.tags),
        stated=_stated(version.content),
        counts=counts.get(key, {}),
        pairs=pairs.get(key),
        told=tuple(hours.get(key, ())),
    )


def _stated(content: Content) -> dict[Measure, float]:
    return {
        Measure.HOURS: content.hours.get("typical", 0),
        Measure.ITEMS: len(content.steps),
        Measure.WORDS: sum(prompt.word_limit for prompt in content.prompts),
        Measure.CRITERIA: len(content.criteria),
        Measure.STUDENTS: any(item.type == "student_work" for item in content.items),
    }


_KEYS: Final[Mapping[str, Callable[[Subject], int]]] = {
    "department": lambda subject: subject.owner.pk,
    "issuer": lambda subject: subject.issuer.pk,
    "micro-credential": lambda subject: subject.pk,
}


class _Hidden:
    """Which lines of which view are not shown: by learners for what was decided, by
    scores for agreement, by answers for the hours they name."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._decided = _hidden({one: one.learners for one in subjects}, least=INTERNAL)
        self._told = _hidden({one: one.answers for one in subjects}, least=INTERNAL)
        self._agreed = _hidden({one: one.scores for one in subjects}, least=LEAST_PAIRS)

    def hides(self, measure: Measure, view: str, key: int) -> bool:
        by_measure = {Measure.AGREEMENT: self._agreed, Measure.TOLD: self._told}
        hidden = by_measure.get(measure, self._decided)
        return (view, key) in hidden


def _hidden(counts: Mapping[Subject, int], *, least: int) -> set[Hashable]:
    cells: dict[tuple[str, int], int] = {
        ("micro-credential", subject.pk): n for subject, n in counts.items()
    }
    sums = []
    for view in ("department", "issuer"):
        parts: defaultdict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for subject in counts:
            parts[view, _KEYS[view](subject)].append(("micro-credential", subject.pk))
        sums += list(parts.items())
    every = {total: sum(cells[part] for part in parts) for total, parts in sums}
    shown = hide({**cells, **every}, sums, least=least)
    return {key for key, n in shown.items() if n is None}


def _lines(view: str, subjects: Sequence[Subject], hidden: _Hidden) -> Iterator[Line]:
    groups: defaultdict[int, list[Subject]] = defaultdict(list)
    for subject in subjects:
        groups[_KEYS[view](subject)].append(subject)
    for key, members in groups.items():
        first = members[0]
        place = {"department": first.owner, "issuer": first.issuer}.get(view)
        cells = {measure: stated(measure, members) for measure in STATED}
        for measure in Measure:
            if measure not in STATED:
                few = hidden.hides(measure, view, key)
                cells[measure] = TOO_FEW if few else measured(measure, members)
        yield Line(
            key=key,
            name=place.name if place else first.title,
            language="" if place else first.language,
            subjects=tuple(members),
            cells=cells,
        )
