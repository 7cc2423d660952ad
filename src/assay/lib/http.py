"""Refusals become answers here, and nowhere else; who it is that asks, and for which page of a list."""

import csv
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults

from assay.lib.counts import Listed, Pages
from assay.lib.errors import NotThisWay, Refusal, TooMany
from assay.lib.files.whole_files import full, is_no_room
from assay.lib.locks import came_second

Row = TypeVar("Row")

log = logging.getLogger(__name__)

_LONGEST_PATH = 2000
_SECRET = re.compile("password|token|code|secret", re.IGNORECASE)
_NOBODYS = re.compile(r"was:|(next|then|kept|revision|base)$")  # the machinery of forms, not words
_LONG = (
    24  # characters that nobody likes to type twice, even without a space: an address, a long name
)

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")

Handler = Callable[[HttpRequest], HttpResponse]


def holds(request: HttpRequest, tag: str) -> bool:
    """True if who asks holds the answer with this ETag already, as it was or compressed (RFC 9110 §13.1.2)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or tag in {given.removeprefix("W/") for given in held}


class Refusals:
    """Middleware: a Refusal raised by a verb becomes a page, or problem JSON (RFC 9457) for those who ask for JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _told_what_is_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if is_no_room(exception):
            return refused(request, full())
        if isinstance(exception, DatabaseError) and (refusal := came_second(exception)):
            # The verb should have said it better: it stands in the log for whoever mends it.
            log.error("%s at %s", type(exception).__name__, request.path, exc_info=exception)
            return refused(request, refusal)
        return None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal, as a page or as problem JSON."""
    if wants_json(request):
        return problem(refusal)
    context = {"refusal": refusal, "typed": typed(request), "back": page_before(request)}
    return _waiting(
        render(request, "ui/errors/refusal.html", context, status=refusal.status), refusal
    )


def _told_what_is_allowed(request: HttpRequest, empty: HttpResponseNotAllowed) -> HttpResponse:
    """A page where Django sends none: a reload or a bookmark of where a form was sent shows the browser's own error."""
    if request.method not in ("GET", "POST"):
        return empty
    if wants_json(request):
        told = problem(
            NotThisWay(_("This address does not take %(method)s.") % {"method": request.method})
        )
    else:
        back = page_before(request)
        context = {"back": back if back.partition("?")[0] != request.path else ""}
        told = render(request, "ui/errors/not_this_way.html", context, status=405)
    told["Allow"] = empty["Allow"]
    return told


def page_before(request: HttpRequest) -> str:
    """The path of the page of ours that the reader came from; "" where it is not known."""
    try:
        there = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    path = urlunsplit(("", "", there.path, there.query, ""))
    return path if there.netloc == request.get_host() and is_ours(request, path) else ""


def return_address(request: HttpRequest, otherwise: str) -> str:
    """Where the `next` of a form or an address leads, if it is a path of ours; else `otherwise`, a path.

    The only place that reads `next`. What it gives is a path: `redirect` would take "people" for the name of a view.
    """
    there = request.POST.get("next") or request.GET.get("next") or ""
    return there if is_ours(request, there) else otherwise


def is_ours(request: HttpRequest, there: str) -> bool:
    """True if an address that was sent is the path of a page here, and nothing else in disguise."""
    return (
        there.startswith("/")
        and len(there) <= _LONGEST_PATH
        and there.isprintable()
        and url_has_allowed_host_and_scheme(
            there, {request.get_host()}, require_https=request.is_secure()
        )
    )


class FilePieces(StreamingHttpResponse):
    """Pieces of a file, made without the database: each is asked for when the reader has taken the one before, in any
    thread, so that a reader who is slow holds none of a page's (cli/web/responses.py).
    """

    block_size = 0

    def __init__(self, pieces: Iterator[bytes], *, status: int = 200) -> None:
        super().__init__(pieces, status=status)
        self.file_to_stream = _Pieces(pieces)


class _Pieces:
    """Read like a file: each read is one piece, none at the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _size: int = -1) -> bytes:
        return next(self._pieces, b"")

    def close(self) -> None:
        """Django replaces this with the response's own, which closes the pieces too."""


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`. A disk that fills up outside a view (a session, a form's files) is told here, too."""
    if is_no_room(sys.exc_info()[1]):
        return refused(request, full())
    return defaults.server_error(request)


def wants_json(request: HttpRequest) -> bool:
    """True if the caller reads JSON rather than pages (a script of ours, the API)."""
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return preferred == "application/json"


def typed(request: HttpRequest) -> list[str]:
    """The words that a refused form carried, so that nobody writes them twice. Never secrets, files or choices."""
    if request.method != "POST":
        return []
    sent = [(name, value.strip()) for name, values in request.POST.lists() for value in values]
    return [_words(value) for name, value in sent if _is_typed(name, value)]


def _is_typed(name: str, value: str) -> bool:
    if _SECRET.search(name) or _NOBODYS.match(name) or not _words(value):
        return False
    return len(value) > _LONG or any(c.isspace() for c in value)


def _words(value: str) -> str:
    """The value; of a list that a script sent (notes on a recording), the words in it."""
    if not value.startswith("["):
        return value
    rows = sent_rows(value)
    return value if rows is None else "\n".join(str(row["text"]) for row in rows if row.get("text"))


def sent_rows(value: str) -> list[dict[str, Any]] | None:
    """The objects of a JSON list that a script sent in a field; None where it is no such list, or one without end.

    A text within holds no NUL and no half of a pair (`\\ud800`): neither can be written, and JSON smuggles both past
    what looks at the form's own characters.
    """
    try:
        rows = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return (
        [_written(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None
    )


def _written(row: dict[str, Any]) -> dict[str, Any]:
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    return {
        **row,
        **{k: v.encode("utf-8", "replace").decode().replace("\0", "") for k, v in texts.items()},
    }


def problem(refusal: Refusal) -> HttpResponse:
    """The refusal as `application/problem+json`."""
    body = {
        "type": "about:blank",
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.message,
    }
    if refusal.fields:
        body["fields"] = refusal.fields
    response = HttpResponse(
        json.dumps(body), status=refusal.status, content_type="application/problem+json"
    )
    return _waiting(response, refusal)


def _waiting(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def client_address(request: HttpRequest) -> str:
    """The address that asks, as the trusted proxies saw it. The only place that decides this.

    Each trusted proxy adds to `X-Forwarded-For` the address it was asked from, so with n of them the n-th from the end
    is the visitor's; what stands before it was claimed by the visitor, and is not read. Where the header does not hold
    that much, the nearest proxy's own address counts: everybody then shares its limits, and nobody escapes them.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        address = _address(seen[-proxies]) if len(seen) >= proxies else None
        if address:
            return address
        _tell_once(proxies)
    return _address(peer) or "0.0.0.0"  # noqa: S104 (asked through a socket file, which has no address)


def client_network(request: HttpRequest) -> str:
    """The network that asks, for counting: an IPv4 address, or the /64 of an IPv6 one, which one household holds."""
    return network_of(client_address(request))


def network_of(address: str, *, bits: int = 64) -> str:
    """The IPv6 network of so many bits, as its first address; an IPv4 address as it is."""
    found = ip_address(address)
    return (
        str(IPv6Network((found, bits), strict=False).network_address)
        if found.version == 6
        else str(found)
    )


def client_area(request: HttpRequest) -> str:
    """Roughly whence it comes, for what is kept: 203.0.113.0/24, 2001:db8:1::/48. Says a town or a firm, no person."""
    address = client_address(request)
    bits = 48 if ":" in address else 24
    return str(ip_network((address, bits), strict=False))


def came_through_a_proxy(request: HttpRequest) -> bool:
    """True if anything says that the one who asks is not at the other end of the connection."""
    told = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
    return any(name in told or name.startswith("HTTP_X_FORWARDED") for name in request.META)


def _address(text: str) -> str | None:
    """An address, with its port or without (`192.0.2.1:4711`, `[2001:db8::1]:4711`); None for anything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


_told: list[bool] = []


def _tell_once(proxies: int) -> None:
    if not _told:
        _told.append(True)
        log.error(
            "ASSAY_TRUSTED_PROXIES is %d, yet a request came without that many addresses in X-Forwarded-For. Everybody "
            "behind the proxy now shares one limit. Let each proxy add the address it was asked from.",
            proxies,
        )


def found_or_404(row: Row | None) -> Row:
    """The row that was looked for; 404 where there is none."""
    if row is None:
        raise Http404
    return row


_halves: dict[str, tuple[str, str]] = {}


def address_of(name: str, value: object) -> str:
    """The address of one row's page: as `reverse` gives it for the first, then by what stands around the value.

    For keys and numbers, which stand in an address as they are.
    """
    said = str(value)
    if name in _halves:
        before, after = _halves[name]
        return f"{before}{said}{after}"
    found = reverse(name, args=(value,))
    before, there, after = found.rpartition(said)
    if there and found.count(said) == 1:
        _halves[name] = before, after
    return found


def page_of(rows: Any, request: HttpRequest, size: int = 25) -> Page[Any]:
    """The page of rows in the database, or of a list, that `?page=` asks for; the first or last where there is none."""
    asked = request.GET.get("page", "")
    if not isinstance(rows, QuerySet | Listed):
        return Paginator(rows, size).get_page(asked)
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 1
    return Pages(rows, size, number=number).get_page(asked)


#: Rows of one file; who needs more asks for less at a time.
MOST_LINES = 100_000


def spreadsheet(
    name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A list as a CSV file, sent as it is read: UTF-8 with the mark by which spreadsheets know it, no formulas.

    Days and moments are ISO 8601, which every spreadsheet sorts and no reader of another country takes for another day.
    After 100,000 rows it ends with a line that says so.
    """
    response = StreamingHttpResponse(_lines(headings, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(headings: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    line = io.StringIO()
    write = csv.writer(line).writerow
    line.write("\ufeff")
    write([harmless(heading) for heading in headings])
    for number, row in enumerate(rows):
        if number == MOST_LINES:
            write([_("There is more. Narrow the list, and export it again.")])
            break
        write([harmless(cell) for cell in row])
        if line.tell() > 8000:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode()


def harmless(cell: object) -> str:
    """A cell as text. What a spreadsheet would take for a formula is marked as text, for names are typed by anybody."""
    if isinstance(cell, datetime):
        cell = timezone.localtime(cell).isoformat(timespec="minutes")
    text = "" if cell is None else str(cell)  # a date says itself in ISO
    begins = text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"}
    return f"'{text}" if begins and not _NUMBER.fullmatch(text) else text
