"""Signed links: the address of a file in a page opens it for some minutes, for one person in one session.

The signature comes on top of the permission, which every request is asked for again. A page's own pictures and players
get a new one by themselves (`signed_links.js`); whoever kept an address gets plain words and a way back.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251 (this module answers for the file routes of three rooms)
from django.shortcuts import redirect, render  # noqa: TID251 (as above)

from assay.lib.clock import now

KEY: Final = "key"
LASTS: Final = timedelta(minutes=10)
_signer = Signer(salt="evidence.file")


def signed(address: str, request: HttpRequest) -> str:
    """An address that opens for this person in this session until its minutes are over. Costs no query."""
    return f"{address}?{KEY}={_key(address, request)}"


def lasts(seconds: int | None) -> timedelta:
    """How long a link to a file works. One to a recording: its own length more, so that what was begun plays out."""
    return LASTS + timedelta(seconds=seconds or 0)


def in_place_of(
    request: HttpRequest, *, seconds: int | None = None, leads_out: bool = False
) -> HttpResponse | None:
    """None where the link of this request is good, else what is answered in place of the file.

    A POST makes a new link: a page's own module is given the key alone, a form is led on to the file. The caller has
    asked its policy before; `seconds` are the length of a recording. `leads_out`: to a page that is not ours, where no
    form may end (CSP, form-action), so that a link is shown to press.
    """
    if request.method == "POST":
        answer = _made(request, leads_out)
    elif _is_good(request, lasts(seconds)):
        return None
    else:
        answer = _ended(request, status=410)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _made(request: HttpRequest, leads_out: bool) -> HttpResponse:
    key, plain = _key(request.path, request), _plain(request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({KEY: key})
    address = f"{plain}{'&' if '?' in plain else '?'}{KEY}={key}"
    if leads_out:
        return _ended(request, made=address)
    answer: HttpResponse = redirect(address)
    answer.status_code = 303
    return answer


def _ended(request: HttpRequest, *, made: str = "", status: int = 200) -> HttpResponse:
    context = {"address": _plain(request), "made": made, "minutes": LASTS.seconds // 60}
    return render(request, "evidence/link_ended.html", context, status=status)


def _plain(request: HttpRequest) -> str:
    """The address without its key: which copy and which page of it are asked for."""
    asked = request.GET.copy()
    asked.pop(KEY, None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _key(address: str, request: HttpRequest) -> str:
    second = int(now().timestamp())
    return f"{second}-{_signer.signature(_bound(address, request, second))}"


def _is_good(request: HttpRequest, lasts: timedelta) -> bool:
    second, _dash, signature = request.GET.get(KEY, "").partition("-")
    if not (second.isascii() and second.isdigit() and len(second) < 12):
        return False
    if not request.session.session_key:
        return False
    try:
        _signer.unsign(f"{_bound(request.path, request, int(second))}:{signature}")
    except BadSignature:
        return False
    return now() - datetime.fromtimestamp(int(second), UTC) <= lasts


def _bound(address: str, request: HttpRequest, second: int) -> str:
    return f"{request.session.session_key or ''}/{request.user.pk}/{second}{address}"
