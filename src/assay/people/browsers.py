"""Browsers in which somebody has signed in before: a signed cookie that names no account in plain.

It opens nothing. It only says: wrong passwords typed elsewhere are no reason to keep this browser waiting.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse  # noqa: TID251 (a cookie lies in requests and answers)

from assay.lib.limits import mark

COOKIE = "assay-browser"
AGE_SECONDS = 60 * 60 * 24 * 180
MOST_ACCOUNTS = 8  # a shared machine in the teachers' room


def known(request: HttpRequest, account: str) -> str:
    """The browser's own random name if this account was signed in to with it; else ""."""
    name, accounts = _read(request)
    return name if mark(account) in accounts else ""


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """This account has just been signed in to with this browser."""
    name, accounts = _read(request)
    its = mark(account)
    kept = [its, *[other for other in accounts if other != its]][:MOST_ACCOUNTS]
    value = signing.dumps([name or secrets.token_urlsafe(12), kept], salt=COOKIE)
    response.set_cookie(
        COOKIE, value, max_age=AGE_SECONDS, secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        name, accounts = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE_SECONDS
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return str(name), list(accounts)
