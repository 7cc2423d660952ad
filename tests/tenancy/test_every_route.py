"""Every route and method, for every role of three organizations, against rows of each: from the resolver itself.

The whole table is walked where a change is judged (`slow`); a tenth of it, drawn by seed, with every check; each page
once on PostgreSQL.
"""

import logging
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.defaults import page_not_found

from assay.config import urls
from assay.people.models import Person, Role
from tests.tenancy.table import (
    COLLEAGUES,
    DESK,
    EVERY_DESK,
    GOALS,
    HOME,
    NOWHERE,
    OWN,
    PARTNERS,
    PEOPLE,
    PROGRAM,
    PUBLIC,
    SECRET,
    SIGNED_IN,
    TABLE,
    Route,
)
from tests.tenancy.world import TENANTS, World, covers, issuer_of

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOT_TAKEN = (405,)
NOBODY = ("nobody", "")
OWNER = ("owner", "")
ACTORS = [NOBODY, OWNER, *((role, where) for where in TENANTS for role in Role.values)]
#: A method that is not taken is the same for everybody: three people show it.
FEW = [NOBODY, OWNER, ("program-admin", "district")]
SEED = 20261128
#: Public addresses that are signposts to a page of one's own.
LEADS_ON = ("assessment:index", "credentials:change_password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request: by whom, to what, on whose row."""

    name: str
    method: str
    actor: tuple[str, str]
    tenant: str

    def __str__(self) -> str:
        who = " of ".join(part for part in self.actor if part)
        return f"{self.method} {self.name} by {who} on a row of {self.tenant or 'nobody'}"


def routes() -> dict[str, URLPattern]:
    """Every address of the product by its name; one without a name by its view's."""

    def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, pattern.namespace or space)
            else:
                name = pattern.name or getattr(pattern.callback, "__name__", "?")
                yield (f"{space}:{name}" if space else name), pattern

    found: dict[str, URLPattern] = {}
    for name, pattern in walk(get_resolver()):
        assert name not in found, f"two routes are called {name}"
        found[name] = pattern
    return found


def test_the_table_has_a_line_for_every_route_and_no_other() -> None:
    assert sorted(set(routes()) - set(TABLE)) == [], (
        "routes without a line in tests/tenancy/table.py"
    )
    assert sorted(set(TABLE) - set(routes())) == [], (
        "lines of tests/tenancy/table.py without a route"
    )


def cases() -> list[Case]:
    found = []
    for name, route in sorted(TABLE.items()):
        tenants = TENANTS if route.at else ("",)
        for method in METHODS:
            actors: Iterable[tuple[str, str]] = ACTORS if method in route.methods else FEW
            found += [
                Case(name=name, method=method, actor=a, tenant=t) for a in actors for t in tenants
            ]
    return found


def may(case: Case, route: Route) -> bool:
    """Whether this person has business there, by the table alone."""
    role, where = case.actor
    if route.root == PUBLIC:
        return True
    if case.actor == NOBODY:
        return False
    if route.root == SIGNED_IN:
        return True
    if route.root == COLLEAGUES:
        return issuer_of(case.tenant if case.actor == OWNER else where) == issuer_of(case.tenant)
    if case.actor == OWNER:
        return route.root == OWN
    if route.root == OWN:  # a badge: whoever keeps its issuer's awards sees it too, private or not
        return role in route.roles and where == issuer_of(case.tenant)
    if role not in route.roles:
        return False
    return {
        PEOPLE: lambda: covers(where, case.tenant),
        PROGRAM: lambda: where == issuer_of(case.tenant),
        DESK: lambda: where != "school",
        EVERY_DESK: lambda: True,
        GOALS: lambda: reads_goals(role, where, case.tenant),
        PARTNERS: lambda: where == "partner",
        HOME: lambda: where == "district",
    }.get(route.root, lambda: False)()


def reads_goals(role: str, where: str, tenant: str) -> bool:
    """Readers of the rules those of their program; who leads a school its own and its district's."""
    if where == "school":
        return role in ("principal", "program-admin") and issuer_of(tenant or where) == "district"
    return role != "principal" and (not tenant or where == issuer_of(tenant))


class Browser:
    """One client for everybody: its middleware is built once, and each person is signed in once.

    A request begins with the cookies that its person had, and leaves nothing behind.
    """

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.sessions: dict[int, str] = {}

    def be(self, person: Person | None) -> None:
        self.client.cookies = SimpleCookie()
        if person is not None and person.pk not in self.sessions:
            self.client.force_login(person)
            self.sessions[person.pk] = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        elif person is not None:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person.pk]


@pytest.fixture
def browser() -> Browser:
    return Browser()


class PageNotFound:
    """The page that says so, in full for each person and each route once; after that it only answers 404.

    Two in three requests end there, with a page that shows the reader's own menu and nothing of the row asked for.
    """

    def __init__(self) -> None:
        self.met: set[object] = set()

    def __call__(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        route = request.resolver_match.view_name if request.resolver_match else ""
        asked = {request.user.pk or NOBODY, route}
        if asked <= self.met:
            return HttpResponseNotFound()
        self.met |= asked
        return page_not_found(request, exception)


def ask(case: Case, world: World, browser: Browser, address: str) -> HttpResponseBase:
    """The answer; whatever the request changed is taken back."""
    route = TABLE[case.name]
    browser.be(person_of(case, world))
    point = transaction.savepoint()
    try:
        send = getattr(browser.client, case.method.lower())
        answer: HttpResponseBase = (
            send(address, dict(route.data), headers=route.headers)
            if case.method == "POST"
            else send(address)
        )
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
        return answer
    finally:
        transaction.savepoint_rollback(point)


def person_of(case: Case, world: World) -> Person | None:
    if case.actor == NOBODY:
        return None
    if case.actor == OWNER:
        owners = world.owners.get(TABLE[case.name].at, {})
        return owners.get(case.tenant) or world.people["learner", case.tenant or "district"]
    return world.people[case.actor]


def fault(case: Case, world: World, answer: HttpResponseBase) -> str:
    """What is wrong with an answer, or ""."""
    route, status = TABLE[case.name], answer.status_code
    to_sign_in = status == 302 and "/accounts/" in answer.headers.get("Location", "")
    if status >= 500:
        return f"{status}"
    if (
        case.method not in route.methods
    ):  # a page that knows no such method shows itself, to whom it is for
        shown = route.root in (PUBLIC, SIGNED_IN) or case.actor == OWNER or may(case, route)
        shown = shown or (route.root == SECRET and _says_nothing(route, answer))
        return "" if status >= 400 or to_sign_in or shown else f"{status}, not refused"
    if route.root in (SECRET, NOWHERE):
        return (
            ""
            if status in (301, 400, 401, 403, 404, 405, 410, 412, 422)
            or to_sign_in
            or _says_nothing(route, answer)
            else str(status)
        )
    if route.root == PUBLIC:
        return "" if not to_sign_in or case.name in LEADS_ON else "sent to sign in"
    if case.actor == NOBODY:
        # Whoever is not signed in is sent there, or finds nothing; account pages are for strangers too.
        closed = to_sign_in or status in (401, 403, 404)
        return "" if closed or route.root == SIGNED_IN else f"{status}, open to anybody"
    if may(case, route):
        shut = status in (403, 404) or to_sign_in
        return (
            f"{status}, shut to whom it is for"
            if shut and not route.empty and route.root != SIGNED_IN
            else ""
        )
    return "" if status in route.strangers else f"{status}, not {route.strangers}"


def _says_nothing(route: Route, answer: HttpResponseBase) -> bool:
    """A page that answers every invented link alike, in words."""
    return answer.status_code in (200, 302) and "key" in route.arguments


def told(case: Case, world: World, answer: HttpResponseBase, address: str) -> str:
    """Whose names, addresses or numbers stand on a page that are none of the reader's business."""
    route = TABLE[case.name]
    if (
        route.root in (PUBLIC, SECRET)
        or case.actor in (NOBODY, OWNER)
        or not hasattr(answer, "content")
    ):
        return ""
    text = answer.content.decode(errors="replace").replace(
        address, ""
    )  # what was asked for is known to who asked
    # Who signs for one organization reads the other's name on the page about it: that is public.
    issuers = {place.name for place in world.places.values()}
    for issuer in issuers:
        text = text.replace(issuer, "")
    _role, where = case.actor
    strangers = [
        tenant
        for tenant in TENANTS
        if not covers(where, tenant) and not (route.from_above and covers(tenant, where))
    ]
    return ", ".join(
        sorted(mark for tenant in strangers for mark in world.marks[tenant] if mark in text)
    )


def walk(chosen: Iterable[Case], world: World, browser: Browser) -> list[str]:
    wrong = []
    logging.disable(logging.ERROR)  # thousands of refusals are what is asked for
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(urls, "handler404", PageNotFound(), raising=False)
            # Django's test run copies every context for those who ask which templates were used: nobody does here.
            patch.setattr(
                Template, "_render", lambda template, context: template.nodelist.render(context)
            )
            for case in chosen:
                address = _address(case, world)
                answer = ask(case, world, browser, address)
                if found := fault(case, world, answer):
                    wrong.append(f"{case}: {found} {answer.headers.get('Location', '')}".rstrip())
                if found := told(case, world, answer, address):
                    wrong.append(f"{case}: tells {found}")
    finally:
        logging.disable(logging.NOTSET)
    return wrong


def _address(case: Case, world: World) -> str:
    route = TABLE[case.name]
    arguments = world.rows[route.at][case.tenant] if route.at else dict(route.arguments)
    if case.name == "people:new-organization":
        return f"{reverse(case.name)}?below={arguments['pk']}"
    if case.name == "credentials:badge_in_capitals":
        return f"/badges/{arguments['pk']}/{arguments['rest']}"
    return reverse(case.name, kwargs=arguments)


def _report(wrong: list[str]) -> None:
    assert not wrong, f"{len(wrong)} answers are not as the table says:\n" + "\n".join(wrong[:60])


def test_a_tenth_of_all_requests_drawn_by_seed(world: World, browser: Browser) -> None:
    everything = cases()
    drawn = random.Random(SEED).sample(everything, len(everything) // 10)
    _report(walk(sorted(drawn, key=str), world, browser))


@pytest.mark.postgresql
def test_each_page_and_press_once_by_somebody_whose_business_it_is(
    world: World, browser: Browser
) -> None:
    """What a database could answer otherwise is what a page asks, whoever may read it: once each, refusals apart."""
    chosen: dict[tuple[str, str], Case] = {}
    for case in cases():
        route, key = TABLE[case.name], (case.name, case.method)
        if case.method in route.methods and (key not in chosen or _better(case, chosen[key])):
            chosen[key] = case
    assert {name for name, _method in chosen} == set(TABLE)
    _report(walk(chosen.values(), world, browser))


def _better(case: Case, than: Case) -> bool:
    """The first whose business it is; where it is nobody's of the table, whoever came first."""
    return may(case, TABLE[case.name]) and not may(than, TABLE[case.name])


PARTS = 4


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_request(part: int, world: World, browser: Browser) -> None:
    _report(
        walk(
            cases()[part::PARTS] if os.environ.get("TENANCY_ONLY") is None else only(),
            world,
            browser,
        )
    )


def only() -> list[Case]:
    """By hand: TENANCY_ONLY=people: pytest … looks at routes whose name begins so."""
    return [case for case in cases() if case.name.startswith(os.environ["TENANCY_ONLY"])]
