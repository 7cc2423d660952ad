"""A brief form that the product makes, judged by Digital Bazaar's ecdsa-sd-2023: the one other verifier with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from assay.catalog.tests.factories import make_version, wait_time
from assay.credentials import actions
from assay.credentials.badge import brief_form
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking, local_documents
from assay.evidence.tests.factories import make_artifact
from assay.people.models import Organization, Person
from badgecore.wire import JsonObject
from tests.badgecore.test_verify import changed, paths
from tests.judging import judged, need_node

pytestmark = [pytest.mark.node, pytest.mark.django_db]

ONLY = "digital-bazaar"
# The one organization, in its two places.
PROFILES = ("issuer", "credentialSubject/achievement/creator")


@pytest.fixture(scope="module", autouse=True)
def _node() -> None:
    need_node()


@pytest.fixture
def award(settings: Any, ada: Person, district: Organization) -> Award:
    """Under did:web, with a declared credit, and evidence that the brief form keeps to itself."""
    settings.BASE_URL, settings.SECURE, settings.JWT_ALGORITHM = (
        "https://badges.example.org",
        True,
        "ES256",
    )
    data = wait_time()
    data["declared_credit"] = {"amount": 0.5, "unit": "CEU"}
    award = make_award(ada, make_version(district, data=data))
    step = next(item for item in award.version.content.items if item.students_visible == "no")
    assert award.evaluation is not None
    paper = make_artifact(award.evaluation.submission, step)
    actions.show_evidence(award, {paper.pk: "Who spoke, “before” and after: <5 %> 🍎"}, by=ada)
    return award


def pages_for(badge: JsonObject) -> dict[str, bytes]:
    issuer = badge["issuer"]["id"].removeprefix("did:web:").replace(":", "/")
    urls = (f"https://{issuer}/did.json", badge["credentialStatus"]["statusListCredential"])
    return {url: local_documents.read(url).body for url in urls}


def verdicts(
    folder: Path, badges: dict[str, JsonObject], pages: dict[str, bytes]
) -> dict[str, bool]:
    found = judged(folder, badges, pages, verifiers=(ONLY,))
    return {name: outcomes[ONLY]["verified"] for name, outcomes in found.items()}


def test_another_verifier_takes_it_and_refuses_a_change_of_any_one_field(
    award: Award, tmp_path: Path
) -> None:
    said = json.loads(brief_form.brief(award))
    assert said["issuer"]["id"].startswith("did:web:")
    assert said["credentialSubject"]["creditsEarned"]
    assert "evidence" not in said
    assert checking.check_own(json.dumps(said).encode()).verdict == "valid"
    copies = {"/".join(map(str, place)): changed(said, place) for place in paths(said)}
    found = verdicts(tmp_path, {"as made": said} | copies, pages_for(said))
    assert len(found) == len(paths(said)) + 1
    assert [name for name, verified in found.items() if verified] == ["as made"]


def without(document: JsonObject, place: tuple[Any, ...]) -> JsonObject:
    copy: JsonObject = json.loads(json.dumps(document))
    holder: Any = copy
    for step in place[:-1]:
        holder = holder[step]
    del holder[place[-1]]
    return copy


def test_another_verifier_misses_what_was_taken_out_of_it(award: Award, tmp_path: Path) -> None:
    """Signed are statements: one that stands in it twice may go once, and so may a context of which it has no word."""
    said = json.loads(brief_form.brief(award))
    copies = {"/".join(map(str, place)): without(said, place) for place in paths(said)}
    theirs = verdicts(tmp_path, copies, pages_for(said))
    ours = {
        name: checking.check_own(json.dumps(copy).encode()).verdict == "valid"
        for name, copy in copies.items()
    }
    twice = [f"{profile}/{name}" for profile in PROFILES for name in ("type/0", "name")]
    assert {name for name, verified in theirs.items() if verified} == {"@context/2", *twice}
    # Open Badges wants a type of every profile.
    assert {name for name, verified in ours.items() if verified} == {"@context/2", *twice[1::2]}


def test_another_verifier_refuses_the_brief_form_of_a_withdrawn_badge(
    award: Award, chi: Person, tmp_path: Path
) -> None:
    said = json.loads(brief_form.brief(award))
    before = verdicts(tmp_path, {"badge": said}, pages_for(said))
    actions.revoke(award, ground="issued_in_error", by=chi)
    after = verdicts(tmp_path, {"badge": said}, pages_for(said))
    assert (before, after) == ({"badge": True}, {"badge": False})
