"""What conveners do: open a group, say something else of it, set its days, name another convener, end it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.models import Stack
from assay.community import actions, policy
from assay.community.cohort_forms import CohortDayForm, CohortForm
from assay.community.models import Cohort, CohortDay, CohortMember
from assay.community.views.cohorts import find, member_lines, shown
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest
from assay.people.models import Organization
from assay.program.models import StrategicGoal
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def convening(request: SignedInRequest) -> HttpResponse:
    """Open a group; for who may open none here, how one comes about."""
    if not policy.may_convene(request.user):
        return render(request, "community/convening.html", {"form": None})
    places = policy.places_to_convene(request.user)
    picked = {"micro_credentials": request.GET.getlist("for")[:12], "kind": request.GET.get("kind")}
    form, status = _form(request, places, initial={k: v for k, v in picked.items() if v}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data
            try:
                made = actions.convene_cohort(
                    sent["kind"], sent["place"], _said(sent), by=request.user
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("It is open. Set its first day now, or later."))
                return redirect("community:cohort", made.pk)
    return render(request, "community/convening.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _convened(request, pk)
    values = {
        "name": found.name,
        "purpose": found.purpose,
        "micro_credentials": list(found.micro_credentials.values_list("pk", flat=True)),
        "stack": found.stack_id,
        "strategic_goal": found.strategic_goal_id,
        "first_on": found.first_on,
        "until_on": found.until_on,
    }
    places = Organization.objects.filter(pk=found.organization_id)
    form, status = _form(request, places, initial=values, is_new=False), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_cohort(found, _said(form.cleaned_data), by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect("community:cohort", found.pk)
    context = {"form": form, "cohort": found}
    return render(request, "community/convening.html", context, status=status)


@login_required
@require_POST
def days(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _convened(request, pk)
    form, status = CohortDayForm(request.POST, auto_id="day-%s"), 422
    if form.is_valid():
        try:
            actions.set_cohort_day(found, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Set. Everyone in the group sees it."))
            return redirect("community:cohort", found.pk)
    return shown(request, found, status=status, day_form=form)


@login_required
@require_POST
def calling_off(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CohortDay.objects.select_related("cohort__organization"), pk=pk)
    _convened(request, row.cohort_id)
    actions.call_off_cohort_day(row, by=request.user)
    messages.success(request, _("Called off."))
    return redirect("community:cohort", row.cohort_id)


@login_required
@require_POST
def conveners(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody in the group convenes it, too; by the number of their membership."""
    rows = CohortMember.objects.select_related("cohort__organization", "person")
    row = get_object_or_404(rows, pk=pk)
    _convened(request, row.cohort_id)
    actions.name_convener(row, by=request.user)
    words = _("%(name)s convenes the group, too.") % {"name": row.person.display_name}
    messages.success(request, words)
    return redirect("community:cohort", row.cohort_id)


@login_required
@require_POST
def stepping_down(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.stop_convening(_convened(request, pk), by=request.user)
    messages.success(request, _("You no longer convene this group."))
    return redirect("community:cohort", pk)


@login_required
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_cohort(_convened(request, pk), by=request.user)
    messages.success(request, _("The group has ended. What its members work on goes on."))
    return redirect("community:cohort", pk)


@login_required
@require_POST
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.open_cohort_again(_convened(request, pk), by=request.user)
    messages.success(request, _("The group is open again."))
    return redirect("community:cohort", pk)


@login_required
@require_safe
def members(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Who is in it, as a file for who convenes it: names and places alone."""
    found = _convened(request, pk)
    headings = (_("Name"), _("Where"), _("Joined on"))
    rows = found.members.current().with_place(found)
    return spreadsheet("group-members", headings, member_lines(rows))


def _convened(request: SignedInRequest, pk: int) -> Cohort:
    """One that this person may change; for anybody else it is not there."""
    found = find(request, pk)
    if not policy.can_change_cohort(request.user, found):
        raise Http404
    return found


def _form(
    request: SignedInRequest, places: Any, *, is_new: bool = True, **given: Any
) -> CohortForm:
    data = request.POST if request.method == "POST" else None
    plc_only = not policy.convenes_by_role(request.user)
    above = {pk for place in places for pk in place.lineage}
    goals = StrategicGoal.objects.open().filter(organization__in=above)
    return CohortForm(
        data,
        places=places,
        goals=goals.order_by("organization__path", "code"),
        stacks=Stack.objects.open().filter(issuer__in=above),
        is_new=is_new,
        plc_only=plc_only,
        **given,
    )


def _said(sent: dict[str, Any]) -> actions.CohortWords:
    return actions.CohortWords(
        name=sent["name"],
        purpose=sent["purpose"],
        micro_credentials=list(sent["micro_credentials"]),
        stack=sent["stack"],
        strategic_goal=sent["strategic_goal"],
        first_on=sent["first_on"],
        until_on=sent["until_on"],
    )
