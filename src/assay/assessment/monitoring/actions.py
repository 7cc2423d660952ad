"""Counting what was read twice: now and then, and only where there is something new."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from assay.assessment.models import (
    AnchorReading,
    Evaluation,
    Figures,
    ReaderFigures,
    ReadingPair,
)
from assay.assessment.monitoring.counts import Counts
from assay.assessment.monitoring.severities import estimate
from assay.assessment.readings import Pair, against_experts, have_two, read_twice
from assay.catalog.models import Version
from assay.lib.clock import now
from assay.people.models import Organization

#: What was counted longer ago is counted again, even where nothing new was read: an expert's level may be corrected.
OLDEST: Final = timedelta(hours=24)


def renew_figures() -> int:
    """Count again where something was read twice since, a micro-credential at a time. Returns how many.

    No event: what is counted is on record already. Twice changes nothing.
    """
    due = _due(now())
    for micro_credential in due:
        _count(micro_credential)
    return len(due)


def renew_severity() -> int:
    """Estimate how severe assessors are, of each program of which something was read twice. Returns how many."""
    issuers = Organization.objects.filter(issues__figures__isnull=False).distinct()
    programs = {issuer.program for issuer in issuers if issuer.program is not None}
    for program in programs:
        estimate(program)
    return len(programs)


def _due(at: datetime) -> list[int]:
    """Micro-credentials with a reading newer than their figures, with old figures, or whose pairs were never kept."""
    counted = dict(
        Figures.objects.order_by().values_list("micro_credential").annotate(last=Max("counted_at"))
    )
    unpaired = set(
        Figures.objects.order_by()
        .filter(~Exists(ReadingPair.objects.filter(figures=OuterRef("pk"))))
        .values_list("micro_credential", flat=True)
    )
    newest: dict[int, datetime] = {}
    for rows, key, when in (
        (have_two(), "evaluation__submission__version__micro_credential", "ended_at"),
        (
            AnchorReading.objects.filter(handed_over_at__isnull=False),
            "anchor__version__micro_credential",
            "handed_over_at",
        ),
    ):
        for micro_credential, last in _last(rows, key, when):
            newest[micro_credential] = max(last, newest.get(micro_credential, last))
    stale = {
        pk
        for pk, last in newest.items()
        if pk not in counted or counted[pk] <= last or counted[pk] < at - OLDEST
    }
    stale |= unpaired & newest.keys()
    return sorted(stale | (counted.keys() - newest.keys()))


def _last(rows: QuerySet[Any], key: str, when: str) -> QuerySet[Any, tuple[int, datetime]]:
    found: QuerySet[Any, tuple[int, datetime]]
    found = rows.order_by().values_list(key).annotate(last=Max(when))
    return found


def _count(micro_credential: int) -> None:
    at = now()
    by_major: defaultdict[str, Counts] = defaultdict(Counts)
    pairs: defaultdict[str, list[Pair]] = defaultdict(list)
    of_it = Evaluation.objects.filter(submission__version__micro_credential=micro_credential)
    twice = of_it.filter(pk__in=have_two().order_by().values("evaluation"))
    for pair in read_twice(twice.order_by().values("pk")):
        by_major[pair.major].add(pair)
        pairs[pair.major].append(pair)
    read = AnchorReading.objects.filter(anchor__version__micro_credential=micro_credential)
    for pair in against_experts(read):
        by_major[pair.major].add(pair)
    versions = Version.objects.filter(micro_credential=micro_credential).order_by("pk")
    newest = {version.major: version for version in versions}
    with transaction.atomic():
        rows = _keep(micro_credential, by_major, newest, at)
        _keep_pairs({major: (row, pairs[major]) for major, row in rows.items()})


def _keep(
    micro_credential: int,
    by_major: Mapping[str, Counts],
    newest: Mapping[str, Version],
    at: datetime,
) -> dict[str, Figures]:
    """Put what was counted in the place of what was there. Returns its rows."""
    rows = Figures.objects.filter(micro_credential=micro_credential)
    rows.exclude(major__in=by_major).delete()
    found = {}
    for major, counts in by_major.items():
        row, _is_new = rows.update_or_create(
            micro_credential_id=micro_credential,
            major=major,
            defaults={
                "title": newest[major].title,
                "language": newest[major].language,
                "criteria": {c.id: c.title for c in newest[major].content.criteria},
                "counts": counts.counts_json(),
                "counted_at": at,
            },
        )
        found[major] = row
        row.readers.all().delete()
        ReaderFigures.objects.bulk_create(
            ReaderFigures(figures=row, person_id=person, **reader.columns())
            for person, reader in counts.readers.items()
        )
    return found


def _keep_pairs(counted: Mapping[str, tuple[Figures, list[Pair]]]) -> None:
    """Write the pairs that are new or were read otherwise, and forget those that are none any more."""
    known = {
        (one.evaluation_id, one.slot): one
        for one in ReadingPair.objects.filter(figures__in=[row for row, _p in counted.values()])
    }
    new, changed = [], []
    for row, pairs in counted.values():
        for pair in pairs:
            if pair.second is None:
                continue  # an anchor, beside its expert
            one = _row_of(pair, pair.second, row)
            before = known.pop((pair.subject, pair.slot), None)
            if before is None:
                new.append(one)
            elif _said(one) != _said(before):
                one.pk = before.pk
                changed.append(one)
    ReadingPair.objects.filter(pk__in=[one.pk for one in known.values()]).delete()
    ReadingPair.objects.bulk_update(
        changed, [name.removesuffix("_id") for name in _COUNTED], batch_size=100
    )
    ReadingPair.objects.bulk_create(new, batch_size=500)


def _said(row: ReadingPair) -> tuple[Any, ...]:
    return tuple([getattr(row, name) for name in _COUNTED])


def _row_of(pair: Pair, second: int, figures: Figures) -> ReadingPair:
    apart = [criterion for criterion, one, two in pair.levels if one != two]
    return ReadingPair(
        figures=figures,
        evaluation_id=pair.subject,
        slot=pair.slot,
        kind=pair.kind.value,
        first_id=pair.first,
        second_id=second,
        at=pair.at,
        same=pair.same,
        asked=len(pair.levels),
        apart="".join(map(ReadingPair.marked, apart)),
        is_decided_otherwise=pair.outcomes is not None and pair.outcomes[0] != pair.outcomes[1],
        is_settled=pair.settled,
    )


#: What may be counted otherwise of a pair that is known.
_COUNTED: Final = (
    *("figures_id", "kind", "first_id", "second_id", "at", "same", "asked", "apart"),
    *("is_decided_otherwise", "is_settled"),
)
