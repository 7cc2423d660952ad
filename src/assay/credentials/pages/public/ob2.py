"""Open Badges 2.0, for backpacks that know no newer standard: three documents that point at each other."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from assay.catalog.models import Version
from assay.credentials.badge import ob2
from assay.credentials.pages.public.answers import headed, public_json
from assay.credentials.pages.public.badge import readable
from assay.credentials.pages.public.issuer import issuing
from assay.credentials.pages.public.negotiation import for_machines
from badgecore.wire import write_json


@for_machines
def ob2_assertion(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """404 where the badge's page is 404; 410 with the ground in a word once it was withdrawn (OB 2.0, Verification)."""
    award = readable(request, pk)
    body = write_json(ob2.assertion(award)).encode()
    response = HttpResponse(body, content_type=ob2.MEDIA_TYPE, status=410 if award.revoked else 200)
    return headed(response, award, cross_origin=True)


@for_machines
def ob2_badge_class(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    versions = Version.objects.public().select_related("micro_credential__issuer")
    document = ob2.badge_class(
        get_object_or_404(versions, micro_credential__slug=slug, number=number)
    )
    if document is None:
        raise Http404
    return public_json(write_json(document).encode(), ob2.MEDIA_TYPE)


@for_machines
def ob2_issuer(request: HttpRequest, ident: str) -> HttpResponse:
    return public_json(write_json(ob2.issuer(issuing(ident))).encode(), ob2.MEDIA_TYPE)
