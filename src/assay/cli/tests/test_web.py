"""The front between granian and Django, spoken to in ASGI: what it reads, what it refuses, and who may be slow."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client as Browser

from assay.cli.web import request_body
from assay.cli.web.front import Front, environment, length_of
from assay.cli.web.refusals import Refused
from assay.cli.web.request_body import OWN_BYTES, Body, Memory
from assay.cli.web.responses import BLOCK_BYTES
from assay.lib.body_limits import MB, Bound, lying
from assay.lib.http import FilePieces
from assay.people.models import Person

QUICK = Bound(max_bytes=1000, piece_bytes=100, piece_seconds=0.05)
Started = Callable[[str, list[tuple[str, str]]], object]


def scope(method: str = "GET", path: str = "/", *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *headers],
        "server": ("127.0.0.1", "8000"),
        "client": ("192.0.2.7", "9"),
        "http_version": "1.1",
        "scheme": "http",
    }


class Client:
    """Somebody who sends these pieces and then, if `stands`, nothing more; and takes answers as `taking` lets them."""

    def __init__(self, *pieces: bytes, stands: bool = False, leaves: bool = False) -> None:
        self.pieces, self.stands, self.leaves = list(pieces), stands, leaves
        self.taking = asyncio.Event()
        self.taking.set()
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.pieces:
            more = len(self.pieces) > 1 or self.stands or self.leaves
            return {"type": "http.request", "body": self.pieces.pop(0), "more_body": more}
        if self.leaves:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.taking.wait()
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def made(
    response: Callable[[dict[str, Any]], HttpResponse],
) -> Callable[[dict[str, Any], Started], Iterable[bytes]]:
    """A WSGI application as Django's handler is one: the response itself is what is iterated."""

    def application(environ: dict[str, Any], start: Started) -> Any:
        answer = response(environ)
        start(f"{answer.status_code} X", list(answer.items()))
        if getattr(answer, "file_to_stream", None) is not None:
            answer.file_to_stream.close = answer.close
            return environ["wsgi.file_wrapper"](answer.file_to_stream, answer.block_size)
        return answer

    return application


def run(asked: Awaitable[Any]) -> Any:
    async def within() -> Any:
        return await asyncio.wait_for(asked, 20)

    return asyncio.run(within())


def test_a_body_comes_to_the_view_whole_and_once(tmp_path: Path) -> None:
    async def ask() -> Client:
        front = Front(
            made(lambda e: HttpResponse(e["wsgi.input"].read() + e["CONTENT_LENGTH"].encode())),
            folder=tmp_path,
        )
        client = Client(b"abc", b"def")
        await front(scope("POST", "/x/", (b"content-length", b"6")), client.receive, client.send)
        return client

    client = run(ask())
    assert (client.status, client.body) == (200, b"abcdef6")


@pytest.mark.parametrize(
    ("pieces", "length", "stands", "leaves", "status"),
    [
        ([b"x" * 600, b"x" * 600], 900, False, False, 413),
        ([b"x" * 50], 900, True, False, 408),
        ([b"x" * 50, b"x" * 200, b"x" * 50], 900, True, False, 408),
        ([b"x" * 50], 900, False, True, 400),
        ([b"x" * 50], 900, False, False, 400),
        ([b"x" * 50], 5000, False, False, 413),
    ],
    ids=[
        "more than promised",
        "stands still",
        "stands still later",
        "breaks off",
        "ends early",
        "promises too much",
    ],
)
def test_what_cannot_be_taken_is_refused(
    tmp_path: Path, pieces: list[bytes], length: int, stands: bool, leaves: bool, status: int
) -> None:
    async def ask() -> None:
        client = Client(*pieces, stands=stands, leaves=leaves)
        await request_body.read(client.receive, Body(Memory(), tmp_path), QUICK, length)

    with pytest.raises(Refused) as refused:
        run(ask())
    assert refused.value.status == status


def test_a_body_that_comes_quickly_enough_may_take_as_long_as_it_needs(tmp_path: Path) -> None:
    async def ask() -> int:
        body = Body(Memory(), tmp_path)

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.01)
            return {"type": "http.request", "body": b"x" * 100, "more_body": body.size < 900}

        await request_body.read(receive, body, QUICK, 1000)
        return body.size

    assert run(ask()) == 1000, (
        "ten pieces, each within its time, all of them beyond the time of one"
    )


def test_bodies_that_memory_has_no_room_for_lie_on_the_disk_and_leave_nothing_there(
    tmp_path: Path,
) -> None:
    async def fill() -> tuple[int, bytes]:
        memory = Memory(OWN_BYTES)
        first, second = Body(memory, tmp_path), Body(memory, tmp_path)
        for body in (first, second):
            for _ in range(3):
                await body.add(b"x" * OWN_BYTES)
        assert memory.left == OWN_BYTES, "what went to the disk is given back"
        assert first.opened().read() == second.opened().read()
        read = second.opened().read()
        for body in (first, second):
            body.drop()
        return memory.left, read

    left, read = run(fill())
    assert left == OWN_BYTES
    assert read == b"x" * 3 * OWN_BYTES
    assert not list(tmp_path.iterdir())


def test_a_large_body_of_known_length_can_be_looked_at_where_it_lies(tmp_path: Path) -> None:
    async def fill() -> None:
        body = Body(Memory(), tmp_path, length=3 * OWN_BYTES)
        for letter in (b"a", b"b"):
            await body.add(letter * OWN_BYTES)
        opened = body.opened()
        seen = lying(opened, body.size)
        assert seen is not None
        assert bytes(seen) == opened.read(body.size) == b"a" * OWN_BYTES + b"b" * OWN_BYTES
        body.drop()  # it stays for as long as somebody looks
        assert seen[-1:] == b"b"
        seen.release()

    run(fill())
    assert lying(BytesIO(b"small"), 5) is None


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    assert not request_body.room_for(1 << 60, tmp_path)
    assert request_body.room_for(1, tmp_path / "not-made-yet")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("known", "kept"), [(True, b"part"), (False, b"")])
def test_a_part_that_breaks_off_is_kept_and_a_strangers_is_not_read(
    tmp_path: Path, ada: Person, client: Browser, known: bool, kept: bytes
) -> None:
    client.force_login(ada)
    cookie = client.cookies["sessionid"].value if known else "nobody"
    seen: list[bytes] = []

    def keep(environ: dict[str, Any]) -> HttpResponse:
        seen.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        return HttpResponse(status=204)

    async def ask() -> Client:
        front, client = Front(made(keep), folder=tmp_path), Client(b"part", leaves=True)
        lines = (b"content-length", b"900"), (b"cookie", f"sessionid={cookie}".encode())
        await front(scope("PATCH", "/evidence/uploads/abc/", *lines), client.receive, client.send)
        front.close()
        return client

    assert run(ask()).status == (400 if known else 204)
    assert seen == [kept]


def file_of(tmp_path: Path, size: int) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * size)
    return path


def pieces_of(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(MB):
            yield piece


@pytest.mark.parametrize("kind", ["file", "pieces", "generated"])
def test_readers_who_take_nothing_leave_the_threads_to_others(tmp_path: Path, kind: str) -> None:
    path, rows = file_of(tmp_path, 5 * MB), 40

    def view(environ: dict[str, Any]) -> Any:
        if environ["PATH_INFO"] == "/":
            return HttpResponse(b"page")
        if kind == "file":
            return FileResponse(path.open("rb"))
        if kind == "pieces":
            return FilePieces(iter(pieces_of(path)))
        return StreamingHttpResponse(b"x" * MB for _ in range(5))

    async def ask() -> None:
        front = Front(
            made(view), folder=tmp_path / "kept", threads={"pages": 2, "uploads": 1, "checks": 1}
        )
        slow = [Client() for _ in range(rows)]
        for client in slow:
            client.taking.clear()
        held = [asyncio.create_task(front(scope("GET", "/film/"), c.receive, c.send)) for c in slow]
        while not all(client.sent for client in slow):
            await asyncio.sleep(0.01)
        quick = Client()
        await front(scope(), quick.receive, quick.send)
        assert quick.body == b"page"
        assert not any(task.done() for task in held)
        for client in slow:
            client.taking.set()
        await asyncio.gather(*held)
        assert {len(client.body) for client in slow} == {5 * MB}

    run(ask())


def test_a_reader_who_leaves_is_not_read_for(tmp_path: Path) -> None:
    path = file_of(tmp_path, 50 * BLOCK_BYTES)
    opened: list[Any] = []

    def view(_environ: dict[str, Any]) -> FileResponse:
        opened.append(path.open("rb"))
        return FileResponse(opened[-1])

    async def ask() -> Client:
        front, client = Front(made(view), folder=tmp_path), Client(b"", leaves=True)
        with pytest.raises(ConnectionError):
            await front(scope(), client.receive, client.send)
        return client

    assert len(run(ask()).body) < 50 * BLOCK_BYTES
    assert opened[0].closed


def test_head_and_not_modified_carry_no_body(tmp_path: Path) -> None:
    async def ask(method: str, status: int) -> Client:
        front, client = (
            Front(made(lambda _e: HttpResponse(b"page", status=status)), folder=tmp_path),
            Client(),
        )
        await front(scope(method), client.receive, client.send)
        return client

    assert run(ask("HEAD", 200)).body == b""
    assert run(ask("GET", 304)).body == b""


def test_a_view_that_breaks_is_logged_and_told_without_a_trace(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_environ: dict[str, Any]) -> HttpResponse:
        raise RuntimeError("inside")

    async def ask() -> Client:
        front, client = Front(made(broken), folder=tmp_path), Client()
        await front(scope(), client.receive, client.send)
        return client

    client = run(ask())
    assert client.status == 500
    assert b"inside" not in client.body
    assert "RuntimeError: inside" in caplog.text


def test_a_name_with_an_underscore_does_not_pass_for_the_proxys() -> None:
    environ = environment(
        scope("GET", "/", (b"x_forwarded_for", b"10.0.0.1"), (b"x-forwarded-for", b"192.0.2.8"))
    )
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.8"
    assert environ["REMOTE_ADDR"] == "192.0.2.7"


def test_headers_said_twice_are_joined_as_http_has_it() -> None:
    twice = (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"), (b"accept", b"*/*")
    environ = environment(scope("GET", "/%C3%A9", *twice))
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "text/html,*/*"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é"


def test_a_length_is_a_number_and_a_form_has_one() -> None:
    assert length_of({}) == 0
    assert length_of({"CONTENT_LENGTH": "12"}) == 12
    assert (
        length_of({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_TYPE": "application/json"}) is None
    )
    for wrong, status in (
        ({"CONTENT_LENGTH": "²"}, 400),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ):
        with pytest.raises(Refused) as refused:
            length_of(wrong)
        assert refused.value.status == status
