"""Documents made to hold a verifier up are answered within half a second of processor time, whatever their size."""
# ruff: noqa: E501 - a table of documents, one a line

from collections.abc import Callable
from typing import Any

import pytest
from tests.badgecore.example import KEY, METHOD
from tests.badgecore.pace import within

from badgecore.errors import BadgeError
from badgecore.model import OB3_CONTEXT, OB3_EXTENSIONS, VC2_CONTEXT
from badgecore.proofs.data_integrity import check
from badgecore.wire import MAX_BYTES, write_json

PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-05-04T15:31:00Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
    "proofValue": "z" + "1" * 64,
}
TYPES = ["Achievement", "AchievementSubject", "Profile", "Result", "Alignment", "Evidence", "Image", "Address"]
INLINE = {f"t{n}": f"https://a.example/{n}" for n in range(50)}


def nested(depth: int, make: Callable[[Any], Any]) -> Any:
    value: Any = "urn:uuid:end"
    for _ in range(depth):
        value = make(value)
    return value


def many(count: int, make: Callable[[int], Any]) -> list[Any]:
    return [make(number) for number in range(count)]


def subject(value: Any) -> dict[str, Any]:
    return {"credentialSubject": value}


def ring(size: int) -> list[Any]:
    return many(size, lambda n: {"id": f"_:b{n}", "type": "Profile", "parentOrg": {"id": f"_:b{(n + 1) % size}"}})


HOSTILE: dict[str, Callable[[], dict[str, Any]]] = {
    "a million texts": lambda: {"name": many(600_000, str)},
    "a million nodes": lambda: subject(many(200_000, lambda n: {"id": f"urn:uuid:{n}"})),
    "unnamed twins": lambda: subject(many(300_000, lambda _: {})),
    "unnamed twins in an unnamed whole": lambda: subject({"type": ["AchievementSubject"], "source": many(9_000, lambda _: {})}),
    "twins under unnamed parents": lambda: subject(many(3_000, lambda _: {"type": ["Profile"], "parentOrg": {"type": ["Profile"], "name": "x"}})),
    "a ring": lambda: {"issuer": ring(5_000)},
    "many rings": lambda: {"issuer": [node | {"id": f"{node['id']}x{k}", "parentOrg": {"id": f"{node['parentOrg']['id']}x{k}"}} for k in range(400) for node in ring(5)]},
    "a clique": lambda: {"issuer": many(40, lambda n: {"id": f"_:b{n}", "type": "Profile", "parentOrg": many(40, lambda m: {"id": f"_:b{m}"})})},
    "many properties": lambda: {f"https://a.example/{n}": "x" for n in range(120_000)},
    "many types": lambda: {"type": many(150_000, lambda n: f"https://a.example/{n}")},
    "the same type again": lambda: {"type": ["VerifiableCredential"] * 150_000},
    "many mixtures of types": lambda: subject(many(2_000, lambda n: {"type": [name for bit, name in enumerate(TYPES) if n >> bit & 1] or ["Profile"]})),
    "depth": lambda: subject(nested(60, lambda inner: {"type": ["AchievementSubject"], "source": {"type": ["Profile"], "parentOrg": inner}})),
    "depth without bound": lambda: subject(nested(100_000, lambda inner: {"type": ["Profile"], "parentOrg": inner})),
    "contexts by the thousand": lambda: subject(many(3_000, lambda n: {"@context": [VC2_CONTEXT, OB3_CONTEXT, OB3_EXTENSIONS][: n % 3 + 1] * (n % 5 + 1), "id": f"urn:uuid:{n}"})),
    "a long list of contexts": lambda: {"@context": [VC2_CONTEXT, OB3_CONTEXT] * 20_000},
    "contexts written in": lambda: {"@context": [VC2_CONTEXT, OB3_CONTEXT, INLINE], **subject(many(3_000, lambda n: {"@context": {f"x{n}": "https://a.example/x"}, "t1": "x"}))},
    "a context of a million terms": lambda: {"@context": [VC2_CONTEXT, {f"t{n}": f"https://a.example/{n}" for n in range(80_000)}]},
    "contexts in contexts": lambda: {"@context": [VC2_CONTEXT, nested(50, lambda inner: {"credentialSubject": {"@id": "https://a.example/s", "@context": inner if inner != "urn:uuid:end" else {}}})]},
    "an import": lambda: {"@context": [VC2_CONTEXT, {"@import": OB3_CONTEXT}]},
    "maps": lambda: {"@context": [VC2_CONTEXT, {"m": {"@id": "https://a.example/m", "@container": "@index"}}], "m": {f"k{n}": "x" for n in range(150_000)}},
    "lists of lists": lambda: {"@context": [VC2_CONTEXT, {"l": {"@id": "https://a.example/l", "@container": "@list"}}], "l": nested(18, lambda inner: [inner, inner])},
    "reverse": lambda: {"@reverse": {"https://a.example/p": many(100_000, lambda n: {"@id": f"urn:uuid:{n}"})}},
    "included": lambda: {"@included": many(100_000, lambda n: {"@id": f"urn:uuid:{n}", "name": "x"})},
    "one long text": lambda: {"name": "é\"\\\n" * 600_000},
    "one long address": lambda: {"id": "https://a.example/" + "a" * 3_500_000},
    "proofs": lambda: {"proof": many(12_000, lambda n: PROOF | {"id": f"urn:uuid:{n}"})},
}  # fmt: skip


def test_the_table_reaches_the_largest_file_that_is_read() -> None:
    assert any(
        len(write_json(HOSTILE[name]())) > 0.8 * MAX_BYTES for name in ("many properties", "one long text", "proofs")
    )


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_hostile_document_is_answered_within_half_a_second(name: str, suite: str) -> None:
    document = {"@context": [VC2_CONTEXT, OB3_CONTEXT], "type": ["VerifiableCredential"]} | HOSTILE[name]()
    proof = PROOF | {"cryptosuite": suite}
    # Once before: the first pays for contexts that any document pays for once.
    with pytest.raises(BadgeError):
        check(document, proof, KEY.public)
    with within(0.5), pytest.raises(BadgeError):
        check(document, proof, KEY.public)
