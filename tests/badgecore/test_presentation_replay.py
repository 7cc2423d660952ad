"""A presentation made for one verifier is no use before another."""

from datetime import UTC, datetime

import pytest

from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.proofs import data_integrity
from badgecore.verify import verify_presentation
from badgecore.wire import JsonObject

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = PrivateKey.from_seed(bytes(range(32)))


def shown(challenge: str) -> JsonObject:
    document: JsonObject = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_key(KEY.public),
    }
    return data_integrity.sign(
        document,
        key=KEY,
        verification_method=did_key_method(KEY.public),
        created=NOW,
        purpose="authentication",
        challenge=challenge,
    )


def test_the_challenge_that_was_asked_for_is_in_order() -> None:
    assert verify_presentation(shown("one"), now=NOW, challenge="one").verdict == "valid"
    assert verify_presentation(shown("one"), now=NOW, challenge="two").verdict == "not-valid"


@pytest.mark.parametrize(
    "kind", [{"type": "Strange2030"}, {"type": "DataIntegrityProof", "cryptosuite": "strange"}]
)
def test_a_proof_nobody_looks_at_lends_it_no_challenge(kind: JsonObject) -> None:
    old = shown("one")
    forged = old | {
        "proof": [old["proof"], kind | {"proofPurpose": "authentication", "challenge": "two"}]
    }
    assert verify_presentation(forged, now=NOW, challenge="two").verdict == "not-valid"
