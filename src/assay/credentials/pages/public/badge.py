"""The page a badge points at, for people and machines at one address; and its files."""

import uuid
from urllib.parse import quote

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from assay.catalog.content.nouns import Criterion
from assay.catalog.models import Version
from assay.credentials import addresses, grounds, policy, slots
from assay.credentials.badge import pictures
from assay.credentials.days import full_day
from assay.credentials.models import Award, Share, Visibility
from assay.credentials.pages.public import page_cache
from assay.credentials.pages.public.answers import (
    JSON_TYPES,
    JWT_TYPES,
    credential_answer,
    credential_of,
    file_answer,
    headed,
)
from assay.credentials.pages.public.negotiation import for_machines, preferred
from assay.credentials.verification import checking, reports
from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.appearance import program_name
from badgecore.verify import Report

_PICTURES = {"image/png": "badge.png", "image/svg+xml": "badge.svg"}
EARLIEST_YEAR = 2000  # no medal is older
WITH_ALL = ("version__micro_credential__issuer", "issuer", "person")
_ON_SHOW = (
    "version__micro_credential",
    "issuer",
    "revocation",
)  # what the public page and its files need


@for_machines
def badge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """HTML for people; the signed JSON, the JWT or the baked picture for those who ask for it by name."""
    award = readable(request, pk)
    wanted = _wanted(request, award)
    if wanted in JSON_TYPES or wanted in JWT_TYPES:
        response = credential_answer(award, wanted)
    elif wanted in _PICTURES:
        response = file_answer(award, _PICTURES[wanted], attach=False)
    else:
        response = page(request, award)
    patch_vary_headers(response, ["Accept"])
    return response


def _wanted(request: HttpRequest, award: Award) -> str:
    """What the reader likes best of what there is; a page for whoever names nothing that we have.

    A browser's */* is a page: the page stands first, and plain text counts only where it is asked for by its name.
    """
    plain = any(str(accepted).startswith("text/plain") for accepted in request.accepted_types)
    compact = [kind for kind in JWT_TYPES if plain or kind != "text/plain"]
    if award.revoked and not credential_of(award).jwt:
        compact = []  # nothing is signed anew for a badge that was withdrawn
    return preferred(request, ["text/html", *JSON_TYPES, *compact, *_PICTURES]) or "text/html"


@for_machines
def badge_in_capitals(request: HttpRequest, pk: str, rest: str) -> HttpResponse:
    """The number of a badge is the same in capitals (RFC 9562 §4), and there are readers of codes that make them."""
    if pk == pk.lower():
        raise Http404
    response = HttpResponsePermanentRedirect(f"/badges/{pk.lower()}/{quote(rest)}")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@for_machines
def badge_file(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    if name == "certificate.pdf":
        raise Http404  # the earner's own; see views/earner.py
    return file_answer(readable(request, pk), name)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The same page under a link that the earner gave out, until it ends."""
    share = share_of(token)
    return page(request, share.award, base=f"/s/{share.token}/")


@require_safe
def shared_file(request: HttpRequest, token: str, name: str) -> HttpResponse:
    if name not in {"badge.json", "badge.png"}:
        raise Http404
    response = file_answer(share_of(token).award, name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its type knows no address with arguments
def embed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A card that any site may frame; only for badges that are open to anyone."""
    award = get_object_or_404(Award.objects.open_to_anyone().select_related(*_ON_SHOW), pk=pk)
    context = {"award": award, "address": addresses.badge(award.pk)}
    return headed(render(request, "credentials/embed.html", context), award)


@for_machines
def art(
    request: HttpRequest, slug: str, number: str, kind: str, year: int | None = None
) -> HttpResponse:
    """The struck hallmark of a published version: the picture every badge of it names, or that of a year's badges."""
    if kind not in pictures.MEDIA or (
        year is not None and not EARLIEST_YEAR <= year <= today().year
    ):
        raise Http404
    versions = Version.objects.public().select_related("micro_credential__issuer")
    version = get_object_or_404(versions, micro_credential__slug=slug, number=number)
    response = HttpResponse(
        pictures.struck(version, kind, year=year),  # type: ignore[arg-type]  # one of MEDIA
        content_type=pictures.MEDIA[kind],
    )
    response["Cache-Control"] = "public, max-age=86400"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def readable(request: HttpRequest, pk: uuid.UUID) -> Award:
    """The award, for the earner, for those who keep the issuer's awards, or for anyone where it is open. Else 404."""
    award = _by_key.first(pk)
    if award is None:
        raise Http404
    if award.open_to_anyone or is_insider(request.user, award):
        return award
    raise Http404


@prepared
def _by_key(pk: uuid.UUID) -> QuerySet[Award]:
    """With what decides and heads the answer; what was earned is read where it is shown."""
    return Award.objects.filter(pk=pk).select_related(*_ON_SHOW).defer("version__data")


def is_insider(person: object, award: Award) -> bool:
    if not isinstance(person, Person):
        return False
    return policy.can_share(person, award) or policy.can_look_after(person, award)


def share_of(token: str) -> Share:
    """The share behind a link that was given out and still works, with its award; 404 otherwise."""
    rows = Share.objects.working().select_related(*(f"award__{name}" for name in _ON_SHOW))
    return get_object_or_404(rows, token=token)


def page(request: HttpRequest, award: Award, *, base: str = "") -> HttpResponse:
    """The public page. What it shows is made now, or was a moment ago for somebody else."""
    if base:
        shown = _shown(award, base, by_share=True)
    else:
        shown = page_cache.shown(
            award, lambda: _shown(award, f"/badges/{award.pk}/", by_share=False)
        )
    indexed = award.visibility == Visibility.PUBLIC and not base
    context = {"award": award, "shown": shown, "indexed": indexed}
    response = render(request, "credentials/badge.html", context)
    response["Cache-Control"] = "private, no-cache"
    if not indexed:
        response["X-Robots-Tag"] = "noindex"
    return response


def _shown(award: Award, base: str, *, by_share: bool) -> page_cache.Shown:
    """All that the page says of the badge. Knows nothing of the reader."""
    context = {
        "award": award,
        "version": award.version,
        "address": addresses.badge(award.pk),
        "card": addresses.absolute(f"/badges/{award.pk}/card.png"),
        "by_share": by_share,
        "program_name": program_name(),
        "base_url": settings.BASE_URL,
    }
    return page_cache.Shown(
        title=_("%(name)s, %(title)s")
        % {"name": award.name_as_issued, "title": award.version.title},
        head=render_to_string("credentials/badge.html#head", context),
        main=_main(award, base),
    )


def _main(award: Award, base: str) -> SafeString:
    """What the page shows to whoever may open it, with the report of a check made now. Knows nothing of the reader."""
    body = bytes(credential_of(award).body)
    books = checking.own_books(body)
    report = checking.check_own(body, stands_at=addresses.badge(award.pk), books=books)
    telling = reports.told(report, books=books)
    context = {
        "award": award,
        "version": award.version,
        "telling": telling,
        "criteria": addresses.criteria(award.version),
        "base": base,
        "address": addresses.absolute(base),
        "today": full_day(now()),
        "shown": award.version.content.items,
        "pieces": [] if award.revoked else award.shown_pieces.shown(),
        "demonstrated": _demonstrated(award, report) if telling.kind != "refused" else [],
        "members": _members(award, report) if telling.kind != "refused" else [],
        "criteria_count": len(award.version.content.criteria),
        "endorsed": slots.words_on(award),
        "ground": grounds.word(award.revocation.ground) if award.revoked else "",
    }
    return render_to_string("credentials/pieces/badge_main.html", context)


def _members(award: Award, report: Report) -> list[dict[str, str]]:
    """The badges inside that of a stack, in the words of the badge itself."""
    if not award.whole:
        return []
    named = (report.document or {}).get("evidence", [])
    return [
        {"name": str(one.get("name", "")), "description": str(one.get("description", ""))}
        for one in named
    ]


def _demonstrated(award: Award, report: Report) -> list[tuple[Criterion, str]]:
    """The criteria that the badge says were demonstrated, each with the rubric's words for that."""
    results = (report.document or {}).get("credentialSubject", {}).get("result", [])
    reached = {str(result.get("achievedLevel", "")).rpartition("#")[2] for result in results}
    criteria = award.version.content.criteria
    return [
        (c, c.descriptors.get("demonstrated", ""))
        for c in criteria
        if f"{c.id}-demonstrated" in reached
    ]
