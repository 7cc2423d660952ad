"""Recognition besides pay: its rules, and the paper that a badge's holder takes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.content.stack_roles import doors
from assay.catalog.models import Stack
from assay.credentials.models import Award
from assay.credits import actions, policy
from assay.credits.actions.recognition import MOST_CHARACTERS
from assay.credits.models import Recognition, RecognitionKind, RecognitionQuerySet
from assay.credits.printing import recognition_paper
from assay.credits.recognition import PRINTED_AN_HOUR, holds_for, places_of
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.limits import at_most
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ORDERS = {
    "name": ("name", "since", "pk"),
    "since": ("since", "name", "pk"),
    "until": ("until", "name", "pk"),
}


class _StackTitles(forms.Select):
    """Each title in the language of its author."""

    def create_option(self, name: str, value: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *rest, **named)
        row = getattr(value, "instance", None)
        if row is not None:
            option["attrs"]["lang"] = row.language
        return option


class RecognitionForm(forms.Form):
    """What a program gives besides pay, and from which day on."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Program"), empty_label=None
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=RecognitionKind, widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    words = forms.CharField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("The name, the badge and its day are printed by themselves."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST_CHARACTERS,
        strip=False,
    )
    said_by = forms.CharField(
        label=gettext_lazy("Who says so"),
        help_text=gettext_lazy("Name and office, printed at the end of the page."),
        max_length=160,
    )
    stack = forms.ModelChoiceField(
        Stack.objects.none(),
        label=gettext_lazy("Stack that opens the pool"),
        help_text=gettext_lazy("For a leader pool."),
        empty_label=gettext_lazy("None"),
        widget=_StackTitles,
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty where none is known."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        required=False,
    )

    def __init__(self, data: Any = None, *, places: list[Organization]) -> None:
        super().__init__(data)
        own, which = self.fields["organization"], self.fields["stack"]
        if isinstance(own, forms.ModelChoiceField) and isinstance(which, forms.ModelChoiceField):
            own.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])
            rows = Stack.objects.open().select_related("issuer")
            ids = {place.pk for place in places}
            leading = [
                row.pk for row in rows if ids.intersection(row.issuer.lineage) and doors(row.data)
            ]
            which.queryset = Stack.objects.filter(pk__in=leading)


@only_for(policy.keeps_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def recognition(request: SignedInRequest) -> HttpResponseBase:
    """What the programs one looks after give besides pay, and gave; its administrator's form for more."""
    me = request.user
    places = [place for place in policy.programs_of(me) if policy.can_add_recognition(me, place)]
    form = RecognitionForm(request.POST or None, places=places) if places else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _written_down(request, form):
            return redirect("credits:recognition")
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "name")
    rows = _kept(me).naming(words) if words else _kept(me)
    rows = rows.select_related("organization", "added_by", "stack")
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("recognition", _columns(), map(_as_line, in_parts(rows, _say)))
    page = page_of(rows, request)
    _say(list(page))
    ids = {place.pk for place in places}
    for row in page:
        row.may_end = row.organization_id in ids and not row.is_over
    columns = zip(_columns()[:-2], ("name", "", "", "since", "until"), strict=True)
    context = {
        "form": form,
        "page": page,
        "words": words,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "credits/recognition.html", context, status=status)


def _written_down(request: SignedInRequest, form: RecognitionForm) -> bool:
    sent = dict(form.cleaned_data)
    try:
        actions.add_recognition(sent.pop("organization"), sent.pop("kind"), by=request.user, **sent)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("Written down. Learners read it before they begin."))
    return True


@only_for(policy.keeps_rules)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_kept(request.user).select_related("organization"), pk=pk)
    actions.end_recognition(row, by=request.user)
    messages.success(request, _("Ended. What was earned until today keeps its paper."))
    return redirect("credits:recognition")


@only_for(policy.keeps_rules)
@require_safe
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page as it would be printed, for a badge that is nobody's."""
    row = get_object_or_404(_kept(request.user).select_related("organization"), pk=pk)
    if not row.is_paper:
        raise Http404(_("This has no page to print."))
    at_most(PRINTED_AN_HOUR, of="recognition", by=str(request.user.pk), seconds=3600)
    body = recognition_paper(
        row,
        name=_("First and last name"),
        badge=_("Title of the badge"),
        language="",
        earned_on=max(today(), row.since),
        is_sample=True,
    )
    return _download(body, f"sample-{row.pk}.pdf")


@login_required
@require_safe
def paper(request: SignedInRequest, pk: int, award: UUID) -> HttpResponse:
    """A letter or a certificate for one's own badge, as long as it is in force."""
    me = request.user
    badge = get_object_or_404(Award.objects.visible_to(me).standing().for_show(), pk=award)
    row = get_object_or_404(Recognition.objects.select_related("organization"), pk=pk)
    holds = holds_for(row, badge.earned_on, badge.issuer.lineage, places_of(me))
    if not row.is_paper or not holds:
        raise Http404
    at_most(PRINTED_AN_HOUR, of="recognition", by=str(me.pk), seconds=3600)
    body = recognition_paper(
        row,
        name=badge.name_as_issued,
        badge=badge.version.title,
        language=badge.version.language,
        earned_on=badge.earned_on,
        in_pilot=badge.version.in_pilot,
    )
    return _download(body, f"{row.kind}-{badge.earned_on:%Y-%m-%d}.pdf")


def _download(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(person: Person) -> RecognitionQuerySet:
    return Recognition.objects.kept_at(policy.programs_of(person))


def _say(rows: list[Any]) -> None:
    day = today()
    for row in rows:
        row.kind_text = RecognitionKind(row.kind).label
        row.never_began = row.until is not None and row.until < row.since
        row.is_over = row.until is not None and row.until < day
        row.is_to_come = row.since > day and not row.never_began
        # The last day is still one: it is ended once.
        row.is_over = row.is_over or row.ended_at is not None


def _columns() -> list[str]:
    return [
        _("Recognition"),
        _("What it says"),
        _("Who says so"),
        _("First day"),
        _("Last day"),
        _("Written down"),
        _("Program"),
    ]


def _as_line(row: Any) -> list[object]:
    name = f"{row.name} ({row.kind_text})"
    until = row.until.isoformat() if row.until else ""
    days = (row.since.isoformat(), until, row.added_at)
    return [name, row.words, row.said_by, *days, row.organization.name]
