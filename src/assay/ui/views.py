"""Pages that belong to no room: how accessible we are, what we keep, where the source is, and the components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from assay.lib.http import return_address
from assay.ui import hallmark
from assay.ui import patterns as catalog
from assay.ui.accessibility_gaps import KNOWN_GAPS

THEMES = {"light", "dark"}
A_YEAR = 365 * 24 * 60 * 60


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html")


@require_safe
def known(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/known.html", {"gaps": KNOWN_GAPS})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/privacy.html")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/source.html")


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the person's choice of light or dark in this browser; anything else follows the device again."""
    response = HttpResponseRedirect(return_address(request, "/"))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    return render(
        request, "ui/patterns/index.html", {"patterns": catalog.PATTERNS, **catalog.sample()}
    )


@require_safe
def sample_art(request: HttpRequest, impression: str) -> HttpResponse:
    """An invented hallmark for the page of patterns: `proof` or `struck`."""
    if impression not in {"proof", "struck"}:
        raise Http404
    svg = hallmark.draw(catalog.SAMPLE_FACTS, struck=impression == "struck")
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
def pattern(request: HttpRequest, name: str) -> HttpResponse:
    found = next((one for one in catalog.PATTERNS if one.name == name), None)
    if found is None:
        raise Http404
    return render(request, "ui/patterns/one.html", {"pattern": found, **catalog.sample()})
