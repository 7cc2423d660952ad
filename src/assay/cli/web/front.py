"""Between granian and Django (ASGI in, WSGI inside): who is slow waits here, where waiting costs no thread.

Why not WSGI all the way: there a thread reads the body, so twenty slow ones froze the site. Why not Django's own ASGI:
it would read every body to its end, whatever its size, and run all views in one pool.
"""

import asyncio
import logging
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import parse_cookie  # noqa: TID251 (the web server speaks HTTP)
from django.urls import Resolver404, resolve

from assay.cli.web import refusals
from assay.cli.web.lanes import Lane, Outcome
from assay.cli.web.refusals import Refused
from assay.cli.web.request_body import Body, Memory, read, room_for
from assay.cli.web.responses import Answer, Application, FileWrapper, Receive, Send, answer, give
from assay.lib.body_limits import PAGE, Bound, LaneName, bound_of

log = logging.getLogger("assay.web")

#: Threads of a process. A connection to the database each, so a server of PostgreSQL knows how many will come.
THREADS: dict[LaneName, int] = {"pages": 4, "uploads": 4, "checks": 4}
#: Requests that may wait for a thread of a lane; more are told to come again.
LONGEST_ROW = 1000
#: Bytes of a request's head.
HEAD_BYTES = 16 * 1024
#: Bodies larger than a page's, of people who are not signed in, that are read at one time.
STRANGERS_FILES = 32
#: When the server is asked to end, a body on its way in has so long.
ARRIVING_SECONDS = 2.0

Scope = MutableMapping[str, Any]


class Front:
    """The ASGI application that granian runs."""

    def __init__(
        self, application: Application, *, folder: Path, threads: Mapping[LaneName, int] = THREADS
    ) -> None:
        self._application, self._folder = application, folder
        self._lanes = {name: Lane(name, number) for name, number in threads.items()}
        self._memory = Memory()
        self._strangers = self._arriving = self._answering = 0

    async def quiet(self) -> None:
        """Wait until nothing is under way; bodies that have not arrived within two seconds are not waited for."""
        until = asyncio.get_running_loop().time() + ARRIVING_SECONDS
        while self._answering or (self._arriving and asyncio.get_running_loop().time() < until):
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """End its threads."""
        for lane in self._lanes.values():
            lane.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        environ = environment(scope)
        length = environ.get("CONTENT_LENGTH", "")
        body = Body(self._memory, self._folder, length=int(length) if length.isdigit() else None)
        self._answering += 1
        try:
            answered = await self._told(environ, scope, receive, body)
            await give(answered, receive, send)
        finally:
            self._answering -= 1
            body.drop()

    async def _told(
        self, environ: dict[str, Any], scope: Scope, receive: Receive, body: Body
    ) -> Answer:
        """What the view answers, or why it was not asked."""
        try:
            try:
                return await self._answered(environ, scope, receive, body)
            except Refused as refused:
                return await asyncio.to_thread(refusals.told, refused, environ)
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])
            return await asyncio.to_thread(refusals.failed)

    async def _answered(
        self, environ: dict[str, Any], scope: Scope, receive: Receive, body: Body
    ) -> Answer:
        if (
            sum(len(name) + len(value) for name, value in scope["headers"])
            + len(scope["query_string"])
            > HEAD_BYTES
        ):
            raise Refused(431)
        length, bound = length_of(environ), PAGE
        if length == 0:
            return await self._run("pages", environ, Body(self._memory, self._folder).opened())
        bound = fitting(scope["path"], length)
        lane = self._lanes[bound.lane]
        if (
            bound is not PAGE
            and bound.signed_in
            and not await lane.run(partial(is_signed_in, environ))
        ):
            # The view says so itself, and nothing is read from somebody nobody knows.
            environ["CONTENT_LENGTH"] = "0"
            unread = await self._run(bound.lane, environ, body.opened())
            unread.headers.append(("Connection", "close"))
            return unread
        try:
            await self._read(receive, body, bound, length)
        except Refused as refused:
            if bound.keeps and body.size and refused.status in {400, 408}:
                environ["CONTENT_LENGTH"] = str(body.size)
                await self._run(bound.lane, environ, body.opened())
                raise Refused(refused.status, kept=True) from refused
            raise
        environ["CONTENT_LENGTH"] = str(body.size)
        return await self._run(bound.lane, environ, body.opened())

    async def _read(self, receive: Receive, body: Body, bound: Bound, length: int | None) -> None:
        stranger = bound is not PAGE and not bound.signed_in
        if stranger and self._strangers >= STRANGERS_FILES:
            raise Refused(503)
        if length is not None and length <= bound.max_bytes and not room_for(length, self._folder):
            raise Refused(507)
        self._strangers += stranger
        self._arriving, self._answering = self._arriving + 1, self._answering - 1
        try:
            await read(receive, body, bound, length)
        finally:
            self._strangers -= stranger
            self._arriving, self._answering = self._arriving - 1, self._answering + 1

    async def _run(self, name: LaneName, environ: dict[str, Any], content: IO[bytes]) -> Answer:
        lane = self._lanes[name]
        if lane.waiting >= LONGEST_ROW:
            raise Refused(503)
        environ["wsgi.input"] = content
        outcome: Outcome[Answer] = Outcome()

        def work() -> None:
            try:
                answer(self._application, environ, self._folder, outcome.returned)
            except BaseException as e:
                outcome.raised(e)

        lane.put(work)
        return await outcome.future


def length_of(environ: Mapping[str, Any]) -> int | None:
    """Bytes of the body as the head has it: 0 for none, None for chunks without a length. Raises Refused (411).

    Forms and files must say it: where chunks break off nobody can tell half a text from a whole one.
    """
    if "HTTP_TRANSFER_ENCODING" in environ:
        kind = environ.get("CONTENT_TYPE", "")
        if not kind.startswith(("application/json", "application/ld+json", "application/vc")):
            raise Refused(411)
        return None
    given = environ.get("CONTENT_LENGTH", "") or "0"
    if not (given.isascii() and given.isdecimal()):
        raise Refused(400)
    return int(given)


def fitting(path: str, length: int | None) -> Bound:
    """The bound of the view at this address; a page's where the body is as small as a page's and the view agrees."""
    try:
        bound = bound_of(resolve(path).func)
    except Resolver404:
        return PAGE
    small = length is not None and length <= PAGE.max_bytes
    return PAGE if small and not bound.always else bound


def is_signed_in(environ: Mapping[str, Any]) -> bool:
    """True if the cookie is of a session of somebody's. Looks at the database: not in the loop."""
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME)
    return bool(key) and SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)


def environment(scope: Scope) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333). Names with an underscore are left out: no proxy of ours writes one,
    and `X_Forwarded_For` would be read as the proxy's own `X-Forwarded-For`.
    """
    host, port = scope["server"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.input": None,
    }
    for name, value in scope["headers"]:
        key, text = _key(name), value.decode("latin-1")
        if not key:
            continue
        if key in environ:
            text = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
        environ[key] = text
    return environ


@lru_cache(maxsize=512)
def _key(name: bytes) -> str:
    text = name.decode("latin-1")
    if "_" in text:
        return ""
    key = text.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else "HTTP_" + key
