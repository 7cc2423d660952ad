"""Someone who earned it: who can be asked about a micro-credential, one's own offers, and what is asked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.community import actions, policy
from assay.community.actions.directory import MONTH
from assay.community.directory_forms import OfferForm
from assay.community.micro_credentials import talked_about, version_of
from assay.community.models import DirectoryEntry, Inquiry, Report
from assay.community.words_form import WordsForm
from assay.credentials.models import Award
from assay.lib import limits
from assay.lib.clock import now
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.people.http import SignedInRequest
from assay.program.policies import AssessmentPolicy, in_force
from assay.ui.fields import show_refusal

#: Messages of one person within ten minutes; nobody types more.
MOST_MESSAGES = 20


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """One's own: what one offers, what one was asked, whom one asked; and badges one could be asked about."""
    person = request.user
    offers = DirectoryEntry.objects.of(person).select_related("micro_credential__current")
    talks = Inquiry.objects.visible_to(person).for_pages()
    offered = [entry.micro_credential_id for entry in offers]
    held = Award.objects.standing().single().filter(person=person)
    held = held.exclude(version__micro_credential__in=offered)
    context = {
        "offers": [(entry, version_of(entry.micro_credential)) for entry in offers],
        "page_obj": page_of(talks, request),
        "held": held.for_show(),
    }
    return render(request, "community/directory.html", context)


@login_required
@require_safe
def colleagues(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who can be asked about one micro-credential, in one's own program; those with time first."""
    micro_credential = get_object_or_404(talked_about(), slug=slug)
    rows = DirectoryEntry.objects.visible_to(request.user)
    rows = rows.filter(micro_credential=micro_credential).select_related("person", "place")
    recent = Count("inquiries", filter=Q(inquiries__asked_at__gte=now() - MONTH))
    rows = rows.annotate(asked_lately=recent).order_by("asked_lately", "offered_at", "pk")
    running = Inquiry.objects.running().filter(learner=request.user)
    context = {
        "version": version_of(micro_credential),
        "micro_credential": micro_credential,
        "page_obj": page_of(rows, request),
        "running": dict(running.values_list("entry", "pk")),
        "may_offer": policy.can_offer(request.user, request.user, micro_credential),
    }
    return render(request, "community/colleagues.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let colleagues find one, or change what they read."""
    person, micro_credential = request.user, get_object_or_404(talked_about(), slug=slug)
    entry = DirectoryEntry.objects.of(person).filter(micro_credential=micro_credential).first()
    may = policy.can_offer(person, person, micro_credential)
    initial = (
        {"about": entry.about, "place": entry.place_id, "most_a_month": entry.most_a_month}
        if entry
        else {}
    )
    form, status = OfferForm(request.POST or None, initial=initial, person=person), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            sent = form.cleaned_data
            try:
                actions.offer(
                    person,
                    micro_credential,
                    sent["place"],
                    sent["about"],
                    sent["most_a_month"],
                    by=person,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request,
                    _("Colleagues find you from now on. You can pause or end it at any time."),
                )
                return redirect("community:directory")
    context = {
        "version": version_of(micro_credential),
        "form": form if may else None,
        "entry": entry,
    }
    return render(request, "community/offer.html", context, status=status)


@login_required
@require_POST
def pausing(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.pause_offer(_own(request, pk), by=request.user)
    messages.success(
        request, _("Paused. No one finds you until you are back; talks that run go on.")
    )
    return redirect("community:directory")


@login_required
@require_POST
def resuming(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.resume_offer(_own(request, pk), by=request.user)
    messages.success(request, _("Colleagues find you again."))
    return redirect("community:directory")


@login_required
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.end_offer(_own(request, pk), by=request.user)
    messages.success(request, _("Ended. No one finds you now; talks that run go on."))
    return redirect("community:directory")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write to one of them."""
    rows = DirectoryEntry.objects.visible_to(request.user).exclude(person=request.user)
    rows = rows.select_related("person", "place", "micro_credential__current")
    entry = get_object_or_404(rows, pk=pk)
    version = version_of(entry.micro_credential)
    form, names, status = WordsForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (names := form.names(version)):
            _not_too_many(request)
            try:
                inquiry = actions.ask(entry, form.cleaned_data["text"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Sent. You read the answer here."))
                return redirect("community:inquiry", inquiry.pk)
    context = {"entry": entry, "version": version, "form": form, "names": names, **_apart()}
    return render(request, "community/asking.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the two wrote, and writing on."""
    row = _talk(request, pk)
    version = version_of(row.entry.micro_credential)
    form, names, status = WordsForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (names := form.names(version)):
            _not_too_many(request)
            try:
                actions.write(row, form.cleaned_data["text"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Sent."))
                return redirect("community:inquiry", row.pk)
    reports = Report.objects.filter(message__inquiry=row).told_to(request.user)
    context = {
        "inquiry": row,
        "version": version,
        "other": row.other_than(request.user),
        "page_obj": page_of(row.messages.select_related("by"), request, size=50),
        "reports": {report.message_id: report for report in reports},
        "form": form if row.is_running and policy.can_write(request.user, row) else None,
        "unsent": request.POST.get("text", ""),
        "names": names,
        "may_block": policy.can_block(request.user, row),
        **_apart(),
    }
    return render(request, "community/inquiry.html", context, status=status)


@login_required
@require_POST
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_inquiry(_talk(request, pk), by=request.user)
    messages.success(request, _("Closed. Both of you keep what was written."))
    return redirect("community:directory")


@login_required
@require_POST
def blocking(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.block(_talk(request, pk), by=request.user)
    messages.success(request, _("Closed. This person can no longer write to you."))
    return redirect("community:directory")


def _own(request: SignedInRequest, pk: int) -> DirectoryEntry:
    return get_object_or_404(DirectoryEntry.objects.filter(person=request.user), pk=pk)


def _talk(request: SignedInRequest, pk: int) -> Inquiry:
    return get_object_or_404(Inquiry.objects.visible_to(request.user).for_pages(), pk=pk)


def _not_too_many(request: SignedInRequest) -> None:
    limits.at_most(MOST_MESSAGES, of="community.message", by=str(request.user.pk), seconds=600)


def _apart() -> dict[str, Any]:
    """For how long neither judges the other's work."""
    return {"apart_months": in_force(AssessmentPolicy).coached_within_months}
