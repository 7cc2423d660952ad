"""An issuer's page keeps its offers until the catalog changes, and nothing that anybody typed into its address."""

import pytest
from django.test import Client

from assay.catalog.models import Edition, Version
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(district: Organization) -> Version:
    Edition.objects.update_or_create(pk=1, defaults={"stamp": "as-it-is"})
    return make_version(district)


def test_offers_are_kept_until_the_catalog_changes(
    client: Client, district: Organization, version: Version, django_assert_max_num_queries
) -> None:
    url = f"/issuers/{district.ident}/"
    assert version.title in client.get(url).content.decode()
    with django_assert_max_num_queries(5):
        client.get(url)
    Version.objects.filter(pk=version.pk).update(title="Another Title")
    Edition.objects.update(stamp="renewed")
    text = client.get(url).content.decode()
    assert "Another Title" in text and version.title not in text


def test_what_stands_in_an_address_is_kept_for_nobody_else(
    client: Client, district: Organization, version: Version
) -> None:
    for n in range(30):
        make_version(district, slug=f"more-{n}")
    url = f"/issuers/{district.ident}/"
    assert "planted" in client.get(url + "?planted=1").content.decode()
    plain = client.get(url).content.decode()
    assert "planted" not in plain and "?page=2" in plain
    assert client.get(url + "?page=2").content.decode() != plain
