"""Refusals by the web server itself, told in plain words: a page for people, problem JSON for scripts."""

import json
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assay.cli.web.responses import Answer
from assay.lib.http import wants_json


class Refused(Exception):
    """A request that no view gets to see, and the status that says why."""

    def __init__(self, status: int, *, megabytes: int = 0, kept: bool = False) -> None:
        super().__init__(status)
        self.status, self.megabytes, self.kept = status, megabytes, kept


def told(refused: Refused, environ: dict[str, Any]) -> Answer:
    """The refusal as an answer, in the language of whoever asked; the connection ends with it."""
    request = WSGIRequest(environ | {"wsgi.input": BytesIO()})
    with translation.override(translation.get_language_from_request(request)):
        heading, text = _words(refused)
        if wants_json(request) or _is_script(environ):
            body = {
                "type": "about:blank",
                "status": refused.status,
                "code": _CODES[refused.status],
                "detail": text,
            }
            content, kind = json.dumps(body), "application/problem+json"
        else:
            page = {"heading": heading, "text": text, "language": translation.get_language()}
            content, kind = (
                render_to_string("ui/errors/unread.html", page),
                "text/html; charset=utf-8",
            )
    headers = [
        ("Content-Type", kind),
        ("Connection", "close"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'"),
    ]
    if refused.status == 503:
        headers.append(("Retry-After", "30"))
    return Answer(refused.status, headers, content.encode())


def failed() -> Answer:
    """Where an answer broke: logged with its trace, which nobody outside gets to see."""
    return Answer(
        500,
        [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")],
        render_to_string("500.html").encode(),
    )


def _is_script(environ: dict[str, Any]) -> bool:
    """True if no form of a page sent this: its kind is one that only scripts send."""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip()
    return kind not in {
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    }


_CODES = {
    400: "unreadable",
    408: "too-slow",
    411: "no-length",
    413: "too-large",
    431: "head-too-large",
    500: "failed",
    503: "busy",
    507: "disk-full",
}


def _words(refused: Refused) -> tuple[str, str]:
    """Heading and sentence."""
    if refused.kept:
        return _("This did not arrive completely"), _(
            "Ask how far the file has come, and continue from there."
        )
    kept = _("Nothing was changed. Go back: what you typed is still on the page.")
    if refused.status == 408:
        return _("This took too long to arrive"), _(
            "The connection was too slow or stopped, so what you sent was not read."
        ) + " " + kept
    if refused.status == 413:
        return _("This is larger than we can take"), _(
            "Up to %(n)s MB are taken here, so what you sent was not read."
        ) % {"n": refused.megabytes} + " " + kept
    if refused.status == 431:
        return _("This request is too long"), _(
            "Its address, or the cookies your browser sent along, are longer than is taken here. Delete the cookies"
            " of this site, then open the page again."
        )
    if refused.status == 503:
        return _("The site is very busy"), _("Wait half a minute, then try again.") + " " + kept
    if refused.status == 507:
        return _("There is no room left here"), _(
            "The disk of this site is full. Tell your program administrator."
        ) + " " + kept
    if refused.status == 411:
        return _("This request could not be read"), _(
            "It does not say how long it is. Send it with a Content-Length."
        )
    return _("This request could not be read"), _(
        "It stopped before its end, or is not valid HTTP."
    ) + " " + kept
