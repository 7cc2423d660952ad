"""Which pages a browser may fetch before somebody goes there: those whose GET notes nothing.

A link that is pointed at, focused or touched is marked by `ui/js/prefetch.js`; the rules here, which the browser reads
once, say whether its address may be fetched. Decision 22 says how long such a page may be shown, and why pages stay
private. Evidence, one-time links and files are never here: opening them is noted.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from functools import cache

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251 (headers of every page)
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.decorators.http import require_safe

#: Next pages of a flow, by the names of their addresses. A test asks for each and sees that nothing is written.
PAGES = (
    "home",
    "help",
    "help-page",
    # A learner's way
    "catalog:list",
    "catalog:detail",
    "catalog:version",
    "frameworks:list",
    "journeys:start",
    "journeys:goals",
    "journeys:goal",
    "evidence:workspace",
    "evidence:step",
    "evidence:readiness",
    "evidence:declarations",
    "evidence:detail",
    "assessment:decision",
    "credentials:portfolio",
    "credentials:award",
    # Desks
    "assessment:desk",
    "assessment:sheet",
    "assessment:screening",
    "assessment:check",
    "assessment:lead",
    "assessment:adjudication",
    "assessment:load",
    "assessment:assessors",
    "assessment:release",
    "assessment:release_detail",
    "catalog:authoring",
    "catalog:draft",
    "catalog:section",
    "credentials:awards",
    "credentials:endorsements",
    "credentials:issuer",
    "people:list",
    "people:detail",
    "people:organizations",
)
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses() -> dict[str, str]:
    """Each page's address as a pattern of URLPattern: "/catalog/:slug/"."""
    found = dict(_walk(get_resolver()))
    return {name: _PARAMETER.sub(r":\1", found[name]) for name in PAGES}


def _walk(resolver: URLResolver, before: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, address, one.namespace or space)
        elif isinstance(one, URLPattern) and one.name:
            yield (f"{space}:{one.name}" if space else one.name), address


@cache
def _rules() -> dict[str, object]:
    """The browser's own language for it. An address with a question in it is not fetched: it may be a download."""
    pages = [{"pathname": address, "search": ""} for address in sorted(addresses().values())]
    marked = {"selector_matches": "a[data-soon]"}
    where = {"and": [marked, {"href_matches": pages}]}
    return {"prefetch": [{"where": where, "eagerness": "immediate"}]}


@cache
def _link() -> str:
    """Where the rules are, with what they say in the address: a browser keeps them until they change."""
    digest = hashlib.sha256(json.dumps(_rules()).encode()).hexdigest()[:12]
    return f'"{reverse("prefetch")}?{digest}"'


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(_rules(), content_type="application/speculationrules+json")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


class Prefetch:
    """Names the rules to pages, and lets nothing that was fetched before a change be shown after it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "prefetch" in request.headers.get("Sec-Purpose", "") and len(get_messages(request)):
            # It would be told to a page that nobody may ever see. A refusal is not kept: the page is asked for anew.
            return HttpResponse(status=503)
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            response["Clear-Site-Data"] = '"prefetchCache"'
        elif (
            response.get("Content-Type", "").startswith("text/html")
            and request.headers.get("Save-Data") != "on"
        ):
            response["Speculation-Rules"] = _link()
        return response
