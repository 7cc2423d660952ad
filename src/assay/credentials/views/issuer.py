"""Issuers: who they are, which keys are theirs, what they withdrew. Public by nature, for people and machines."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from assay.catalog.models import Version
from assay.credentials import issuers, status_lists
from assay.credentials.models import IssuerKey, StatusList
from assay.credentials.views.answers import JSON_TYPES, public_json
from assay.people.models import Organization
from badgecore.wire import write_json


@require_safe
def issuer(request: HttpRequest, ident: str) -> HttpResponse:
    organization = issuing(ident)
    keys = list(IssuerKey.objects.filter(issuer=organization))
    wanted = request.get_preferred_type(["text/html", *JSON_TYPES]) or "text/html"
    if wanted in JSON_TYPES:
        profile = issuers.profile(organization, keys[0].did if keys else "").to_json()
        context = ["https://www.w3.org/ns/credentials/v2", issuers.OB3_CONTEXT]
        response = public_json(json.dumps({"@context": context} | profile).encode(), wanted)
    else:
        offered = (
            Version.objects.open_to_starts()
            .filter(micro_credential__issuer=organization)
            .select_related("micro_credential")
            .defer("data")
            .order_by("title")
        )
        response = render(
            request, "credentials/issuer.html", {"issuer": organization, "keys": keys, "versions": offered[:100]}
        )
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def did_document(request: HttpRequest, ident: str) -> HttpResponse:
    """The did:web document; 404 where the issuer is known by a did:key, which needs none."""
    organization = issuing(ident)
    document = issuers.did_document(organization, IssuerKey.objects.filter(issuer=organization))
    if document is None:
        raise Http404
    return public_json(json.dumps(document).encode(), "application/did+json", seconds=3600)


@require_safe
def keys(request: HttpRequest, ident: str) -> HttpResponse:
    organization = issuing(ident)
    rows = IssuerKey.objects.filter(issuer=organization)
    return render(request, "credentials/keys.html", {"issuer": organization, "keys": rows})


@require_safe
def key(request: HttpRequest, ident: str, thumbprint: str) -> HttpResponse:
    """One key as a bare JWK by its RFC 7638 thumbprint, for readers of JWT that want an address (OB 3.0 §8.2.2)."""
    for row in IssuerKey.objects.filter(issuer__ident=ident):
        public = issuers.public_key(row)
        if public.thumbprint == thumbprint:
            jwk = public.jwk() | {"kid": thumbprint, "alg": public.algorithm, "use": "sig"}
            return public_json(write_json(jwk).encode(), "application/jwk+json", seconds=3600)
    raise Http404


@require_safe
def status_list(request: HttpRequest, ident: str, number: int) -> HttpResponse:
    """The signed list of withdrawn badges; kept by caches for five minutes."""
    rows = StatusList.objects.select_related("issuer", "key").filter(key__isnull=False)
    row = get_object_or_404(rows, issuer__ident=ident, number=number)
    wanted = request.get_preferred_type(list(JSON_TYPES)) or JSON_TYPES[0]
    response = public_json(status_lists.signed_list(row), wanted)
    patch_vary_headers(response, ["Accept"])
    return response


def issuing(ident: str) -> Organization:
    """An organization that issues something, or did."""
    rows = Organization.objects.filter(issues__isnull=False) | Organization.objects.filter(signing_keys__isnull=False)
    return get_object_or_404(rows.distinct(), ident=ident)
