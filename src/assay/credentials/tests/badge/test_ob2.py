import io
import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.people.models import Organization, Person
from badgecore.baking import unbake
from badgecore.identity import is_hash_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(ada: Person, version: Version) -> Award:
    return make_award(ada, version, visibility="link")


def path(url: str) -> str:
    return urlsplit(url).path


def test_the_three_documents_lead_to_each_other(client: Client, shown: Award, ada: Person) -> None:
    said = client.get(f"/badges/{shown.pk}/ob2.json").json()
    assert (said["type"], said["@context"]) == ("Assertion", "https://w3id.org/openbadges/v2")
    assert said["verification"] == {"type": "hosted"}
    assert is_hash_of(said["recipient"]["identity"], ada.email, said["recipient"]["salt"])
    assert ada.email not in json.dumps(said)
    badge = client.get(path(said["badge"])).json()
    assert (badge["type"], badge["name"]) == ("BadgeClass", shown.version.title)
    assert set(badge["criteria"]) == {"id", "narrative"}
    issuer = client.get(path(badge["issuer"])).json()
    assert (issuer["type"], issuer["name"]) == ("Issuer", "Lakeside Schools")
    for document, url in ((badge, said["badge"]), (issuer, badge["issuer"])):
        assert document["id"] == url
    for picture in (said["image"], badge["image"]):
        assert client.get(path(picture))["Content-Type"] == "image/png"


def test_each_is_for_scripts_of_any_origin_and_for_minutes(client: Client, shown: Award) -> None:
    first = f"/badges/{shown.pk}/ob2.json"
    badge = path(client.get(first).json()["badge"])
    for address in (first, badge, path(client.get(badge).json()["issuer"])):
        answer = client.get(address)
        assert answer["Content-Type"] == "application/ld+json"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"


def test_it_tells_no_more_than_the_badge_does(client: Client, shown: Award) -> None:
    said = client.get(f"/badges/{shown.pk}/ob2.json").json()
    assert set(said) == {
        "@context",
        "type",
        "id",
        "recipient",
        "badge",
        "verification",
        "issuedOn",
        "image",
    }


def test_strangers_find_no_private_one(
    client: Client, award: Award, ada: Person, dee: Person
) -> None:
    for name in ("ob2.json", "badge-ob2.png"):
        address = f"/badges/{award.pk}/{name}"
        for person, status in ((None, 404), (dee, 404), (ada, 200)):
            client.logout()
            if person:
                client.force_login(person)
            answer = client.get(address)
            assert answer.status_code == status, (name, person)
        assert answer["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer


def test_a_withdrawn_one_is_gone_and_says_why_in_a_word(
    client: Client, shown: Award, chi: Person
) -> None:
    actions.revoke(shown, ground="issued_in_error", reason="The video is of another class.", by=chi)
    answer = client.get(f"/badges/{shown.pk}/ob2.json", headers={"accept-language": "es"})
    assert answer.status_code == 410
    assert answer["Content-Type"] == "application/ld+json"
    assert answer.json() == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"http://127.0.0.1:8000/badges/{shown.pk}/ob2.json",
        "revoked": True,
        "revocationReason": "Issued in error",
    }
    assert b'"revoked":true' in answer.content
    assert client.get(f"/badges/{shown.pk}/badge-ob2.png").status_code == 410


def test_a_withdrawn_private_one_is_nothing_to_strangers(
    client: Client, award: Award, chi: Person
) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert client.get(f"/badges/{award.pk}/ob2.json").status_code == 404


def test_the_picture_carries_it_and_nothing_else(client: Client, shown: Award) -> None:
    answer = client.get(f"/badges/{shown.pk}/badge-ob2.png")
    found = unbake(answer.content)
    assert found.keyword == "openbadges"
    assert json.loads(found.text) == client.get(f"/badges/{shown.pk}/ob2.json").json()
    assert Image.open(io.BytesIO(answer.content)).size == (480, 480)
    assert answer["Content-Disposition"] == 'attachment; filename="wait-time-badge-ob2.png"'


def test_our_own_check_reads_it_while_it_stands_and_after(
    client: Client, award: Award, ada: Person, chi
) -> None:
    client.force_login(ada)
    picture = client.get(f"/badges/{award.pk}/badge-ob2.png").content
    report = checking.check(picture, recipient=ada.email)
    assert (report.verdict, report.standard) == ("valid", "Open Badges 2.0"), report.to_json()
    assert checking.check(picture, recipient="dee@example.org").verdict == "someone-else"
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert checking.check(picture).verdict == "revoked"


def test_an_altered_one_is_refused_though_its_address_is_ours(
    client: Client, shown: Award, dee: Person
) -> None:
    said = client.get(f"/badges/{shown.pk}/ob2.json").json()
    for name, value in (
        ("issuedOn", "2020-01-01T00:00:00Z"),
        ("badge", "https://example.org/other"),
        ("recipient", said["recipient"] | {"identity": "sha256$" + "0" * 64}),
    ):
        assert checking.check(json.dumps(said | {name: value})).verdict == "not-valid", name


def test_after_a_reissue_an_older_file_is_still_good(
    client: Client, award: Award, ada: Person
) -> None:
    client.force_login(ada)
    before = client.get(f"/badges/{award.pk}/ob2.json").content
    ada.display_name = "Ada Marsh-Lind"
    ada.save()
    actions.reissue(Award.objects.get(), by=ada)
    assert checking.check(before).verdict == "valid"


def test_what_does_not_exist_is_404(
    client: Client, district: Organization, version: Version
) -> None:
    for address in (
        "/badges/00000000-0000-4000-8000-000000000000/ob2.json",
        "/badges/classes/wait-time/9.9/ob2.json",
        "/badges/classes/wait-time/1.0/ob2.json",
        "/issuers/nobody/ob2.json",
    ):
        assert client.get(address).status_code == 404, address


def test_what_may_be_earned_is_there_before_anybody_asks_for_a_badge(
    client: Client, version: Version
) -> None:
    actions.ensure_issuer(version.micro_credential.issuer)
    assert client.get("/badges/classes/wait-time/1.0/ob2.json").json()["name"] == version.title
