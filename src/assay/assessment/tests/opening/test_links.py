"""A link of a learner on staff's side: reached by a press, never written out."""

import pytest
from django.urls import reverse

from assay.assessment.models import Assignment
from assay.evidence.models import ArtifactKind
from assay.evidence.tests.factories import make_artifact
from assay.record.models import Event

URL = "https://mrsmarsh.sites.example/ada-marsh?by=Ada%20Marsh"


@pytest.fixture
def link(leased: Assignment):
    draft = leased.evaluation.submission
    return make_artifact(
        draft,
        "p2a",
        kind=ArtifactKind.LINK,
        url=URL,
        name="Ada Marsh’s site",
        storage_key="",
        sha256="",
    )


def address(leased: Assignment, link) -> str:
    return reverse("assessment:link", args=(leased.evaluation.submission.public_id, link.pk))


def test_the_page_names_neither_the_address_nor_its_text(client, sam, leased, link) -> None:
    client.force_login(sam)
    page = client.get(reverse("assessment:sheet", args=(leased.pk,)))
    body = page.content.decode().lower()
    assert "marsh" not in body
    assert address(leased, link).lower() in body
    assert "sites.example" in body
    assert "may show whose it is" in body
    assert "marsh" not in str(page.headers).lower()


def test_pressing_leads_there_and_leaves_a_line_in_the_record(client, sam, leased, link) -> None:
    client.force_login(sam)
    answer = client.get(client.post(address(leased, link)).context["made"])
    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"marsh" not in answer.content.lower()
    assert (
        Event.objects.filter(
            verb="evidence.opened", subject_id=str(link.pk), by_id=str(sam.pk)
        ).count()
        == 1
    )


def test_nobody_else_gets_there(client, sue, ada, leased, link) -> None:
    for person in (sue, ada):
        client.force_login(person)
        assert client.get(address(leased, link)).status_code == 404
        assert client.post(address(leased, link)).status_code == 404
    assert not Event.objects.filter(verb="evidence.opened").exists()


def test_a_file_is_no_link_and_a_link_no_file(client, sam, leased, link) -> None:
    client.force_login(sam)
    submission = leased.evaluation.submission
    file = submission.artifacts.filter(kind="file").first()
    assert client.get(address(leased, file)).status_code == 404
    assert (
        client.get(reverse("assessment:file", args=(submission.public_id, link.pk))).status_code
        == 404
    )
    assert client.put(address(leased, link)).status_code == 405
