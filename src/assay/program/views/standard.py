"""The program's standard: its items by section, adding one, and rewording one."""

from itertools import chain, groupby

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.program import actions, policy
from assay.program.forms import ItemForm, NewItemForm
from assay.program.models import ChecklistItem, Extension, ExtensionQuerySet, PastWording
from assay.record.actions import kind_of
from assay.ui.fields import show_refusal


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    may = policy.can_set_standard(request.user)
    form = NewItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.add_item(
                sent["section"], sent["text"], required=sent["required"], by=request.user
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. Authors see the item beside their drafts."))
            return redirect("program:standard")
    items = list(ChecklistItem.objects.all())
    context = {
        "sections": [(title, list(rows)) for title, rows in groupby(items, _section)],
        "count": len(items),
        "extensions": _extensions(request),
        "form": form if may else None,
        "may": may,
        "sits": policy.committee_sits(Organization.objects.program_district()),
    }
    return render(request, "program/standard.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: SignedInRequest, code: str) -> HttpResponse:
    found = get_object_or_404(ChecklistItem, code=code)
    may = policy.can_set_standard(request.user)
    form = ItemForm(request.POST or None, initial={"text": found.text, "required": found.required})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.reword_item(found, sent["text"], required=sent["required"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("program:standard")
    past = PastWording.objects.filter(subject_kind=kind_of(found), subject_id=str(found.pk))
    context = {
        "names": policy.can_read_setters(request.user),
        "item": found,
        "form": form if may else None,
        "past": past.select_related("replaced_by"),
    }
    return render(request, "program/item.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (_("Code"), _("Section"), _("What must be so"), _("Required"))
    lines = (
        (row.code, row.section_title, row.text, _("Yes") if row.required else _("No"))
        for row in ChecklistItem.objects.iterator()
    )
    more = (
        (row.code, row.department.name, row.name, _("Yes") if row.is_binding else _("No"))
        for row in _extensions(request)
    )
    return spreadsheet("standard", headings, chain(lines, more))


def _extensions(request: SignedInRequest) -> ExtensionQuerySet:
    """What departments of the reader's programs ask beyond it today."""
    rows = Extension.objects.visible_to(request.user).in_force()
    return rows.select_related("department").order_by("department__name", "name", "pk")


def _section(row: ChecklistItem) -> str:
    return row.section_title
