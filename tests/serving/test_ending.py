"""`assay serve` ends soon, once and quietly, however it is asked; and notices at once what dies under it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.cli.processes import GRACE_SECONDS
from tests.serving.house import (
    House,
    alive,
    answers,
    assay,
    environment,
    free_port,
    served,
    wait_until,
)


@pytest.fixture
def house(migrated: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    with served(tmp_path) as house:
        yield house


def ended(house: House, children: list[int]) -> None:
    """The tree is gone with exit code 0, nothing is left of it, and nothing was said that nobody needs."""
    assert house.process.wait(20) == 0
    assert not [pid for pid in children if alive(pid)]
    assert not answers(house.port)
    assert "Traceback" not in house.said
    assert "Exception" not in house.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_when_asked_with_connections_open(house: House, number: signal.Signals) -> None:
    children = list(house.children())
    assert len(children) >= 4
    with house.connect() as idle, house.connect() as slow, house.connect() as kept:
        slow.sendall(b"POST /verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
        kept.sendall(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert kept.recv(100)
        assert idle
        house.process.send_signal(number)
        ended(house, children)


def test_it_ends_once_when_the_terminal_tells_everybody(house: House) -> None:
    children = list(house.children())
    os.killpg(house.process.pid, signal.SIGINT)
    ended(house, children)


def test_it_ends_when_asked_twice(house: House) -> None:
    children = list(house.children())
    house.process.send_signal(signal.SIGINT)
    house.process.send_signal(signal.SIGINT)
    house.process.send_signal(signal.SIGTERM)
    ended(house, children)


def test_nothing_outlives_a_tree_that_was_killed(house: House) -> None:
    children = list(house.children())
    house.process.kill()
    house.process.wait()
    wait_until(lambda: not [pid for pid in children if alive(pid)], "its children ended with it")
    assert not answers(house.port)


def test_what_dies_is_noticed_and_started_again(house: House) -> None:
    before = house.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: len(house.children()) == len(before) and not set(before) & set(house.children()),
        "all are back",
    )
    wait_until(lambda: answers(house.port), "pages are answered again")
    assert house.said.count("again in") == len(before)


def test_what_is_being_answered_is_answered_to_its_end(house: House) -> None:
    with house.connect() as connection:
        body = b"text=nonsense"
        head = (
            "POST /verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode())
        # It says so itself. That another connection is answered would prove nothing: there are several web processes.
        assert connection.recv(100).startswith(b"HTTP/1.1 100"), "the body is being waited for"
        connection.sendall(body[:4])
        house.process.send_signal(signal.SIGTERM)
        connection.sendall(body[4:])
        assert connection.recv(100).startswith(b"HTTP/1.1 403"), (
            "the whole body came, so it was answered"
        )
    assert house.process.wait(20) == 0


def test_it_ends_with_make(migrated: Path, tmp_path: Path) -> None:
    """As `make run` starts it: make waits, and the terminal's Ctrl+C reaches make and us alike."""
    port = free_port()
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    (tmp_path / "Makefile").write_text(f"run:\n\t@{sys.executable} -m assay serve\n")
    with (tmp_path / "log").open("wb") as log:
        make = subprocess.Popen(
            ["make", "run"],
            cwd=tmp_path,
            env=environment(tmp_path, port),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(lambda: answers(port), "it serves")
        with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
            slow.sendall(b"POST /verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
            os.killpg(make.pid, signal.SIGINT)
            asked = time.monotonic()
            make.wait(20)
        # Two seconds, on a machine that does nothing else; without haste a slow sender is waited for longer.
        assert time.monotonic() - asked < GRACE_SECONDS / 2
        assert not answers(port)
        assert "Traceback" not in (tmp_path / "log").read_text()
        assert not [name for name in Path("/proc").glob("[0-9]*/comm") if is_ours(name, tmp_path)]
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGKILL)


def is_ours(name: Path, folder: Path) -> bool:
    """Whether a process is a part of the product that runs in this folder."""
    try:
        return name.read_text().startswith("assay ") and (name.parent / "cwd").readlink() == folder
    except OSError:
        return False


def group_lives(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("Making a database", [signal.SIGINT]),
        ("Loading", [signal.SIGINT]),
        ("Loading", [signal.SIGINT, signal.SIGINT]),
        ("Loading", [signal.SIGTERM]),
    ],
)
def test_a_demo_that_is_stopped_while_it_loads_says_nothing_more(
    tmp_path: Path, migrated: Path, word: str, numbers: list[signal.Signals]
) -> None:
    if word == "Loading":
        shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)
    log = tmp_path / "log"
    settings = environment(tmp_path, free_port(), PYTHONUNBUFFERED="1")
    with log.open("wb") as out:
        demo = subprocess.Popen(
            [sys.executable, "-m", "assay", "demo", "--serve"],
            env=settings,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_until(lambda: word in log.read_text(), "it has begun", seconds=120)
        assert log.read_text().startswith(word), "the first line is ours"
        for number in numbers:
            os.killpg(demo.pid, number)
        assert demo.wait(30) == (-15 if signal.SIGTERM in numbers else 130)
        assert "Traceback" not in log.read_text()
        wait_until(lambda: not group_lives(demo.pid), "whatever it had started is gone with it")
    finally:
        demo.kill()


def test_a_port_that_is_taken_is_told_in_a_sentence(migrated: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = assay(migrated, "serve", "--port", str(port))
    assert done.returncode != 0
    assert f"Another program listens on port {port} already." in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("url", [f"sqlite:///{__file__}", "postgres://u:secret@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, url: str) -> None:
    if url.startswith("postgres"):
        pytest.importorskip("psycopg")
    done = assay(tmp_path, "serve", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode != 0
    assert "The database of DATABASE_URL cannot be used: " in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret" not in done.stderr


def test_a_page_that_is_forbidden_or_missing_prints_no_trace(house: House) -> None:
    for path in ("/nothing-here/", "/people/invitations/"):
        with house.connect() as connection:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
            )
            assert connection.recv(100)
    for head in (
        b"POST /verify/ HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=x\r\n",
    ):
        with house.connect() as connection:
            connection.sendall(head + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 403")
    with house.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert "Traceback" not in house.said
