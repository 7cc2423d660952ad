"""Whatever a form is sent, by whomever: never an error of ours, a page in plain words, and nothing typed is lost.

Eight people of the demo look at what they may see; each form found there, and each address of the site, is sent what
no page would send.
"""

import html
import os
import random
import re
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import Resolver404, resolve

from assay.demo.loading import load_demo
from assay.people.models import Person

from .forms import (
    BODIES,
    CONTENT_TYPES,
    NUMBERS,
    TEXTS,
    Field,
    Form,
    Page,
    hostile,
    path_of,
    routes,
)

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = {
    "visitor": "",
    "learner": "daniel.whitlock",
    "earner": "renata.okafor",
    "assessor": "bao.nguyen",
    "lead": "ruth.abernathy",
    "approver": "yusef.lindgren",
    "author": "carmen.ostrowski",
    "administrator": "margaret.sundaram",
}
SEED = int(os.environ.get("FUZZ_FROM", "20261122"))
# What an answer tells where something that was sent is wrong, and must show again.
ASKED_AGAIN = (400, 403, 409, 410, 422)
TYPED = "This sentence number {number} was typed by a person, and must not be lost."
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass
class Fuzz:
    """People with their browsers, the forms that were found, and what went wrong."""

    rng: random.Random
    per_view: int
    forms: dict[str, list[Form]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    raised: list[str] = field(default_factory=list)
    number: int = 0

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        if PEOPLE[who]:
            person = Person.objects.get(email__startswith=f"{PEOPLE[who]}@")
            client.force_login(person)
        return client

    def look_around(self, who: str) -> None:
        """Every page somebody comes to by links, so many of each kind."""
        client, waiting, looked_at = self.client(who), ["/"], Counter[str]()
        known: set[str] = {"/"}
        found: dict[Any, Form] = {}
        while waiting:
            path = waiting.pop(0)
            try:
                match = resolve(path.partition("?")[0])
            except Resolver404:
                continue
            looked_at[match.view_name or path] += 1
            if looked_at[match.view_name or path] > self.per_view:
                continue
            for name, value in match.kwargs.items():
                self.seen[name].add(str(value))
            answer = client.get(path)
            self._judge(who, f"GET {path}", answer)
            if answer.status_code in (301, 302):
                leads = [answer["Location"]]
            elif "html" in answer.get("Content-Type", "") and not answer.streaming:
                page = Page(f"http://testserver{path}", answer.content.decode())
                leads = page.links
                for form in page.forms:
                    if path_of(form.action):
                        found.setdefault(form.key, form)
            else:
                leads = []
            for there in filter(None, map(path_of, leads)):
                if there not in known:
                    known.add(there)
                    waiting.append(there)
        self.forms[who] = list(found.values())

    def send(self, who: str) -> None:
        """One input: mostly a form of a page with a field or two bent, else any address with anything."""
        self.number += 1
        client, typed = self.client(who), ""
        client.defaults["REMOTE_ADDR"] = (
            f"10.{self.number % 250}.{self.rng.randrange(250)}.{self.rng.randrange(250)}"
        )
        chance = self.rng.random()
        if chance < 0.75 and self.forms[who]:
            form = self.rng.choice(self.forms[who])
            data, typed = self._bent(form)
            path, told = path_of(form.action), f"{form.method} {form.action} {_short(data)}"
            answer = getattr(client, "post" if form.method == "post" else "get")(path, data)
        elif chance < 0.9:
            path = self._any_address()
            data = {
                self.rng.choice(["pk", "level", "text", "q", "page", "next", "who"]): _sendable(
                    self.rng.choice(TEXTS + NUMBERS)
                )
            }
            method = self.rng.choice(
                ["get", "post", "post", "head", "options", "put", "patch", "delete"]
            )
            told = f"{method} {path} {_short(data)}"
            if method in ("get", "post"):
                answer = getattr(client, method)(path, data)
            else:
                answer = client.generic(method.upper(), path, b"x")
        else:
            form = self.rng.choice(self.forms[who])
            kind, body = self.rng.choice(CONTENT_TYPES), self.rng.choice(BODIES)
            path, told = path_of(form.action), f"POST {form.action} as {kind[:60]!r}: {body[:60]!r}"
            answer = client.generic("POST", path, body, content_type=kind)
        self._judge(who, told, answer, typed)

    def _bent(self, form: Form) -> tuple[dict[str, Any], str]:
        """What the page would send, but for a few fields; and a sentence that stands in one of them, if any."""
        data: dict[str, Any] = {}
        for one in form.fields:
            if one.kind in ("radio", "checkbox", "submit", "button") and self.rng.random() < 0.5:
                continue
            if one.kind == "file":
                data[one.name] = self._file() if self.rng.random() < 0.5 else ""
            else:
                data[one.name] = self.rng.choice(one.choices) if one.choices else one.value
        # A list of addresses comes back as a list of addresses.
        writable = [one for one in form.fields if one.kind == "textarea" and one.name != "emails"]
        typed = ""
        if writable:
            typed = TYPED.format(number=self.number)
            data[self.rng.choice(writable).name] = typed
        bendable = [
            one for one in form.fields if typed != data.get(one.name) and one.kind != "file"
        ]
        for one in self.rng.sample(bendable, min(len(bendable), self.rng.randint(1, 3))):
            data[one.name] = hostile(one, self.rng)
            if self.rng.random() < 0.1:
                data.pop(one.name)
            elif self.rng.random() < 0.1:
                data[one.name] = [hostile(one, self.rng) for _ in range(3)]
        if self.rng.random() < 0.1:
            data[self.rng.choice(TEXTS)[:50]] = hostile(Field("x"), self.rng)
        return {
            name.encode("utf-8", "replace").decode(): _sendable(value)
            for name, value in data.items()
        }, typed

    def _file(self) -> SimpleUploadedFile:
        name = self.rng.choice(
            ["a.png", "a\0.pdf", "../../x.svg", "a" * 300 + ".json", "💥.docx", ".htaccess", "x"]
        )
        body = self.rng.choice(
            [
                b"",
                b"\0" * 1000,
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                b"%PDF-1.7",
                b'{"a":1}',
            ]
        )
        return SimpleUploadedFile(
            name, body, content_type=self.rng.choice(["image/png", "x", "text/html"])
        )

    def _any_address(self) -> str:
        """Any route of the site, with values that were seen or ones that never were."""

        def value(found: re.Match[str]) -> str:
            seen = sorted(self.seen[found[1] or found[2]])
            odd = ["0", "1", "9" * 17, "9" * 25, "²", "-1", "%00", "%ff", "a" * 300, "a"]
            return self.rng.choice(seen if seen and self.rng.random() < 0.7 else odd)

        whole, _pattern = self.rng.choice(list(routes()))
        return "/" + _CONVERTER.sub(value, whole).replace("^", "").replace("$", "").replace(
            "\\Z", ""
        ).replace("\\", "")

    def _judge(self, who: str, told: str, answer: Any, typed: str = "") -> None:
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.wrong.append(
                f"{who}: {told}: {answer.status_code}\n{''.join(self.raised[-1:])[-1500:]}"
            )
        elif (
            answer.status_code >= 400
            and "html" in answer.get("Content-Type", "")
            and answer.content
        ):
            text = html.unescape(answer.content.decode())
            if "<h1" not in text or "Traceback" in text:
                self.wrong.append(f"{who}: {told}: {answer.status_code} says nothing plain")
            if typed and answer.status_code in ASKED_AGAIN and typed not in text:
                self.wrong.append(f"{who}: {told}: {answer.status_code} lost what was typed")
            if "<script>alert(1)" in answer.content.decode():
                self.wrong.append(f"{who}: {told}: a script runs")
        self.raised.clear()


def _sendable(value: Any) -> Any:
    """As a browser would put it into bytes: half characters cannot be."""
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _short(data: Any) -> str:
    return repr(
        {
            name[:40]: str(value)[:80]
            for name, value in data.items()
            if name != "csrfmiddlewaretoken"
        }
    )[:900]


@contextmanager
def what_is_raised(into: list[str]) -> Iterator[None]:
    def kept(**_more: object) -> None:
        into.append(traceback.format_exc())

    got_request_exception.connect(kept, weak=False, dispatch_uid="fuzz")
    try:
        yield
    finally:
        got_request_exception.disconnect(dispatch_uid="fuzz")


def run(inputs: int, *, per_view: int) -> Fuzz:
    load_demo(lambda line: None)
    fuzz = Fuzz(rng=random.Random(SEED), per_view=per_view)
    with what_is_raised(fuzz.raised):
        for who in PEOPLE:
            fuzz.look_around(who)
        for _ in range(inputs):
            fuzz.send(fuzz.rng.choice(list(PEOPLE)))
    print(
        f"{inputs} inputs from {SEED}, {sum(map(len, fuzz.forms.values()))} forms: {dict(fuzz.answers)}"
    )
    return fuzz


def test_forms_bear_whatever_they_are_sent() -> None:
    fuzz = run(250, per_view=1)
    assert not fuzz.wrong, "\n\n".join(fuzz.wrong[:5])
    assert all(fuzz.forms[who] for who in PEOPLE)


@pytest.mark.slow
def test_forms_bear_thousands_of_inputs() -> None:
    fuzz = run(int(os.environ.get("FUZZ_INPUTS", "5000")), per_view=3)
    assert not fuzz.wrong, f"{len(fuzz.wrong)} wrong\n\n" + "\n\n".join(fuzz.wrong[:30])
