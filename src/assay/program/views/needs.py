"""What people looked for and did not find: said in their own words, and read by those who administer their place."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.lib import limits
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program import actions, policy
from assay.program.models import Need
from assay.ui.fields import show_refusal
from assay.ui.paging import Sorting, heading, sorting_of

A_DAY = 24 * 60 * 60
#: What the list can be ordered by, with the rows' order for equals.
ORDERS = {"on": ("voiced_at", "pk"), "at": ("organization__name", "-voiced_at", "pk")}


class NeedForm(forms.Form):
    words = forms.CharField(
        label=_("What were you looking for?"),
        help_text=_(
            "One or two sentences. Your program’s administrators read this, with your name."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": actions.MOST_LETTERS}),
        max_length=actions.MOST_LETTERS,
        error_messages={"required": _("Say what you were looking for.")},
    )
    searched = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: SignedInRequest) -> HttpResponse:
    """Say what is missing. The words that found nothing come along."""
    searched = request.GET.get("q", "")[:200].replace("\0", "")
    form = NeedForm(request.POST or None, initial={"searched": searched})
    if request.method == "POST" and form.is_valid():
        limits.at_most(20, of="need", by=str(request.user.pk), seconds=A_DAY)
        try:
            actions.voice_need(
                form.cleaned_data["words"], searched=form.cleaned_data["searched"], by=request.user
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("Thank you. Your administrators can read it now."))
            return redirect("catalog:list")
    context = {"form": form, "searched": form["searched"].value()}
    return render(request, "program/voice.html", context, status=422 if form.errors else 200)


@only_for(policy.can_read_needs)
@require_safe
def needs(request: SignedInRequest) -> HttpResponse:
    sorting = sorting_of(request.GET, tuple(ORDERS), "-on")
    context = {
        "page_obj": page_of(_rows(request, sorting), request),
        "headings": [
            heading(gettext("Voiced"), "on", sorting, request.GET),
            heading(gettext("School or department"), "at", sorting, request.GET),
        ],
        "sort": str(sorting),
    }
    return render(request, "program/needs.html", context)


@only_for(policy.can_read_needs)
@require_safe
def needs_csv(request: SignedInRequest) -> HttpResponseBase:
    rows = _rows(request, sorting_of(request.GET, tuple(ORDERS), "-on"))
    headings = (
        gettext("Need"),
        gettext("Searched for"),
        gettext("From"),
        gettext("School or department"),
        gettext("Voiced"),
    )
    lines = (
        (
            need.words,
            need.searched,
            need.voiced_by.display_name,
            need.organization.name,
            timezone.localtime(need.voiced_at).date(),
        )
        for need in rows.iterator(chunk_size=500)
    )
    return spreadsheet("needs", headings, lines)


def _rows(request: SignedInRequest, sorting: Sorting) -> QuerySet[Need]:
    rows = Need.objects.visible_to(request.user).select_related("voiced_by", "organization")
    return rows.order_by(*sorting.fields(ORDERS))
