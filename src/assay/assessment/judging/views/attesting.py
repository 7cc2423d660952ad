"""A colleague's word: the learner names one, the colleague answers, signed in or by a link, and leads see to it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment import policy
from assay.assessment.judging import actions
from assay.assessment.judging.actions.attesting import MOST
from assay.assessment.judging.masking import mask
from assay.assessment.models import (
    FOR_LEADS,
    Attestation,
    AttestationAnswer,
    AttestationQuerySet,
    AttestationRequest,
    AttestationStatus,
)
from assay.lib.counts import Listed, counted
from assay.lib.errors import Gone, Refusal
from assay.lib.http import client_network, page_of, spreadsheet
from assay.lib.limits import at_most
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Actor, Person
from assay.program.policies import AttestationPolicy, in_force
from assay.record.models import MACHINE
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, sorting_of, tabs_of

ANSWERS_A_MINUTE = 20  # of one network
ORDERS = {
    "due": ("due_on", "pk"),
    "submission": ("evaluation__submission__public_id", "pk"),
    "state": ("status", "due_on", "pk"),
}
#: The views of the lead's list: to look at, waiting for others, over.
WAITING = (AttestationStatus.NAMING, AttestationStatus.ASKED)
_VERSION = "evaluation__submission__version"


class NamingForm(forms.Form):
    use_required_attribute = False

    who = forms.CharField(
        label=gettext_lazy("Your colleague’s full name or e-mail address"), max_length=254
    )
    context = forms.CharField(
        label=gettext_lazy("What you did, in which role and where"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Your colleague reads this. Name no student."),
    )
    first_on = forms.DateField(
        label=gettext_lazy("First day of this work"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day of this work"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AnswerForm(forms.Form):
    use_required_attribute = False

    answer = forms.ChoiceField(
        label=gettext_lazy("Did they do this work in this role?"),
        choices=AttestationAnswer.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Needed if it is not so. Only whoever checks the submission and lead assessors read it."
        ),
    )


class GuestAnswerForm(AnswerForm):
    wants_no_more = forms.BooleanField(
        label=gettext_lazy("Never write to this address again for this purpose"), required=False
    )


# --- the learner -----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: SignedInRequest, submission_pk: int) -> HttpResponse:
    """Name a colleague, or another one; afterwards who is asked, and how it stands."""
    rows = Attestation.objects.filter(evaluation__submission__start__person=request.user)
    row = get_object_or_404(_with_version(rows), evaluation__submission=submission_pk)
    said = {name: getattr(row, name) for name in ("context", "first_on", "last_on")}
    form = NamingForm(request.POST or None, initial=said)
    if form.is_valid():
        try:
            actions.name_colleague(row, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your colleague is asked. You need do nothing more now."))
            return redirect("assessment:confirmation", submission_pk)
    rules = in_force(AttestationPolicy, within=policy.issuer_key(row.evaluation))
    context = {
        "attestation": row,
        "submission": row.evaluation.submission,
        "version": row.evaluation.submission.version,
        "asked": row.requests.filter(ended_at__isnull=True).select_related("colleague").first(),
        "may_name": _may_name(row),
        "days": rules.days,
        "guests": rules.guests,
        "form": form,
    }
    return render(
        request, "assessment/confirmation.html", context, status=422 if form.errors else 200
    )


def _may_name(row: Attestation) -> bool:
    nameable = (*WAITING, AttestationStatus.RUN_OUT)
    return row.status in nameable and Attestation.objects.open().filter(pk=row.pk).exists()


# --- the colleague ---------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whose work it is, for what, where and when, and nothing of the evidence; one's answer. Nothing afterwards."""
    row = get_object_or_404(_asked().filter(colleague=request.user), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and _answered(row, form, by=request.user):
        messages.success(request, _("Thank you. Your answer is kept."))
        return redirect("home")
    if not _is_open(row) and not form.is_bound:
        return render(request, "assessment/asked_over.html", status=410)
    context = {"asked": row, "attestation": row.attestation, "form": form}
    return render(request, "assessment/asked.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked_by_link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The same for somebody without an account, who came through the e-mail. Opening it changes nothing."""
    if request.method == "POST":
        at_most(ANSWERS_A_MINUTE, of="asked-by-link", by=client_network(request))
    row = get_object_or_404(_asked().filter(colleague__isnull=True), pk=pk)
    if not policy.can_answer_attestation(MACHINE, row, token=token):
        raise Http404
    if request.user.pk == row.attestation.evaluation.submission.start.person_id:
        raise PermissionDenied(_("This page is for the person you named."))
    if not _is_open(row):
        raise Gone(_("This was already answered, or is no longer asked. There is nothing to do."))
    form = GuestAnswerForm(request.POST or None)
    if form.is_valid() and _answered(row, form, by=MACHINE, token=token):
        return _unlisted(render(request, "assessment/asked_over.html", {"thanks": True}))
    context = {"asked": row, "attestation": row.attestation, "form": form, "token": token}
    status = 422 if form.errors else 200
    return _unlisted(render(request, "assessment/asked.html", context, status=status))


def _answered(row: AttestationRequest, form: AnswerForm, *, by: Actor, token: str = "") -> bool:
    try:
        actions.answer_attestation(row, **form.cleaned_data, by=by, token=token)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _asked() -> Any:
    rows = AttestationRequest.objects.select_related(
        f"attestation__{_VERSION}__micro_credential__issuer",
        "attestation__evaluation__submission__start__person",
        "colleague",
    )
    return rows.defer(
        f"attestation__{_VERSION}__data", "attestation__evaluation__submission__manifest"
    )


def _is_open(row: AttestationRequest) -> bool:
    return AttestationRequest.objects.open().filter(pk=row.pk).exists()


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


# --- leads -----------------------------------------------------------------------------------------------------------


@only_for(policy.is_lead)
@require_safe
def confirmations(request: SignedInRequest) -> HttpResponseBase:
    """What a lead has to look at first; what waits for others, and what is over, behind it."""
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    labels_of = {"": _("To look at"), "waiting": _("Waiting"), "over": _("Done")}
    view = request.GET.get("show", "")
    view = view if view in labels_of else ""
    number = request.GET.get("q", "").strip().upper()[:20]
    sorting = sorting_of(request.GET, tuple(ORDERS), "due")
    order = tuple(sorting.fields(ORDERS))
    rows = _list_of(view, paths, request.user).order_by(*order)
    if number:
        rows = rows.filter(evaluation__submission__public_id__contains=number)
    columns = [
        (_("Submission"), "submission"),
        (_("Why"), ""),
        (_("Where it is"), "state"),
        (_("Answer by"), "due"),
    ]
    if request.GET.get("file") == "csv":
        labels = [*(label for label, _name in columns), _("Reason to go on without it")]
        return spreadsheet(
            "confirmations", labels, (_line(row) for row in in_parts(rows, lambda _part: None))
        )
    listed = {name: Listed(_in_order(name, order), paths, request.user) for name in labels_of}
    context = {
        "page": page_of(rows if number else listed[view], request),
        "view": view,
        "q": number,
        "tabs": tabs_of(
            {name: counted(found) for name, found in listed.items()}, labels_of, shown=view
        ),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/confirmations.html", context)


def _list_of(view: str, paths: Sequence[str], person: Person) -> AttestationQuerySet:
    mine = Attestation.objects.all().led_from(paths, person)
    if view == "waiting":
        mine = mine.open().filter(status__in=WAITING)
    elif view == "over":
        mine = mine.filter(status__in=(AttestationStatus.CONFIRMED, AttestationStatus.WAIVED))
    else:
        mine = mine.for_leads()
    rows = mine.select_related(_VERSION, "waived_by")
    return rows.defer(f"{_VERSION}__data", "evaluation__submission__manifest")


@cache
def _in_order(view: str, fields: tuple[str, ...]) -> Prepared[..., Attestation]:
    @prepared
    def ordered(paths: Sequence[str], person: Person) -> AttestationQuerySet:
        return _list_of(view, paths, person).order_by(*fields)

    return ordered


def _line(row: Attestation) -> list[object]:
    return [
        row.evaluation.public_id,
        row.get_reason_display(),
        row.get_status_display(),
        row.due_on.isoformat(),
        row.waiver,
    ]


@only_for(policy.is_lead)
@require_safe
def confirmation_case(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One of them: what was answered, without names; asking another, going on without, or holding it."""
    return _case(request, _led(request, public_id))


@only_for(policy.is_lead)
@require_POST
def confirmation_waiving(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Go on without it, with a reason."""
    row, reason = _led(request, public_id), request.POST.get("reason", "")
    try:
        actions.waive_attestation(row, reason, by=request.user)
    except Refusal as e:
        return _case(request, row, refusal=e, reason=reason)
    messages.success(request, _("It goes on without a confirmation. Your reason is kept."))
    return redirect("assessment:confirmation_case", public_id)


@only_for(policy.is_lead)
@require_POST
def confirmation_asking(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Have the learner name somebody else."""
    row = _led(request, public_id)
    try:
        actions.ask_another(row, by=request.user)
    except Refusal as e:
        return _case(request, row, refusal=e)
    messages.success(request, _("The learner is asked to name someone else."))
    return redirect("assessment:confirmation_case", public_id)


def _case(
    request: SignedInRequest,
    row: Attestation,
    *,
    refusal: Refusal | None = None,
    reason: str = "",
) -> HttpResponse:
    context = {
        "attestation": row,
        "submission": row.evaluation.submission,
        "version": row.evaluation.submission.version,
        "requests": _masked(row),
        "is_open": Attestation.objects.open().filter(pk=row.pk).exists(),
        "may": policy.can_waive_attestation(request.user, row),
        "may_ask": row.status in FOR_LEADS,
        "most": MOST,
        "refusal": refusal,
        "reason": reason,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/confirmation_case.html", context, status=status)


def _masked(row: Attestation) -> list[AttestationRequest]:
    """What was answered, as leads read it: they do not know whose work it is."""
    requests, naming = list(row.requests.all()), row.evaluation.submission.start.person.naming
    for one in requests:
        one.words = mask(one.words, naming)
    return requests


def _led(request: SignedInRequest, public_id: str) -> Attestation:
    paths = [place.path for place in request.user.organizations_as(*policy.LEADS)]
    rows = _with_version(Attestation.objects.all().led_from(paths, request.user))
    return get_object_or_404(rows, evaluation__submission__public_id=public_id)


def _with_version(rows: AttestationQuerySet) -> AttestationQuerySet:
    return rows.select_related(
        f"{_VERSION}__micro_credential__issuer",
        f"{_VERSION}__micro_credential__owner",
        "evaluation__submission__start__person",
        "waived_by",
    )
