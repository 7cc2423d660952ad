"""Counting what was read twice: now and then, and only where there is something new."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from assay.assessment.models import AnchorReading, Evaluation, Figures, ReaderFigures
from assay.assessment.monitoring.counts import Counts
from assay.assessment.monitoring.severities import estimate
from assay.assessment.readings import against_experts, have_two, read_twice
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
    """Micro-credentials with a reading newer than their figures, or with old figures."""
    counted = dict(
        Figures.objects.order_by().values_list("micro_credential").annotate(last=Max("counted_at"))
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
    return sorted(stale | (counted.keys() - newest.keys()))


def _last(rows: QuerySet[Any], key: str, when: str) -> QuerySet[Any, tuple[int, datetime]]:
    found: QuerySet[Any, tuple[int, datetime]]
    found = rows.order_by().values_list(key).annotate(last=Max(when))
    return found


def _count(micro_credential: int) -> None:
    at = now()
    by_major: defaultdict[str, Counts] = defaultdict(Counts)
    of_it = Evaluation.objects.filter(submission__version__micro_credential=micro_credential)
    twice = of_it.filter(pk__in=have_two().order_by().values("evaluation"))
    for pair in read_twice(twice.order_by().values("pk")):
        by_major[pair.major].add(pair)
    read = AnchorReading.objects.filter(anchor__version__micro_credential=micro_credential)
    for pair in against_experts(read):
        by_major[pair.major].add(pair)
    versions = Version.objects.filter(micro_credential=micro_credential).order_by("pk")
    newest = {version.major: version for version in versions}
    with transaction.atomic():
        _keep(micro_credential, by_major, newest, at)


def _keep(
    micro_credential: int,
    by_major: Mapping[str, Counts],
    newest: Mapping[str, Version],
    at: datetime,
) -> None:
    """Put what was counted in the place of what was there."""
    rows = Figures.objects.filter(micro_credential=micro_credential)
    rows.exclude(major__in=by_major).delete()
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
        row.readers.all().delete()
        ReaderFigures.objects.bulk_create(
            ReaderFigures(figures=row, person_id=person, **reader.columns())
            for person, reader in counts.readers.items()
        )
