"""The seats of a committee: who holds each, giving and ending a term, and the charter."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.governance import actions, policy
from assay.governance.forms import CharterForm, EstablishForm, SeatForm, TermForm
from assay.governance.models import Committee, Seat, SeatKind, Term
from assay.governance.models.committees import READERS, paths_as
from assay.lib.clock import today
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import found_or_404, spreadsheet
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import person_named
from assay.people.models import Organization, Person
from assay.ui.fields import show_refusal


@only_for(policy.has_desk)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """One's committee; those of several programs as a list; the form for the first one where there is none."""
    rows = list(Committee.objects.visible_to(request.user).select_related("organization"))
    if len(rows) == 1 and not EstablishForm(by=request.user).has_programs:
        return redirect("governance:board", rows[0].pk)
    return _index(request, EstablishForm(by=request.user))


def _index(request: SignedInRequest, form: EstablishForm, status: int = 200) -> HttpResponse:
    rows = Committee.objects.visible_to(request.user).select_related("organization")
    context = {"committees": rows, "form": form if form.has_programs else None}
    return render(request, "governance/index.html", context, status=status)


@only_for(lambda person: bool(policy.programs_administered(person)))
@require_POST
def establishing(request: SignedInRequest) -> HttpResponse:
    form = EstablishForm(request.POST, by=request.user)
    if form.is_valid():
        sent = dict(form.cleaned_data)
        try:
            row = actions.establish(
                sent["organization"],
                sent["name"],
                charter=sent["charter"],
                meets=sent["meets"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The committee is there. Give it its seats now."))
            return redirect("governance:seats", row.pk)
    return _index(request, form, status=422)


def committee_of(request: SignedInRequest, pk: int) -> Committee:
    """A committee this person may read about; 404 for everybody else's."""
    return found_or_404(_one.first(pk, paths_as(request.user, READERS)))


@prepared
def _one(pk: int, paths: Sequence[str]) -> QuerySet[Committee]:
    rows = Committee.objects.all().read_from(paths).filter(pk=pk)
    return rows.select_related("organization")


@only_for(policy.has_desk)
@require_safe
def seats(request: SignedInRequest, pk: int) -> HttpResponseBase:
    committee = committee_of(request, pk)
    if request.GET.get("file") == "csv":
        return spreadsheet("seats", _columns(), _lines(committee))
    return _page(request, committee)


def _page(
    request: SignedInRequest, committee: Committee, status: int = 200, **more: Any
) -> HttpResponse:
    day = today()
    terms = list(_terms(committee))
    rows = [_row(seat, terms) for seat in committee.seats.select_related("department")]
    filled = sum(row["holder"] is not None and row["holder"].serves for row in rows)
    context = {
        "committee": committee,
        "rows": rows,
        "to_fill": sorted(rows, key=lambda row: row["holder"] is not None),  # vacant ones first
        "filled": filled,
        "quorum": committee.quorum(filled),
        "past": [term for term in terms if term.until_on is not None and term.until_on <= day],
        "may_change": policy.can_change(request.user, committee),
        "day": day,
        "charter": CharterForm(
            initial={
                "name": committee.name,
                "charter": committee.charter,
                "meets": committee.meets,
            }
        ),
        "new_seat": SeatForm(committee=committee),
        "sent": {},
        "refusal": None,
        **more,
    }
    return render(request, "governance/seats.html", context, status=status)


def _terms(committee: Committee) -> Iterable[Term]:
    rows = Term.objects.filter(seat__committee=committee).with_service()
    return rows.select_related("person", "seat__department", "seat__committee")


def _row(seat: Seat, terms: list[Term]) -> dict[str, Any]:
    """A seat with who holds it today, and who takes it later."""
    own, day = [term for term in terms if term.seat_id == seat.pk], today()
    open_ = [term for term in own if term.until_on is None or term.until_on > day]
    holder = next((term for term in open_ if term.first_on <= day), None)
    later = [term for term in reversed(open_) if term.first_on > day]
    return {"seat": seat, "holder": holder, "later": later}


def _columns() -> list[str]:
    return [_("Seat"), _("Department"), _("Name"), _("From"), _("Until")]


def _lines(committee: Committee) -> Iterable[list[object]]:
    for term in _terms(committee):
        seat = term.seat
        where = seat.department.name if seat.department else ""
        kind = SeatKind(seat.kind).label
        yield [kind, where, term.person.display_name, term.first_on, term.until_on]


@only_for(policy.has_desk)
@require_POST
def new_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    committee = _changeable(request, pk)
    form = SeatForm(request.POST, committee=committee)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            actions.add_seat(
                committee,
                sent["kind"],
                department=sent["department"],
                note_text=sent["note_text"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The seat is there. Fill it below."))
            return redirect("governance:seats", pk)
    return _page(request, committee, status=422, new_seat=form)


@only_for(policy.has_desk)
@require_POST
def charter(request: SignedInRequest, pk: int) -> HttpResponse:
    committee = _changeable(request, pk)
    form = CharterForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            actions.set_charter(
                committee,
                sent["name"],
                charter=sent["charter"],
                meets=sent["meets"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:seats", pk)
    return _page(request, committee, status=422, charter=form)


@only_for(policy.has_desk)
@require_POST
def new_term(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a vacant seat to somebody of the program, named by name or e-mail."""
    committee = _changeable(request, pk)
    sent = {name: request.POST.get(name, "") for name in ("seat", "person", "first_on", "until_on")}
    try:
        form = TermForm(request.POST)
        if not form.is_valid():
            wrong = {name: str(errors[0]) for name, errors in form.errors.items()}
            raise BadInput(_("Look at what is marked."), fields=wrong)
        seat = committee.seats.filter(pk=form.cleaned_data["seat"]).first()
        if seat is None:
            message = _("Choose a seat.")
            raise BadInput(message, fields={"seat": message})
        people = Person.objects.get_queryset().within([committee.organization])
        person = person_named(people, request.POST, "person")
        days = {name: form.cleaned_data[name] for name in ("first_on", "until_on")}
        actions.seat_person(seat, person, **days, by=request.user)
    except Refusal as refusal:
        return _page(request, committee, status=refusal.status, sent=sent, refusal=refusal)
    messages.success(request, _("%(name)s has the seat.") % {"name": person.display_name})
    return redirect("governance:seats", pk)


@only_for(policy.has_desk)
@require_POST
def term_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Committee.objects.visible_to(request.user)
    rows = Term.objects.filter(seat__committee__in=mine)
    rows = rows.select_related("person", "seat__committee__organization")
    term = get_object_or_404(rows, pk=pk)
    is_later = term.first_on > today()
    actions.end_term(term, by=request.user)
    said = _("Taken back.") if is_later else _("The term has ended. The seat is vacant.")
    messages.success(request, said)
    if not policy.can_change(request.user, term.seat.committee):
        return redirect("home")  # who has given their own seat up reads this page no more
    return redirect("governance:seats", term.seat.committee_id)


def _changeable(request: SignedInRequest, pk: int) -> Committee:
    """For administrators; what others may read they cannot change, and nothing tells them that one could."""
    places = Organization.objects.administered_by(request.user)
    rows = Committee.objects.filter(organization__in=places)
    return get_object_or_404(rows.select_related("organization"), pk=pk)
