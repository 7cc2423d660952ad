"""The five elements as filters of the catalog: told of each version, narrowed by all that are chosen."""

from copy import deepcopy
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from assay.catalog.actions.deriving import derive, renew_edition
from assay.catalog.models import Facet, MicroCredential, StackMember, Version
from assay.catalog.public import catalog_index
from assay.catalog.tests.factories import make_version, wait_time
from assay.people.models import Organization

pytestmark = pytest.mark.usefixtures("whole_catalog")
ELEMENTS = ("content", "feedback", "portfolio", "research", "careers")


def shown(*elements: str) -> set[str]:
    books = catalog_index.load("")
    return {book.slug for book in books.narrowed({"element": list(elements)})}


def lacking(district: Organization) -> dict[str, str]:
    """One micro-credential by what alone it lacks of what a version says of itself; the catalog lacks none of these."""
    data = wait_time()
    items = data["requirements"]["part2"]["items"]
    data["requirements"]["part2"]["items"] = [*items, {**items[0], "type": "student_work"}]
    found = {"": data}
    for element in ("feedback", "portfolio", "research"):
        found[element] = deepcopy(data)
    found["feedback"]["rubric"]["criteria"][0]["descriptors"]["almost"] = ""
    for item in found["portfolio"]["requirements"]["part2"]["items"]:
        item["type"] = "document"
    found["research"]["research"]["citations"] = data["research"]["citations"][:1]
    slugs = {element: f"lacks-{element or 'nothing'}" for element in found}
    for element, one in found.items():
        version = make_version(district, slug=slugs[element], data=one)
        derive(version)
        renew_edition(version)
    return slugs


def test_each_narrows_to_what_shows_it_and_several_to_what_shows_all(
    district: Organization,
) -> None:
    slugs = lacking(district)
    sets = {one: shown(one) for one in ELEMENTS}
    designed = MicroCredential.objects.exclude(content_partner=None)
    assert sets["content"] == set(designed.values_list("slug", flat=True))
    members = StackMember.objects.values_list("micro_credential__slug", flat=True)
    assert sets["careers"] == set(members) and sets["content"] and sets["careers"]
    for element in ("feedback", "portfolio", "research"):
        assert set(slugs.values()) - sets[element] == {slugs[element]}
    assert sets["content"] - sets["portfolio"] and sets["portfolio"] - sets["careers"]
    assert shown("portfolio", "research") == sets["portfolio"] & sets["research"] != set()
    assert shown("content", "careers") == sets["content"] & sets["careers"] != set()
    assert shown(*ELEMENTS) == set.intersection(*sets.values())


def test_the_page_offers_them_with_how_many_are_left(client: Client) -> None:
    page = client.get("/catalog/").content.decode()
    assert "Elements of quality" in page and "Research: two sources or more" in page
    both = len(shown("content", "research"))
    narrowed = client.get("/catalog/?element=content&element=research").content.decode()
    assert f"<b>{both} of " in narrowed
    assert client.get("/catalog/?element=no-such").status_code == 200


def test_what_was_there_before_is_told_as_what_comes_now(district: Organization) -> None:
    """The migration and the verb tell the same of every version."""
    migration = import_module("assay.catalog.migrations.0014_tell_elements")
    lacking(district)
    now = {
        version.pk: set(version.facets.filter(kind="element").values_list("value", flat=True))
        for version in Version.objects.all()
    }
    assert len({frozenset(told) for told in now.values()}) > 4
    migration.take_out(apps, None)
    assert not Facet.objects.filter(kind="element").exists()
    migration.tell(apps, None)
    for version in Version.objects.all():
        told = set(version.facets.filter(kind="element").values_list("value", flat=True))
        assert told == now[version.pk]
