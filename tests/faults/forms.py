"""Forms as pages show them, and what nobody should be able to break them with."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

NUMBERS = [
    "-1",
    "0",
    "1",
    "2147483648",
    "9223372036854775808",
    "9" * 40,
    "9" * 5000,
    "1e309",
    "NaN",
    "Infinity",
    "-inf",
    "²",
    "١",
    "0x10",
    "1_0",
    "1,5",
    "1.5",
    " 7 ",
    "+7",
]
DAYS = [
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "tomorrow",
    "1/2/2026",
    "2026-11-22T99:99",
    "-0001-01-01",
]
TEXTS = [
    "",
    " ",
    "\0",
    "a\0b",
    "true",
    "x@y",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "\r\n\r\nSet-Cookie: a",
    "<script>alert(1)</script>",
    "'; DROP TABLE people_person; --",
    "{{ 7|add:7 }}{% load x %}",
    "%s%n%(x)s",
    "\u202egnp.exe",
    "\ufffe\uffff",
    "e\u0301" * 300,
    "🧑🏽‍🏫" * 500,
    "a" * 5000,
    "word " * 30000,
    "\ud83d",
    "[" * 2000,
    '{"a":' * 500,
    '["\\ud800", NaN, "\\u0000", 1e999]',
    '[{"at":"\\u0000","text":"\\ud800"}]',
    "../../etc/passwd",
    "CON",
    "null",
    "None",
    "undefined",
    "a@b.c",
    "ada@" + "a" * 300 + ".example",
    "ada@example.org\nbcc: x@y.example",
    "@@@",
    "é@ñ.example",
    "http://[",
    "https://[::1]:99999/",
    "https://example.org/" + "a" * 3000,
    "ftp://x",
    "-",
    "--",
    "::",
    "2026",
    "on",
    "yes",
]
CONTENT_TYPES = [
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=klingon",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 500,
    "multipart/form-data; boundary=b; charset=utf-16",
    "application/json",
    "text/plain",
    "",
    "x",
    ";;;",
    "application/xml",
    "image/svg+xml",
    "application/offset+octet-stream",
]
BODIES = [
    b"",
    b"\0",
    b"--b\r\n\r\n",
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
    b"{",
    b"[" * 100_000,
    b'{"a":"\\ud800"}',
    b"a=%ff%fe&b=%00&%=%",
    b"&" * 5000,
    b"a=1&" * 3000,
    b"\xff\xfe\x00",
    b"null",
    b"NaN",
]


@dataclass(frozen=True)
class Field:
    """`kind` is an input's type, "textarea" or "select"."""

    name: str
    value: str = ""
    kind: str = "text"
    choices: tuple[str, ...] = ()


@dataclass
class Form:
    action: str
    method: str = "get"
    fields: list[Field] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        return self.action, frozenset(one.name for one in self.fields)


class Page(HTMLParser):
    """The links and forms of a page; a button with an address of its own makes a form of its own."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._url, self._form, self._open, self._typed = url, None, None, ""
        self._choices: list[str] = []
        self._ways: list[str] = []
        self.feed(text)

    _form: Form | None
    _open: Field | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "a" and at.get("href"):
            self.links.append(self._led(at["href"]))
        if tag == "form":
            self._form = Form(
                self._led(at.get("action") or self._url), at.get("method", "get").lower()
            )
            self._ways = []
        if tag == "option" and self._open is not None:
            self._choices.append(at.get("value", ""))
        if self._form is None:
            return
        if tag in ("button", "input") and at.get("formaction"):
            self._ways.append(self._led(at["formaction"]))
        if tag in ("textarea", "select") and at.get("name"):
            self._open, self._typed, self._choices = Field(at["name"], kind=tag), "", []
        elif tag in ("input", "button") and at.get("name"):
            self._form.fields.append(Field(at["name"], at.get("value", ""), at.get("type", "text")))

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._open.kind == "textarea":
            self._typed += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select") and self._open is not None and self._form is not None:
            value = self._typed if tag == "textarea" else next(iter(self._choices), "")
            self._form.fields.append(Field(self._open.name, value, tag, tuple(self._choices)))
            self._open = None
        if tag == "form" and self._form is not None:
            self.forms += [
                self._form,
                *(Form(way, self._form.method, self._form.fields) for way in self._ways),
            ]
            self._form = None

    def _led(self, address: str) -> str:
        return urljoin(self._url, address)


def path_of(url: str) -> str:
    """The path and query of a link to a page of this site; "" for any other."""
    try:
        there = urlsplit(url)
    except ValueError:
        return ""
    if there.netloc not in ("", "testserver") or not there.path.startswith("/"):
        return ""
    return there.path + (f"?{there.query}" if there.query else "")


def routes(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its whole pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        whole = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, whole)
        else:
            yield whole, one


def hostile(one: Field, rng: random.Random) -> str:
    """Something for a field that its page would not send."""
    if one.kind in ("hidden", "number", "radio", "checkbox", "select") and rng.random() < 0.6:
        return rng.choice([*NUMBERS, *TEXTS])
    if one.kind == "date" or one.name.endswith(("_on", "until", "day")):
        return rng.choice([*DAYS, *TEXTS])
    return rng.choice([*TEXTS, *NUMBERS, *DAYS])
