"""A check on the desk: the pages of a submission, until the levels are sent; then the expert's beside them at once."""

import re

import pytest
from django.test import Client

from assay.assessment import actions
from assay.assessment.models import AnchorReading, Assignment, DriftCheck
from assay.assessment.tests.factories import certified, has_read, make_anchor, make_evaluation
from assay.catalog.models import Version
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(client: Client, sam: Person, sue: Person, version: Version, lea: Person) -> Person:
    """Sam, signed in, for whom a check is due and there."""
    certified(sam)
    has_read(sam, sue, version, 14)
    make_anchor(version, lead=lea)
    client.force_login(sam)
    return sam


def sent(version: Version, level: str = "demonstrated") -> dict[str, str]:
    return {f"level-{c.id}": level for c in version.content.criteria} | {
        f"{part}-{c.id}": "Once more."
        for c in version.content.criteria
        for part in ("strength", "next")
    }


def bare(html: str, *own: str) -> str:
    """A page without what differs from one submission to the next."""
    html = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"', "", html)
    for words in own:
        html = html.replace(words, "·")
    return re.sub(r"\s+", " ", html)


def test_its_sheet_is_that_of_a_submission(
    client: Client,
    due: Person,
    ada: Person,
    district: Organization,
    lea: Person,
    version: Version,
) -> None:
    address = take(client)
    check = DriftCheck.objects.get()
    assert address == f"/assessment/sheets/{check.number}/"
    page = client.get(address).content.decode()
    assert check.reading is not None
    public_id = check.reading.anchor.public_id
    assert f"Submission {public_id}" in page and "attempt 1" in page
    assert "anchor" not in page.lower().replace("skip-anchor", "") and "Grade 4" not in page
    make_evaluation(ada, district, lead=lea, version=version)
    other = client.get(take(client)).content.decode()
    for words in ("Private note to the approver", "Recuse", "Submit scores", "Due"):
        assert (words in page) and (words in other)


def take(client: Client) -> str:
    """The next one's sheet, by the presses that lead there."""
    answer = client.post("/assessment/sheets/next/")
    assert answer.status_code == 302
    offered = str(answer["Location"])
    page = client.get(offered).content.decode()
    assert "Do you have a tie to this work?" in page and "words of text" in page
    assert "anchor" not in page.lower().replace("skip-anchor", "")
    return str(client.post(offered.replace("/offer/", "/acceptance/"))["Location"])


def test_saved_handed_over_and_shown_beside(client: Client, due: Person, version: Version) -> None:
    address = take(client)
    data = sent(version) | {"note_to_approver": "Clear.", "revision": "0"}
    assert client.post(address, data)["Location"] == address
    reading = AnchorReading.objects.get()
    assert (reading.note_to_approver, reading.revision) == ("Clear.", 1)
    desk = client.get("/assessment/sheets/").content.decode()
    assert reading.anchor.public_id in desk and address in desk
    half = {k: v for k, v in sent(version).items() if k != "level-c2"}
    refused = client.post(f"{address}handover/", half | {"revision": "1"})
    assert refused.status_code == 422
    reading.refresh_from_db()
    done = client.post(f"{address}handover/", sent(version) | {"revision": str(reading.revision)})
    assert done["Location"] == f"/assessment/readings/{reading.pk}/beside/"
    beside = client.get(done["Location"]).content.decode()
    assert "This was an anchor among your work" in beside and "The expert saw c1." in beside
    assert client.get(address)["Location"] == done["Location"]
    assert reading.anchor.public_id not in client.get("/assessment/sheets/").content.decode()


def test_nobody_elses_and_nothing_before_its_time(
    client: Client, due: Person, sue: Person, lea: Person
) -> None:
    address = take(client)
    reading = AnchorReading.objects.get()
    assert client.get(f"/assessment/readings/{reading.pk}/").status_code == 404
    assert client.get(f"/assessment/readings/{reading.pk}/beside/").status_code == 404
    number = DriftCheck.objects.get().number
    owner = Assignment.objects.get(pk=number).assessor
    for other in (sue, lea):
        client.force_login(other)
        if other == owner:
            continue
        assert client.get(address).status_code == 404
        for act in ("handover", "recusal"):
            assert client.post(f"{address}{act}/", {"ground": "family"}).status_code == 404
    check = DriftCheck.objects.get()
    assert check.is_open


def test_stepping_back(client: Client, due: Person) -> None:
    address = take(client)
    page = client.post(f"{address}recusal/", {"ground": "family"}, follow=True).content.decode()
    assert "You stepped back. Someone else takes it from here." in page
    assert not DriftCheck.objects.get().is_open
    assert "You stepped back from this submission." in client.get(address).content.decode()


def test_the_lead_sees_where_none_is_left(
    client: Client, due: Person, lea: Person, version: Version
) -> None:
    check = actions.offer_check(due)
    assert check is not None
    actions.accept_check(check, by=due)
    actions.recuse_check(check, "family", by=due)
    client.force_login(lea)
    page = client.get("/assessment/lead/anchors/").content.decode()
    assert "1 of 1 certified assessors has met them all this year" in page


def test_the_sheet_of_an_offer_leads_to_the_offer(client: Client, due: Person) -> None:
    offered = client.post("/assessment/sheets/next/")["Location"]
    assert client.get(offered.replace("offer/", ""))["Location"] == offered


def test_a_paused_assessor_is_told_of_no_work(
    client: Client,
    due: Person,
    ada: Person,
    district: Organization,
    lea: Person,
    version: Version,
) -> None:
    make_evaluation(ada, district, lead=lea, version=version)
    assert "ready for you to score" in client.get("/assessment/sheets/").content.decode()
    actions.pause(due, district, "We calibrate again.", by=lea)
    page = client.get("/assessment/sheets/").content.decode()
    assert "ready for you to score" not in page and "has paused your work" in page
