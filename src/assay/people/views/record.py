"""The record: what happened, who did it, and whether anybody rewrote it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assay.lib.clock import span_of, today
from assay.lib.counts import Listed, counted
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import prepared
from assay.people import actions, audit_lines, audit_words, policy
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.people.views.desk import administrators_only
from assay.record.models import Event, Head, Stumble
from assay.record.sealing import Check, check
from assay.ui import words
from assay.ui.paging import AT_A_TIME, as_file, query_without

PER_PAGE = 25
HEADINGS = (_("Who"), _("What"), _("About"))
STUMBLES = 20
# Reading the chain takes about a second for each 10,000 rows: longer ones are checked by `assay record check`.
CHECKED_AT_ONCE = 100_000


class _Acts(forms.Select):
    """The acts to choose from, written once for each that is chosen: they change with the code alone."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return _written(get_language(), name, value, tuple((attrs or {}).items()))


@lru_cache(maxsize=512)
def _written(
    _language: str | None, name: str, value: Any, attrs: tuple[tuple[str, Any], ...]
) -> SafeString:
    return forms.Select(choices=audit_words.choices()).render(name, value, dict(attrs))


class RecordFilter(forms.Form):
    verb = forms.ChoiceField(
        label=_("What happened"), required=False, widget=_Acts, choices=audit_words.choices
    )
    by = forms.CharField(label=_("Who (name or e-mail)"), required=False, max_length=200)
    subject = forms.CharField(label=_("About (kind:number)"), required=False, max_length=130)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


def _stumbles() -> tuple[list[Stumble], int]:
    """The newest steps that failed, in words, and how many more there are."""
    rows = Listed(_failed)
    found = rows[: STUMBLES + 1]
    more = counted(rows) - STUMBLES if len(found) > STUMBLES else 0
    for stumble in found:
        stumble.after = audit_words.WORDS.get(stumble.event.verb, stumble.event.verb)  # type: ignore[attr-defined]  # for the template
    return found[:STUMBLES], more


@prepared
def _failed() -> QuerySet[Stumble]:
    return Stumble.objects.select_related("event")


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponseBase:
    """Filters stand in the address; `?file=csv` gives the same as a file."""
    if request.GET.get("file") == "csv":
        _refuse_others(request)
        keys = _keys(_wanted(RecordFilter(request.GET)), request.user)
        return spreadsheet("record", [_("Row"), _("When"), *HEADINGS], _rows(keys, request.user))
    return _page(request)


def _rows(keys: Listed[int] | QuerySet[Event, int], reader: Person) -> Iterator[list[object]]:
    start = 0
    while part := list(keys[start : start + AT_A_TIME]):
        told = {event.pk: event for event in _told(part)}
        for line in audit_lines.lines([told[key] for key in part], reader=reader):
            at = timezone.localtime(line.at).isoformat(timespec="seconds")
            yield [line.number, at, line.who or gettext("Assay itself"), line.what, line.subject]
        start += AT_A_TIME


@administrators_only
@require_POST
def run_check(request: SignedInRequest) -> HttpResponse:
    """Read the chain now, where that takes seconds; else say which command does it."""
    head = Head.objects.filter(pk=1).first()
    small = head is None or head.last_place <= CHECKED_AT_ONCE
    return _page(request, outcome=check() if small else None, too_long=not small)


@administrators_only
@require_POST
def tell_again(request: SignedInRequest, pk: int) -> HttpResponse:
    if not policy.can_look_after_steps(request.user):
        raise Http404
    actions.tell_again(
        get_object_or_404(Stumble.objects.select_related("event"), pk=pk), by=request.user
    )
    messages.success(request, _("It is tried again now. If it fails again, it appears here again."))
    return redirect("people:record")


def _page(
    request: SignedInRequest, outcome: Check | None = None, too_long: bool = False
) -> HttpResponse:
    _refuse_others(request)
    form = RecordFilter(request.GET)
    wanted = _wanted(form)
    page = page_of(_keys(wanted, request.user), request, PER_PAGE)
    told = {event.pk: event for event in _told(list(page))}
    context = {
        "form": form,
        "page_obj": page,
        "lines": audit_lines.lines([told[key] for key in page], reader=request.user),
        "outcome": outcome,
        "too_long": too_long,
        "tabs": _tabs(request),
        "chips": _chips(form, wanted, request),
        "download": f"{reverse('people:record')}{as_file(request.GET)}",
    }
    context["stumbles"], context["more_stumbles"] = _stumbles()
    return render(request, "people/record.html", context)


def _refuse_others(request: SignedInRequest) -> None:
    if not policy.can_read_record(request.user):
        raise Http404


def _wanted(form: RecordFilter) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def _tabs(request: SignedInRequest) -> list[dict[str, Any]]:
    """What is looked for most."""
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}
    views: tuple[tuple[str, dict[str, str]], ...] = (
        (gettext("Everything"), {}),
        (gettext("Today"), {"day": today().isoformat()}),
        (gettext("Roles given"), {"verb": "people.granted"}),
        (gettext("Roles ended"), {"verb": "people.ended"}),
        (gettext("By you"), {"by": str(request.user.pk)}),
    )
    here = reverse("people:record")
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode(query)}" if query else here,
            "current": asked == query,
            "count": None,
        }
        for label, query in views
    ]


def _chips(
    form: RecordFilter, wanted: dict[str, Any], request: SignedInRequest
) -> list[dict[str, str]]:
    """The filters in use, each with the record without it."""
    chips = []
    for name, value in wanted.items():
        if not value:
            continue
        said = str(value)
        if name == "verb":
            said = str(audit_words.words_of(value))
        elif name == "day":
            said = words.day(value)
        label = f"{form.fields[name].label}: {said}"
        chips.append({"label": label, "url": query_without(request.GET, name)})
    return chips


def _keys(wanted: dict[str, Any], reader: Person) -> Listed[int] | QuerySet[Event, int]:
    """The events that fit, the newest first, by their keys alone: PostgreSQL finds these in an index, however many more
    there are. By a prepared question where all, a person's or a day's are wanted.
    """
    asked = {name for name, value in wanted.items() if value}
    if not asked:
        return Listed(_newest)
    meant = audit_lines.ids_of(wanted["by"], reader=reader) if "by" in asked else []
    if asked == {"by"}:
        return Listed(_done_by, meant)
    begin = end = None
    if "day" in asked:
        begin, end = span_of(wanted["day"])
        if asked == {"day"}:
            return Listed(_within, begin, end)
    events = Event.objects.order_by("-id")
    if "verb" in asked:
        events = events.filter(verb__in=audit_words.verbs_like(wanted["verb"]))
    if "by" in asked:
        events = _of_people(events, meant)
    if ":" in wanted["subject"]:
        kind, _colon, ident = wanted["subject"].partition(":")
        events = audit_lines.about(events, kind.strip(), ident.strip(), reader=reader)
    events = _of_day(events, begin, end) if begin and end else events
    return events.values_list("pk", flat=True)


@prepared
def _newest() -> QuerySet[Event, int]:
    return Event.objects.order_by("-id").values_list("pk", flat=True)


@prepared
def _done_by(people: Sequence[str]) -> QuerySet[Event, int]:
    return _of_people(Event.objects.order_by("-id"), people).values_list("pk", flat=True)


@prepared
def _within(begin: datetime, end: datetime) -> QuerySet[Event, int]:
    return _of_day(Event.objects.all(), begin, end).values_list("pk", flat=True)


@prepared
def _told(keys: Sequence[int]) -> QuerySet[Event]:
    return Event.objects.filter(pk__in=keys).order_by()


def _of_people(events: QuerySet[Event], people: Sequence[str]) -> QuerySet[Event]:
    return events.filter(by_kind="people.person", by_id__in=people)


def _of_day(events: QuerySet[Event], begin: datetime, end: datetime) -> QuerySet[Event]:
    """By the clock, so that of a long day no more is read than is shown."""
    return events.filter(at__gte=begin, at__lt=end).order_by("-at", "-id")
