"""The five elements as filters of the catalog: told of each version, narrowed by all that are chosen."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from assay.catalog.models import Facet, MicroCredential, Version
from assay.catalog.public import catalog_index

pytestmark = pytest.mark.usefixtures("whole_catalog")
ELEMENTS = ("content", "feedback", "portfolio", "research", "careers")


def shown(*elements: str) -> set[str]:
    books = catalog_index.load("")
    return {book.slug for book in books.narrowed({"element": list(elements)})}


def test_each_narrows_to_what_shows_it_and_several_to_what_shows_all() -> None:
    sets = {one: shown(one) for one in ELEMENTS}
    designed = MicroCredential.objects.exclude(content_partner=None)
    assert sets["content"] == set(designed.values_list("slug", flat=True))
    assert sets["portfolio"] and sets["portfolio"] < sets["research"]
    assert shown("content", "portfolio") == sets["content"] & sets["portfolio"]
    assert shown(*ELEMENTS) == set.intersection(*sets.values())


def test_the_page_offers_them_with_how_many_are_left(client: Client) -> None:
    page = client.get("/catalog/").content.decode()
    assert "Elements of quality" in page and "Research: two sources or more" in page
    both = len(shown("content", "research"))
    narrowed = client.get("/catalog/?element=content&element=research").content.decode()
    assert f"<b>{both} of " in narrowed
    assert client.get("/catalog/?element=no-such").status_code == 200


def test_what_was_there_before_is_told_as_what_comes_now() -> None:
    """The migration and the verb tell the same of every version."""
    migration = import_module("assay.catalog.migrations.0014_tell_elements")
    now = {
        version.pk: set(version.facets.filter(kind="element").values_list("value", flat=True))
        for version in Version.objects.all()
    }
    migration.take_out(apps, None)
    assert not Facet.objects.filter(kind="element").exists()
    migration.tell(apps, None)
    for version in Version.objects.all():
        told = set(version.facets.filter(kind="element").values_list("value", flat=True))
        assert told == now[version.pk]
