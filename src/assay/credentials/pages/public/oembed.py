"""oEmbed 1.0: how a blog learns what to show for a badge's address."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assay.credentials.pages.public.badge import is_insider
from assay.credentials.pages.public.negotiation import for_machines
from assay.credentials.sharing import other_sites
from assay.credentials.verification import local_documents
from assay.lib.http import client_network
from assay.lib.limits import at_most
from assay.people.models import Person

ASKED_A_MINUTE = (
    240  # of one network: a site with many members asks once for each badge, and keeps the answer
)


@for_machines
def oembed(request: HttpRequest) -> HttpResponse:
    """404 for what is not a badge open to anyone, 501 for XML, 400 for odd numbers.

    A private badge is no different from none, except to those who may see it: they read why it cannot be shown (401).
    """
    at_most(ASKED_A_MINUTE, of="oembed", by=client_network(request))
    if request.GET.get("format", "json").lower() != "json":
        return _refused(501, _("Only the format json is offered."))
    try:
        width, height = (_number(request.GET.get(name)) for name in ("maxwidth", "maxheight"))
    except ValueError:
        return _refused(400, _("maxwidth and maxheight are whole numbers of pixels."))
    url = local_documents.as_ours(request.GET.get("url", "").strip())
    award = local_documents.open_award(url) if url and "/s/" not in url else None
    if award is None and _is_private(request, url):
        return _refused(
            401,
            _("This badge is private. It can be shown once anyone with its address may see it."),
        )
    if award is None:
        return _refused(404, _("There is no badge at this address."))
    response = HttpResponse(
        json.dumps(other_sites.oembed(award, max_width=width, max_height=height)),
        content_type="application/json",
    )
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _is_private(request: HttpRequest, url: str) -> bool:
    """Whether this reader may see a badge at the address that is not open to anyone."""
    award = local_documents.award_at(url) if url and isinstance(request.user, Person) else None
    return award is not None and is_insider(request.user, award)


def _number(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    number = int(text)
    if not 0 < number < 100_000:
        raise ValueError(text)
    return number


def _refused(status: int, message: str) -> HttpResponse:
    return HttpResponse(
        json.dumps({"error": message}), status=status, content_type="application/json"
    )
