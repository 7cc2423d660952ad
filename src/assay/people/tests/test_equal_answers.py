"""Whether an address is known here is not told: not by words, nor by how much work an answer takes.

Work is counted, not timed: hashings of passwords, and statements sent to the database.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.people import actions
from assay.people.models import Organization, Person

KNOWN, UNKNOWN = "nia@example.org", "nobody@example.org"


class CountingHasher(MD5PasswordHasher):
    """Quick, and says how often it worked."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)


@dataclass(frozen=True)
class Work:
    hashings: int
    statements: Counter[str]
    status: int
    leads_to: str


@pytest.fixture(autouse=True)
def nia(district: Organization, settings: Any) -> Person:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return actions.add_person(KNOWN, "Nia Berg", by=None, password="three plain words")


def work_of(ask: Callable[[Client], Any]) -> Work:
    client = Client()
    client.get(
        "/accounts/login/"
    )  # a form was seen, and with it the browser's mark against forgery
    before = CountingHasher.worked
    with CaptureQueriesContext(connection) as queries:
        answer = ask(client)
    # Inside the test's own transaction, what is undone takes a ROLLBACK more; outside, it takes the place of COMMIT.
    kinds = Counter(kind for query in queries if (kind := _kind(query["sql"])) != "ROLLBACK")
    return Work(
        CountingHasher.worked - before,
        kinds,
        answer.status_code,
        answer.headers.get("Location", ""),
    )


def _kind(sql: str) -> str:
    """A statement's verb, and the table it is about."""
    words = sql.replace('"', " ").split()
    if words[0] not in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
        return words[0]
    return f"{words[0]} {next(word for word in words if '_' in word and word.islower())}"


ASKED: dict[str, Callable[[Client, str], Any]] = {
    "sign-in": lambda c, email: c.post(
        "/accounts/login/", {"login": email, "password": "not the right words"}
    ),
    "sign-up": lambda c, email: c.post(
        "/accounts/signup/",
        {"display_name": "Nia Berg", "email": email, "password1": "some other plain words"},
    ),
    "reset": lambda c, email: c.post("/accounts/password/reset/", {"email": email}),
    "code": lambda c, email: c.post("/accounts/login/code/", {"email": email}),
}


@pytest.mark.parametrize("what", ASKED)
def test_an_answer_takes_the_same_work_for_a_known_address_and_for_another(what: str) -> None:
    known, unknown = (
        work_of(lambda client, email=email: ASKED[what](client, email))
        for email in (KNOWN, UNKNOWN)
    )
    assert known.hashings == unknown.hashings
    assert (known.status, known.leads_to) == (unknown.status, unknown.leads_to)
    assert known.statements == unknown.statements, (
        known.statements - unknown.statements,
        unknown.statements - known.statements,
    )
