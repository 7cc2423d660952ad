"""Who carries how much, of what a lead looks after (B10)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.languages import waiting_in_languages
from assay.assessment.models import Assignment, AssignmentStatus, Evaluation, agreed
from assay.catalog.models import Kind, MicroCredential, Version
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, pools_of
from assay.program.policies import AssessmentPolicy, in_force
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ENDED = (AssignmentStatus.SCORED, AssignmentStatus.LAPSED, AssignmentStatus.RECUSED)
#: As rows have it: what was set aside was scored, too, and a lead who reads must not notice it by its absence.
ENDED_AS = {**{status: status for status in ENDED}, AssignmentStatus.SET_ASIDE: ENDED[0]}


ORDERS = ("open", "late", "name")


@only_for(policy.is_lead)
@require_safe
def load(request: SignedInRequest) -> HttpResponseBase:
    """Everybody in the pool with what they hold and have done; who carries most comes first."""
    me, day, rules = request.user, today(), in_force(AssessmentPolicy)
    paths = [place.path for place in me.organizations_as(*policy.LEADS)]
    carrying = {row["assessor"]: row for row in carried(paths, me, day)}
    sorting = sorting_of(request.GET, ORDERS, "-open")
    questions: dict[str, Prepared[..., dict[str, Any]]] = {
        "name": _by_name,
        "-name": _by_name_turned,
        "open": _rising,
        "late": _rising,
    }
    groups = [] if sorting.name == "name" else _in_groups(carrying, sorting.name)
    question = questions.get(str(sorting), _pool)
    rows = Listed(question, pools_of(policy.programs_led_by(me)), day, *groups)

    def say(part: list[dict[str, Any]]) -> None:
        _say_what_they_did(part, carrying, paths, me)
        _say_their_share(part, rules)

    columns = [
        (_("Assessor"), "name"),
        (_("Share a week"), ""),
        (_("Open"), "open"),
        (_("Late"), "late"),
        (_("Scored"), ""),
        (_("Lapsed"), ""),
        (_("Recused"), ""),
    ]
    if request.GET.get("file") == "csv":
        fields = ("display_name", "share", "open", "late", *(status.value for status in ENDED))
        lines = ([row[name] for name in fields] for row in in_parts(rows, say))
        return spreadsheet("load", [label for label, _name in columns], lines)
    page = page_of(rows, request)
    say(list(page))
    labels = [label for label, _name in columns]
    context = {
        "page": page,
        "rules": rules,
        "in_languages": waiting_in_languages(paths, me),
        "headings": headings(sorting, request.GET, *columns, numbers=labels[1:]),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/load.html", context)


def _say_what_they_did(
    rows: list[dict[str, Any]],
    carrying: dict[int, dict[str, Any]],
    paths: Sequence[str],
    lead: Person,
) -> None:
    keys = [row["pk"] for row in rows]
    ended: Counter[tuple[int, str]] = Counter()
    for start in range(0, len(keys), 100):
        for (person, status), n in _ended_by(keys[start : start + 100], paths, lead).items():
            ended[person, ENDED_AS[AssignmentStatus(status)].value] += n
    for row in rows:
        held = carrying.get(row["pk"], {})
        row["open"], row["late"] = held.get("open", 0), held.get("late", 0)
        for status in ENDED:
            row[status.value] = ended[row["pk"], status.value]


def _say_their_share(rows: list[dict[str, Any]], rules: AssessmentPolicy) -> None:
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        shares = agreed([row["pk"] for row in part])
        for row in part:
            row["share"] = f"{shares.get(row['pk'], rules.share_per_week):g}"


@prepared
def carried(paths: Sequence[str], person: Person, day: date) -> QuerySet[Assignment, Any]:
    """What is open, by assessor: little, however much was scored."""
    rows = Assignment.objects.open().led_from(paths, person).order_by().values("assessor")
    return rows.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))


def _in_groups(carrying: dict[int, dict[str, Any]], name: str) -> list[list[int]]:
    """Those who carry something, in groups of as much each, most first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for person, row in carrying.items():
        groups[row[name]].append(person)
    return [groups[held] for held in sorted(groups, reverse=True)]


@prepared
def _pool(places: Sequence[int], day: date, *carrying: Sequence[int]) -> QuerySet[Person, Any]:
    """The pool, whoever carries most first, then by name."""
    held = [When(pk__in=group, then=Value(rank)) for rank, group in enumerate(carrying)]
    by_load = [Case(*held, default=Value(len(held)))] if held else []
    return _serving(places, day).order_by(*by_load, "display_name", "pk")


@prepared
def _rising(places: Sequence[int], day: date, *carrying: Sequence[int]) -> QuerySet[Person, Any]:
    """The pool, whoever carries least first, then by name."""
    held = [When(pk__in=group, then=Value(-rank)) for rank, group in enumerate(carrying)]
    by_load = [Case(*held, default=Value(-len(held)))] if held else []
    return _serving(places, day).order_by(*by_load, "display_name", "pk")


@prepared
def _by_name(places: Sequence[int], day: date) -> QuerySet[Person, Any]:
    return _serving(places, day).order_by("display_name", "pk")


@prepared
def _by_name_turned(places: Sequence[int], day: date) -> QuerySet[Person, Any]:
    return _serving(places, day).order_by("-display_name", "-pk")


def _serving(places: Sequence[int], day: date) -> QuerySet[Person, Any]:
    rows = Person.objects.get_queryset().serving_in(places, day, policy.ASSESSORS)
    return rows.values("pk", "display_name")


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
        .exclude(micro_credential__kind=Kind.STACK)
        .order_by()
        .values_list("pk", flat=True)[:1]
    )


@prepared
def _ended(people: Sequence[int]) -> QuerySet[Assignment, Any]:
    return _by_status(Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED_AS))


@prepared
def _own(lead: Person) -> QuerySet[Evaluation, int]:
    rows = Evaluation.objects.filter(submission__start__person=lead)
    return rows.order_by().values_list("pk", flat=True)


@prepared
def _ended_on(evaluations: Sequence[int], people: Sequence[int]) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED_AS)
    return _by_status(rows.filter(evaluation__pk__in=evaluations))


@prepared
def _ended_led(
    people: Sequence[int], paths: Sequence[str], lead: Person
) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.filter(assessor__pk__in=people, status__in=ENDED_AS)
    return _by_status(rows.led_from(paths, lead))
