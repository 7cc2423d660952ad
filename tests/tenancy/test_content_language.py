"""What an author wrote says its language wherever it is shown, to everybody, on a page in another (WCAG 3.1.2)."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from assay.catalog.models import Version
from assay.people.models import Person
from tests.tenancy.table import NOWHERE, SECRET, TABLE, Route
from tests.tenancy.test_every_route import OWNER, Case, _address, may
from tests.tenancy.world import World

pytestmark = pytest.mark.django_db
#: Enough of a sentence to know it by, where a page shows its beginning alone.
KNOWN_BY = 36
SHORTEST = 12
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
#: Shown by the browser outside the page, or being written: there no element can say its language.
UNMARKED = {"title", "script", "style", "textarea"}


class Spoken(HTMLParser):
    """The texts of a page, each with the language of the element it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            outside = self.open[-1][1] if self.open else ""
            self.open.append((tag, dict(attrs).get("lang") or outside))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not UNMARKED & {tag for tag, _lang in self.open}:
            self.said.append((" ".join(data.split()), self.open[-1][1]))


def authors_words() -> set[str]:
    """What the authors of all versions wrote, each by its beginning."""
    found: set[str] = set()
    for version in Version.objects.all():
        content = version.content
        found |= {version.title, version.competency, content.key_method}
        for criterion in content.criteria:
            found |= {criterion.title, *criterion.descriptors.values()}
        found |= {prompt.text for prompt in content.prompts}
        for item in content.items:
            found |= {item.title, item.instructions}
        found |= {resource.get("title", "") for resource in content.resources}
    return {" ".join(text.split())[:KNOWN_BY].strip() for text in found if len(text) >= SHORTEST}


def unmarked(page: str, words: set[str]) -> Iterator[str]:
    """Texts of authors that stand where Spanish is said to be."""
    reader = Spoken()
    reader.feed(page)
    for text, language in reader.said:
        if not language.startswith("en") and any(word in text for word in words):
            yield text[:70]


def readers(name: str, route: Route, world: World) -> Iterator[Person | None]:
    """Who opens a route: its owner and those of the district who may, each role once."""
    if not route.at:
        yield None
        for role in ("learner", "assessor", "lead-assessor", "author", "approver", "program-admin"):
            yield world.people[role, "district"]
        return
    owner = world.owners.get(route.at, {}).get("district")
    if owner is not None:
        yield owner
    for (role, where), person in world.people.items():
        case = Case(name=name, method="GET", actor=(role, where), tenant="district")
        if where == "district" and may(case, route):
            yield person


def test_no_page_in_spanish_shows_words_of_an_author_without_their_language(world: World) -> None:
    words, client, found, looked = authors_words(), Client(raise_request_exception=False), [], 0
    assert len(words) > 20
    for name, route in TABLE.items():
        if (
            name.startswith("ui:pattern")
            or "GET" not in route.methods
            or route.root in (SECRET, NOWHERE)
        ):
            continue
        case = Case(name=name, method="GET", actor=OWNER, tenant="district")
        address = _address(case, world)
        for person in readers(name, route, world):
            point = transaction.savepoint()
            client.logout()
            if person is not None:
                client.force_login(person)
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
            answer = client.get(address)
            if answer.status_code >= 500:
                found.append(f"{name}: {answer.status_code}")
            if (
                answer.headers.get("Content-Type", "").startswith("text/html")
                and not answer.streaming
            ):
                page = answer.content.decode()
                if 'lang="es"' in page:
                    looked += 1
                    found += [f"{name}: {text}" for text in unmarked(page, words)]
            transaction.savepoint_rollback(point)
    assert looked > 100
    assert not found, "\n".join(sorted(set(found)))
