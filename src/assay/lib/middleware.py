"""What comes in and goes out, whatever the page: odd character sets and NUL are seen to first, pages travel light.

Forms are served in UTF-8 and come back in it; other character sets can hold text that means another thing once it is
read (UTF-7). A NUL means nothing in a text, and PostgreSQL keeps none.
"""

import codecs
import gzip
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.middleware.gzip import re_accepts_gzip
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from assay.lib.errors import Refusal
from assay.lib.http import problem, wants_json

_CHARSETS = {"utf-8", "ascii"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

Handler = Callable[[HttpRequest], HttpResponse]


class Lighter:
    """Pages and drawings travel compressed: a quarter of their bytes on a school's slow line.

    Nothing else: recordings are compressed already and asked for in parts, and who checks a badge gets its very bytes.
    As Django's own middleware does it, which presses twice as long for a tenth fewer bytes. Against guessing by size
    (BREACH) bytes are added at random, and form tokens are masked anew in each page.
    """

    KINDS = ("text/html", "image/svg+xml")
    SHORTEST, LEVEL, MOST_RANDOM = 200, 3, 100

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in self.KINDS or len(response.content) < self.SHORTEST:
            return response
        if "Content-Encoding" not in response:
            patch_vary_headers(response, ("Accept-Encoding",))
            if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
                self._press(response)
        return response

    def _press(self, response: HttpResponse) -> None:
        packed = gzip.compress(response.content, compresslevel=self.LEVEL, mtime=0)
        head = bytearray(packed[:10])
        head[3] = gzip.FNAME  # a name of random length stands in the head
        pressed = bytes(head) + b"a" * secrets.randbelow(self.MOST_RANDOM) + b"\0" + packed[10:]
        if len(pressed) >= len(response.content):
            return
        response.content = pressed
        response["Content-Length"] = str(len(pressed))
        response["Content-Encoding"] = "gzip"
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"


class NotLegible(Refusal):
    """Sent in characters that are not read here."""

    code = "not-legible"

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Legible:
    """Middleware, before any other that looks at cookies, the query or the form."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset")
        if charset is not None:
            request.encoding = "utf-8"
            if request.content_type in _FORMS and not _is_read(charset):
                request.POST = QueryDict()  # nothing tries to read it on the way to the answer
                return _answer(request, NotLegible(_("Send this form in UTF-8."), status=415))
        if "\0" in request.path_info:
            return _answer(request, NotLegible(_("No address holds such characters."), status=400))
        # Nobody's browser was given a cookie with controls in it; one that has them is nobody's session.
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if value.isprintable()
        }
        if (pairs := _without_nul(request.GET)) is not None:
            request.GET = QueryDict(urlencode(pairs))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """Before the form is looked at for its token. A part of an upload is no form, and is not read here."""
        if request.method == "POST" and request.content_type in _FORMS:
            try:
                pairs = _without_nul(request.POST)
            except UnreadablePostError:
                return  # who sent it has gone; nobody reads the answer
            if pairs is not None:
                request.POST = QueryDict(urlencode(pairs))


def _without_nul(sent: QueryDict) -> list[tuple[str, str]] | None:
    """All pairs, less any NUL; None where there is none, as in all requests but a few."""
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    if not any("\0" in text for pair in pairs for text in pair):
        return None
    return [(name.replace("\0", ""), value.replace("\0", "")) for name, value in pairs]


def _is_read(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in _CHARSETS
    except (LookupError, ValueError):
        return False


def _answer(request: HttpRequest, refusal: NotLegible) -> HttpResponse:
    """A page that needs neither a session nor a language: neither has been looked at yet."""
    if wants_json(request):
        return problem(refusal)
    return HttpResponse(render_to_string("400.html"), status=refusal.status)
