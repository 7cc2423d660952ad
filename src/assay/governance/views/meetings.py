"""Meetings of a committee: the list, calling one, its agenda, and who was there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.governance import actions, policy
from assay.governance.forms import MeetingForm
from assay.governance.models import AgendaItem, Committee, Meeting
from assay.governance.models.committees import READERS, paths_as
from assay.governance.views.meeting_page import answer, meeting_of, show
from assay.governance.views.seats import committee_of
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.lib.text.calendar_file import calendar_file
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.program.models import Need
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file
from assay.ui.words import clock_time


@only_for(policy.has_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def meetings(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Those to come, the next one first; those that were; calling one."""
    committee = committee_of(request, pk)
    if request.GET.get("file") == "csv":
        return spreadsheet("meetings", _columns(), _lines(committee))
    form, status = MeetingForm(request.POST or None, committee=committee), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.call_meeting(committee, **form.asked(), by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                said = _("The meeting is called. Members get an e-mail. Set its agenda now.")
                messages.success(request, said)
                return redirect("governance:meeting", row.pk)
    at = now()
    context = {
        "committee": committee,
        "coming": _coming(committee.pk, at),
        "page": page_of(_past(committee).filter(starts_at__lte=at), request),
        "form": form if policy.can_call(request.user, committee) else None,
        "download": as_file(request.GET),
    }
    return render(request, "governance/meetings.html", context, status=status)


@prepared
def _coming(committee: int, at: datetime) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(committee=committee, starts_at__gt=at)
    return rows.annotate(n=Count("items")).order_by("starts_at", "pk")


def _past(committee: Committee) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(committee=committee)
    return rows.annotate(n=Count("attendances")).order_by("-starts_at", "-pk")


def _columns() -> list[str]:
    return [
        _("Day"),
        _("From"),
        _("To"),
        _("Place"),
        _("Agenda due by"),
        _("Agenda sent"),
        _("Present"),
        _("Quorum"),
        _("Canceled"),
    ]


def _lines(committee: Committee) -> Iterator[list[object]]:
    for row in _past(committee).iterator():
        yield [
            _day(row.starts_at),
            clock_time(row.starts_at),
            clock_time(row.ends_at),
            row.place or row.link,
            row.agenda_by,
            _day(row.agenda_sent_at),
            getattr(row, "n", "") if row.filled is not None else "",
            row.quorum,
            _day(row.canceled_at),
        ]


def _day(at: datetime | None) -> object:
    return timezone.localtime(at).date() if at else ""


@only_for(policy.has_desk)
@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """When and where, the agenda in order with who is recused, and who was there."""
    return show(request, meeting_of(request, pk))


@only_for(policy.has_desk)
@require_safe
def in_calendar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar, as a file."""
    row = meeting_of(request, pk)
    url = request.build_absolute_uri(reverse("governance:meeting", args=[pk]))
    body = calendar_file(
        uid=f"meeting-{pk}@{request.get_host()}",
        title=row.committee.name,
        begins=row.starts_at,
        ends=row.ends_at,
        place=row.place or row.link,
        url=url,
        about="\n".join(filter(None, [row.link, url])),
        is_canceled=row.canceled_at is not None,
        made_at=now(),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{_day(row.starts_at)}.ics"'
    return answer


@only_for(policy.has_desk)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say anew when, where and who is its secretary."""
    row = meeting_of(request, pk)
    if not policy.can_call(request.user, row.committee):
        raise PermissionDenied
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    initial = {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": row.place,
        "link": row.link,
        "secretary": row.secretary_id,
    }
    form, status = MeetingForm(request.POST or None, committee=row.committee, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_meeting(row, **form.asked(), by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect("governance:meeting", pk)
    context = {"meeting": row, "committee": row.committee, "form": form}
    return render(request, "governance/meeting_change.html", context, status=status)


@only_for(policy.has_desk)
@require_POST
def cancellation(request: SignedInRequest, pk: int) -> HttpResponse:
    row = meeting_of(request, pk)

    def act() -> str:
        actions.cancel_meeting(row, by=request.user)
        return _("The meeting is canceled. Members get an e-mail.")

    return answer(request, row, act)


@only_for(policy.has_desk)
@require_POST
def items(request: SignedInRequest, pk: int) -> HttpResponse:
    """One more: `about` is "proposal-3", "need-4", or nothing where it has a title of its own."""
    row = meeting_of(request, pk)

    def act() -> str:
        kind, _dash, number = request.POST.get("about", "").partition("-")
        found: dict[str, Any] = {"title": request.POST.get("title", "")}
        key = whole_number(number) or 0
        if kind == "proposal":
            found = {"proposal": row.committee.proposals.filter(pk=key).first()}
        elif kind == "need":
            needs = Need.objects.filter(program=row.committee.organization_id)
            found = {"need": needs.filter(pk=key).first()}
        if found.get(kind, True) is None:
            message = _("Choose what it is about, or give it a title.")
            raise BadInput(message, fields={"item": message})
        actions.add_item(row, **found, by=request.user)
        return _("It is on the agenda.")

    return answer(request, row, act, at="#agenda")


def _item_of(request: SignedInRequest, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__in=_mine(paths_as(request.user, READERS)))
    rows = rows.select_related("meeting__committee__organization", "proposal__committee")
    return get_object_or_404(rows, pk=pk)


def _mine(paths: Sequence[str]) -> QuerySet[Meeting]:
    return Meeting.objects.all().read_from(paths)


@only_for(policy.has_desk)
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item_of(request, pk)

    def act() -> str:
        actions.remove_item(item, by=request.user)
        return _("Taken off the agenda.")

    return answer(request, item.meeting, act, at="#agenda")


@only_for(policy.has_desk)
@require_POST
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item_of(request, pk)

    def act() -> str:
        actions.move_item(item, up=request.POST.get("to") == "up", by=request.user)
        return ""

    return answer(request, item.meeting, act, at=f"#item-{item.pk}")


@only_for(policy.has_desk)
@require_POST
def stepping_out(request: SignedInRequest, pk: int) -> HttpResponse:
    item = _item_of(request, pk)

    def act() -> str:
        actions.step_out(item, by=request.user)
        return _("You are recused from this item.")

    return answer(request, item.meeting, act, at=f"#item-{item.pk}")


@only_for(policy.has_desk)
@require_POST
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    row = meeting_of(request, pk)
    sent = [whole_number(value) or 0 for value in request.POST.getlist("present")]

    def act() -> str:
        actions.note_attendance(row, sent, by=request.user)
        return _("Attendance is noted.")

    return answer(request, row, act, at="#attendance")


@only_for(policy.has_desk)
@require_POST
def agenda_sending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = meeting_of(request, pk)

    def act() -> str:
        actions.send_agenda(row, by=request.user)
        return _("Sent. Members get an e-mail that leads to it.")

    return answer(request, row, act)
