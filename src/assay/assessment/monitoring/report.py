"""Figures of agreement as the pages show them: one line each, pooled only where that is said."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment.agreement.exact import adjacent, exact
from assay.assessment.agreement.figures import LEAST_PAIRS, Figure, untold
from assay.assessment.agreement.gwet import ac1, ac2
from assay.assessment.agreement.kappa import kappa, quadratic_kappa
from assay.assessment.agreement.krippendorff import alpha, ordinal
from assay.assessment.agreement.ratings import PROGRAM_SCALE, Pairs
from assay.assessment.models import Figures
from assay.assessment.monitoring import wording
from assay.assessment.monitoring.counts import Table, added, of_all, pairs_of, share_of
from assay.assessment.readings import Kind
from assay.catalog.models import MicroCredential
from assay.lib.prepared import prepared
from assay.lib.small_cells import hide_list
from assay.program.policies import AgreementPolicy, in_force

KINDS: Final = tuple(Kind)
#: Reports that are kept, and what pages say of them: leads by languages.
MOST_KEPT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One row of a table: what it is about, exact agreement, and how that stands to the standard.

    `pooled`: how many lines stand here together, because alone they rest on too few. `query`: what the list behind the
    number is asked for.
    """

    name: str
    figure: Figure
    bar: float
    about: str = ""
    language: str = ""  # of the name, where it is an author's
    about_language: str = ""
    query: Mapping[str, Any] | None = None
    pooled: int = 0
    expert: Figure | None = None

    @property
    def same(self) -> str:
        return wording.of_hundred(self.figure)

    @property
    def range(self) -> str:
        return wording.range_of_hundred(self.figure)

    @property
    def n(self) -> str:
        return "" if self.figure.reason == "too_few" else str(self.figure.n)

    @property
    def read_as(self) -> str:
        return wording.read_as(self.figure, self.bar)

    @property
    def is_below(self) -> bool:
        return self.figure.high is not None and self.figure.high < self.bar

    @property
    def expert_same(self) -> str:
        return wording.of_hundred(self.expert) if self.expert is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """One figure for specialists: its name, its value, its range and what it rests on, all in words."""

    name: str
    value: str
    range: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfKind:
    """Why readings were made twice, how many submissions or anchors there were, and how well they agree."""

    name: str
    note: str
    submissions: int
    same: str
    range: str
    decisions: str


@dataclass(slots=True, kw_only=True, eq=False)
class Report:
    """All rows that a page stands for, added up once. Nobody changes it: it may be kept (`report_under`)."""

    rows: Sequence[Figures]
    bar: float
    total: dict[str, Any]

    @classmethod
    def of(cls, rows: Iterable[Figures]) -> "Report":
        rows = list(rows)
        bar = in_force(AgreementPolicy).bar(len(PROGRAM_SCALE))
        return cls(rows=rows, bar=bar, total=added(row.counts for row in rows))

    @property
    def counted_at(self) -> datetime | None:
        return min((row.counted_at for row in self.rows), default=None)

    def pairs(self, kind: Kind = Kind.UNCHOSEN) -> Pairs:
        return pairs_of(self.total.get("kinds", {}).get(kind))

    def decisions(self, kind: Kind = Kind.UNCHOSEN) -> Figure:
        return share_of(self.total.get("alike", {}).get(kind))

    def submissions(self, kind: Kind = Kind.UNCHOSEN) -> int:
        found: int = self.total.get("submissions", {}).get(kind, 0)
        return found

    def settled(self, kind: Kind = Kind.UNCHOSEN) -> int:
        found: int = self.total.get("settled", {}).get(kind, 0)
        return found

    def apart(self) -> tuple[int, int, int]:
        """Of a hundred judgments: the same level, one level apart, more; they come to a hundred. Nothing: all 0."""
        pairs = self.pairs()
        if pairs.n < LEAST_PAIRS:
            return 0, 0, 0
        same, near = exact(pairs).value or 0.0, adjacent(pairs).value or 0.0
        return round(100 * same), round(100 * near) - round(100 * same), 100 - round(100 * near)

    def months(self) -> dict[str, Figure]:
        """Exact agreement by month, in order."""
        tables: Mapping[str, Table] = self.total.get("months", {})
        return {month: exact(pairs_of(tables[month])) for month in sorted(tables)}

    def kinds(self) -> list[OfKind]:
        found = []
        for kind in KINDS:
            if not self.submissions(kind):
                continue
            same, decisions = exact(self.pairs(kind)), self.decisions(kind)
            found.append(
                OfKind(
                    name=wording.kind_word(kind),
                    note=wording.kind_note(kind),
                    submissions=self.submissions(kind),
                    same=wording.of_hundred(same),
                    range=wording.range_of_hundred(same),
                    decisions="" if kind == Kind.EXPERT else wording.of_hundred(decisions),
                )
            )
        return found

    def coefficients(self) -> list[Coefficient]:
        return coefficients(self.pairs(), self.decisions())

    def by_micro_credential(self) -> list[Line]:
        return [
            self._line(
                row.title,
                exact(pairs_of(row.counts["kinds"].get(Kind.UNCHOSEN))),
                about=_("scoring version %(major)s") % {"major": row.major},
                language=row.language,
                query={"of": row.pk},
            )
            for row in self.rows
        ]

    def by_criterion(self) -> list[Line]:
        return [
            self._line(
                row.criteria.get(criterion, criterion),
                exact(pairs_of(table)),
                about=row.title,
                language=row.language,
                about_language=row.language,
                query={"of": row.pk, "criterion": criterion},
            )
            for row in self.rows
            for criterion, table in row.counts["criteria"].items()
        ]

    def by_department(self) -> list[Line]:
        """By who owns the micro-credential, or issues it where nobody owns it."""

        def owner(row: Figures) -> tuple[int, str]:
            place = row.micro_credential.owner or row.micro_credential.issuer
            return place.pk, place.name

        return [
            self._line(name, exact(_together(rows)), query={"department": pk})
            for (pk, name), rows in self._grouped(owner).items()
        ]

    def kept_back(self, lines: Sequence[Line]) -> list[Line]:
        """The lines as leads see them: no figure of too few, nor of one more where the rest would give it away."""
        shown, _total = hide_list(
            {place: line.figure.n for place, line in enumerate(lines)}, least=LEAST_PAIRS
        )
        return [
            line
            if shown[place] is not None
            else replace(line, figure=untold(line.figure.n, "too_few"))
            for place, line in enumerate(lines)
        ]

    def hidden_small(self, lines: Sequence[Line]) -> list[Line]:
        """The lines as everybody may see them: those of too few stand together, with one more where it gave them away.

        What stands together is shown only where it rests on enough; else it is left out, and so is the total.
        """
        shown, _total = hide_list(
            {place: line.figure.n for place, line in enumerate(lines)}, least=LEAST_PAIRS
        )
        kept = [line for place, line in enumerate(lines) if shown[place]]
        apart = [
            self.rows[place]
            for place, line in enumerate(lines)
            if shown[place] is None and line.figure.n
        ]
        if apart:
            kept.append(
                self._line(_("The others, together"), exact(_together(apart)), pooled=len(apart))
            )
        return kept

    def _grouped(self, key: Callable[[Figures], Any]) -> dict[Any, list[Figures]]:
        found: defaultdict[Hashable, list[Figures]] = defaultdict(list)
        for row in self.rows:
            found[key(row)].append(row)
        return found

    def _line(self, name: str, figure: Figure, **more: Any) -> Line:
        return Line(name=name, figure=figure, bar=self.bar, **more)


def report_under(paths: Sequence[str]) -> Report:
    """Of what is owned or issued there; kept until something of it is counted anew or called otherwise."""
    return _kept(tuple(_counted(paths)), in_force(AgreementPolicy).bar(len(PROGRAM_SCALE)))


@prepared
def _counted(paths: Sequence[str]) -> QuerySet[Figures, tuple[Any, ...]]:
    """All that a report hangs on, but for the counts themselves."""
    rows = Figures.objects.filter(micro_credential__in=under(paths))
    names = [
        f"micro_credential__{of}__{name}" for of in ("owner", "issuer") for name in ("pk", "name")
    ]
    return rows.values_list("pk", "counted_at", *names)


def under(paths: Sequence[str]) -> QuerySet[MicroCredential, Any]:
    """Keys of the micro-credentials that are owned or issued there."""
    return MicroCredential.objects.all().under(paths).order_by().values("pk")


@lru_cache(maxsize=MOST_KEPT)
def _kept(counted: tuple[tuple[Any, ...], ...], bar: float) -> Report:
    rows = Figures.objects.filter(pk__in=[pk for pk, *_more in counted])
    rows = rows.select_related("micro_credential__owner", "micro_credential__issuer")
    found = list(rows)
    return Report(rows=found, bar=bar, total=added(row.counts for row in found))


def coefficients(pairs: Pairs, decisions: Figure) -> list[Coefficient]:
    """Every figure there is, for those who know them."""
    units = pairs.units()
    shares = (
        (_("Exact agreement"), exact(pairs)),
        (_("Adjacent agreement: the same level or the next"), adjacent(pairs)),
        (_("Decision consistency"), decisions),
    )
    beyond_chance = (
        (_("Cohen’s kappa"), kappa(pairs)),
        (_("Quadratic-weighted kappa"), quadratic_kappa(pairs)),
        (_("Gwet’s AC1"), ac1(pairs)),
        (_("Gwet’s AC2"), ac2(pairs)),
        (_("Krippendorff’s alpha, nominal"), alpha(units)),
        (_("Krippendorff’s alpha, ordinal"), alpha(units, ordinal)),
    )
    return [
        Coefficient(
            name=name,
            value=wording.coefficient(figure),
            range=wording.range_of(figure),
            n=figure.n,
        )
        for name, figure in (*shares, *beyond_chance)
    ]


def _together(rows: Iterable[Figures]) -> Pairs:
    return of_all(row.counts["kinds"].get(Kind.UNCHOSEN) for row in rows)
