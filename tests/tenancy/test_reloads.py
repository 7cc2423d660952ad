"""A reload or a bookmark of an address that only takes what a form sends: a page of ours or another address, always."""

import pytest
from django.http import HttpResponseBase

from tests.tenancy.table import POST, TABLE
from tests.tenancy.test_every_route import (
    ACTORS,
    NOBODY,
    OWNER,
    Browser,
    Case,
    _address,
    ask,
    may,
)
from tests.tenancy.world import TENANTS, World

pytestmark = pytest.mark.django_db
#: Asked by machines, which read their answer as JSON.
FOR_MACHINES = {"application/json", "application/problem+json"}


def reloads() -> list[Case]:
    """For each address that takes only POST: nobody, its owner, and the first who has business there."""
    found = []
    for name, route in sorted(TABLE.items()):
        if route.methods != POST:
            continue
        tenants = TENANTS if route.at else ("",)
        asked = [
            Case(name=name, method="GET", actor=actor, tenant=tenant)
            for tenant in tenants
            for actor in ACTORS
        ]
        meant = next((c for c in asked if c.actor not in (NOBODY, OWNER) and may(c, route)), None)
        for case in asked[: len(ACTORS)]:
            if case.actor in (NOBODY, OWNER):
                found.append(case)
        found += [meant] if meant else []
    return found


def what_is_wrong(answer: HttpResponseBase) -> str:
    status, kind = answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0]
    if status in (301, 302, 303):
        return ""
    if status not in (200, 403, 404, 405, 410):
        return str(status)
    if kind in FOR_MACHINES:
        return ""
    text = getattr(answer, "content", b"").decode()
    return "" if "<h1" in text and 'href="/' in text else f"{status} without a page: {text[:80]!r}"


def test_a_reload_of_what_a_form_was_sent_to_is_a_page(world: World) -> None:
    browser, wrong = Browser(), list[str]()
    for case in reloads():
        answer = ask(case, world, browser, _address(case, world))
        if found := what_is_wrong(answer):
            wrong.append(f"{case}: {found}")
    assert not wrong, "\n".join(wrong)
