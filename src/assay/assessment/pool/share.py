"""What somebody carries of their share: for their own page, their desk, and a lead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from assay.assessment.judging.allocation import WEEKS
from assay.assessment.models import Assignment, Availability, Capacity
from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many a week, agreed or by the policy; and what was taken of it."""

    per_week: Decimal
    is_agreed: bool
    this_week: int
    taken: int  # within `WEEKS`
    takes_offers: bool
    away_until: date | None
    languages: tuple[str, ...] = ()

    @property
    def weeks(self) -> int:
        return WEEKS

    @property
    def over_weeks(self) -> Decimal:
        return self.per_week * WEEKS

    @property
    def is_full(self) -> bool:
        return self.this_week >= self.per_week


def share_of(person: Person, rules: AssessmentPolicy) -> Share:
    """One query."""
    at, day = now(), today()
    row = (
        _share.first(person.pk, day, day, at - timedelta(weeks=WEEKS), at - timedelta(weeks=1))
        or {}
    )
    said, away = row.get("takes_offers"), row.get("away_until")
    return Share(
        per_week=_number(row.get("per_week"), rules.share_per_week),
        is_agreed=row.get("per_week") is not None,
        this_week=row.get("this_week") or 0,
        taken=row.get("taken") or 0,
        takes_offers=rules.offers_unasked if said is None else said,
        away_until=away if away is not None and away > day else None,
        languages=tuple(row.get("languages") or ()),
    )


def _number(agreed: Decimal | None, by_policy: int) -> Decimal:
    return (Decimal(by_policy) if agreed is None else agreed).normalize() + 0


@prepared
def _share(
    person: int, begun: date, day: date, weeks_ago: datetime, week_ago: datetime
) -> QuerySet[Person, Any]:
    agreed = Capacity.objects.filter(person=OuterRef("pk"), from_on__lte=begun)
    agreed = agreed.exclude(until_on__lte=day).order_by("-from_on", "-pk")
    said = Availability.objects.filter(person=OuterRef("pk"))
    rows = Person.objects.filter(pk=person).order_by()
    return rows.values("pk").annotate(
        per_week=Subquery(agreed.values("per_week")[:1]),
        takes_offers=Subquery(said.values("takes_offers")[:1]),
        away_until=Subquery(said.values("away_until")[:1]),
        languages=Subquery(said.values("languages")[:1]),
        taken=_taken(weeks_ago),
        this_week=_taken(week_ago),
    )


def _taken(since: datetime) -> Subquery:
    rows = Assignment.objects.filter(assessor=OuterRef("pk")).taken_since(since)
    counted = rows.order_by().values("assessor").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())
