"""What machines are owed: the type they like best, an answer when they ask first, and 304 for what they have."""

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import MediaType
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from assay.lib.middleware import Lighter

View = Callable[..., HttpResponse]
_METHODS = "GET, HEAD, OPTIONS"
_A_DAY = 60 * 60 * 24
_ORIGIN = "Access-Control-Allow-Origin"


def for_machines(view: View) -> View:
    """A view that only reads. Wallets and checkers that are web pages of other sites may ask first (Fetch, CORS
    preflight); who has the answer already is told so (RFC 9110 §13). HTML is told to nobody as unchanged: a check of
    the badge stands in it.

    The preflight is the same whatever stands at the address: it tells nobody whether there is a badge.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _may_be_asked()
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(_METHODS.split(", "))
        return _unless_known(request, view(request, *args, **kwargs))

    return csrf_exempt(answered)  # nothing is changed here; POST gets its 405


def _may_be_asked() -> HttpResponse:
    response = HttpResponse(status=204)
    response[_ORIGIN] = "*"
    response["Access-Control-Allow-Methods"] = _METHODS
    response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = str(_A_DAY)
    response["Allow"] = _METHODS
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with an ETag of its bytes and type, or 304 for who holds them."""
    kept = "no-store" not in response.get("Cache-Control", "")
    if response.status_code != 200 or response["Content-Type"].startswith("text/html") or not kept:
        return response
    if response["Content-Type"] in Lighter.KINDS:  # 304 says so too (RFC 9110 §15.4.5)
        patch_vary_headers(response, ["Accept-Encoding"])
    told = response["Content-Type"].encode() + b"\0" + response.content
    response["ETag"] = f'"{hashlib.sha256(told).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if not isinstance(answer, HttpResponse):
        return response
    if _ORIGIN in response:
        answer[_ORIGIN] = response[_ORIGIN]
        answer["Access-Control-Expose-Headers"] = "ETag, X-Credential-Status"
    return answer


def preferred(request: HttpRequest, offered: Sequence[str]) -> str | None:
    """Of the types there are, the one the reader likes best; None where they name none of them.

    As Django does, but parameters do not count, `application/ld+json; profile="…"` being that type; and what was
    given no weight at all is not sent because something wider was (RFC 9110 §12.5.1).
    """
    return _best(request.META.get("HTTP_ACCEPT", "*/*"), tuple(offered))


@lru_cache(maxsize=256)
def _best(accepted: str, offered: tuple[str, ...]) -> str | None:
    asked = [MediaType(part) for part in accepted.split(",") if part.strip()]
    weighed = []
    for place, kind in enumerate(offered):
        fitting = [
            (_narrowness(one), one.quality, -at) for at, one in enumerate(asked) if _fits(one, kind)
        ]
        narrowness, quality, at = max(fitting, default=(0, 0, 0))
        if quality:
            weighed.append((quality, narrowness, at, -place))
    return offered[-max(weighed)[3]] if weighed else None


def _fits(accepted: MediaType, kind: str) -> bool:
    main, _slash, sub = kind.partition("/")
    return accepted.main_type in ("*", main) and accepted.sub_type in ("*", sub)


def _narrowness(accepted: MediaType) -> int:
    return (accepted.main_type != "*") + (accepted.sub_type != "*")
