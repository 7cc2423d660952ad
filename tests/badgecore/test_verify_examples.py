"""The examples of 1EdTech, DCC and our own fixture issuer get the verdict that vectors/examples/SOURCES.md states.

Where a host named in an example serves nothing, the honest verdict of a good badge is "unclear": signature right,
issuer open.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgecore.verify import Outcome, Report, verify
from badgecore.wire import as_list

from .web import EXAMPLES, Web, web_of_the_examples

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def report_on(path: Path) -> Report:
    return verify(path.read_bytes(), now=NOW, fetch=web_of_the_examples())


def names(folder: str, pattern: str = "*") -> list[str]:
    root = EXAMPLES / folder
    return sorted(
        path.relative_to(root).as_posix() for path in root.rglob(pattern) if path.is_file()
    )


FIXTURE = {
    "clr-tampered.json": "not-valid",
    "clr.json": "valid",
    "endorsement.json": "valid",
    "expired.json": "expired",
    "good-es256-vc+jwt.jwt": "valid",
    "good-es256.jwt": "valid",
    "good-https-kid.jwt": "valid",
    "good-jwk.jwt": "valid",
    "good-jwt.png": "valid",
    "good-jwt.svg": "valid",
    "good-kid.jwt": "valid",
    "good-with-endorsement.json": "valid",
    "good.json": "valid",
    "good.png": "valid",
    "good.svg": "valid",
    "no-criteria.json": "not-valid",
    "revoked.json": "revoked",
    "tampered-es256.jwt": "not-valid",
    "tampered-result.json": "not-valid",
    "tampered-space.json": "not-valid",
    "tampered.jwt": "not-valid",
    "tampered.png": "not-valid",
    "wrong-key.json": "not-valid",
    "x-1edtech-schema-type.json": "valid",
    "x-ecdsa-rdfc-2019-p256.json": "unvouched",
    # Its key is in the header alone; the issuer's document does not list it.
    "x-eddsa.jwt": "not-valid",
    "x-extra-di-context.json": "valid",
    "x-fragment-key-1.json": "valid",
    "x-https-issuer.json": "valid",
    "x-plain-identifier.json": "valid",
    "x-proof-array.json": "valid",
    # The schema it names allows one status only.
    "x-two-statuses.json": "not-valid",
}


def test_every_file_of_the_fixture_issuer_has_its_verdict_here() -> None:
    assert set(FIXTURE) == {
        name for name in names("fixture-issuer") if not name.startswith("site/")
    }


@pytest.mark.parametrize(("name", "verdict"), FIXTURE.items())
def test_the_fixture_issuer(name: str, verdict: str) -> None:
    assert report_on(EXAMPLES / "fixture-issuer" / name).verdict == verdict


GOOD = [
    "complete.json",
    "endorsement-valid.json",
    "simple-context-alias.json",
    "simple-context-version.json",
    "simple-did-key-method.json",
    "simple-did-web-method.json",
    "simple-eddsa-2022.json",
    "simple-json.png",
    "simple-json.svg",
    "simple-jwt.png",
    "simple-jwt.svg",
    "simple-multiple-proofs.json",
    "simple.1ob",
    "simple.json",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_badge_of_1edtech_is_signed_right_and_nothing_decides_against_it(name: str) -> None:
    report = report_on(EXAMPLES / "ob3-1edtech" / name)
    assert report.verdict == ("unvouched" if "did-key" in name else "unclear")
    signature, issuer = report.step("signature"), report.step("issuer")
    assert signature is not None
    assert signature.outcome is Outcome.PASSED
    assert issuer is not None
    assert issuer.outcome is Outcome.UNKNOWN


def answering(path: Path) -> Web:
    """The web in which the https issuers of an example answer and list its keys, as they once did."""
    web = web_of_the_examples()
    keys: dict[str, list[dict[str, str]]] = {}
    lists = "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main"
    for text in (path, EXAMPLES / "ob3-1edtech" / "bit-string-list" / "testlist"):
        document = verify(text.read_bytes(), now=NOW).document or {}
        for proof in as_list(document.get("proof")):
            name, _, key = str(proof.get("verificationMethod", "")).partition("#")
            method = {
                "id": f"{name}#{key}",
                "type": "Multikey",
                "controller": name,
                "publicKeyMultibase": key,
            }
            methods = [*keys.get(name, []), method]
            if name.startswith("https://"):
                keys[name] = methods
                listed = [entry["id"] for entry in methods]
                web.put(
                    name, {"id": name, "verificationMethod": methods, "assertionMethod": listed}
                )
        for entry in as_list(document.get("credentialStatus")):
            if url := entry.get("statusListCredential"):
                assert url.startswith(lists)
                web.put(
                    url, (EXAMPLES / "ob3-1edtech" / "bit-string-list" / "testlist").read_bytes()
                )
            else:
                web.put(entry["id"], {"id": entry["id"], "revokedCredential": []})
    return web


# Nobody can own a key for a urn:uuid.
NAMELESS = {"simple-did-key-method.json"}


@pytest.mark.parametrize(
    "name", [*(name for name in GOOD if "jwt" not in name), "sd/derivedcredential.json"]
)
def test_a_good_badge_of_1edtech_is_valid_where_its_issuer_answers(name: str) -> None:
    path = EXAMPLES / "ob3-1edtech" / name
    report = verify(path.read_bytes(), now=NOW, fetch=answering(path))
    assert report.verdict == ("unvouched" if name in NAMELESS else "valid"), report.to_json()


@pytest.mark.parametrize(
    "name", ["credential-status-revoked.json", "credential-status-revoked-blank-nodes.json"]
)
def test_a_revoked_badge_of_1edtech_is_revoked_where_its_issuer_answers(name: str) -> None:
    path = EXAMPLES / "ob3-1edtech" / "bit-string-list" / name
    assert verify(path.read_bytes(), now=NOW, fetch=answering(path)).verdict == "revoked"


# An unknown DID method can be good for others: we say that we cannot tell.
OPEN_ERRORS = {"simple-err-proof-method-unknown-did-method.json"}
OWN_WORDS = {"simple-err-expired.json": "expired"}


@pytest.mark.parametrize("name", names("ob3-1edtech", "simple-err-*"))
def test_a_faulty_badge_of_1edtech_never_passes(name: str) -> None:
    verdict = report_on(EXAMPLES / "ob3-1edtech" / name).verdict
    assert verdict == ("unclear" if name in OPEN_ERRORS else OWN_WORDS.get(name, "not-valid"))


@pytest.mark.parametrize("name", ["simple-noproof.json"])
def test_a_badge_of_1edtech_without_signature_is_not_valid(name: str) -> None:
    step = report_on(EXAMPLES / "ob3-1edtech" / name).step("signature")
    assert step is not None
    assert step.code == "signature-missing"


# Of drafts, or with a vocabulary that is gone: nothing can be said for them. The last one's time is over as well.
DRAFTS = {"simple.jwt": "unclear", "simple_v1.json": "unclear", "complete_v1.json": "expired"}
REVOKED = {
    "credential-status-revoked.json",
    "bit-string-list/credential-status-revoked.json",
    "bit-string-list/credential-status-revoked-blank-nodes.json",
}
# What the badges above point to, and an endorsement whose own schemas it breaches.
BESIDE = {
    "bit-string-list/testlist",
    "sd/derivedcredential.json",
    "endorsement-err-schema-status-refresh.json",
}


@pytest.mark.parametrize(("name", "verdict"), DRAFTS.items())
def test_a_draft_of_1edtech_never_passes(name: str, verdict: str) -> None:
    assert report_on(EXAMPLES / "ob3-1edtech" / name).verdict == verdict


def test_an_endorsement_that_breaches_its_schemas_never_passes() -> None:
    assert (
        report_on(EXAMPLES / "ob3-1edtech" / "endorsement-err-schema-status-refresh.json").verdict
        == "not-valid"
    )


def test_every_file_of_1edtech_has_its_verdict_here() -> None:
    faulty = names("ob3-1edtech", "simple-err-*")
    assert {*GOOD, *faulty, *DRAFTS, *REVOKED, *BESIDE, "simple-noproof.json"} == set(
        names("ob3-1edtech")
    )


@pytest.mark.parametrize("name", names("ob3-spec", "*.json"))
def test_the_examples_of_the_specification_have_the_right_form_and_no_signature(name: str) -> None:
    report = report_on(EXAMPLES / "ob3-spec" / name)
    codes = {step.code for step in report.steps if step.outcome is Outcome.FAILED and step.decides}
    assert codes == {"signature-missing"}
    form = report.step("form")
    assert form is not None
    assert form.outcome is Outcome.PASSED


DCC = [
    name for name in names("dcc-fixtures", "*.json") if name.startswith("verifiableCredentials/")
]
OPEN_BY_NAME = (
    "expiredStatus",
    "missingTypeStatus",
    "notYetValidStatus",
    "tamperedStatus",
    "badDidWeb",
)


def verdict_by_name(name: str) -> str:
    """DCC's file names say registry, status and expiry.

    Their status lists hold 100,000 entries, fewer than the standard allows (Bitstring Status List 1.0 §3.2): what such
    a list says against a badge counts, and so does its silence, as its issuer signed both. That it is short is told.
    """
    if "revoked" in name:
        return "revoked"
    if name.endswith("tampered.json"):
        return "not-valid"
    if name.endswith("-notYetValid.json"):
        return "not-yet-valid"
    if name.endswith("-expired.json"):
        return "expired"
    if "didkey" in name.lower():
        return "unvouched"  # anybody can make such a key; whoever knows DCC's may say so
    return "unclear" if any(word in name for word in OPEN_BY_NAME) else "valid"


@pytest.mark.parametrize("name", DCC)
def test_the_fixtures_of_the_digital_credentials_consortium(name: str) -> None:
    assert report_on(EXAMPLES / "dcc-fixtures" / name).verdict == verdict_by_name(name)


LISTS = {
    "e5WK8CbZ1GjycuPombrj": "unvouched",
    "expired": "expired",
    "missingBitStringType": "unvouched",
    "notYetValid": "not-yet-valid",
    "tampered": "not-valid",
}


@pytest.mark.parametrize(("name", "verdict"), LISTS.items())
def test_the_status_lists_of_the_digital_credentials_consortium(name: str, verdict: str) -> None:
    folder = EXAMPLES / "dcc-fixtures" / "statusLists" / "didkey-ed25519Signature2020"
    assert report_on(folder / name).verdict == verdict


# The four that are signed in today's form name issuers that nobody can ask; the other two need a draft's vocabulary.
RECORDS = {
    "complex.json": "unvouched",
    "simple-noproof.json": "unsigned",
    "simple.json": "unclear",
    "simple.jwt": "unclear",
    # The badge inside it names a type that no vocabulary defines, so its signature does not cover it whole.
    "simple_old_safesigned.json": "not-valid",
    "simple_v1.json": "unvouched",
}


@pytest.mark.parametrize(("name", "verdict"), RECORDS.items())
def test_the_learner_records_of_1edtech(name: str, verdict: str) -> None:
    report = report_on(EXAMPLES / "clr2-1edtech" / name)
    assert report.verdict == verdict
    assert report.standard == "CLR 2.0"
    if name in ("complex.json", "simple.json", "simple.jwt", "simple_v1.json"):
        signature = report.step("signature")
        assert signature is not None
        assert signature.outcome is Outcome.PASSED
