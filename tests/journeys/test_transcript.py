"""A transcript as a learner record, judged by verifiers made by others: the whole, and all that stands in it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import local_documents
from assay.credits import actions
from assay.credits.tests.factories import make_credit
from assay.credits.transcripts import Chosen
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from badgecore.wire import JsonObject
from tests.judging import NPM, judged, need_node

pytestmark = [pytest.mark.node, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    need_node()


@pytest.fixture
def version(settings: Any, district: Organization) -> Version:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    return make_version(district)


def _pages(documents: list[JsonObject]) -> dict[str, bytes]:
    urls = set()
    for document in documents:
        issuer = document["issuer"]["id"].removeprefix("did:web:").replace(":", "/")
        urls.add(f"https://{issuer}/did.json")
        if "credentialStatus" in document:
            urls.add(document["credentialStatus"]["statusListCredential"])
    return {url: local_documents.read(url).body for url in urls}


def test_verifiers_of_others_accept_it_and_what_it_holds(
    ada: Person, version: Version, district: Organization, tmp_path: Path
) -> None:
    odalys = make_person("Odalys Reyes", role="credit-coordinator", organization=district)
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    make_award(ada, make_version(district, slug="another"))
    chosen = Chosen(frozenset({credit.license_id or 0}), pay=True)
    row = actions.make_transcript(ada, today() + timedelta(days=90), chosen=chosen, by=ada)
    record = json.loads(bytes(row.record))
    badge, other, approved = record["credentialSubject"]["verifiableCredential"]
    documents = {"record": record, "badge": badge, "other": other, "credit": approved}
    changed = json.loads(json.dumps(record))
    changed["name"] = "Transcript of somebody else"
    found = judged(tmp_path, documents | {"changed": changed}, _pages([record, badge, other]))
    for name in documents:
        for verifier in NPM:
            if (name, verifier) == ("record", "didkit"):
                continue  # of several parts without a name its canonical form hangs on chance
            assert found[name][verifier]["verified"], (name, verifier, found[name][verifier])
    for verifier in NPM:
        assert not found["changed"][verifier]["verified"]
