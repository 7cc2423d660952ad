"""Refusals become answers here, and nowhere else; and who it is that asks."""

import json
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assay.lib.errors import Refusal

_SECRET = re.compile("password|token|code|secret", re.IGNORECASE)

Handler = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Middleware: a Refusal raised by a verb becomes a page, or problem JSON (RFC 9457) for those who ask for JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if wants_json(request):
            return problem(exception)
        return render(
            request, "ui/errors/refusal.html", {"refusal": exception, "typed": typed(request)}, status=exception.status
        )


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller reads JSON rather than pages (a script of ours, the API)."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def typed(request: HttpRequest) -> list[str]:
    """The sentences that a refused form carried, so that nobody writes them twice. Never secrets, never choices."""
    if request.method != "POST":
        return []
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    return [value for name, value in sent if " " in value.strip() and not _SECRET.search(name)]


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as `application/problem+json`."""
    body = {"type": "about:blank", "status": refusal.status, "code": refusal.code, "detail": refusal.message}
    if refusal.fields:
        body["fields"] = refusal.fields
    return HttpResponse(json.dumps(body), status=refusal.status, content_type="application/problem+json")


def visitor(request: HttpRequest) -> str:
    """The address that asks: the one the trusted proxy saw, where there is one. What a visitor claims is not read."""
    if settings.BEHIND_PROXY:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if seen:
            return str(seen)
    return str(request.META.get("REMOTE_ADDR", ""))
