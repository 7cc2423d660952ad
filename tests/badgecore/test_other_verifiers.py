"""Verifiers made by others accept every kind of credential we issue, and refuse it when any one field was changed.

npm: Digital Bazaar's library, DCC's verifier-core, LearnCard's DIDKit in Rust (tests/verifiers). Python: openvc. None
of them reaches the network. Skipped loudly where node 20 is missing; with CI=true that is an error.
"""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import judging
from tests.judging import NPM, ROOT

from badgecore import verify as badgecore_verify
from badgecore.clr import Association, ClrCredential, ClrSubject
from badgecore.did import did_key, did_key_method, did_web_url
from badgecore.keys import PrivateKey
from badgecore.model import (
    AchievementCredential,
    Criteria,
    EndorsementCredential,
    EndorsementSubject,
    Profile,
    RefreshService,
)
from badgecore.prepared import Pointer, Prepared, award_slots
from badgecore.proofs import data_integrity, ecdsa_sd
from badgecore.wire import JsonObject

from .example import EARNED, ISSUER, KEY, MADE, METHOD, make_credential
from .test_verify import BADGE, LIST_URL, changed, make_list, make_web, paths

FRIEND = PrivateKey.from_seed(bytes(32))

pytestmark = pytest.mark.node


def sign(
    document: JsonObject, key: PrivateKey = KEY, method: str = METHOD, **options: Any
) -> JsonObject:
    return data_integrity.sign(
        document, key=key, verification_method=method, created=MADE, **options
    )


# What we issue


def full() -> JsonObject:
    return BADGE


def minimal() -> JsonObject:
    credential = make_credential(evidence=False)
    subject = replace(credential.subject, result=(), credits_earned=None, id=None)
    return sign(
        replace(credential, subject=subject, status=None, awarded_date=None, schema=()).to_json()
    )


def expiring() -> JsonObject:
    return sign(replace(make_credential(), valid_until=datetime(2096, 1, 1, tzinfo=UTC)).to_json())


def in_all_tongues() -> JsonObject:
    credential = make_credential()
    achievement = replace(
        credential.subject.achievement,
        name="انتظار התלמיד 🍎👩🏽‍🏫 \u2067wait\u2069",
        description='Quote " backslash \\ line\nfeed <b>&amp;</b> ½ ﬁ',
        criteria=Criteria(narrative="日本語・नमस्ते・ไทย"),
        tag=("a,b", "é", "\u200f"),
    )
    return sign(
        replace(credential, subject=replace(credential.subject, achievement=achievement)).to_json()
    )


def refreshable() -> JsonObject:
    """With a third context, which defines the type of the refresh service."""
    service = RefreshService(id="https://badges.example.org/badges/1/badge.json")
    return sign(replace(make_credential(), refresh_service=service).to_json())


def by_did_key() -> JsonObject:
    issuer = Profile(id=did_key(KEY.public), name="Demo program")
    credential: AchievementCredential = replace(make_credential(), issuer=issuer, status=None)
    return sign(credential.to_json(), method=did_key_method(KEY.public))


def endorsement() -> JsonObject:
    friend = FRIEND
    made = EndorsementCredential(
        id="urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
        issuer=Profile(
            id=did_key(friend.public), name="An association", url="https://association.example.org"
        ),
        valid_from=EARNED,
        name="Endorsement",
        subject=EndorsementSubject(id=ISSUER, endorsement_comment="They do it well."),
    )
    return sign(made.to_json(), key=friend, method=did_key_method(friend.public))


def with_endorsement() -> JsonObject:
    return sign(replace(make_credential(), endorsement=(endorsement(),)).to_json())


def learner_record() -> JsonObject:
    badges = (full(), sign(make_credential(2).to_json()))
    subject = ClrSubject(
        id=make_credential().subject.id,
        identifier=make_credential().subject.identifier,
        credentials=badges,
        achievement=(make_credential().subject.achievement,),
        association=(
            Association(
                association_type="isPartOf", source_id=badges[0]["id"], target_id=badges[1]["id"]
            ),
        ),
    )
    made = ClrCredential(
        id="https://badges.example.org/clr/7",
        name="Professional learning record",
        partial=True,
        issuer=make_credential().issuer,
        valid_from=EARNED,
        subject=subject,
    )
    return sign(made.to_json())


# The same by the prepared form, from values alone


def prepared(
    document: JsonObject, slots: dict[str, list[Pointer]], changes: dict[str, str], key: PrivateKey
) -> Any:
    """Signed from an example of its shape with other values in its slots."""
    unsigned = {name: item for name, item in document.items() if name != "proof"}
    method = document["proof"]["verificationMethod"]
    shape = Prepared(unsigned, slots)
    values = {name: _at(unsigned, pointers[0]) for name, pointers in slots.items()} | changes
    signed = json.loads(shape.sign(values, key=key, verification_method=method, created=MADE))
    shape.check(signed, signed["proof"], key.public)
    return signed


def _at(document: Any, pointer: Pointer) -> Any:
    for step in pointer:
        document = document[step]
    return document


def prepared_badge() -> JsonObject:
    values = {
        "id": "https://badges.example.org/credentials/94",
        "salt": "9f",
        "evidence-0-name": "Two\nrecordings é",
    }
    return dict(prepared(BADGE, award_slots(BADGE), values, KEY))


def prepared_minimal() -> JsonObject:
    document = minimal()
    values = {
        "id": "urn:uuid:0d4ef8a4-5a3a-4f6d-9f0e-3a0f6e7c1f10",
        "identity": f"sha256${'ab' * 32}",
    }
    return dict(prepared(document, award_slots(document), values, KEY))


def prepared_endorsement() -> JsonObject:
    slots: dict[str, list[Pointer]] = {
        "id": [("id",)],
        "of": [("credentialSubject", "id")],
        "comment": [("credentialSubject", "endorsementComment")],
    }
    values = {
        "id": "https://badges.example.org/endorsements/2",
        "comment": "Every visit showed it.",
    }
    return dict(prepared(endorsement(), slots, values, FRIEND))


def prepared_record() -> JsonObject:
    slots: dict[str, list[Pointer]] = {
        "id": [("id",)],
        "name": [("name",)],
        "earned": [("validFrom",)],
    }
    values = {"id": "https://badges.example.org/clr/8", "earned": "2026-06-01T00:00:00Z"}
    return dict(prepared(learner_record(), slots, values, KEY))


KINDS: dict[str, Callable[[], JsonObject]] = {
    "full": full,
    "minimal": minimal,
    "expiring": expiring,
    "in_all_tongues": in_all_tongues,
    "refreshable": refreshable,
    "by_did_key": by_did_key,
    "endorsement": endorsement,
    "with_endorsement": with_endorsement,
    "learner_record": learner_record,
    "prepared_badge": prepared_badge,
    "prepared_minimal": prepared_minimal,
    "prepared_endorsement": prepared_endorsement,
    "prepared_record": prepared_record,
}


@pytest.mark.parametrize("kind", KINDS)
def test_we_accept_it_ourselves(kind: str) -> None:
    document = KINDS[kind]()
    issuer = document["issuer"] if isinstance(document["issuer"], str) else document["issuer"]["id"]
    # A key alone names nobody: whoever checks must know whose it is.
    trust = [issuer] if issuer.startswith("did:key:") else []
    report = badgecore_verify.verify(
        document, now=datetime(2026, 11, 22, tzinfo=UTC), fetch=make_web(), trust=trust
    )
    assert report.verdict == "valid", report.to_json()


def by_p256() -> JsonObject:
    """Digital Bazaar's alone takes it: the others know Ed25519 only."""
    key = PrivateKey.generate("P-256")
    issuer = Profile(id=did_key(key.public), name="Demo program")
    document = replace(make_credential(), issuer=issuer, status=None).to_json()
    return sign(document, key=key, method=did_key_method(key.public), cryptosuite="ecdsa-rdfc-2019")


# The verifiers of others


@pytest.fixture(scope="session")
def node() -> None:
    judging.need_node()


def judged(
    folder: Path,
    credentials: dict[str, JsonObject],
    status_list: JsonObject | None = None,
    verifiers: tuple[str, ...] = NPM,
) -> dict[str, dict[str, Any]]:
    """As `judging.judged`, with the example's DID document and list."""
    pages = {did_web_url(ISSUER): make_web()(did_web_url(ISSUER)).body}
    pages[LIST_URL] = json.dumps(status_list or make_list()).encode()
    return judging.judged(folder, credentials, pages, verifiers)


def test_all_of_them_accept_every_kind_we_issue(node: None, tmp_path: Path) -> None:
    found = judged(tmp_path, {kind: make() for kind, make in KINDS.items()})
    refused = [
        f"{kind}: {verifier}: {outcomes.get(verifier, {}).get('reason', 'said nothing')}"
        for kind, outcomes in found.items()
        for verifier in NPM
        if not outcomes.get(verifier, {}).get("verified")
    ]
    assert refused == []


def test_digital_bazaar_accepts_p256(node: None, tmp_path: Path) -> None:
    found = judged(tmp_path, {"p256": by_p256()})["p256"]
    assert found["digital-bazaar"]["verified"], found
    assert not found["verifier-core"]["verified"], (
        "verifier-core has begun to take P-256: say so in the docs"
    )


def test_without_node_the_script_says_so_and_nothing_else_happens() -> None:
    script = ROOT / "scripts" / "node_peers.py"
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert done.returncode == 3
    assert "node 20" in done.stderr


def test_all_of_them_refuse_a_change_of_any_one_field(node: None, tmp_path: Path) -> None:
    badge = prepared_badge()
    places = paths(badge)
    found = judged(tmp_path, {"/".join(map(str, place)): changed(badge, place) for place in places})
    accepted = [
        f"{place}: {verifier}"
        for place, outcomes in found.items()
        for verifier in NPM
        if outcomes[verifier]["verified"]
    ]
    assert len(found) == len(places)
    assert accepted == []


def changed_everywhere(credential: JsonObject, name: str, step: int = 1) -> dict[str, JsonObject]:
    """One copy for each field with that one changed; of what lies in credentials inside, every `step`-th."""
    places = paths(credential)
    inside = [place for place in places if "verifiableCredential" in place]
    own = [place for place in places if "verifiableCredential" not in place]
    return {
        f"{name}/{'/'.join(map(str, place))}": changed(credential, place)
        for place in own + inside[::step]
    }


def test_all_of_them_refuse_a_change_in_an_endorsement_or_a_learner_record(
    node: None, tmp_path: Path
) -> None:
    copies = changed_everywhere(prepared_endorsement(), "endorsement")
    copies |= changed_everywhere(prepared_record(), "record", step=64)
    accepted = [
        f"{place}: {verifier}"
        for place, outcomes in judged(tmp_path, copies).items()
        for verifier in NPM
        if outcomes[verifier]["verified"]
    ]
    assert accepted == []


def test_they_accept_a_status_list_and_refuse_a_change_of_any_one_field(
    node: None, tmp_path: Path
) -> None:
    listed = make_list(94567)
    found = judged(tmp_path, {"list": listed} | changed_everywhere(listed, "changed"))
    # verifier-core knows lists only as what a badge points to (tests below), not as what is brought to it.
    for verifier in ("digital-bazaar", "didkit"):
        accepted = [place for place, outcomes in found.items() if outcomes[verifier]["verified"]]
        assert accepted == ["list"], verifier


def test_digital_bazaar_refuses_a_change_of_any_one_field_under_p256(
    node: None, tmp_path: Path
) -> None:
    only = ("digital-bazaar",)
    found = judged(tmp_path, changed_everywhere(by_p256(), "p256"), verifiers=only)
    assert [place for place, outcomes in found.items() if outcomes[only[0]]["verified"]] == []


def by_selection(reveal: list[str]) -> JsonObject:
    """Digital Bazaar's alone takes it: ecdsa-sd-2023, of which the earner shows some."""
    key = PrivateKey.from_seed(bytes(range(1, 33)), "P-256")
    issuer = Profile(id=did_key(key.public), name="Demo program")
    document = replace(make_credential(), issuer=issuer, status=None).to_json()
    signed = ecdsa_sd.sign_base(
        document,
        key=key,
        verification_method=did_key_method(key.public),
        created=MADE,
        mandatory=ecdsa_sd.mandatory_pointers(document),
        random=secrets.token_bytes,
    )
    return ecdsa_sd.derive(signed, signed["proof"], reveal=reveal)


def test_digital_bazaar_takes_whatever_an_earner_shows_and_refuses_a_change_in_it(
    node: None, tmp_path: Path
) -> None:
    shown = {
        "nothing more": by_selection([]),
        "levels": by_selection(
            ["/credentialSubject/result", "/credentialSubject/achievement/resultDescription"]
        ),
        "evidence": by_selection(["/evidence", "/name", "/awardedDate"]),
        "all": by_selection([""]),
    }
    copies = changed_everywhere(shown["evidence"], "evidence") | changed_everywhere(
        shown["levels"], "levels"
    )
    found = judged(tmp_path, shown | copies, verifiers=("digital-bazaar",))
    assert [
        name for name, outcomes in found.items() if outcomes["digital-bazaar"]["verified"]
    ] == list(shown)


def test_a_tab_is_the_one_character_on_which_they_differ(node: None, tmp_path: Path) -> None:
    """RDFC-1.0 escapes it, the form before RDFC-1.0 that DIDKit still uses did not: whoever issues writes a space."""
    found = judged(tmp_path, {"tab": sign(make_credential().to_json() | {"name": "Wait\ttime"})})[
        "tab"
    ]
    assert {verifier: found[verifier]["verified"] for verifier in NPM} == {
        "digital-bazaar": True,
        "verifier-core": True,
        "didkit": False,
    }


def test_those_that_look_at_the_list_refuse_a_revoked_badge(node: None, tmp_path: Path) -> None:
    found = judged(tmp_path, {"revoked": BADGE}, status_list=make_list(94567))["revoked"]
    assert not found["verifier-core"]["verified"]
    assert found["didkit"]["verified"], "DIDKit has begun to look at lists: say so in the docs"


# openvc, in Python


def openvc_accepts(credential: JsonObject, status_list: JsonObject | None = None) -> str:
    """Empty when it accepts, else its reason."""
    import openvc
    from openvc.did.base import parse_did_document

    class Resolver:
        def supports(self, did: str) -> bool:
            return True

        def resolve(self, did: str) -> Any:
            if did.startswith("did:key:"):
                return openvc.verify.default_resolver().resolve(did)
            return parse_did_document(json.loads(make_web()(did_web_url(did)).body))

    source = ROOT / "src" / "badgecore" / "contexts"
    index = json.loads((source / "index.json").read_text())
    contexts = {url: json.loads((source / name).read_text()) for url, name in index.items()}
    try:
        openvc.verify_credential(
            credential,
            resolver=Resolver(),
            resolve_status_list=lambda _url: status_list or make_list(),
            extra_contexts=contexts,
        )
    except openvc.OpenvcError as error:
        return f"{type(error).__name__}: {error}"
    return ""


# openvc refuses any credential that embeds another with its own @context, the fixtures of others included.
@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in KINDS
        if kind not in ("learner_record", "prepared_record", "with_endorsement")
    ],
)
def test_openvc_accepts_what_we_issue(kind: str) -> None:
    assert openvc_accepts(KINDS[kind]()) == ""


@pytest.mark.parametrize(
    "kind", ["full", "by_did_key", "endorsement", "prepared_endorsement", "prepared_badge"]
)
def test_openvc_refuses_a_change_of_any_one_field(kind: str) -> None:
    credential = KINDS[kind]()
    accepted = [
        place for place in paths(credential) if openvc_accepts(changed(credential, place)) == ""
    ]
    assert accepted == []


def test_openvc_accepts_a_status_list_and_refuses_a_change_of_any_one_field() -> None:
    listed = make_list(94567)
    assert openvc_accepts(listed) == ""
    assert [place for place in paths(listed) if openvc_accepts(changed(listed, place)) == ""] == []


def test_openvc_refuses_a_revoked_badge() -> None:
    assert "revoked" in openvc_accepts(BADGE, make_list(94567)).lower()
