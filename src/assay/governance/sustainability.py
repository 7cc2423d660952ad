"""Whether a program can go on as it does: readings needed and given, what is due for a review, and what it costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from assay.assessment.pay.amounts import Amount, amount_for
from assay.assessment.pool.forecast import Week, kind_of, together
from assay.assessment.pool.forecast_facts import Told
from assay.catalog.models import MicroCredential
from assay.lib.prepared import prepared
from assay.people.models import Organization
from assay.program.calendar import add_months
from assay.program.policies import AssessorPolicy, CommitteePolicy, in_force

#: A review is due soon so many days before its day.
SOON: Final = timedelta(days=90)
PAST, DUE = "past", "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One micro-credential that is open to starts: its review, and six weeks of readings with their cost."""

    slug: str
    title: str
    language: str
    department: str
    published_on: date
    review_by: date
    state: str  # "past", "due" or ""
    need: float
    capacity: float
    short: float
    cost: Amount | None


def lines_of(program: Organization, told: Told, day: date) -> list[Line]:
    """Of all that is open in a program or below it, by title. One query beside the forecast's."""
    months = in_force(CommitteePolicy, within=program).review_months
    rate, paths = rate_in_force(), [program.path]
    by_micro_credential: defaultdict[int, list[Week]] = defaultdict(list)
    for kind, six_weeks in told.forecast.by_kind.items():
        by_micro_credential[kind_of(kind)[0]] += six_weeks
    found = []
    for pk, slug, title, language, published_at, owner, issuer in _open(paths):
        published = timezone.localtime(published_at).date()
        review = add_months(published, months)
        weeks = by_micro_credential[pk]
        need, capacity = together(weeks)
        found.append(
            Line(
                slug=slug,
                title=title,
                language=language,
                department=owner or issuer,
                published_on=published,
                review_by=review,
                state=PAST if review < day else DUE if review <= day + SOON else "",
                need=need,
                capacity=capacity,
                short=sum(week.short for week in weeks),
                cost=cost_of(need, rate),
            )
        )
    return sorted(found, key=lambda line: (line.title.casefold(), line.slug))


@prepared
def _open(paths: Sequence[str]) -> QuerySet[MicroCredential, tuple[Any, ...]]:
    rows = MicroCredential.objects.all().under(paths).filter(current__isnull=False).order_by("pk")
    names = [f"current__{name}" for name in ("title", "language", "published_at")]
    return rows.values_list("pk", "slug", *names, "owner__name", "issuer__name")


def rate_in_force() -> Amount | None:
    """What one reading is paid by the policy; None where it pays none by itself."""
    return amount_for(in_force(AssessorPolicy))


def cost_of(readings: float, rate: Amount | None) -> Amount | None:
    """So many readings, whole ones as a page says them, at a rate."""
    if rate is None:
        return None
    return Amount.of_cents(round(readings) * rate.cents, rate.currency)


def counted(lines: Iterable[Line]) -> Mapping[str, int]:
    """How many are in each list."""
    found = {"all": 0, PAST: 0, DUE: 0, "short": 0}
    for line in lines:
        found["all"] += 1
        if line.state:
            found[line.state] += 1
        found["short"] += round(line.short) > 0
    return found


def within(lines: Iterable[Line], shown: str) -> list[Line]:
    """Those of one list."""
    if shown == "short":
        return [line for line in lines if round(line.short) > 0]
    return [line for line in lines if shown == "all" or line.state == shown]
