"""A key counts only where its document and its controller are the issuer's own (Controlled Identifiers 1.0 §3.3)."""

import pytest

from badgecore.did import did_document
from badgecore.proofs import jose
from badgecore.verify import Outcome, Report, verify
from badgecore.wire import JsonObject

from .example import ISSUER, KEY, make_credential
from .test_jose import DOCUMENT, NOW, P256
from .test_jose import make_web as make_token_web
from .test_verify import BADGE, DID_URL, OTHER, check, make_web, sign

EVIL = "did:web:evil.example.org"
EVIL_URL = "https://evil.example.org/.well-known/did.json"


def controlled_by(controller: str, document: JsonObject) -> JsonObject:
    methods = [entry | {"controller": controller} for entry in document["verificationMethod"]]
    return document | {"verificationMethod": methods}


def issuer_code(report: Report) -> str:
    step = report.step("issuer")
    assert step is not None
    assert step.outcome is Outcome.FAILED, report.to_json()
    return step.code


def test_a_strangers_document_cannot_lend_its_key_to_the_issuer() -> None:
    web = make_web()
    web.put(EVIL_URL, controlled_by(ISSUER, did_document(EVIL, [OTHER.public])))
    forged = sign(make_credential().to_json(), OTHER, f"{EVIL}#{OTHER.public.multikey}")
    report = check(forged, web)
    assert report.verdict == "not-valid"
    assert issuer_code(report) == "issuer-mismatch"


def test_nor_can_the_issuers_document_lend_the_issuers_name_to_a_key_that_somebody_else_controls() -> (
    None
):
    web = make_web()
    web.put(DID_URL, controlled_by(EVIL, did_document(ISSUER, [KEY.public])))
    report = check(BADGE, web)
    assert report.verdict == "not-valid"
    assert issuer_code(report) == "issuer-mismatch"


@pytest.mark.parametrize("controller", [EVIL, ISSUER])
def test_a_key_in_the_header_is_the_issuers_only_under_its_own_control(controller: str) -> None:
    web = make_token_web()
    web.put(DID_URL, controlled_by(controller, did_document(ISSUER, [KEY.public, P256.public])))
    report = verify(jose.sign(DOCUMENT, key=P256), now=NOW, fetch=web)
    if controller == ISSUER:
        assert report.step("issuer") is not None
        assert {step.code for step in report.steps if step.name == "issuer"} == {"issuer-confirmed"}
    else:
        assert issuer_code(report) == "method-missing"
