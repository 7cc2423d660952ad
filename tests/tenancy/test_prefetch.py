"""What a browser may fetch before anybody goes there writes nothing, whoever asks (config/prefetch.py)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assay.config.prefetch import PAGES
from tests.tenancy.table import TABLE
from tests.tenancy.test_every_route import ACTORS, Browser, Case, ask, browser, may, person_of
from tests.tenancy.test_every_route import _address as address_of
from tests.tenancy.world import TENANTS, World

pytestmark = pytest.mark.django_db
__all__ = ["browser"]

WRITES = re.compile(r"(INSERT|UPDATE|DELETE|REPLACE|WITH .*(INSERT|UPDATE|DELETE)) ", re.DOTALL)


def cases(name: str) -> list[Case]:
    tenants = TENANTS if TABLE[name].at else ("",)
    return [
        case
        for actor in ACTORS
        for tenant in tenants
        if may(case := Case(name=name, method="GET", actor=actor, tenant=tenant), TABLE[name])
    ]


@pytest.mark.parametrize("name", PAGES)
def test_who_may_go_there_leaves_no_trace(name: str, world: World, browser: Browser) -> None:
    seen = 0
    for case in cases(name):
        browser.be(person_of(case, world))  # who signs in is written down
        with CaptureQueriesContext(connection) as asked:
            answer = ask(case, world, browser, address_of(case, world))
        written = [q["sql"][:200] for q in asked if WRITES.match(q["sql"])]
        assert not written, f"{case} ({answer.status_code}): {written}"
        seen += answer.status_code == 200
    assert seen, "somebody has seen it"
