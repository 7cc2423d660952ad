"""Who has the duty to screen: given by a lead for a program or department, from a day, until a day."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people import actions as people
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import person_named
from assay.people.models import (
    Membership,
    MembershipQuerySet,
    Organization,
    Person,
    PersonQuerySet,
    Role,
)
from assay.people.policy import OFFICES, can_end_membership
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ORDERS = {
    "person": ("person__display_name", "organization__name", "pk"),
    "place": ("organization__name", "person__display_name", "pk"),
    "from": ("from_on", "pk"),
    "until": ("until_on", "pk"),
}


@only_for(policy.is_lead)
def screeners(request: SignedInRequest) -> HttpResponseBase:
    """Who screens where, today and from a day to come; who did; and giving the duty."""
    refusal = None
    if request.method == "POST":
        try:
            _give(request)
            return redirect("assessment:screeners")
        except Refusal as e:
            refusal = e
    q, is_past = request.GET.get("q", "").strip(), request.GET.get("show") == "past"
    mine = _duties(request)
    sorting = sorting_of(request.GET, tuple(ORDERS), "person")
    rows = _shown(mine, past=is_past).select_related("person", "organization")
    if q:
        rows = rows.filter(
            Q(person__display_name__icontains=q) | Q(organization__name__icontains=q)
        )
    rows = rows.order_by(*sorting.fields(ORDERS))
    columns = [
        (_("Person"), "person"),
        (_("Where"), "place"),
        (_("From"), "from"),
        (_("Until"), "until"),
    ]
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("screeners", [label for label, _name in columns], lines)
    places, page = _places(request), page_of(rows, request)
    for row in page:
        row.may_end = not is_past and can_end_membership(request.user, row)
    context = {
        "page": page,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "q": q,
        "is_past": is_past,
        "counts": _numbers(mine, is_past),
        "bare": _without_screener(places),
        "places": [(str(place.pk), place.name) for place in places],
        "sent": request.POST,
        "refusal": refusal,
    }
    return render(
        request, "assessment/screeners.html", context, status=refusal.status if refusal else 200
    )


@only_for(policy.is_lead)
@require_POST
def screener_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(_duties(request).select_related("person", "organization"), pk=pk)
    people.end_membership(duty, by=request.user)
    messages.success(
        request,
        _("Ended. What they have taken and not finished is free again within two business days."),
    )
    return redirect("assessment:screeners")


def _duties(request: SignedInRequest) -> MembershipQuerySet:
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    return Membership.objects.under(paths).filter(role=Role.SCREENER)


def _shown(rows: MembershipQuerySet, *, past: bool) -> MembershipQuerySet:
    if past:
        return rows.filter(until_on__lte=today())
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=today()))


def _numbers(mine: MembershipQuerySet, is_past: bool) -> list[dict[str, Any]]:
    return [
        {
            "count": counted(_shown(mine, past=past)),
            "label": label,
            "note": said,
            "url": f"?show={name}",
            "is_current": past == is_past,
        }
        for past, name, label, said in (
            (False, "now", _("Have the duty"), _("now or from a day to come")),
            (True, "past", _("Had it"), _("it has ended")),
        )
    ]


def _places(request: SignedInRequest) -> list[Organization]:
    """Where this lead may give it: their programs and departments, and those below."""
    reach = Q(pk__in=())
    for place in request.user.organizations_as(*policy.LEADS):
        reach |= Q(path__startswith=place.path)
    rows = Organization.objects.current().filter(reach, kind__in=OFFICES).select_related("parent")
    return [place for place in rows.order_by("path") if place.program is not None]


def _without_screener(places: list[Organization]) -> list[Organization]:
    """Of these the programs for which nobody has the duty as a whole: where no department has it, leads check."""
    held = Membership.objects.current().filter(role=Role.SCREENER, person__is_active=True)
    covered = list(held.values_list("organization__path", flat=True))
    return [
        place
        for place in places
        if place.program == place and not any(place.path.startswith(path) for path in covered)
    ]


def _give(request: SignedInRequest) -> None:
    programs = policy.programs_led_by(request.user)
    person = person_named(_people(programs), request.POST, "person")
    place = next(
        (one for one in _places(request) if str(one.pk) == request.POST.get("place", "")), None
    )
    if place is None:
        message = _("Choose a program or department from the list.")
        raise BadInput(message, fields={"place": message})
    from_on, until_on = _day(request, "from_on"), _day(request, "until_on")
    people.grant(person, place, Role.SCREENER, by=request.user, from_on=from_on, until_on=until_on)
    messages.success(request, _("%(name)s has the duty to screen.") % {"name": person.display_name})


def _people(programs: list[Organization]) -> PersonQuerySet:
    everybody = Person.objects.get_queryset()
    return everybody.within(programs).filter(is_active=True).order_by("display_name")


def _day(request: SignedInRequest, name: str) -> date | None:
    """A day as a date field sends it, or None where it was left empty. Raises BadInput."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    if found is None:
        message = _("Write the day as year, month, day: 2026-09-01.")
        raise BadInput(message, fields={name: message})
    return found


def _line(row: Membership) -> list[object]:
    return [
        row.person.display_name,
        row.organization.name,
        row.from_on.isoformat(),
        row.until_on.isoformat() if row.until_on else "",
    ]
