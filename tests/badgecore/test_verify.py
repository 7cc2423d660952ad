"""Verification step by step: what we issue passes, and each thing that can be wrong is told by its own code."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from badgecore import errors
from badgecore.did import did_document, did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.model import OB3_EXTENSIONS
from badgecore.proofs import data_integrity
from badgecore.status import StatusList, list_credential
from badgecore.verify import SENTENCES, STEP_TITLES, VERDICTS, Outcome, Report, verify
from badgecore.wire import JsonObject

from .example import ISSUER, KEY, MADE, METHOD, make_credential
from .web import Web

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DID_URL = "https://badges.example.org/issuers/district/did.json"
LIST_URL = "https://badges.example.org/status/1"
INDEX = 94567
OTHER = PrivateKey.from_seed(bytes(range(1, 33)))


def sign(
    document: JsonObject, key: PrivateKey = KEY, method: str = METHOD, **options: Any
) -> JsonObject:
    return data_integrity.sign(
        document, key=key, verification_method=method, created=MADE, **options
    )


def make_badge(**changes: Any) -> JsonObject:
    """A signed badge; a change of None takes the property out, before signing."""
    document = make_credential().to_json() | changes
    return sign({name: value for name, value in document.items() if value is not None})


def make_list(*revoked: int, purpose: Any = "revocation", **dates: datetime) -> JsonObject:
    bits = StatusList()
    for index in revoked:
        bits.set(index)
    start = dates.get("valid_from", MADE)
    document = list_credential(
        bits,
        url=LIST_URL,
        issuer=ISSUER,
        valid_from=start,
        valid_until=dates.get("valid_until"),
        purpose=purpose,
    )
    return sign(document)


def list_of_others(bits: StatusList) -> JsonObject:
    """Genuine, in force and at the right address, but anybody may have signed it."""
    document = list_credential(bits, url=LIST_URL, issuer=did_key(OTHER.public), valid_from=MADE)
    return sign(document, OTHER, did_key_method(OTHER.public))


def list_of_somebody_out_of_reach() -> JsonObject:
    """Its signature is right by the key it names, but nobody says whose key that is."""
    nobody = "did:web:nobody.example.org"
    document = list_credential(StatusList(), url=LIST_URL, issuer=nobody, valid_from=MADE)
    return sign(document, OTHER, f"{nobody}#{OTHER.public.multikey}")


def list_for(url: str, bits: StatusList) -> JsonObject:
    return sign(list_credential(bits, url=url, issuer=ISSUER, valid_from=MADE))


def make_web(*revoked: int) -> Web:
    web = Web()
    web.put(DID_URL, did_document(ISSUER, [KEY.public]))
    web.put(LIST_URL, make_list(*revoked))
    return web


def check(data: bytes | str | JsonObject, web: Web | None = None, **options: Any) -> Report:
    return verify(data, now=options.pop("now", NOW), fetch=web or make_web(), **options)


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> set[str]:
    return {step.code for step in report.steps if step.outcome is outcome}


def test_a_badge_of_ours_passes_every_step() -> None:
    report = check(make_badge())
    assert report.verdict == "valid"
    assert {step.outcome for step in report.steps} == {Outcome.PASSED}
    names = [step.name for step in report.steps]
    assert names == [
        "file",
        "form",
        "vocabulary",
        "signature",
        "issuer",
        "dates",
        "rules",
        "status",
    ]


def test_the_report_as_json_says_each_step_in_words() -> None:
    written = check(make_badge()).to_json()
    assert written["verdict"] == "valid"
    assert written["sentence"] == "This badge is genuine and in force."
    assert written["standard"] == "Open Badges 3.0"
    assert all(step["sentence"].endswith(".") for step in written["steps"])
    json.dumps(written)


def test_every_sentence_is_plain() -> None:
    sentences = [*SENTENCES.values(), *VERDICTS.values()]
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in sentences)
    assert not any(
        word in sentence.lower()
        for sentence in sentences
        for word in ("fail", "did:", "json-ld", "proof")
    )
    assert all(STEP_TITLES.values())


def test_without_the_network_nothing_counts_as_passed_that_was_not_looked_up() -> None:
    report = verify(make_badge(), now=NOW)
    assert report.verdict == "unclear"
    assert {step.name for step in report.steps if step.outcome is Outcome.UNKNOWN} == {
        "issuer",
        "status",
    }


def test_a_did_key_issuer_needs_no_network_and_is_told_apart_from_a_known_one() -> None:
    name = did_key(KEY.public)
    document = make_credential().to_json() | {
        "issuer": {"id": name, "type": ["Profile"], "name": "Demo"}
    }
    del document["credentialStatus"]
    signed = sign(document, method=did_key_method(KEY.public))
    for trust, verdict, code in (
        ((), "unvouched", "issuer-in-key"),
        ((did_key(OTHER.public),), "unvouched", "issuer-in-key"),
        ((name,), "valid", "issuer-trusted"),
    ):
        report = verify(signed, now=NOW, trust=trust)
        assert report.verdict == verdict
        issuer = report.step("issuer")
        assert issuer is not None
        assert issuer.code == code


# What was changed after signing


def paths(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every leaf of a document."""
    if isinstance(value, dict):
        return [path for name, item in value.items() for path in paths(item, (*place, name))]
    if isinstance(value, list):
        return [path for number, item in enumerate(value) for path in paths(item, (*place, number))]
    return [place]


def changed(document: JsonObject, path: tuple[Any, ...]) -> JsonObject:
    copy: JsonObject = json.loads(json.dumps(document))
    holder: Any = copy
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    holder[path[-1]] = (
        not value
        if isinstance(value, bool)
        else value + 1
        if isinstance(value, int | float)
        else value + "x"
    )
    return copy


BADGE = make_badge()


@pytest.mark.parametrize("path", paths(BADGE), ids=lambda path: "/".join(map(str, path)))
def test_a_change_of_any_field_is_seen(path: tuple[Any, ...]) -> None:
    verdict = check(changed(BADGE, path)).verdict
    assert verdict in ("not-valid", "unclear")
    if path[0] not in ("@context", "proof"):
        assert verdict == "not-valid"


@pytest.mark.parametrize(
    "path", [path for path in paths(BADGE) if path[0] not in ("@context", "proof")][::7]
)
def test_a_field_that_was_taken_out_is_missed(path: tuple[Any, ...]) -> None:
    copy: Any = json.loads(json.dumps(BADGE))
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    assert check(copy).verdict == "not-valid"


def test_a_field_nobody_defines_is_refused_even_though_it_would_not_break_the_signature() -> None:
    report = check(BADGE | {"grade": "A+"})
    assert "term-unknown" in codes(report)
    assert report.verdict == "not-valid"


def test_a_changed_badge_leads_nowhere() -> None:
    web = make_web()
    lured = changed(BADGE, ("name",)) | {
        "refreshService": {"id": "https://evil.example/", "type": "1EdTechCredentialRefresh"}
    }
    report = check(lured, web)
    assert web.asked == [DID_URL]
    assert "status-not-looked-up" in codes(report, Outcome.UNKNOWN)


# Whose key


def test_a_key_of_somebody_else_is_told() -> None:
    other = PrivateKey.from_seed(bytes(32))
    forged = sign(make_credential().to_json(), key=other, method=did_key_method(other.public))
    report = check(forged)
    assert codes(report) == {"issuer-mismatch"}
    assert report.verdict == "not-valid"


def test_a_key_the_issuer_does_not_list_is_told() -> None:
    other = PrivateKey.from_seed(bytes(32))
    forged = sign(
        make_credential().to_json(), key=other, method=f"{ISSUER}#{other.public.multikey}"
    )
    assert codes(check(forged)) == {"method-missing"}


@pytest.mark.parametrize("name", ["expires", "revoked"])
def test_a_key_that_is_over_is_told(name: str) -> None:
    web = make_web()
    document = did_document(ISSUER, [KEY.public])
    document["verificationMethod"][0][name] = "2026-10-01T00:00:00Z"
    web.put(DID_URL, document)
    assert "issuer-key-over" in codes(check(BADGE, web))
    document["verificationMethod"][0][name] = "2027-10-01T00:00:00Z"
    web.put(DID_URL, document)
    assert check(BADGE, web).verdict == "valid"


def test_an_old_key_still_confirms_old_badges_after_rotation() -> None:
    web = make_web()
    web.put(DID_URL, did_document(ISSUER, [PrivateKey.from_seed(bytes(32)).public, KEY.public]))
    assert check(BADGE, web).verdict == "valid"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"<html>", "not-json"),
        (b"[]", "not-json"),
        ({"id": "did:web:elsewhere.example"}, "did-wrong"),
        ({"id": ISSUER}, "method-missing"),
        (did_document(ISSUER, [KEY.public]) | {"assertionMethod": []}, "method-not-allowed"),
    ],
)
def test_a_did_document_that_does_not_answer_the_question(document: Any, code: str) -> None:
    web = make_web()
    web.put(DID_URL, document)
    report = check(BADGE, web)
    issuer = report.step("issuer")
    assert issuer is not None
    assert issuer.code == code
    assert report.verdict != "valid"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "metadata.internal"])
def test_an_issuer_on_a_private_address_is_refused_and_nothing_is_fetched(host: str) -> None:
    name = f"did:web:{host}"
    document = make_credential().to_json() | {
        "issuer": {"id": name, "type": ["Profile"], "name": "Inside"}
    }
    web = Web()
    report = check(sign(document, method=f"{name}#{KEY.public.multikey}"), web)
    assert "did-host-refused" in codes(report)
    assert web.asked == []


# The proof itself


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proofPurpose": "authentication"}, "signature-purpose"),
        ({"proofPurpose": None}, "signature-purpose"),
        ({"verificationMethod": None}, "proof-wrong"),
        ({"verificationMethod": 5}, "proof-wrong"),
        ({"verificationMethod": "key"}, "proof-wrong"),
        ({"proofValue": None}, "signature-missing"),
        ({"proofValue": ""}, "signature-missing"),
        ({"proofValue": "z0OIl"}, "proof-wrong"),
        ({"proofValue": "uAAAA"}, "proof-wrong"),
        ({"proofValue": "z2"}, "bad-signature"),
        ({"created": "yesterday"}, "proof-wrong"),
        ({"created": "2027-01-01T00:00:00Z"}, "signature-early"),
        ({"expires": "2026-01-01T00:00:00Z"}, "signature-expired"),
    ],
)
def test_a_proof_out_of_form_is_told(change: JsonObject, code: str) -> None:
    proof = {name: value for name, value in (BADGE["proof"] | change).items() if value is not None}
    report = check(BADGE | {"proof": proof})
    assert code in codes(report)
    assert report.verdict == ("unsigned" if code == "signature-missing" else "not-valid")


def test_a_proof_of_a_kind_we_do_not_know_is_open_alone_and_left_aside_beside_a_good_one() -> None:
    strange = {"type": "PostQuantumProof", "proofPurpose": "assertionMethod"}
    assert check(BADGE | {"proof": strange}).verdict == "unclear"
    assert check(BADGE | {"proof": [strange, BADGE["proof"]]}).verdict == "valid"


def test_of_two_proofs_both_must_hold() -> None:
    broken = BADGE["proof"] | {"proofValue": "z" + "1" * 64}
    assert check(BADGE | {"proof": [BADGE["proof"], broken]}).verdict == "not-valid"
    assert check(sign(BADGE)).verdict == "valid"


@pytest.mark.parametrize("proof", ["signed", [5], [{"type": "X"}] * 9])
def test_a_swarm_of_proofs_or_what_is_none_is_not_valid(proof: Any) -> None:
    assert check({**BADGE, "proof": proof}).verdict == "not-valid"


@pytest.mark.parametrize("proof", [None, [], {}, [{}, {}], ""])
def test_nothing_where_a_proof_should_be_is_no_signature(proof: Any) -> None:
    assert check({**BADGE, "proof": proof}).verdict == "unsigned"


# Dates


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"validUntil": "2026-11-22T12:00:00Z"}, "expired"),
        ({"validUntil": "2026-11-22T12:00:01Z"}, "valid"),
        ({"validFrom": "2026-11-22T12:04:00Z"}, "valid"),
        ({"validFrom": "2026-11-22T12:06:00Z"}, "not-yet-valid"),
        ({"validFrom": "2026-05-04T15:30:00"}, "not-valid"),
        ({"validFrom": "2026-05-04"}, "not-valid"),
        (
            {"validFrom": "2026-05-04T15:30:00+14:00", "validUntil": "9999-12-31T23:59:59-12:00"},
            "valid",
        ),
        ({"validUntil": "2020-01-01T00:00:00Z"}, "not-valid"),
    ],
)
def test_dates(changes: JsonObject, verdict: str) -> None:
    assert check(make_badge(**changes)).verdict == verdict


# Status


def test_a_revoked_badge_is_told() -> None:
    report = check(BADGE, make_web(INDEX))
    assert report.verdict == "revoked"
    assert check(BADGE, make_web(INDEX + 1)).verdict == "valid"


def test_suspension_and_messages_have_their_own_words() -> None:
    web = make_web()
    for purpose, verdict in (
        ("suspension", "suspended"),
        ("message", "valid"),
        ("other", "unclear"),
    ):
        web.put(LIST_URL, make_list(INDEX, purpose=purpose))
        entry = make_credential().to_json()["credentialStatus"] | {"statusPurpose": purpose}
        assert check(make_badge(credentialStatus=entry), web).verdict == verdict


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (None, "could-not-fetch"),
        (b"no list", "not-a-badge"),
        ({}, "status-list-not-genuine"),
        (changed(make_list(), ("credentialSubject", "encodedList")), "status-list-not-genuine"),
        (make_list(purpose="suspension"), "status-list-other"),
        (make_list(valid_until=NOW - timedelta(days=1)), "status-list-expired"),
        (make_list(valid_from=NOW + timedelta(days=1)), "status-list-expired"),
        (BADGE, "status-wrong"),
        (list_of_somebody_out_of_reach(), "status-list-unclear"),
    ],
)
def test_a_list_that_cannot_be_relied_on_leaves_the_status_open(page: Any, code: str) -> None:
    web = make_web()
    web.pages.pop(LIST_URL)
    if page is not None:
        web.put(LIST_URL, page)
    report = check(BADGE, web)
    assert report.verdict == "unclear"
    assert codes(report, Outcome.UNKNOWN) == {code}


@pytest.mark.parametrize("other", [list_of_others, partial(list_for, f"{LIST_URL}-other")])
def test_a_list_of_another_party_or_address_is_told_and_what_it_says_against_a_badge_counts(
    other: Callable[[StatusList], JsonObject],
) -> None:
    web, bits = make_web(), StatusList()
    web.put(LIST_URL, other(bits))
    report = check(BADGE, web)
    assert report.verdict == "valid"
    assert codes(report, Outcome.UNKNOWN) == {"status-list-foreign"}
    bits.set(INDEX)
    web.put(LIST_URL, other(bits))
    assert check(BADGE, web).verdict == "revoked"


def test_an_index_outside_the_list_leaves_the_status_open() -> None:
    entry = make_credential().to_json()["credentialStatus"] | {"statusListIndex": "131072"}
    assert codes(check(make_badge(credentialStatus=entry)), Outcome.UNKNOWN) == {
        "status-out-of-range"
    }


def test_a_list_that_points_to_itself_is_followed_once() -> None:
    web = make_web()
    entry = make_credential().to_json()["credentialStatus"]
    looped = list_credential(StatusList(), url=LIST_URL, issuer=ISSUER, valid_from=MADE) | {
        "credentialStatus": entry
    }
    web.put(LIST_URL, sign(looped))
    assert check(BADGE, web).verdict == "valid"
    assert web.asked.count(LIST_URL) == 1


def test_a_1edtech_revocation_list_is_read() -> None:
    url = "https://badges.example.org/revocations"
    contexts = [
        *make_credential().to_json()["@context"],
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    badge = make_badge(
        credentialStatus={"id": url, "type": "1EdTechRevocationList"}, **{"@context": contexts}
    )
    web = make_web()
    web.put(
        url,
        {
            "id": url,
            "issuer": ISSUER,
            "revokedCredential": [{"id": badge["id"], "revocationReason": "Mistake"}],
        },
    )
    report = check(badge, web)
    assert report.verdict == "revoked"
    status = report.step("status")
    assert status is not None
    assert status.detail == "Mistake"
    web.put(url, {"id": url, "issuer": ISSUER, "revokedCredential": []})
    assert check(badge, web).verdict == "valid"


# Recipient


@pytest.mark.parametrize(
    ("wanted", "verdict"),
    [
        ("ada@example.org", "valid"),
        (" Ada@Example.ORG ", "valid"),
        ("eve@example.org", "someone-else"),
        ("did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH", "valid"),
        ("did:key:z6MkjJWTsBpdddWu9UDbNYQ5xhvp1Z8iNy9izqQKwhJ5joyg", "someone-else"),
    ],
)
def test_the_person_who_brings_it_is_compared(wanted: str, verdict: str) -> None:
    assert check(BADGE, recipient=wanted).verdict == verdict


def test_a_badge_that_names_no_address_leaves_the_person_open() -> None:
    subject = make_credential().to_json()["credentialSubject"]
    subject = {name: value for name, value in subject.items() if name != "identifier"}
    assert (
        check(make_badge(credentialSubject=subject), recipient="ada@example.org").verdict
        == "unclear"
    )


# Supersession


def test_a_newer_form_at_the_badges_own_address_is_told() -> None:
    web = make_web()
    web.put(BADGE["id"], make_badge(validFrom="2026-06-01T00:00:00Z"))
    assert check(BADGE, web).verdict == "superseded"
    told = check(BADGE, web).step("newer")
    assert told is not None and told.detail == f"2026-06-01T00:00:00+00:00 at {BADGE['id']}"
    web.put(BADGE["id"], BADGE)
    assert check(BADGE, web).verdict == "valid"


def test_a_newer_form_where_the_badge_says_it_can_be_had_is_told() -> None:
    fresh = "https://elsewhere.example.org/fresh/1"
    service = {
        "@context": [*make_credential().to_json()["@context"], OB3_EXTENSIONS],
        "refreshService": {"id": fresh, "type": "1EdTechCredentialRefresh"},
    }
    web, old = make_web(), make_badge(**service)
    assert check(old, web).verdict == "valid", "what cannot be had is nothing against a badge"
    web.put(fresh, make_badge(validFrom="2026-06-01T00:00:00Z", **service))
    assert check(old, web).verdict == "superseded"
    web.put(
        fresh,
        make_badge(id="https://badges.example.org/2", validFrom="2026-06-01T00:00:00Z", **service),
    )
    assert check(old, web).verdict == "valid", "another badge is no newer form of this one"


@pytest.mark.parametrize(
    "page",
    [
        b"<html>",
        changed(make_badge(validFrom="2026-06-01T00:00:00Z"), ("name",)),
        make_badge(id="https://badges.example.org/credentials/2", validFrom="2026-06-01T00:00:00Z"),
        make_badge(name="Said otherwise from the same moment on"),
    ],
)
def test_nothing_else_at_that_address_replaces_a_badge(page: Any) -> None:
    web = make_web()
    web.put(BADGE["id"], page)
    assert check(BADGE, web).verdict == "valid"


# What is inside


def make_endorsement(key: PrivateKey, **changes: Any) -> JsonObject:
    document: JsonObject = {
        "@context": make_credential().to_json()["@context"],
        "id": "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": did_key(key.public), "type": ["Profile"], "name": "An association"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": about(ISSUER),
    }
    return sign(document | changes, key=key, method=did_key_method(key.public))


def about(subject: str) -> JsonObject:
    return {"id": subject, "type": ["EndorsementSubject"], "endorsementComment": "They do it well."}


def test_endorsements_are_verified_and_never_decide_over_the_badge() -> None:
    friend = PrivateKey.from_seed(bytes(32))
    good = make_endorsement(friend)
    for endorsement, code in (
        (good, "endorsements-unvouched"),
        (changed(good, ("name",)), "endorsements-not-genuine"),
        (make_endorsement(friend, validUntil="2026-02-01T00:00:00Z"), "endorsements-over"),
        (
            make_endorsement(friend, credentialSubject=about("https://elsewhere.example.org/")),
            "endorsements-not-genuine",
        ),
        (make_endorsement(friend, credentialSubject=about(BADGE["id"])), "endorsements-unvouched"),
    ):
        report = check(make_badge(endorsement=[endorsement]))
        step = report.step("endorsements")
        assert step is not None
        assert step.code == code
        assert report.verdict == "valid"
        assert set(report.inner) == {"endorsement[0]"}


def test_an_endorsement_beside_a_profile_speaks_of_that_profile_alone() -> None:
    friend = PrivateKey.from_seed(bytes(32))
    issuer = make_credential().to_json()["issuer"]
    for subject, code in (
        (ISSUER, "endorsements-unvouched"),
        (BADGE["id"], "endorsements-not-genuine"),
    ):
        endorsement = make_endorsement(friend, credentialSubject=about(subject))
        report = check(make_badge(issuer=issuer | {"endorsement": [endorsement]}))
        step = report.step("endorsements")
        assert step is not None
        assert step.code == code
        inner = report.inner["issuer.endorsement[0]"]
        assert (inner.verdict == "unvouched") is (subject == ISSUER)


def test_endorsements_inside_endorsements_end_somewhere() -> None:
    friend = PrivateKey.from_seed(bytes(32))
    name = did_key(friend.public)
    inner = make_endorsement(friend, credentialSubject=about(name))
    for depth in range(6):
        issuer = {"id": name, "type": ["Profile"], "name": "A", "endorsement": [inner]}
        inner = make_endorsement(
            friend, issuer=issuer, credentialSubject=about(ISSUER if depth == 5 else name)
        )
    report = check(make_badge(endorsement=[inner]))
    step = report.step("endorsements")
    assert step is not None
    assert step.outcome is not Outcome.FAILED
    assert report.verdict == "valid"


# Whatever else a person may bring


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-a-badge"),
        ("", "not-a-badge"),
        ("hello", "not-a-badge"),
        (b"\xff\xfe\x00", "not-a-badge"),
        (b"%PDF-1.7", "paper-instead"),
        (b"<html><body>a page</body></html>", "page-instead"),
        (b"<svg", "image-wrong"),
        ("{", "not-json"),
        ("[]", "not-a-badge"),
        ("{}", "not-a-badge"),
        ('{"a":1,"a":2}', "not-json"),
        ('{"a":"\\ud800"}', "not-json"),
        ("[" * 100_000, "not-json"),
        ('{"a":' * 70 + "1" + "}" * 70, "not-json"),
        ('{"type":["VerifiablePresentation"]}', "not-a-badge"),
        (b'{"x":"' + b"a" * 10_000_000 + b'"}', "too-large"),
        ("https://nowhere.example/badge", "could-not-fetch"),
        ("http://nowhere.example/badge", "could-not-fetch"),
        ("a.b.c", "not-a-badge"),
        ("eyJhbGciOiJub25lIn0.e30.", "not-a-badge"),
        ("eyJhbGciOiJSUzI1NiJ9.W10.AA", "not-json"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_badge_is_told_by_its_own_reason(data: bytes | str, code: str) -> None:
    report = check(data)
    assert [step.code for step in report.steps] == [code]
    assert (report.verdict, report.exit_code) == ("no-badge", 3)


def test_an_address_is_followed_to_the_badge() -> None:
    web = make_web()
    web.put(BADGE["id"], BADGE)
    assert check(BADGE["id"], web).verdict == "valid"


def test_every_reason_of_the_core_has_a_sentence() -> None:
    assert all(
        SENTENCES[reason.code] == reason.sentence for reason in errors.BadgeError.__subclasses__()
    )
