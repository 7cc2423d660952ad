"""Organizations: the tree, and one of them to make, change or close."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.lib.errors import Refusal
from assay.lib.http import return_address
from assay.people import actions
from assay.people.forms.organizations import OrganizationForm
from assay.people.http import SignedInRequest
from assay.people.models import Organization
from assay.people.views.desk import administrators_only
from assay.ui.fields import show_refusal

FIELDS = ("name", "kind", "letters", "url", "email", "description")


@administrators_only
@require_safe
def tree(request: SignedInRequest) -> HttpResponse:
    """The organizations one administers, as a tree: one query, nested here."""
    holding = Count(
        "memberships__person", filter=Q(memberships__until_on__isnull=True), distinct=True
    )
    rows = (
        Organization.objects.administered_by(request.user)
        .annotate(people=holding)
        .order_by("ended_on", "name")
    )
    return render(request, "people/organizations.html", {"roots": nested(list(rows))})


def nested(rows: list[Any]) -> list[dict[str, Any]]:
    """Rows with `pk` and `parent_id` as nodes {row, below}; one whose parent is not among them is a root."""
    nodes: dict[int, dict[str, Any]] = {row.pk: {"row": row, "below": []} for row in rows}
    roots: list[dict[str, Any]] = []
    for row in rows:
        parent = nodes.get(row.parent_id)
        (parent["below"] if parent else roots).append(nodes[row.pk])
    return roots


@administrators_only
def create(request: SignedInRequest) -> HttpResponse:
    mine = Organization.objects.administered_by(request.user).current()
    below = request.GET.get("below") or request.POST.get("below", "")
    parent = get_object_or_404(mine, pk=int(below) if below.isdecimal() and len(below) < 16 else 0)
    form = OrganizationForm(request.POST or None, parent=parent)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_organization(parent=parent, by=request.user, **_typed(form))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(name)s is there.") % {"name": made.name})
            return redirect(return_address(request, reverse("people:organizations")))
    context = {"form": form, "parent": parent}
    return render(request, "people/organization.html", context, status=422 if form.errors else 200)


@administrators_only
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    organization = _mine(request, pk)
    form = OrganizationForm(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_organization(organization, by=request.user, **_typed(form))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(return_address(request, reverse("people:organizations")))
    past = organization.past_names.select_related("changed_by")
    context = {"form": form, "organization": organization, "past": past}
    return render(request, "people/organization.html", context, status=422 if form.errors else 200)


@administrators_only
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_organization(_mine(request, pk), by=request.user)
    messages.success(request, _("The organization is closed."))
    return redirect("people:organizations")


def _mine(request: SignedInRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.administered_by(request.user), pk=pk)


def _typed(form: OrganizationForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] or "" for name in FIELDS}
