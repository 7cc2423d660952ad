"""Resources that are written here: a page of their own, linked where the resource is named (A5)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version, wait_time
from assay.people.models import Organization, Person, Role
from assay.people.tests.factories import make_person

TEXT = "# What to count\n\n- the pause\n- <script>alert(1)</script>\n\n[away](javascript:alert(1))"


def written() -> dict[str, Any]:
    return wait_time() | {
        "resources": [
            {"id": "r1", "title": "Talk tally", "type": "protocol", "minutes": 20, "text": TEXT},
            {"id": "r2", "title": "Elsewhere", "type": "website", "url": "https://example.org/x"},
            {"id": "r3", "title": "A bare title", "type": "guide"},
        ]
    }


@pytest.fixture
def open_version(district: Organization) -> Version:
    return make_version(district, data=written())


def test_it_is_read_by_anyone_and_lets_nothing_run(client: Client, open_version: Version) -> None:
    slug = open_version.micro_credential.slug
    here = reverse("catalog:resource", args=[slug, open_version.number, "r1"])
    page = client.get(here)
    html = page.content.decode()
    assert page.status_code == 200
    assert "<h3>What to count</h3>" in html and "<li>the pause</li>" in html
    assert "<script>alert" not in html and 'href="javascript' not in html
    assert "You need not read it to be assessed." in html
    reading = client.get(reverse("catalog:detail", args=[slug])).content.decode()
    assert f'<a href="{here}">Talk tally</a>' in reading
    assert "https://example.org/x" in reading and "A bare title" in reading


@pytest.mark.parametrize("ident", ["r2", "r3", "none"])
def test_what_lies_elsewhere_or_nowhere_has_no_page(
    client: Client, open_version: Version, ident: str
) -> None:
    slug = open_version.micro_credential.slug
    here = reverse("catalog:resource", args=[slug, open_version.number, ident])
    assert client.get(here).status_code == 404
    assert client.get(here.replace(open_version.number, "9.9")).status_code == 404


def test_a_draft_is_read_by_those_who_write_it_alone(
    client: Client, district: Organization, max_: Person
) -> None:
    draft = make_version(district, data=written(), published=False)
    here = reverse("catalog:draft_resource", args=[draft.pk, "r1"])
    slug = draft.micro_credential.slug
    public = reverse("catalog:resource", args=[slug, draft.number, "r1"])
    assert client.get(public).status_code == 404
    for person, status in (
        (max_, 200),
        (make_person(role=Role.LEARNER, organization=district), 404),
    ):
        client.force_login(person)
        assert client.get(here).status_code == status
    client.force_login(max_)
    preview = client.get(reverse("catalog:preview", args=[draft.pk])).content.decode()
    assert f'<a href="{here}">Talk tally</a>' in preview
