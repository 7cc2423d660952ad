"""How far the reader is, on a stack's page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.catalog.actions import import_stack
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials.tests.factories import make_award
from assay.people.models import Organization, Person

PAGE = "/stacks/talk-that-thinks/"


@pytest.fixture
def members(district: Organization) -> list[Version]:
    found = [make_version(district, slug=slug) for slug in ("one", "two", "three")]
    import_stack(stack_data(district, "mc-one", "mc-two", "mc-three"), by=None)
    return found


def test_it_says_how_many_count_and_what_is_still_open(
    client: Client, ada: Person, members: list[Version]
) -> None:
    make_award(ada, members[0])
    client.force_login(ada)
    html = client.get(PAGE).content.decode()
    assert "1 of 3 badges" in html
    assert "are still to earn." in html


def test_nobody_else_sees_it(
    client: Client, ada: Person, dee: Person, members: list[Version]
) -> None:
    make_award(ada, members[0])
    assert "How far you are" not in client.get(PAGE).content.decode()
    client.force_login(dee)
    assert "0 of 3 badges" in client.get(PAGE).content.decode()


def test_the_page_asks_the_same_however_much_was_earned(
    client: Client,
    ada: Person,
    members: list[Version],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    client.get(PAGE)
    for version in members[:2]:
        make_award(ada, version)
    with django_assert_num_queries(9):
        client.get(PAGE)
