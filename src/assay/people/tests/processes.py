"""Several processes of the product on the test's own database, and a browser's cookies for them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django.db import connection

SERVE = """
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from assay.config.wsgi import application
WSGIRequestHandler.log_message = lambda *_: None
server = make_server("127.0.0.1", 0, application)
print(server.server_port, flush=True)
server.serve_forever()
"""


def database_url() -> str:
    """The address of the database that this test uses."""
    its = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{its['NAME']}"
    port = f":{its['PORT']}" if its.get("PORT") else ""
    who = f"{its.get('USER', '')}:{quote(its.get('PASSWORD') or '')}"
    return f"postgres://{who}@{quote(its.get('HOST') or '', safe='')}{port}/{its['NAME']}"


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


@contextmanager
def served(processes: int) -> Iterator[list[str]]:
    """Addresses of so many processes. The test needs `django_db(transaction=True)`, so that they see its rows."""
    with ExitStack() as stack:
        addresses = []
        for _ in range(processes):
            command = [sys.executable, "-c", SERVE]
            process = subprocess.Popen(
                command, env=environment(), stdout=subprocess.PIPE, text=True
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            assert process.stdout is not None
            stack.callback(process.stdout.close)
            addresses.append(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        yield addresses


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """One set of cookies, for all processes alike; follows no redirect."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._open = build_opener(HTTPCookieProcessor(self.cookies), _Stay).open

    def get(self, address: str, **headers: str) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        return self._ask(Request(address, headers=headers))

    def post(
        self, address: str, data: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        token = (
            next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), None)
            or ""
        )
        body = urlencode({"csrfmiddlewaretoken": token, **(data or {})}).encode()
        return self._ask(Request(address, data=body, headers=headers))

    def sign_in(self, address: str, email: str, password: str) -> tuple[int, str, str]:
        self.get(f"{address}/accounts/login/")
        return self.post(f"{address}/accounts/login/", {"login": email, "password": password})

    def _ask(self, request: Request) -> tuple[int, str, str]:
        try:
            with self._open(request, timeout=60) as answer:
                return answer.status, "", answer.read().decode()
        except HTTPError as refused:
            with refused:
                return refused.code, refused.headers.get("Location", ""), refused.read().decode()
