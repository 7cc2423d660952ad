"""Endorsements under the verifiers of others: alone, inside a badge, withdrawn, and tampered with."""

import copy
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from assay.catalog.tests.factories import make_version
from assay.credentials import actions
from assay.credentials.tests.factories import make_award
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from badgecore.documents import check_schema
from badgecore.model import OB3_ENDORSEMENT_SCHEMA, OB3_SCHEMA
from tests.judging import NPM, judged, need_node

pytestmark = [pytest.mark.node, pytest.mark.django_db(transaction=True)]

WORDS = "We use this in our own courses: it asks for what students did — “what changed?”, not for what was taught."


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    need_node()


def asked_for(client: Client, document: Any) -> dict[str, bytes]:
    """Every list that the document or one inside it names, as we serve it."""
    if isinstance(document, list):
        return {url: body for item in document for url, body in asked_for(client, item).items()}
    if not isinstance(document, dict):
        return {}
    found = asked_for(client, list(document.values()))
    if "statusListCredential" in document:
        url = document["statusListCredential"]
        found[url] = client.get(urlsplit(url).path).content
    return found


def accepted(client: Client, folder: Path, document: dict[str, Any]) -> dict[str, bool]:
    verdicts = judged(folder, {"it": document}, asked_for(client, document))["it"]
    return {name: verdicts[name]["verified"] for name in NPM}


@pytest.fixture
def signer(district: Organization) -> Person:
    institute = make_district("North Coast Institute", kind=OrganizationKind.PARTNER, letters="NC")
    return make_person("Ned Coe", role="approver", organization=institute)


def test_others_accept_endorsements_alone_and_inside_a_badge(
    client: Client, district: Organization, ada: Person, bo: Person, signer: Person, tmp_path: Path
) -> None:
    version, [institute] = make_version(district), signer.organizations_as("approver")
    offered = actions.endorse(version, text=WORDS, organization=institute, by=signer)
    actions.endorse(district, text=WORDS, organization=institute, by=signer)
    award = make_award(ada, version)
    own = actions.endorse_award(
        actions.ask_for_endorsement(award, of=bo, by=ada), text=WORDS, by=bo
    )
    actions.accept_endorsement(own, by=ada)
    actions.reissue(award, by=ada)

    badge = json.loads(bytes(award.credentials.standing().get().body))
    achievement = badge["credentialSubject"]["achievement"]
    assert (
        len(badge["endorsement"] + badge["issuer"]["endorsement"] + achievement["endorsement"]) == 3
    )
    check_schema(badge, OB3_SCHEMA)
    assert accepted(client, tmp_path, badge) == dict.fromkeys(NPM, True)

    for row in (offered, own):
        said = json.loads(bytes(row.body))
        check_schema(said, OB3_ENDORSEMENT_SCHEMA)
        assert accepted(client, tmp_path, said) == dict.fromkeys(NPM, True)

    changed = copy.deepcopy(badge)
    changed["endorsement"][0]["credentialSubject"]["endorsementComment"] += " Truly."
    assert accepted(client, tmp_path, changed) == dict.fromkeys(NPM, False), (
        "the badge's signature covers them too"
    )

    actions.withdraw_endorsement(own, by=bo)
    # DIDKit looks at no list.
    told = accepted(client, tmp_path, json.loads(bytes(own.body)))
    assert (told["digital-bazaar"], told["verifier-core"]) == (False, False)
