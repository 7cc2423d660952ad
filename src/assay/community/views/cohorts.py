"""Groups: the list, one group’s page, joining, leaving and what one chooses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.catalog.models import Version
from assay.community import actions, policy
from assay.community.cohort_forms import CohortDayForm, MemberForm
from assay.community.cohort_steps import steps_of, taken_up
from assay.community.models import Cohort, CohortDay, CohortMember
from assay.journeys.models import Start
from assay.lib.clock import now
from assay.lib.http import page_of
from assay.lib.text.calendar_file import calendar_file
from assay.people.http import SignedInRequest
from assay.people.models import Person

#: How long a day with a time stands in a calendar.
MINUTES = 60
#: Names shown on a group’s page before its pages of names begin.
NAMES = 50


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """One’s own groups, then the open ones of one’s places, with each one’s next day."""
    mine = list(
        _for_list(Cohort.objects.mine(request.user)).order_by("-status", "name", "pk")[:100]
    )
    others = _for_list(Cohort.objects.visible_to(request.user).open()).exclude(
        pk__in=[cohort.pk for cohort in mine]
    )
    page = page_of(others, request)
    context = {"mine": mine, "page_obj": page, "may_convene": policy.may_convene(request.user)}
    return render(request, "community/cohorts.html", context)


@login_required
@require_safe
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    return shown(request, find(request, pk))


@login_required
@require_POST
def joining(request: SignedInRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    actions.join_cohort(found, by=request.user, **_chosen(request))
    messages.success(request, _("You are in. Leaving takes one press."))
    return redirect("community:cohort", found.pk)


@login_required
@require_POST
def leaving(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.leave_cohort(_own(request, pk), by=request.user)
    messages.success(request, _("You have left. What you work on goes on."))
    return redirect("community:cohorts")


@login_required
@require_POST
def choices(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is told of one, and whether e-mail comes."""
    actions.choose_in_cohort(_own(request, pk), by=request.user, **_chosen(request))
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("community:cohort", pk)


@login_required
@require_safe
def day_in_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """A day of a group for one’s own calendar (RFC 5545)."""
    rows = CohortDay.objects.filter(cohort__in=Cohort.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("cohort"), pk=pk)
    begins = row.begins
    body = calendar_file(
        uid=f"cohort-{pk}@{request.get_host()}",
        title=f"{row.cohort.name}: {row.get_kind_display()}",
        begins=begins or row.day,
        ends=begins + timedelta(minutes=MINUTES) if begins else row.day + timedelta(days=1),
        place=row.place or row.link,
        url=request.build_absolute_uri(reverse("community:cohort", args=[row.cohort_id])),
        about=row.words,
        is_canceled=row.called_off_at is not None,
        made_at=now(),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cohort-{pk}.ics"'
    return answer


def find(request: SignedInRequest, pk: int) -> Cohort:
    rows = Cohort.objects.visible_to(request.user)
    rows = rows.select_related("organization", "stack", "strategic_goal")
    return get_object_or_404(rows.prefetch_related("conveners"), pk=pk)


def shown(
    request: SignedInRequest,
    found: Cohort,
    *,
    status: int = 200,
    day_form: CohortDayForm | None = None,
) -> HttpResponse:
    person = request.user
    own = found.members.current().filter(person=person).first()
    keys = taken_up(found)
    said = {"tells_steps": own.tells_steps, "wants_nudges": own.wants_nudges} if own else {}
    days = list(found.days.standing())
    may_change = policy.can_change_cohort(person, found)
    context = {
        "cohort": found,
        "conveners": found.conveners.all(),
        "own": own,
        "may_join": own is None and found.is_open and policy.can_join(person, found),
        "may_change": may_change,
        "convenes": person in found.conveners.all(),
        "member_form": MemberForm(initial=said),
        "takes_up": _taken_up(person, keys),
        "days_ahead": [day for day in days if not day.is_over],
        "days_past": [day for day in days if day.is_over],
        "steps": steps_of(found, keys),
        "page_obj": page_of(found.members.current().with_place(found), request, NAMES),
        "day_form": day_form or CohortDayForm(auto_id="day-%s"),
    }
    return render(request, "community/cohort.html", context, status=status)


def member_lines(rows: Any) -> Iterator[tuple[Any, ...]]:
    """Names and places; nothing of what anyone has done."""
    for name, place, at in rows.values_list(
        "person__display_name", "place", "joined_at"
    ).iterator():
        yield name, place or "", timezone.localtime(at).date()


def _for_list(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """With its place, how many are in it, and the days to come."""
    to_come = Prefetch("days", queryset=CohortDay.objects.to_come(), to_attr="ahead")
    inside = CohortMember.objects.current().filter(cohort=OuterRef("pk")).order_by()
    people = Subquery(inside.values("cohort").annotate(n=Count("pk")).values("n"))
    rows = rows.annotate(people=Coalesce(people, 0)).order_by("name", "pk")
    return rows.select_related("organization").prefetch_related(to_come)


def _taken_up(person: Person, keys: list[int]) -> list[dict[str, Any]]:
    """What the group takes up, and whether one has begun it oneself: to be read by that person alone."""
    rows = Version.objects.filter(micro_credential__in=keys, micro_credential__current=F("pk"))
    begun = set(
        Start.objects.visible_to(person)
        .filter(micro_credential__in=keys)
        .values_list("micro_credential", flat=True)
    )
    rows = rows.select_related("micro_credential").order_by("title", "pk")
    return [
        {"version": version, "has_begun": version.micro_credential_id in begun} for version in rows
    ]


def _chosen(request: SignedInRequest) -> dict[str, bool]:
    form = MemberForm(request.POST)
    form.is_valid()  # two boxes: there is nothing that could be wrong
    return {name: form.cleaned_data[name] for name in ("tells_steps", "wants_nudges")}


def _own(request: SignedInRequest, pk: int) -> CohortMember:
    """One’s membership, of any group: also where one belongs there no longer, leaving takes one press."""
    rows = CohortMember.objects.filter(person=request.user)
    return get_object_or_404(rows.select_related("cohort"), cohort=pk)
