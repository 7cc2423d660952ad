"""Typed words that meet no open door: a session that ended, somebody else signed in, an error's page."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from assay.lib.http import typed, wants_json
from assay.ui.appearance import current
from assay.ui.http import PERSON, by_script, is_json, mark_of, problem, sign_in_address

KEPT = "assay_kept"
_MARK = re.compile(r"[\w.:-]{1,150}")


class ContentPolicy(CSPMiddleware):
    """The content security policy, put into words once; a page may have its own, and none of ours has a nonce."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self._ours = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Nothing is announced that no page asks for."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if any(name.startswith("_csp_") for name in vars(response)):
            return super().process_response(request, response)
        style_hash = current().style_hash
        ours = self._ours if not style_hash else _with_style(self._ours, style_hash)
        response.headers.setdefault(HEADER, ours)
        return response


def _with_style(policy: str, style_hash: str) -> str:
    """The program's own color stands in the page, and nothing else of that kind may."""
    return f"{policy}; style-src 'self' '{style_hash}'"


class Typed:
    """Scripts hear in JSON why nothing was saved; forms get back what was typed; what arrived is confirmed by name.

    - An ended session: 401 with the way to sign in, never the page for signing in with 200. A form that carried words
      is answered by a page that shows them.
    - Somebody else signed in meanwhile: nothing is saved in their name.
    - A form sent with `kept` (the mark of the device's copy) and taken: a cookie names that mark to the next page,
      whose script drops the copy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if by_script(request) and _is_somebody_else(request):
            return problem(
                403,
                "another-person",
                _("Someone else is signed in on this computer now, so nothing was saved."),
                sign_in=sign_in_address(request),
            )
        response = self.get_response(request)
        if _asks_to_sign_in(request, response):
            return _signed_out(request, response)
        if by_script(request) and not is_json(response):
            return _plainly(request, response)
        _confirm(request, response)
        return response


def _is_somebody_else(request: HttpRequest) -> bool:
    sent, here = request.headers.get(PERSON, ""), mark_of(getattr(request, "user", None))
    return bool(here) and sent != here


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """True if the answer is the redirect of `login_required`."""
    if response.status_code != 302 or request.user.is_authenticated:
        return False
    sign_in = resolve_url(settings.LOGIN_URL)
    return (
        urlsplit(response.headers.get("Location", "")).path == sign_in and request.path != sign_in
    )


def _signed_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    sign_in = sign_in_address(request)
    if by_script(request) or wants_json(request):
        return problem(
            401, "signed-out", _("You are signed out. Sign in, and send it again."), sign_in=sign_in
        )
    if request.method in ("GET", "HEAD"):
        return response
    if words := typed(request):
        return render(
            request, "ui/errors/signed_out.html", {"typed": words, "sign_in": sign_in}, status=401
        )
    response["Location"] = (
        sign_in  # back to the page with the button, not to an address that only takes a press
    )
    return response


def _plainly(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An error's page, or a redirect, to somebody who reads neither."""
    status = response.status_code
    said = {
        403: _(
            "This page had been open for a long time, or your account may not do this. Reload the page."
        ),
        404: _("This is no longer here, or not shared with you."),
        413: _("This is larger than we can take."),
    }
    if status < 400:
        return problem(409, "elsewhere", _("This page has changed. Reload it."))
    more = said.get(
        status,
        _("Something is wrong on our side.") if status >= 500 else _("This could not be read."),
    )
    told = problem(status, f"http-{status}", more)
    if "Retry-After" in response:
        told["Retry-After"] = response["Retry-After"]
    return told


def _confirm(request: HttpRequest, response: HttpResponse) -> None:
    """Name to the next page what this form brought, once it was taken: a refusal is no redirect."""
    if request.method != "POST" or response.status_code not in (302, 303):
        return
    mark = request.POST.get("kept", "")
    if not _MARK.fullmatch(mark):
        return
    marks = [m for m in request.COOKIES.get(KEPT, "").split("~") if _MARK.fullmatch(m)][-4:]
    response.set_cookie(
        KEPT,
        "~".join([*marks, mark]),
        max_age=600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
