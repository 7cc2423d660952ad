"""What can be earned, as JSON at its own id: what badges of a version call their achievement."""

from django.http import HttpRequest, HttpResponse

from assay.catalog.models import Version
from assay.credentials.badge import document
from assay.credentials.endorsements import enclosures
from assay.credentials.models import IssuerKey
from assay.credentials.pages.public.negotiation import for_machines, preferred
from badgecore.model import OB3_CONTEXT, VC2_CONTEXT
from badgecore.wire import write_json

_JSON = ("application/json", "application/ld+json")


def achievement_of(request: HttpRequest, version: Version) -> HttpResponse | None:
    """The achievement for who asks for JSON by name; None for a reader of pages, and before its issuer has a key."""
    wanted = preferred(request, ["text/html", *_JSON])
    if wanted not in _JSON:
        return None
    issuer = version.micro_credential.issuer
    key = IssuerKey.objects.of(issuer).first()
    return None if key is None else _answer(request, version, key, wanted)


@for_machines
def _answer(_request: HttpRequest, version: Version, key: IssuerKey, wanted: str) -> HttpResponse:
    """As a badge that is signed now would carry it. Kept as the page is: only whoever asked, and asked again each
    time, since caches between here and there hand out one form for the other."""
    issuer = version.micro_credential.issuer
    said = enclosures.enclosed(version_id=version.pk, issuer_id=issuer.pk)
    found = document.frame(version, key, said).achievement.to_json()
    body = write_json({"@context": [VC2_CONTEXT, OB3_CONTEXT]} | found).encode()
    response = HttpResponse(body, content_type=wanted)
    response["Cache-Control"] = "private, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
