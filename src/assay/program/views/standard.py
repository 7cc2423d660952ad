"""The standard: its items by section and by who added them; adding one, rewording one and ending one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.program import actions, policy
from assay.program.forms import ItemForm, NewItemForm
from assay.program.models import ChecklistItem, Extension, ExtensionQuerySet, PastWording
from assay.program.views.places import Place, address, place_of
from assay.record.actions import kind_of
from assay.ui.fields import show_refusal


@dataclass(slots=True, kw_only=True)
class Shown:
    """A section of the standard. `added_by`: the program or department whose items these are, or ""."""

    title: str
    added_by: str
    items: list[ChecklistItem] = field(default_factory=list)


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest, ident: str = "") -> HttpResponse:
    place = place_of(request, ident)
    may, places = policy.can_set_standard(request.user, place.organization), _places(place)
    own = place.organization
    open_to = places if own else places[1:]  # the home district's own items are those of all
    form = NewItemForm(request.POST or None, own=own, places=open_to)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.add_item(
                sent["section"],
                sent["text"],
                required=sent["required"],
                by=request.user,
                within=sent.get("organization") or own,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. Authors see the item beside their drafts."))
            return redirect(place.url("standard"))
    items = _asked(places)
    context = {
        "place": place,
        "tabs": place.tabs("standard"),
        "csv_url": place.url("standard_csv"),
        "sections": _sections(items),
        "divided": any(row.organization_id for row in items),
        "count": len(items),
        "ended": list(ChecklistItem.objects.ended_in(*places)),
        "extensions": _extensions(request),
        "form": form if may else None,
        "changed_here": _changed_here(request, place, places),
        "sits": policy.committee_sits(place.seat),
    }
    return render(request, "program/standard.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: SignedInRequest, code: str) -> HttpResponse:
    found = _item(request, code)
    may = found.ended_at is None and policy.can_set_standard(request.user, found.organization)
    form = ItemForm(request.POST or None, initial={"text": found.text, "required": found.required})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.reword_item(found, sent["text"], required=sent["required"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(request, found))
    past = PastWording.objects.filter(subject_kind=kind_of(found), subject_id=str(found.pk))
    context = {
        "names": policy.can_read_item_setters(request.user, found),
        "item": found,
        "back": _back(request, found),
        "form": form if may else None,
        "past": past.select_related("replaced_by"),
    }
    return render(request, "program/item.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_rules)
@require_POST
def end(request: SignedInRequest, code: str) -> HttpResponse:
    found = _item(request, code)
    actions.end_item(found, by=request.user)
    messages.success(request, _("No draft is asked for it anymore."))
    return redirect(_back(request, found))


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest, ident: str = "") -> HttpResponseBase:
    place = place_of(request, ident)
    headings = (_("Code"), _("Section"), _("What must be so"), _("Required"), _("Added by"))
    lines = (
        (
            row.code,
            row.section_title,
            row.text,
            _("Yes") if row.required else _("No"),
            row.added_by or _("For every program here"),
        )
        for row in _asked(_places(place))
    )
    more = (
        (
            row.code,
            row.department.name,
            row.name,
            _("Yes") if row.is_binding else _("No"),
            row.department.name,
        )
        for row in _extensions(request)
    )
    own = place.organization
    name = f"standard-{own.ident}" if own else "standard"
    return spreadsheet(name, headings, chain(lines, more))


def _places(place: Place) -> list[Organization]:
    """Whose items stand on the page beside those for every program here: the program's and its departments'. Where
    there is one program alone they stand on its one page; else the page of what holds for all has no others."""
    alone = place.reads_home and len(place.choices) < 2
    program = place.organization or (place.home if alone else None)
    return policy.standard_places(program) if program else []


def _asked(places: list[Organization]) -> list[ChecklistItem]:
    return list(ChecklistItem.objects.holding_for(*places))


def _sections(items: Iterable[ChecklistItem]) -> list[Shown]:
    """In their order, those of every program first; a section that somebody adds to is theirs beside it."""
    found: dict[tuple[int | None, str], Shown] = {}
    for row in items:
        key = (row.organization_id, row.section_title)
        shown = found.setdefault(key, Shown(title=row.section_title, added_by=row.added_by))
        shown.items.append(row)
    return list(found.values())


def _changed_here(
    request: SignedInRequest, place: Place, places: list[Organization]
) -> set[int | None]:
    """Whose items the reader may change, of those on the page, by key; None for what holds in every program."""
    found: set[int | None] = set()
    if policy.can_set_standard(request.user):
        found.add(None)
    if places and policy.can_set_standard(request.user, places[0]):
        found |= {one.pk for one in places}
    return found


def _item(request: SignedInRequest, code: str) -> ChecklistItem:
    """One that this person reads; 404 for another program's."""
    rows = ChecklistItem.objects.by_code(code).select_related("organization__parent__parent")
    found = get_object_or_404(rows)
    if not policy.can_read_item(request.user, found):
        raise Http404
    return found


def _back(request: SignedInRequest, found: ChecklistItem) -> str:
    """The page of the standard on which it stands."""
    program = found.organization.program if found.organization else None
    if program is None or len(place_of(request, "", own_first=False).choices) < 2:
        return reverse("program:standard")
    if program not in policy.rules_read_by(request.user):
        return reverse("program:standard")
    return address("standard", program)


def _extensions(request: SignedInRequest) -> ExtensionQuerySet:
    """What departments of the reader's programs ask beyond it today."""
    rows = Extension.objects.visible_to(request.user).in_force()
    return rows.select_related("department").order_by("department__name", "name", "pk")
