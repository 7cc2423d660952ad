"""The needs self-assessment: private, a few at a time, saved as one goes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.catalog.search.index import find
from assay.frameworks.models import Competency
from assay.journeys import actions, needs, situation
from assay.journeys.suggestions import suggest
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.http import page_of
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.ui.http import saved

FIRST_RESULTS = 6


@login_required
@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Where to begin: in one's own words, by rating oneself, or by what is suggested."""
    words = request.GET.get("q", "").strip()[:200]
    parts = needs.parts(request.user)
    context = {
        "words": words,
        "found": find(words)[:FIRST_RESULTS] if words else [],
        "parts": parts,
        "rated": sum(part.rated for part in parts),
        "suggestions": situation.suggestions(request.user),
    }
    return render(request, "journeys/start.html", context)


@login_required
def part(request: SignedInRequest, slug: str) -> HttpResponse:
    """Some competencies of one framework. GET shows them, POST saves what was chosen and goes on."""
    here = next((p for p in needs.parts(request.user) if p.framework.slug == slug), None)
    if here is None:
        raise Http404
    page = page_of(here.competencies, request, needs.PER_PAGE)
    if request.method == "POST":
        _save(request, list(page))
        if page.has_next():
            return redirect(f"{request.path}?page={page.next_page_number()}")
        return redirect("journeys:where-to-begin")
    context = {
        "part": here,
        "page_obj": page,
        "questions": needs.questions(request.user, list(page)),
        "levels": needs.LEVELS,
    }
    return render(request, "journeys/needs.html", context)


def _save(request: SignedInRequest, competencies: list[Competency]) -> None:
    """One rating for each that was chosen; what was left open stays open."""
    for competency in competencies:
        chosen = request.POST.get(f"level-{competency.pk}", "")
        if chosen:
            actions.rate(request.user, competency, whole_number(chosen) or 0, by=request.user)


@login_required
@require_POST
def rate(request: SignedInRequest) -> HttpResponse:
    """Ratings, saved by script as soon as they are chosen: `level-PK`, those that changed."""
    chosen = {
        name.removeprefix("level-"): value
        for name, value in request.POST.items()
        if name.startswith("level-")
    }
    competencies = {
        str(c.pk): c
        for c in Competency.objects.filter(pk__in=filter(None, map(whole_number, chosen)))
    }
    if not chosen or chosen.keys() - competencies.keys():
        raise BadInput(_("This competency is not in the list anymore. Reload the page."))
    for ident, level in chosen.items():
        actions.rate(
            request.user, competencies[ident], whole_number(str(level)) or 0, by=request.user
        )
    return saved(request, at=now())


@login_required
@require_safe
def where_to_begin(request: SignedInRequest) -> HttpResponse:
    """The result: what to grow in, what to show, and the micro-credentials for both."""
    books = situation.open_catalog()
    facts = situation.of(request.user, books)
    named = books.competencies
    context = {
        "grow": sorted(named[c] for c, level in facts.ratings.items() if level <= 2 and c in named),
        "show": sorted(named[c] for c, level in facts.ratings.items() if level == 4 and c in named),
        "suggestions": situation.in_words(suggest(books.options, facts, limit=6), books),
        "rated": len(facts.ratings),
    }
    return render(request, "journeys/where_to_begin.html", context)


@login_required
@require_POST
def forget(request: SignedInRequest) -> HttpResponse:
    actions.forget_ratings(request.user, by=request.user)
    messages.success(request, _("Your ratings are gone."))
    return redirect("journeys:start")
