"""The earner's portfolio, and opening or closing the page of their public badges."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.credentials import actions
from assay.credentials.models import Award, EarlierBadge, EarlierStatus, PublicPage
from assay.credentials.pages.forms import PublicPageForm
from assay.journeys.models import Goal
from assay.lib.counts import Listed
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest
from assay.people.models import Person

PAGE_SIZE = 60


@require_safe
@login_required
def portfolio(request: SignedInRequest) -> HttpResponse:
    public_page = _page_of_person.first(request.user)
    context = {
        "page_obj": _with_goals(
            request.user, page_of(Listed(_awards, request.user), request, PAGE_SIZE)
        ),
        "public_page": public_page,
        "earlier": _earlier(request.user),
        "form": PublicPageForm(initial={"statement": public_page.statement if public_page else ""}),
        "base_url": settings.BASE_URL,
    }
    return render(request, "credentials/portfolio.html", context)


@require_POST
@login_required
def public_page_settings(request: SignedInRequest) -> HttpResponse:
    """Open the page, change its words, or close it."""
    if request.POST.get("close"):
        actions.close_public_page(by=request.user)
        messages.success(request, _("Your public page is closed."))
        return redirect("credentials:portfolio")
    form = PublicPageForm(request.POST)
    if form.is_valid():
        actions.open_public_page(statement=form.cleaned_data["statement"], by=request.user)
        messages.success(request, _("Your public page is open."))
        return redirect("credentials:portfolio")
    rows = _with_goals(request.user, page_of(Listed(_awards, request.user), request, PAGE_SIZE))
    context = {"page_obj": rows, "form": form, "public_page": None}
    return render(request, "credentials/portfolio.html", context, status=422)


def _with_goals(person: Person, awards: Page[Award]) -> Page[Award]:
    """Each with the words of the goal it was earned for, which its earner alone reads."""
    words = dict(_goals(person))
    for award in awards:
        award.goal_text = words.get(award.pk, "")  # type: ignore[attr-defined]  # for the page
    return awards


@prepared
def _goals(person: Person) -> QuerySet[Goal, tuple[uuid.UUID, str]]:
    rows = Goal.objects.visible_to(person).filter(
        starts__submissions__evaluation__award__person=person
    )
    return rows.values_list("starts__submissions__evaluation__award", "text")


@prepared
def _awards(person: Person) -> QuerySet[Award]:
    return Award.objects.visible_to(person).for_show().defer("version__data", "version__competency")


def _earlier(person: Person) -> dict[str, int]:
    """How many badges of earlier criteria wait for an answer, and how many were claimed."""
    states = list(_earlier_states(person.pk, person.email))
    waiting = states.count(EarlierStatus.OFFERED)
    return {"waiting": waiting, "claimed": len(states) - waiting}


@prepared
def _earlier_states(person: int, email: str) -> QuerySet[EarlierBadge, str]:
    own = Q(person=person) | Q(person=None, email=email)
    live = (EarlierStatus.OFFERED, EarlierStatus.ACCEPTED)
    rows = EarlierBadge.objects.filter(own, status__in=live).order_by()
    return rows.values_list("status", flat=True)


@prepared
def _page_of_person(person: Person) -> QuerySet[PublicPage]:
    return PublicPage.objects.filter(person=person)
