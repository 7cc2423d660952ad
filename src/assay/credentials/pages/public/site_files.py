"""What machines look for at fixed addresses of every site: robots.txt, a map, where to report a hole, a mark."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from assay.catalog.models import Stack, Version
from assay.frameworks.models import Framework
from assay.lib.clock import now
from assay.people.models import Organization

_FIXED = ("home", "catalog:list", "frameworks:list", "credentials:verify")
_MOST = 50_000  # addresses in one map (sitemaps.org)
# Lists of work, forms and questions: nothing there is for a search engine. Badges say for themselves who may find them.
_NOT_FOR_SEARCH = (
    "/accounts/",
    "/assessment/",
    "/authoring/",
    "/awards/",
    "/evidence/",
    "/people/",
    "/portfolio/",
    "/s/",
    "/demo/",
)
_GOOD_FOR = timedelta(days=180)
_MARK = Path(__file__).parents[3] / "ui" / "static" / "ui" / "art" / "favicon.ico"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. What is private is kept by permission and never by this."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_SEARCH)]
    lines += ["", f"Sitemap: {settings.BASE_URL}{reverse('credentials:sitemap')}"]
    return _kept("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """What the program offers. Badges and people are not listed: nobody is to collect them from here."""
    paths = [reverse(name) for name in _FIXED]
    offered = Version.objects.open_to_starts()
    slugs = offered.order_by("micro_credential__slug").values_list(
        "micro_credential__slug", flat=True
    )
    paths += [reverse("catalog:detail", args=[slug]) for slug in slugs[:_MOST]]
    stacks = Stack.objects.open().order_by("slug")
    paths += [reverse("catalog:stack", args=[s]) for s in stacks.values_list("slug", flat=True)]
    frameworks = Framework.objects.order_by("slug").values_list("slug", flat=True)
    paths += [reverse("frameworks:detail", args=[slug]) for slug in frameworks]
    issuers = Organization.objects.filter(pk__in=offered.values("micro_credential__issuer"))
    idents = issuers.order_by("ident").values_list("ident", flat=True)
    paths += [reverse("credentials:issuer", args=[ident]) for ident in idents]
    rows = "".join(
        f"<url><loc>{escape(settings.BASE_URL + path)}</loc></url>\n" for path in paths[:_MOST]
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'
    return _kept(body, "application/xml; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; not there while nobody said where a hole is to be reported."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (now() + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es",
        f"Canonical: {settings.BASE_URL}{reverse('credentials:security_txt')}",
    ]
    return _kept("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers send people (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For readers that ask for it by its oldest address; pages name the drawing."""
    return _kept(_mark(), "image/x-icon")


@cache
def _mark() -> bytes:
    return _MARK.read_bytes()


def _kept(body: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "public, max-age=3600"
    return response
