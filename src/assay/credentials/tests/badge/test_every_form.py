"""Every form of a badge tells what its earner and others added, and nothing that was taken back."""

import json

import pytest
from django.test import Client

from assay.credentials import actions
from assay.credentials.models import Award, Wallet, WalletOffer
from assay.credentials.verification import checking
from assay.evidence.models import Artifact
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import now
from assay.people.models import Person
from badgecore.baking import unbake
from badgecore.proofs.jose import Jws, credential_of

pytestmark = pytest.mark.django_db
DID = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


@pytest.fixture
def award(endorsed: Award) -> Award:
    """A badge open to anyone."""
    endorsed.visibility = "link"
    endorsed.save(update_fields=("visibility",))
    return endorsed


@pytest.fixture
def paper(award: Award) -> Artifact:
    items = award.version.content.items
    step = next(
        item.id for item in items if item.students_visible == "no" and not item.consent_required
    )
    return make_artifact(award.evaluation.submission, step, name="log.pdf")


def told(client: Client, award: Award) -> dict[str, dict]:
    """What each form says, each checked on the way."""
    base = f"/badges/{award.pk}/"
    found = {
        name: client.get(base + name).content
        for name in ("badge.json", "badge.jwt", "badge.png", "badge.svg")
    }
    for name, body in found.items():
        report = checking.check(body)
        assert report.verdict == "valid", (name, report.to_json())
    return {
        "badge.json": json.loads(found["badge.json"]),
        "badge.jwt": credential_of(Jws.read(found["badge.jwt"].decode())),
        "badge.png": json.loads(unbake(found["badge.png"]).text),
        "badge.svg": json.loads(unbake(found["badge.svg"]).text),
    }


def test_endorsements_stand_in_every_form_and_hold(client: Client, award: Award, settings) -> None:
    for name, badge in told(client, award).items():
        assert badge["credentialSubject"]["achievement"]["endorsement"][0]["proof"], name
        of_issuer = badge["issuer"].get("endorsement", [])
        # The JWT names its issuer by its own key where there is no did:web: nobody endorsed that name.
        assert of_issuer or (name == "badge.jwt" and not settings.SECURE), name
        for endorsement in of_issuer:
            assert endorsement["credentialSubject"]["id"] == badge["issuer"]["id"], (
                f"{name}: of another issuer"
            )


def test_evidence_stands_in_every_form_until_it_is_taken_back(
    client, award: Award, ada: Person, paper
) -> None:
    actions.show_evidence(award, {paper.pk: "My log."}, by=ada)
    ob2 = client.get(f"/badges/{award.pk}/ob2.json").json()
    pieces = [badge["evidence"][0]["id"] for badge in told(client, award).values()] + [
        ob2["evidence"][0]["id"]
    ]
    assert len(pieces) == 5
    assert len(set(pieces)) == 1
    actions.show_evidence(Award.objects.get(), {}, by=ada)
    assert not any("evidence" in badge for badge in told(client, award).values())
    assert "evidence" not in client.get(f"/badges/{award.pk}/ob2.json").json()


def test_the_wallet_it_is_bound_to_is_its_subject_in_every_form(
    client: Client, award: Award, ada: Person
) -> None:
    wallet = Wallet.objects.create(person=ada, did=DID, bound_at=now())
    WalletOffer.objects.create(
        award=award, made_at=now(), until=now(), used_at=now(), wallet=wallet
    )
    actions.reissue(Award.objects.get(), by=ada)
    assert {badge["credentialSubject"]["id"] for badge in told(client, award).values()} == {DID}
    assert (
        Jws.read(client.get(f"/badges/{award.pk}/badge.jwt").content.decode()).payload["sub"] == DID
    )


def test_a_withdrawal_stands_in_every_form(client: Client, award: Award, chi: Person) -> None:
    base = f"/badges/{award.pk}/"
    names = ("badge.json", "badge.jwt", "badge.png", "badge.svg", "badge-ob2.png", "ob2.json")
    taken = {name: client.get(base + name).content for name in names}
    actions.revoke(Award.objects.get(), ground="issued_in_error", by=chi)
    assert {name: checking.check(body).verdict for name, body in taken.items()} == dict.fromkeys(
        names, "revoked"
    )
