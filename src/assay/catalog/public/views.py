"""Pages for everybody: the list, a micro-credential and its versions, its art."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assay.catalog.content import labels
from assay.catalog.models import Kind, Version
from assay.catalog.public import browsing, catalog_index, http, reading_page, turnaround
from assay.catalog.public.stacks.views import edition
from assay.lib.clock import today
from assay.lib.http import holds
from assay.lib.prepared import prepared
from assay.program.models import goal_places
from assay.program.policies import ServiceLevelPolicy, SubmissionPolicy, both_in_force
from assay.ui.appearance import program_name
from assay.ui.hallmark import Facts, draw

_KEEP_SECONDS = 3600
Html = TypeVar("Html", str, list[str])


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The list. The piece htmx replaces, `list.html#browse`, is kept under the catalog's stamp."""
    books = catalog_index.current()
    piece = request.headers.get("HX-Request") == "true"
    tag = etag(request, books.stamp)
    if tag and holds(request, tag):
        return answer(HttpResponseNotModified(), tag)
    places = goal_places(request.user)
    asked = browsing.ask(request.GET, books, books.goals_in(places))
    page = request.GET.get("page", "1")
    told = ",".join(sorted(asked.goals))
    html = kept(
        f"{books.stamp}|{asked.query()}|{page}|{told}",
        lambda: _browse(request, books, asked, page),
    )
    context = {"asked": asked, "browse": html}
    if piece:
        return answer(HttpResponse(html), tag)
    response = render(request, "catalog/list.html", context)
    return answer(response, etag(request, books.stamp))


def _browse(
    request: HttpRequest, books: catalog_index.CatalogIndex, asked: browsing.Asked, number: str
) -> str:
    found = browsing.find(asked, books, reverse("catalog:list"))
    page = Paginator(found.books, browsing.PER_PAGE).get_page(number)
    page.object_list = [
        replace(book, serves=tuple(one for one in book.serves if str(one.goal) in asked.goals))
        for book in page
    ]
    context = {
        "found": found,
        "asked": asked,
        "page": page,
        "total": len(books.books),
        "request": request,
    }
    return render_to_string("catalog/list.html#browse", context)


def kept(key: str, make: Callable[[], Html]) -> Html:
    """HTML that is the same for everybody in this language, kept until the catalog changes."""
    if key.startswith("|"):
        return make()
    name = "catalog.fragment." + hashlib.sha256(f"{get_language()}|{key}".encode()).hexdigest()
    html: Html | None = cache.get(name)
    if html is None:
        html = make()
        cache.set(name, html, timeout=_KEEP_SECONDS)
    return html


def etag(request: HttpRequest, stamp: str) -> str:
    """A tag for a page as somebody without session sees it; "" where the page may say something personal.

    Asked again after rendering: the page's forms carry a token that belongs to the cookie set with it.
    """
    if (
        not stamp
        or settings.DEMO
        or settings.DEBUG
        or {"sessionid", "messages"} & set(request.COOKIES)
    ):
        return ""
    seen = (
        stamp,
        request.get_full_path(),
        get_language(),
        request.headers.get("HX-Request", ""),
        request.COOKIES.get("theme", ""),
        request.META.get("CSRF_COOKIE", ""),
        program_name(),
    )
    return f'"{hashlib.sha256("|".join(map(str, seen)).encode()).hexdigest()[:32]}"'


def answer(response: HttpResponse, tag: str = "") -> HttpResponse:
    patch_vary_headers(response, ("HX-Request", "Cookie", "Accept-Language"))
    response["Cache-Control"] = "private, no-cache"
    if tag:
        response["ETag"] = tag
    return response


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The current version; of one that is no longer open, the last. A stack has its page among the stacks."""
    found = _current.first(slug) or _last.first(slug)
    if found is not None and found.micro_credential.kind == Kind.STACK:
        return redirect("catalog:stack", slug)
    return _page(request, found)


@require_safe
def version(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Any version that was ever published: badges point at their own, and programs get it in their form."""
    found = _numbered.first(slug, number)
    response = (found and http.answered(request, found)) or _of_kind(request, found)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def resource(request: HttpRequest, slug: str, number: str, ident: str) -> HttpResponse:
    """A resource that its author wrote here, of any version that was ever published."""
    return reading(request, _numbered.first(slug, number), ident)


def reading(request: HttpRequest, version: Version | None, ident: str) -> HttpResponse:
    """The page of a resource. Raises Http404 where there is none, or it lies elsewhere."""
    found = version.content.page_of(ident) if version is not None else None
    if version is None or found is None:
        raise Http404
    context = {
        "version": version,
        "micro_credential": version.micro_credential,
        "resource": found,
        "kind": labels.label(labels.RESOURCE_TYPES, found["type"]),
    }
    return answer(render(request, "catalog/resource.html", context))


def _of_kind(request: HttpRequest, version: Version | None) -> HttpResponse:
    if version is not None and version.micro_credential.kind == Kind.STACK:
        return edition(request, version)
    return _page(request, version)


@prepared
def _current(slug: str) -> QuerySet[Version]:
    return _shown().filter(micro_credential__slug=slug, micro_credential__current=F("pk"))[:1]


@prepared
def _last(slug: str) -> QuerySet[Version]:
    return _shown().filter(micro_credential__slug=slug).order_by("-published_at")[:1]


@prepared
def _numbered(slug: str, number: str) -> QuerySet[Version]:
    return _shown().filter(micro_credential__slug=slug, number=number)[:1]


def _shown() -> QuerySet[Version]:
    """What the page is shown under; its content is read where nothing is kept yet."""
    parties = (
        "micro_credential__issuer",
        "micro_credential__owner",
        "micro_credential__current",
    )
    return (
        Version.objects.public()
        .select_related(*parties)
        .defer("data", "micro_credential__current__data")
    )


def _page(request: HttpRequest, version: Version | None) -> HttpResponse:
    if version is None:
        raise Http404
    stamp = catalog_index.stamp()
    issuer = version.micro_credential.issuer_id
    submission, promised = both_in_force(SubmissionPolicy, ServiceLevelPolicy, within=issuer)
    days = promised.business_days_target if turnaround.can_be_judged(version) else None
    is_over = version.last_day is not None and version.last_day < today()
    stamp = stamp and f"{stamp}|{days}|{version.starts_taken}|{version.takes_starts}|{is_over}"
    marked = stamp and _marked(request, stamp, version)
    tag = etag(request, marked)
    if tag and holds(request, tag):
        return answer(HttpResponseNotModified(), tag)
    context = {
        "version": version,
        "micro_credential": version.micro_credential,
        "is_current": version.micro_credential.current_id == version.pk,
        "pieces": _pieces(
            version,
            stamp,
            days,
            months=submission.prior_practice_accepted_months,
            signed_in=request.user.is_authenticated,
        ),
        "about": kept(f"{stamp}|about|{version.pk}", lambda: version.content.competency),
    }
    response = render(request, "catalog/detail.html", context)
    return answer(response, etag(request, marked))


def _marked(request: HttpRequest, stamp: str, version: Version) -> str:
    """With what later rooms show of it to visitors; whoever is signed in gets no tag, so nothing is asked."""
    return stamp if request.user.is_authenticated else f"{stamp}|{http.marks_of(version)}"


def _pieces(
    version: Version, stamp: str, days: int | None, *, months: int, signed_in: bool
) -> list[str]:
    """The page within its frame, kept for all who are signed in and for all who are not."""
    parties = version.micro_credential
    key = f"{stamp}|version|{version.pk}|{months}"
    is_current = parties.current_id == version.pk

    def article() -> str:
        return render_to_string(
            "catalog/detail.html#article", reading_page.context(version, months=months)
        )

    def pieces() -> list[str]:
        return reading_page.pieces(
            version,
            article=kept(key, article),
            days=days,
            is_current=is_current,
            is_open=_is_open(version),
            signed_in=signed_in,
        )

    names = f"{parties.issuer.name}|{parties.owner and parties.owner.name}"
    return kept(f"{key}|{is_current}|{version.status}|{signed_in}|{names}", pieces)


def _is_open(version: Version) -> bool:
    """Whether one may begin this version: what is in pilot too, beside the current one, as long as it has places."""
    if version.in_pilot:
        return version.takes_starts and version.places_left != 0
    is_current = version.micro_credential.current_id == version.pk
    return is_current and version.takes_starts


@require_safe
def hallmark(request: HttpRequest, slug: str) -> HttpResponse:
    """The proof of a version's hallmark. The address with `?v=` never changes its picture."""
    rows = Version.objects.select_related("micro_credential__issuer").filter(
        micro_credential__slug=slug
    )
    number = request.GET.get("v", "")
    found = (
        rows.filter(number=number)
        if number
        else rows.filter(micro_credential__current__isnull=False)
    )
    version = found.filter(published_at__isnull=False).order_by("-published_at").first()
    if version is None:
        raise Http404
    svg = cache.get(
        key := f"catalog.hallmark.{version.content_hash}.{version.micro_credential.issuer.letters}"
    )
    if svg is None:
        svg = draw(facts_of(version), struck=False)
        cache.set(key, svg, timeout=None)
    tag = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
    if holds(request, tag):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(svg, content_type="image/svg+xml")
    response["ETag"] = tag
    response["Cache-Control"] = (
        f"public, max-age={31536000 if number else 3600}{', immutable' if number else ''}"
    )
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def facts_of(version: Version) -> Facts:
    """The facts a hallmark is struck from: the first alignment chooses its motif."""
    first = next(iter(version.content.alignments), {})
    return Facts(
        slug=version.micro_credential.slug,
        title=version.title,
        letters=version.micro_credential.issuer.letters or "A",
        year=version.year or 0,
        framework=first.get("framework", ""),
        code=first.get("code", ""),
    )
