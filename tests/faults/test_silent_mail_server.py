"""The product as it ships, beside a mail server that takes the call and never answers: only the post waits."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from assay.letters.tests.mail_server import MailServer, mail_server

pytestmark = pytest.mark.slow

WAIT_SECONDS = 120  # for what has to happen some time; nothing here is judged by its speed
ANSWER_SECONDS = (
    15  # what a page may take on a busy machine; a held write lock costs 20, a silent server more
)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def silent() -> Iterator[MailServer]:
    with mail_server(silent=True) as box:
        yield box


@pytest.fixture
def environment(tmp_path: Path, port: int, silent: MailServer) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DJANGO_")) and k != "DATABASE_URL"
    }
    ours = {"ASSAY_VAR": str(tmp_path), "ASSAY_PORT": str(port), "PYTHONPATH": "src"}
    return {**kept, **ours, "ASSAY_EMAIL_URL": f"smtp://127.0.0.1:{silent.port}"}


def assay(environment: dict[str, str], *arguments: str, words: str = "") -> str:
    command = [sys.executable, "-m", "assay", *arguments]
    done = subprocess.run(
        command,
        env=environment,
        input=words,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def served(environment: dict[str, str], port: int) -> Iterator[None]:
    assay(environment, "migrate")
    made = assay(
        environment,
        "people",
        "create-admin",
        "max@example.org",
        "--name",
        "Max Sund",
        "--password-stdin",
        words="three plain words\n",
    )
    assert "may now sign in" in made
    process = subprocess.Popen([sys.executable, "-m", "assay", "serve"], env=environment)
    try:
        until(lambda: ask(port, "GET", "/")[0] == 200)
        yield
    finally:
        process.terminate()
        process.wait(60)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise AssertionError("it did not happen")


def ask(
    port: int, method: str, path: str, data: dict[str, str] | None = None, cookies: str = ""
) -> tuple[int, str, str]:
    """Status, body, and the cookies that came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, urlencode(data) if data else None, headers)
        answer = line.getresponse()
        came = "; ".join(
            value.split(";")[0]
            for name, value in answer.getheaders()
            if name.lower() == "set-cookie"
        )
        return answer.status, answer.read().decode(), came
    finally:
        line.close()


def send_form(port: int, path: str, data: dict[str, str]) -> int:
    _status, page, cookies = ask(port, "GET", path)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    return ask(port, "POST", path, {**data, "csrfmiddlewaretoken": token[1]}, cookies)[0]


@pytest.mark.usefixtures("served")
def test_pages_answer_writes_work_and_letters_wait(
    environment: dict[str, str], port: int, silent: MailServer
) -> None:
    for n in range(3):
        assert send_form(port, "/accounts/password/reset/", {"email": "max@example.org"}) == 302
        signup = {
            "display_name": f"N {n}",
            "email": f"n{n}@example.org",
            "password1": "three plain words",
        }
        assert send_form(port, "/accounts/signup/", signup) == 302
    assert silent.called.wait(WAIT_SECONDS), "the post has tried"
    for _again in range(10):  # while the post waits for the server
        assert send_form(port, "/accounts/password/reset/", {"email": "who@example.org"}) in {
            302,
            429,
            200,
        }
        assert ask(port, "GET", "/")[0] == 200
    until(lambda: "did not answer in time" in assay(environment, "letters", "list"))
    assert "invitation" in assay(environment, "people", "invite", "new@example.org")
    said = assay(environment, "letters", "test", "it@example.org")
    assert "did not answer in time" in said and "Traceback" not in said
