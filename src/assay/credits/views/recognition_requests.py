"""Recognition that learners asked for: their own word, who is celebrated, and the letters to a principal."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.credentials.models import Award
from assay.credits import actions, policy
from assay.credits.models import Recognition, RecognitionKind, RecognitionRequest
from assay.credits.printing import recognition_paper
from assay.credits.recognition import PRINTED_AN_HOUR, places_of
from assay.lib.clock import today
from assay.lib.http import page_of, spreadsheet
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest
from assay.people.models import Organization
from assay.ui.paging import Ordered, as_file, headings, in_parts, sorting_of

ORDERS = {
    "name": ("person__display_name", "pk"),
    "earned": ("earned_on", "pk"),
    "school": ("school", "person__display_name", "pk"),
}


@login_required
@require_safe
def celebrations(request: SignedInRequest) -> HttpResponseBase:
    """Who is celebrated where one works, because they asked for it; and the letters to whoever leads a school."""
    me = request.user
    places = sorted({pk for held in me.current_memberships for pk in held.organization.lineage})
    sorting = sorting_of(request.GET, tuple(ORDERS), "-earned")
    rows = _LIST.listed(sorting, places, today())
    if request.GET.get("file") == "csv":
        return spreadsheet("celebrations", _columns(), map(_as_line, in_parts(rows, _as_it_is)))
    schools = policy.schools_led_by(me)
    columns = zip(_columns(), ("name", "", "earned", "school", ""), strict=True)
    context = {
        "page": page_of(rows, request),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "letters": list(_letters(schools)[:100]) if schools else [],
        "leads": bool(schools),
        "learns": bool(places_of(me)),
    }
    return render(request, "credits/celebrations.html", context)


@login_required
@require_safe
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The letter itself, for the principal whom its learner had it reach."""
    me = request.user
    row = get_object_or_404(_letters(policy.schools_led_by(me)), pk=pk)
    at_most(PRINTED_AN_HOUR, of="recognition", by=str(me.pk), seconds=3600)
    body = recognition_paper(
        row.recognition,
        name=row.award.name_as_issued,
        badge=row.award.version.title,
        language=row.award.version.language,
        earned_on=row.award.earned_on,
        in_pilot=row.award.version.in_pilot,
    )
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{row.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def asking(request: SignedInRequest, pk: int, award: UUID) -> HttpResponse:
    """Ask for one recognition for one of one's badges."""
    me = request.user
    badge = get_object_or_404(Award.objects.visible_to(me).standing(), pk=award)
    rows = Recognition.objects.filter(organization__in=places_of(me))
    recognition = get_object_or_404(rows.select_related("organization"), pk=pk)
    actions.ask_recognition(recognition, badge, by=me)
    if recognition.kind == RecognitionKind.LETTER:
        messages.success(request, _("Your principal is told where to read it."))
    else:
        messages.success(request, _("You are on the page of celebrations now."))
    return redirect("credits:pay")


@login_required
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = RecognitionRequest.objects.visible_to(request.user).select_related("recognition")
    actions.take_recognition_back(get_object_or_404(rows, pk=pk), by=request.user)
    messages.success(request, _("Taken back. It is no longer shown to anyone."))
    return redirect("credits:pay")


def _celebrated(places: Sequence[int], day: date) -> QuerySet[RecognitionRequest, Any]:
    return RecognitionRequest.objects.celebrated(places).current(day).with_schools(day)


_LIST = Ordered(_celebrated, **ORDERS)


def _letters(schools: Sequence[Organization]) -> QuerySet[RecognitionRequest, Any]:
    day = today()
    return RecognitionRequest.objects.letters_to(schools, day).current(day).with_schools(day)


def _as_it_is(rows: list[Any]) -> None:
    """Nothing is to be said besides."""


def _columns() -> list[str]:
    return [_("Name"), _("Badge"), _("Earned on"), _("School"), _("Recognition")]


def _as_line(row: Any) -> list[object]:
    day = row.earned_on.isoformat()
    title = row.award.version.title
    return [row.person.display_name, title, day, row.school or "", row.recognition.name]
