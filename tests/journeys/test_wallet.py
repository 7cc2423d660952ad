"""A badge goes into a wallet made by others, and verifiers made by others accept it there."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials import actions
from assay.credentials.additions import wallet_links
from assay.credentials.models import Award, Wallet
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking, local_documents
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import now
from assay.people.models import Organization, Person
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.model import VC2_CONTEXT
from badgecore.proofs import data_integrity
from tests.judging import NPM, VERIFIERS, judged, need_node

pytestmark = [pytest.mark.node, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    need_node()


@pytest.fixture
def award(
    live_server: LiveServer, settings: Any, ada: Person, district: Organization
) -> Iterator[Award]:
    settings.BASE_URL = live_server.url
    yield make_award(ada, make_version(district))


def receive(link: str, *options: str) -> dict[str, Any]:
    command = ["node", "wallet.mjs", link, *options]
    done = subprocess.run(
        command, cwd=VERIFIERS, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_wallet_takes_the_badge_and_others_verify_it(
    client: Any, award: Award, ada: Person, tmp_path: Path, version: str
) -> None:
    offer = actions.offer_to_wallet(award, by=ada)
    found = receive(wallet_links.link(offer), "--version", version)
    assert found["status"] == 200, found
    badge = found["answer"]
    assert badge["credentialSubject"]["id"] == found["did"] == Wallet.objects.get().did
    assert checking.check_own(json.dumps(badge).encode()).verdict == "valid"
    listed = badge["credentialStatus"]["statusListCredential"]
    pages = {listed: client.get(listed.removeprefix(award_host(listed))).content}
    verdicts = judged(tmp_path, {"badge": badge}, pages)["badge"]
    assert {name: verdicts[name]["verified"] for name in NPM} == dict.fromkeys(NPM, True), verdicts


def test_all_an_earner_can_add_passes_everywhere(
    settings: Any, ada: Person, district: Organization, tmp_path: Path
) -> None:
    """Under did:web, with evidence, a wallet, a declared credit and a refresh service in one badge."""
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    data = wait_time()
    data["declared_credit"] = {"amount": 0.5, "unit": "CEU"}
    award = make_award(ada, make_version(district, data=data))
    step = next(item for item in award.version.content.items if item.students_visible == "no")
    assert award.evaluation is not None
    paper = make_artifact(award.evaluation.submission, step)
    actions.show_evidence(award, {paper.pk: "Who spoke, “before” and after: <5 %> 🍎"}, by=ada)
    offer = actions.offer_to_wallet(award, by=ada)
    key = PrivateKey.generate("Ed25519")
    empty = {
        "@context": [VC2_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": did_key(key.public),
    }
    shown = data_integrity.sign(
        empty,
        key=key,
        verification_method=did_key_method(key.public),
        created=now(),
        purpose="authentication",
        challenge=offer.challenge,
    )
    badge = json.loads(actions.answer_offer(offer.token, shown))
    assert badge["issuer"]["id"].startswith("did:web:")
    assert {"evidence", "refreshService"} <= set(badge)
    assert {"id", "creditsEarned"} <= set(badge["credentialSubject"])
    issuer = badge["issuer"]["id"].removeprefix("did:web:").replace(":", "/")
    pages = {
        url: local_documents.read(url).body
        for url in (f"https://{issuer}/did.json", badge["credentialStatus"]["statusListCredential"])
    }
    verdicts = judged(tmp_path, {"badge": badge}, pages)["badge"]
    assert {name: verdicts[name]["verified"] for name in NPM} == dict.fromkeys(NPM, True), verdicts
    badge["evidence"][0]["narrative"] += "."
    verdicts = judged(tmp_path, {"badge": badge}, pages)["badge"]
    assert {name: verdicts[name]["verified"] for name in NPM} == dict.fromkeys(NPM, False), verdicts


def test_the_exchange_hands_it_over_too(award: Award, ada: Person) -> None:
    found = receive(wallet_links.exchange_link(actions.offer_to_wallet(award, by=ada)))
    assert found["status"] == 200, found
    [badge] = found["answer"]["verifiablePresentation"]["verifiableCredential"]
    assert badge["credentialSubject"]["id"] == found["did"]


def test_a_wallet_with_another_challenge_gets_nothing(award: Award, ada: Person) -> None:
    offer = actions.offer_to_wallet(award, by=ada)
    found = receive(wallet_links.link(offer), "--challenge", "an-older-one")
    assert found["status"] == 422
    assert "challenge" in found["answer"]["detail"]
    assert receive(wallet_links.link(offer))["status"] == 200
    assert receive(wallet_links.link(offer))["status"] == 410


def award_host(url: str) -> str:
    return "/".join(url.split("/")[:3])
