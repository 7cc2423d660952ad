"""Those who ask for a coach, and who coaches whom: for those who look after both."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.coaching import actions, policy
from assay.coaching.models import Pairing, PairingStatus
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Membership, Organization, Person, Role


@only_for(policy.finds_coaches)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Those who asked and have no coach yet, the longest waiting first."""
    page = page_of(_asked(request.user), request)
    return render(request, "coaching/requests.html", {"page_obj": page})


@only_for(policy.finds_coaches)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (_("Learner"), _("Where"), _("Asked"), _("Who was asked"), _("What it is about"))
    return spreadsheet("coaching-requests", headings, _request_lines(_asked(request.user)))


@only_for(policy.finds_coaches)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose one of those who coach where the learner belongs; each with their places, languages and load."""
    rows = Pairing.objects.filter(policy.looked_after(request.user)).asked()
    pairing = get_object_or_404(rows.select_related("learner", "organization"), pk=pk)
    refusal, coaches = None, policy.coaches_for(pairing.organization)
    coaches = coaches.exclude(pk=pairing.learner_id)
    if request.method == "POST":
        try:
            actions.find_coach(pairing, _chosen(request, coaches), by=request.user)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("They have a coach, and both can see it."))
            return redirect("coaching:requests")
    context = {
        "pairing": pairing,
        "page_obj": page_of(_with_load(coaches), request),
        "refusal": refusal,
    }
    return render(
        request, "coaching/finding.html", context, status=refusal.status if refusal else 200
    )


@only_for(policy.finds_coaches)
@require_safe
def coaches(request: SignedInRequest) -> HttpResponse:
    """Who coaches here, and how many learners each has."""
    page = page_of(_with_load(_coaches(request.user)), request)
    return render(request, "coaching/coaches.html", {"page_obj": page})


@only_for(policy.finds_coaches)
@require_safe
def coaches_table(request: SignedInRequest) -> HttpResponseBase:
    headings = (_("Coach"), _("Where"), _("Learners"))
    return spreadsheet("coaches", headings, _coach_lines(_with_load(_coaches(request.user))))


def _asked(person: Person) -> QuerySet[Pairing]:
    """Who asked for anyone first, then those whose coach has not answered."""
    rows = Pairing.objects.filter(policy.looked_after(person)).asked()
    rows = rows.select_related("learner", "coach", "organization")
    return rows.order_by(F("coach").asc(nulls_first=True), "asked_at", "pk")


def _coaches(person: Person) -> QuerySet[Person]:
    """Those who hold the role at or below what somebody administers."""
    places = [place.path for place in person.organizations_as(Role.PROGRAM_ADMIN)]
    held = Membership.objects.current().under(places).filter(role=Role.COACH)
    people = Person.objects.get_queryset().filter(is_active=True, pk__in=held.values("person"))
    return people.order_by("display_name", "pk")


def _with_load(coaches: QuerySet[Person]) -> QuerySet[Person]:
    running = Q(coached_pairings__status=PairingStatus.RUNNING, coached_pairings__kind="coach")
    return coaches.annotate(learners=Count("coached_pairings", filter=running)).prefetch_related(
        "memberships__organization"
    )


def _chosen(request: SignedInRequest, coaches: QuerySet[Person]) -> Person:
    number = whole_number(request.POST.get("coach"))
    coach = coaches.filter(pk=number).first() if number else None
    if coach is None:
        message = _("Choose a coach.")
        raise BadInput(message, fields={"coach": message})
    return coach


def places_as_coach(person: Person) -> list[Organization]:
    return [
        held.organization
        for held in person.memberships.all()
        if held.role == Role.COACH and held.until_on is None
    ]


def _request_lines(rows: QuerySet[Pairing]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator():
        yield (
            row.learner.display_name,
            row.organization.name,
            row.asked_at,
            row.coach.display_name if row.coach else _("Anyone"),
            row.about,
        )


def _coach_lines(rows: QuerySet[Person]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        places = ", ".join(place.name for place in places_as_coach(row))
        yield row.display_name, places, row.learners  # type: ignore[attr-defined]  # annotated
