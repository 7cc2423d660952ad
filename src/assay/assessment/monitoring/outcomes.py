"""Counting decisions, as agreement is counted: now and then, and only where there is something new."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.utils.timezone import localdate

from assay.assessment.models import Evaluation, OutcomeFigures, PayLine, Status
from assay.assessment.monitoring.actions import OLDEST
from assay.assessment.monitoring.outcome_counts import OutcomeCounts
from assay.catalog.models import major_of
from assay.lib.clock import now
from assay.lib.prepared import prepared
from assay.program.calendar import business_days_between
from assay.program.policies import ClosedEverywhere

_OF: Final = "submission__version__micro_credential"
#: So many micro-credentials are counted in one question.
AT_A_TIME: Final = 50


def renew_outcomes() -> int:
    """Count again where a decision was released since, or yesterday's count is old. Returns how many were counted.

    No event: what is counted is on record already. Twice changes nothing.
    """
    due = _due(now())
    for start in range(0, len(due), AT_A_TIME):
        _count(due[start : start + AT_A_TIME])
    return len(due)


def _due(at: datetime) -> list[int]:
    """Micro-credentials with a decision newer than their figures, with old figures, or with none to count any more."""
    kept = OutcomeFigures.objects.order_by().values_list("micro_credential")
    counted: dict[int, datetime] = dict(kept.annotate(last=Max("counted_at")))
    decided = Evaluation.objects.filter(status=Status.RELEASED).order_by().values_list(_OF)
    newest: dict[int, datetime] = dict(decided.annotate(last=Max("released_at")))
    stale = {
        pk
        for pk, last in newest.items()
        if pk not in counted or counted[pk] <= last or counted[pk] < at - OLDEST
    }
    return sorted(stale | (counted.keys() - newest.keys()))


def _count(micro_credentials: Sequence[int]) -> None:
    at, closed = now(), ClosedEverywhere()
    found: defaultdict[tuple[int, str], OutcomeCounts] = defaultdict(OutcomeCounts)
    _count_decisions(micro_credentials, found, closed)
    _count_pay(micro_credentials, found)
    with transaction.atomic():
        rows = OutcomeFigures.objects.filter(micro_credential__in=micro_credentials)
        rows.delete()
        OutcomeFigures.objects.bulk_create(
            OutcomeFigures(
                micro_credential_id=pk, major=major, counts=counts.counts_json(), counted_at=at
            )
            for (pk, major), counts in found.items()
            if counts.learners
        )


def _count_decisions(
    micro_credentials: Sequence[int],
    found: defaultdict[tuple[int, str], OutcomeCounts],
    closed: ClosedEverywhere,
) -> None:
    """Those that stand: what was taken back, or set aside by an appeal, is none. A learner counts by their first."""

    @cache
    def days_between(first: date, last: date, issuer: int) -> int:
        return business_days_between(first, last, closed.of(issuer))

    known: set[tuple[tuple[int, str], int]] = set()
    rows = Evaluation.objects.filter(
        **{f"{_OF}__in": micro_credentials}, status=Status.RELEASED, submission__set_aside_at=None
    )
    columns = rows.order_by("submission__counted", "pk").values_list(
        _OF,
        "submission__version__number",
        "submission__start",
        "submission__start__started_at",
        "submission__counted",
        "submission__outcome",
        "submission__submitted_at",
        "released_at",
        f"{_OF}__issuer",
    )
    for pk, number, start, began, attempt, outcome, given, released, issuer in columns.iterator(
        2000
    ):
        assert given is not None and released is not None
        key = (pk, major_of(number))
        is_first = (key, start) not in known
        known.add((key, start))
        days = days_between(localdate(given), localdate(released), issuer)
        weeks = max((given - began).days, 0) // 7 if is_first else None
        found[key].add(attempt=attempt, earned=outcome == "earned", days=days, first=weeks)


def _count_pay(
    micro_credentials: Sequence[int], found: defaultdict[tuple[int, str], OutcomeCounts]
) -> None:
    """What readings of submissions were paid, corrections included; of checks with anchors none is of an award."""
    version = "evaluation__submission__version"
    rows = PayLine.objects.filter(**{f"{version}__micro_credential__in": micro_credentials})
    sums = rows.order_by().values_list(
        f"{version}__micro_credential", f"{version}__number", "currency"
    )
    for pk, number, currency, cents in sums.annotate(cents=Sum("amount_cents")):
        found[pk, major_of(number)].cents[currency] += cents


@prepared
def outcomes_under(paths: Sequence[str]) -> QuerySet[OutcomeFigures, tuple[Any, ...]]:
    """What was counted and when, of what is owned or issued there; the counts themselves stay where they are."""
    rows = OutcomeFigures.objects.all().under(paths).order_by("pk")
    return rows.values_list("pk", "counted_at")
