"""Who is slow or greedy holds nobody else up: the real server, real connections (reliability: slow bodies)."""

import http.client
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assay.cli.web.front import THREADS
from tests.serving.house import House, served

WEB_PROCESSES = 2
TEN_TIMES_THE_THREADS = 10 * WEB_PROCESSES * THREADS["pages"]


@pytest.fixture(scope="module")
def house(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("house")
    shutil.copytree(migrated, var, dirs_exist_ok=True)
    with served(var) as house:
        yield house


def ask(
    house: House, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
):
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def hold(house: House, held: ExitStack, begun: bytes) -> socket.socket:
    """A connection that sends this much and then nothing."""
    connection = held.enter_context(house.connect())
    connection.sendall(begun)
    return connection


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("begun", "times"),
    [
        (
            head("POST", "/verify/", "Content-Length: 5000", "Content-Type: text/plain") + b"half",
            TEN_TIMES_THE_THREADS,
        ),
        (head("POST", "/accounts/login/", "Content-Length: 5000") + b"half", TEN_TIMES_THE_THREADS),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ", TEN_TIMES_THE_THREADS),
        (b"", 1000),
    ],
    ids=["bodies of checks", "bodies of pages", "heads without an end", "idle connections"],
)
def test_others_are_answered_while_slow_ones_are_held(
    house: House, begun: bytes, times: int
) -> None:
    with ExitStack() as held:
        for _ in range(times):
            hold(house, held, begun)
        for _ in range(20):
            assert ask(house, "GET", "/")[0].status == 200


def test_a_body_larger_than_a_page_takes_is_refused_in_plain_words_before_it_is_sent(
    house: House,
) -> None:
    with house.connect() as connection:
        connection.sendall(head("POST", "/accounts/login/", "Content-Length: 10000000000"))
        response = http.client.HTTPResponse(connection)
        response.begin()
        page = response.read().decode()
    assert response.status == 413
    assert response.headers["Connection"] == "close"
    assert "Up to 1 MB are taken here" in page
    assert "what you typed is still on the page" in page


def test_a_form_that_is_somewhat_too_large_is_read_away_so_that_a_browser_sees_the_answer(
    house: House,
) -> None:
    response, page = ask(house, "POST", "/accounts/login/", b"a=" + b"x" * 6_000_000)
    assert response.status == 413
    assert b"Up to 1 MB" in page


def test_a_script_is_refused_in_json_and_in_its_language(house: House) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "es"}
    response, body = ask(house, "POST", "/accounts/login/", b"{" + b" " * 2_000_000, headers)
    assert response.status == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["code"] == "too-large"


def test_a_check_takes_more_than_a_page_does(house: House) -> None:
    response, _ = ask(
        house, "POST", "/verify/", b"x" * 3_000_000, {"Content-Type": "application/octet-stream"}
    )
    assert response.status == 403, "it was read, and Django missed the token of the form"


def test_a_part_of_an_upload_is_not_read_from_a_stranger(house: House) -> None:
    with house.connect() as connection:
        lines = (
            "Content-Length: 8000000",
            "Content-Type: application/offset+octet-stream",
            "Cookie: sessionid=none",
        )
        connection.sendall(head("PATCH", "/evidence/uploads/abc/", *lines))
        response = http.client.HTTPResponse(connection)
        response.begin()
    assert response.status in {302, 403}, "the view's own answer, without a byte of the body"
    assert response.headers["Connection"] == "close"


def test_a_head_that_is_too_long_is_told_so(house: House) -> None:
    response, page = ask(house, "GET", "/", headers={"Cookie": "a=" + "x" * 20_000})
    assert response.status == 431
    assert b"Delete the cookies of this site" in page
    assert ask(house, "GET", "/", headers={"Cookie": "a=" + "x" * 200_000})[0].status == 431


def test_a_form_without_its_length_is_refused(house: House) -> None:
    response, _ = ask(
        house, "POST", "/accounts/login/", iter([b"login=a"]), {"Transfer-Encoding": "chunked"}
    )
    assert response.status == 411


def test_odd_requests_get_an_answer_and_leave_no_trace_in_the_log(house: House) -> None:
    odd = [
        b"GET /%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /?\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET //evil/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -4\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: \xc3\xa9=\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: " + b"x" * 9000 + b"\r\n\r\n",
    ]
    for request in odd:
        with house.connect() as connection:
            connection.sendall(request)
            status = connection.recv(12)
        assert status[:9] == b"HTTP/1.1 ", request
        assert status[9:12] != b"500", request
    assert "Traceback" not in house.said


def test_a_body_that_breaks_off_reaches_no_view(house: House) -> None:
    with house.connect() as connection:
        connection.sendall(head("POST", "/verify/", "Content-Length: 5000") + b"half")
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 400") or not answer
    assert "Traceback" not in house.said
