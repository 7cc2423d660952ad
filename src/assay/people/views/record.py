"""The record: what happened, who did it, and whether anybody rewrote it."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assay.lib.counts import counted
from assay.lib.http import page_of
from assay.people import actions, audit_words, policy
from assay.people.http import SignedInRequest
from assay.people.views.desk import administrators_only
from assay.record.models import Event, Head, Stumble
from assay.record.sealing import Check, check

PER_PAGE = 25
STUMBLES = 20
# Reading the chain takes about a second for each 10,000 rows: longer ones are checked by `assay record check`.
CHECKED_AT_ONCE = 100_000


class RecordFilter(forms.Form):
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    by = forms.CharField(label=_("Who (name or e-mail)"), required=False, max_length=200)
    subject = forms.CharField(label=_("About (kind:number)"), required=False, max_length=130)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["verb"].choices = [("", _("Everything")), *audit_words.choices()]  # type: ignore[attr-defined]


def _stumbles() -> tuple[list[Stumble], int]:
    """The newest steps that failed, in words, and how many more there are."""
    rows = Stumble.objects.select_related("event")
    found = list(rows[: STUMBLES + 1])
    more = counted(rows) - STUMBLES if len(found) > STUMBLES else 0
    for stumble in found:
        stumble.after = audit_words.WORDS.get(stumble.event.verb, stumble.event.verb)  # type: ignore[attr-defined]  # for the template
    return found[:STUMBLES], more


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    return _page(request)


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
    messages.success(request, _("It is tried again now. If it fails again, it stands here again."))
    return redirect("people:record")


def _page(
    request: SignedInRequest, outcome: Check | None = None, too_long: bool = False
) -> HttpResponse:
    if not policy.can_read_record(request.user):
        raise Http404
    form = RecordFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    events = Event.objects.order_by("-id")
    if wanted.get("verb"):
        events = events.filter(verb__in=audit_words.verbs_like(wanted["verb"]))
    if wanted.get("by"):
        meant = audit_words.ids_of(wanted["by"], reader=request.user)
        events = events.filter(by_kind="people.person", by_id__in=meant)
    if ":" in (wanted.get("subject") or ""):
        kind, _colon, ident = wanted["subject"].partition(":")
        events = audit_words.about(events, kind.strip(), ident.strip(), reader=request.user)
    if wanted.get("day"):
        begin = timezone.make_aware(datetime.combine(wanted["day"], time.min))
        events = events.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    page = page_of(events, request, PER_PAGE)
    context = {
        "form": form,
        "page_obj": page,
        "lines": audit_words.lines(page, reader=request.user),
        "outcome": outcome,
        "too_long": too_long,
    }
    context["stumbles"], context["more_stumbles"] = _stumbles()
    return render(request, "people/record.html", context)
