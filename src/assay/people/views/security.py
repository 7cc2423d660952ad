"""The record's security view: for administrators, of their own people; and for everybody, of their own account."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assay.lib.clock import span_of
from assay.lib.http import page_of, spreadsheet
from assay.people import audit_lines, audit_words, policy, security_log
from assay.people.actions.security import REASONS
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.people.views.desk import administrators_only
from assay.record.models import Event

PER_PAGE = 50
MOST_ROWS = 20_000  # of one table
HEADINGS = (
    "row",
    "at",
    "event",
    "by",
    "by_id",
    "about",
    "about_id",
    "network",
    "times",
    "details",
)


class SecurityFilter(forms.Form):
    """Each filter stands in the address. Days are those of the program's time zone, both included."""

    verb = forms.ChoiceField(label=_("What happened"), required=False)
    who = forms.CharField(label=_("Whose account (name or e-mail)"), required=False, max_length=200)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        verbs = [(verb, audit_words.WORDS[verb]) for verb in security_log.VERBS]
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]

    def narrow(self, events: QuerySet[Event], *, reader: Person) -> QuerySet[Event]:
        """The events that fit; a filter that cannot be read takes nothing away."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("verb"):
            events = events.filter(verb=wanted["verb"])
        if wanted.get("who"):
            ids = audit_lines.ids_of(wanted["who"], reader=reader)
            events = events.filter(
                Q(by_kind="people.person", by_id__in=ids)
                | Q(subject_kind="people.person", subject_id__in=ids)
            )
        if wanted.get("first"):
            events = events.filter(at__gte=span_of(wanted["first"])[0])
        if wanted.get("last"):
            events = events.filter(at__lt=span_of(wanted["last"])[1])
        return events


@administrators_only
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    form = SecurityFilter(request.GET)
    page = page_of(
        form.narrow(security_log.visible_to(request.user), reader=request.user), request, PER_PAGE
    )
    context = {
        "form": form,
        "page_obj": page,
        "lines": security_log.lines(page, reader=request.user),
        "counting": security_log.counting(request.user),
        "reasons": REASONS,
        "all_of_it": policy.can_read_record(request.user),
    }
    return render(request, "people/security.html", context)


@administrators_only
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    """The same as a table for a spreadsheet, newest first; a longer one is cut, and says so in its last line."""
    found = SecurityFilter(request.GET).narrow(
        security_log.visible_to(request.user), reader=request.user
    )[: MOST_ROWS + 1]
    events = list(found)
    shown = security_log.lines(events[:MOST_ROWS], reader=request.user)
    rows: list[tuple[object, ...]] = [
        (
            event.id,
            event.at.isoformat(timespec="seconds"),
            event.verb,
            line.row.who,
            event.by_id,
            line.row.subject,
            f"{event.subject_kind}:{event.subject_id}",
            event.particulars.get("network", ""),
            event.particulars.get("times", ""),
            line.details,
        )
        for event, line in zip(events[:MOST_ROWS], shown, strict=True)
    ]
    if len(events) > MOST_ROWS:
        rows.append((gettext("There is more. Choose fewer days."), *[""] * 9))
    return spreadsheet("security", HEADINGS, rows)


@login_required
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """The security events of one's own account."""
    page = page_of(security_log.of(request.user), request, PER_PAGE)
    return render(
        request,
        "people/sign_ins.html",
        {"page_obj": page, "lines": security_log.lines(page, reader=request.user, own=True)},
    )
