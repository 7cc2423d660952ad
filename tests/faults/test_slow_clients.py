"""The long form: everything that is slow and greedy at once, and how long everybody else waits meanwhile.

Run it by `make faults`. FAULT_SECONDS says how long (30).
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assay.cli.web.front import THREADS
from tests.serving.house import ROOT, House, assay, environment, served

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("FAULT_SECONDS", "30"))
THREADS_IN_ALL = 2 * sum(THREADS.values())
TOKEN = "a" * 32
MB = 1024 * 1024

#: A learner who is signed in, with a draft and a film of 60 MB in it.
LEARNER = """
import django, json, os
django.setup()
from io import BytesIO
from django.test import Client
from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.tests import made
from assay.evidence.tests.factories import make_draft
from assay.people.tests.factories import make_district, make_person, make_school
district = make_district()
ada = make_person("Ada Marsh", role="learner", organization=make_school(district))
draft = make_draft(ada, make_version(district))
head = made.movie(60)
place = head.index(b"mdat") - 4
film = head[:place] + made.box(b"mdat", os.urandom(60 * 1024 * 1024)) + head[place + 108:]
artifact = actions.add_file(draft, "p2a", BytesIO(film), name="lesson.mp4", by=ada)
upload = actions.begin_upload(draft, "p2a", name="other.mp4", size_bytes=40 * 1024 * 1024, by=ada)
client = Client()
client.force_login(ada)
print(json.dumps(dict(session=client.cookies["sessionid"].value, film=artifact.pk, upload=str(upload.token))))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("besieged")
    assert assay(var, "migrate", "-v0").returncode == 0
    with served(var) as house:
        yield house
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="module")
def learner(house: House) -> dict[str, object]:
    settings = environment(house.var, house.port, DJANGO_SETTINGS_MODULE="assay.config.settings")
    done = subprocess.run(
        [sys.executable, "-c", LEARNER], env=settings, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return made


class Siege:
    """Connections of one kind, each with its own way to be slow; begun anew when the server has had enough of one."""

    def __init__(self, house: House) -> None:
        self.house, self.over = house, threading.Event()
        self.threads: list[threading.Thread] = []
        self.cut = 0

    def lay(self, times: int, way: Callable[[socket.socket], None]) -> None:
        """So many connections that do this again and again until the siege is over."""

        def go_on(count: int) -> None:
            open_now: list[socket.socket | None] = [None] * count
            while not self.over.is_set():
                for place, connection in enumerate(open_now):
                    try:
                        if connection is None:
                            connection = open_now[place] = self.house.connect(timeout=2)
                            connection.setblocking(True)
                            connection.settimeout(2)
                        way(connection)
                    except OSError:
                        self.cut += 1
                        if connection is not None:
                            connection.close()
                        open_now[place] = None
                    if self.over.is_set():
                        break
                self.over.wait(0.5)
            for connection in open_now:
                if connection is not None:
                    connection.close()

        for start in range(0, times, 100):
            self.threads.append(
                threading.Thread(target=go_on, args=(min(100, times - start),), daemon=True)
            )
            self.threads[-1].start()

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(20)


def once(first: bytes, then: bytes) -> Callable[[socket.socket], None]:
    """Send this at first, and that little each time after."""
    seen: dict[int, socket.socket] = {}

    def way(connection: socket.socket) -> None:
        if seen.get(id(connection)) is not connection:
            seen[id(connection)] = connection
            connection.sendall(first)
        elif then:
            connection.sendall(then)

    return way


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


def waits(house: House, paths: list[str], seconds: float, clients: int = 4) -> list[float]:
    """How long these pages took, in seconds, asked one after the other by so many visitors."""
    took: list[float] = []
    until = time.monotonic() + seconds

    def visit() -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            began = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
            try:
                connection.request("GET", paths[number % len(paths)])
                response = connection.getresponse()
                response.read()
                assert response.status == 200
            finally:
                connection.close()
                took.append(time.monotonic() - began)
            time.sleep(0.1)

    threads = [threading.Thread(target=visit) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(took)


def p95(took: list[float]) -> float:
    return took[int(len(took) * 0.95)]


def memory_mb(house: House) -> float:
    """Resident memory of the web processes together."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in house.web())
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def test_everybody_else_waits_less_than_a_second(house: House, learner: dict[str, object]) -> None:
    paths = ["/", "/catalog/", "/accounts/login/"]
    alone = waits(house, paths, 5)
    siege = Siege(house)
    mine = f"Cookie: sessionid={learner['session']}; csrftoken={TOKEN}"
    form = "Content-Type: application/x-www-form-urlencoded"
    siege.lay(
        10 * THREADS_IN_ALL, once(head("POST", "/verify/", "Content-Length: 900000", form), b"x")
    )
    siege.lay(
        10 * THREADS_IN_ALL,
        once(head("POST", "/accounts/login/", "Content-Length: 900000", form), b"x"),
    )
    siege.lay(1000, once(b"", b""))
    siege.lay(
        100, once(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b"X-More: " + b"x" * 900 + b"\r\n")
    )
    siege.lay(2, once(head("POST", "/", "Content-Length: 10000000000", form), b"x" * MB))
    siege.lay(40, once(head("GET", f"/evidence/files/{learner['film']}/", mine), b""))
    part = (
        "Content-Length: 8000000",
        "Content-Type: application/offset+octet-stream",
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        f"X-CSRFToken: {TOKEN}",
    )
    siege.lay(
        10 * THREADS_IN_ALL,
        once(head("PATCH", f"/evidence/uploads/{learner['upload']}/", mine, *part), b"x" * 40),
    )
    try:
        time.sleep(3)
        before = memory_mb(house)
        besieged = waits(house, paths, SECONDS)
        after = memory_mb(house)
    finally:
        siege.end()
    with suppress(IndexError):
        print(
            f"\nalone: {len(alone)} pages, p95 {p95(alone) * 1000:.0f} ms; besieged: {len(besieged)} pages,"
            f" p95 {p95(besieged) * 1000:.0f} ms, longest {besieged[-1] * 1000:.0f} ms; memory {before:.0f} to"
            f" {after:.0f} MB; {siege.cut} connections cut"
        )
    assert p95(besieged) < 1
    assert after < before + 300
    assert "Traceback" not in house.said
