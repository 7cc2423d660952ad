"""Who carries how much, of what a lead looks after (B10)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.models import Assignment, AssignmentStatus, Evaluation
from assay.catalog.models import MicroCredential, Version
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, pools_of
from assay.program.policies import AssessmentPolicy, in_force

ENDED = (AssignmentStatus.SCORED, AssignmentStatus.LAPSED, AssignmentStatus.RECUSED)


@only_for(policy.is_lead)
@require_safe
def load(request: SignedInRequest) -> HttpResponse:
    """Everybody in the pool with what they hold and have done; who carries most comes first."""
    me, day = request.user, today()
    paths = [place.path for place in me.organizations_as(*policy.LEADS)]
    carrying = {row["assessor"]: row for row in _carried(paths, me, day)}
    page = page_of(
        Listed(_pool, pools_of(policy.programs_led_by(me)), day, *_most_first(carrying)), request
    )
    ended = _ended_by([row["pk"] for row in page], paths, me)
    for row in page:
        held = carrying.get(row["pk"], {})
        row["open"], row["late"] = held.get("open", 0), held.get("late", 0)
        for status in ENDED:
            row[status.value] = ended[row["pk"], status.value]
    context = {"page": page, "rules": in_force(AssessmentPolicy)}
    return render(request, "assessment/load.html", context)


@prepared
def _carried(paths: Sequence[str], person: Person, day: date) -> QuerySet[Assignment, Any]:
    """What is open, by assessor: little, however much was scored."""
    rows = Assignment.objects.open().led_from(paths, person).order_by().values("assessor")
    return rows.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))


def _most_first(carrying: dict[int, dict[str, Any]]) -> list[list[int]]:
    """Those who carry something, in groups of as much each."""
    groups: dict[int, list[int]] = defaultdict(list)
    for person, row in carrying.items():
        groups[row["open"]].append(person)
    return [groups[held] for held in sorted(groups, reverse=True)]


@prepared
def _pool(places: Sequence[int], day: date, *carrying: Sequence[int]) -> QuerySet[Person, Any]:
    """The pool, whoever carries most first, then by name."""
    rows = Person.objects.get_queryset().serving_in(places, day, policy.ASSESSORS)
    held = [When(pk__in=group, then=Value(rank)) for rank, group in enumerate(carrying)]
    by_load = [Case(*held, default=Value(len(held)))] if held else []
    return rows.order_by(*by_load, "display_name", "pk").values("pk", "display_name")


def _ended_by(
    people: Sequence[int], paths: Sequence[str], lead: Person
) -> Counter[tuple[int, str]]:
    """How much these people have scored, let lapse or stepped back from, of what the lead looks after.

    Where that is everything but the lead's own submissions, it is counted by an index: what was ever scored grows.
    """
    if _others_versions(paths):
        return Counter(dict(_counted(_ended_led(people, paths, lead))))
    found = Counter(dict(_counted(_ended(people))))
    if own := _own(lead):
        found.subtract(dict(_counted(_ended_on(own, people))))
    return found


def _counted(rows: list[tuple[int, str, int]]) -> list[tuple[tuple[int, str], int]]:
    return [((person, status), n) for person, status, n in rows]


def _by_status(rows: QuerySet[Assignment]) -> QuerySet[Assignment, Any]:
    counted = rows.order_by().values("assessor", "status").annotate(n=Count("pk"))
    return counted.values_list("assessor", "status", "n")


@prepared
def _others_versions(paths: Sequence[str]) -> QuerySet[Version, int]:
    """One version that the lead does not look after, if there is any."""
    led = MicroCredential.objects.all().under(paths)
    return (
        Version.objects.exclude(micro_credential__in=led)
        .order_by()
        .values_list("pk", flat=True)[:1]
    )


@prepared
def _ended(people: Sequence[int]) -> QuerySet[Assignment, Any]:
    return _by_status(Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED))


@prepared
def _own(lead: Person) -> QuerySet[Evaluation, int]:
    rows = Evaluation.objects.filter(submission__start__person=lead)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _ended_on(evaluations: Sequence[int], people: Sequence[int]) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED)
    return _by_status(rows.filter(evaluation__pk__in=evaluations))


@prepared
def _ended_led(
    people: Sequence[int], paths: Sequence[str], lead: Person
) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED)
    return _by_status(rows.led_from(paths, lead))
