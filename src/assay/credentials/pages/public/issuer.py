"""Issuers: who they are, which keys are theirs, what they withdrew. Public by nature, for people and machines."""

import json
from dataclasses import replace

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assay.catalog.models import MicroCredential, Version
from assay.catalog.public import catalog_index
from assay.catalog.public.views import kept
from assay.credentials import slots
from assay.credentials.endorsements import enclosures
from assay.credentials.issuers import identity, status_lists
from assay.credentials.models import IssuerKey, StatusList
from assay.credentials.pages.public.answers import JSON_TYPES, public_json
from assay.credentials.pages.public.negotiation import for_machines, preferred
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.people.models import Organization
from badgecore.wire import write_json

PAGE_SIZE = 24
SIGNS = {
    "Ed25519": _("Badges, and the list of those withdrawn"),
    "P-256": _("Copies of badges as text, for readers that want those (JWT)"),
    "RSA": _("Copies of badges as text, for readers that want those (JWT)"),
}


@for_machines
def issuer(request: HttpRequest, ident: str) -> HttpResponse:
    organization = issuing(ident)
    wanted = preferred(request, ["text/html", *JSON_TYPES]) or "text/html"
    if wanted in JSON_TYPES:
        key = IssuerKey.objects.of(organization).filter(kind="Ed25519").first()
        did = key.did if key else ""
        said = enclosures.about(enclosures.of_issuer(organization), did)
        profile = replace(identity.profile(organization, did), endorsement=said).to_json()
        contexts = ["https://www.w3.org/ns/credentials/v2", identity.OB3_CONTEXT]
        response = public_json(json.dumps({"@context": contexts} | profile).encode(), wanted)
    else:
        stamp, page = catalog_index.stamp(), request.GET.get("page", "")
        plain = stamp and set(request.GET) <= {
            "page"
        }  # the addresses of its pages hold all that was asked
        context = {
            "issuer": organization,
            "offers": kept(
                f"{stamp}|issuer|{organization.pk}|{page}" if plain else "|",
                lambda: _offers(request, organization),
            ),
            "papers": _papers(organization),
        }
        context |= slots.words_of_issuer(request.user, organization)
        response = render(request, "credentials/issuer.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


@for_machines
def did_document(request: HttpRequest, ident: str) -> HttpResponse:
    """The did:web document; 404 where the issuer is known by a did:key, which needs none."""
    organization = issuing(ident)
    document = identity.did_document(organization, IssuerKey.objects.of(organization))
    if document is None:
        raise Http404
    return public_json(json.dumps(document).encode(), "application/did+json", seconds=3600)


@require_safe
def keys(request: HttpRequest, ident: str) -> HttpResponse:
    """Every key, what it signs, from when until when; the machine's side of it is did.json and a JWK each."""
    organization = issuing(ident)
    rows = list(IssuerKey.objects.of(organization))
    lines = [
        (row, SIGNS.get(row.kind, row.kind), identity.public_key(row).thumbprint) for row in rows
    ]
    context = {
        "issuer": organization,
        "lines": lines,
        "has_document": any(identity.is_web(row) for row in rows),
    }
    return render(request, "credentials/keys.html", context)


@for_machines
def key(request: HttpRequest, ident: str, thumbprint: str) -> HttpResponse:
    """One key as a bare JWK by its RFC 7638 thumbprint, for readers of JWT that want an address (OB 3.0 §8.2.2)."""
    for row in IssuerKey.objects.filter(issuer__ident=ident):
        public = identity.public_key(row)
        if public.thumbprint == thumbprint:
            jwk = public.jwk() | {"kid": thumbprint, "alg": public.algorithm, "use": "sig"}
            return public_json(write_json(jwk).encode(), "application/jwk+json", seconds=3600)
    raise Http404


@for_machines
def status_list(request: HttpRequest, ident: str, number: int) -> HttpResponse:
    """The signed list of withdrawn badges; kept by caches for five minutes."""
    row = _list.first(ident, number)
    if row is None:
        raise Http404
    wanted = preferred(request, list(JSON_TYPES)) or JSON_TYPES[0]
    response = public_json(status_lists.signed_list(row), wanted)
    patch_vary_headers(response, ["Accept"])
    return response


@prepared
def _list(ident: str, number: int) -> QuerySet[StatusList]:
    return StatusList.objects.as_served().filter(issuer__ident=ident, number=number)


def _offers(request: HttpRequest, organization: Organization) -> str:
    """What may be begun there now; the same for everybody, until the catalog changes."""
    offered = (
        Version.objects.open_to_starts()
        .filter(micro_credential__issuer=organization)
        .select_related("micro_credential")
        .defer("data")
        .order_by("title")
    )
    context = {"page_obj": page_of(offered, request, PAGE_SIZE), "request": request}
    return render_to_string("credentials/pieces/issuer_offers.html", context)


def _papers(organization: Organization) -> dict[str, object]:
    """What there is for machines: which documents, and which lists."""
    return {
        "has_document": bool(_documents(organization.pk)),
        "lists": _lists(organization.pk),
    }


@prepared
def _documents(issuer: int) -> QuerySet[IssuerKey, int]:
    rows = IssuerKey.objects.filter(issuer=issuer, did__startswith="did:web:")
    return rows.order_by().values_list("pk", flat=True)[:1]


@prepared
def _lists(issuer: int) -> QuerySet[StatusList, int]:
    """Numbers of the newest."""
    rows = StatusList.objects.filter(issuer=issuer, key__isnull=False).order_by("-number")
    return rows.values_list("number", flat=True)[:5]


def issuing(ident: str) -> Organization:
    """An organization that issues something, or did."""
    found = _issuing.first(ident)
    if found is None:
        raise Http404
    return found


@prepared
def _issuing(ident: str) -> QuerySet[Organization]:
    keys = IssuerKey.objects.filter(issuer=OuterRef("pk"))
    offers = MicroCredential.objects.filter(issuer=OuterRef("pk"))
    return Organization.objects.filter(Exists(keys) | Exists(offers), ident=ident)
