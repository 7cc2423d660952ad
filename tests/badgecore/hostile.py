"""Documents and files made to hold a verifier up: one table for the tests, which count the work, and the bench, which times it."""
# ruff: noqa: E501 - tables of documents, one a line

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from badgecore.baking import bake
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.model import OB3_CONTEXT, OB3_EXTENSIONS, OB3_SCHEMA, VC2_CONTEXT, Profile
from badgecore.multibase import base64url
from badgecore.proofs import ecdsa_sd
from badgecore.proofs.cbor import encoded
from badgecore.verify import Report, verify

from .example import KEY, MADE, make_credential
from .test_baking_png import PLAIN
from .test_verify import NOW
from .web import Web

DID = did_key(KEY.public)

P256 = PrivateKey.from_seed(bytes(31) + b"\1", "P-256")

PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-05-04T15:31:00Z",
    "verificationMethod": f"{DID}#{KEY.public.multikey}",
    "proofPurpose": "assertionMethod",
    "proofValue": "z" + "1" * 64,
}
TYPES = [
    "Achievement",
    "AchievementSubject",
    "Profile",
    "Result",
    "Alignment",
    "Evidence",
    "Image",
    "Address",
]
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
    return many(
        size,
        lambda n: {"id": f"_:b{n}", "type": "Profile", "parentOrg": {"id": f"_:b{(n + 1) % size}"}},
    )


HOSTILE: dict[str, Callable[[], dict[str, Any]]] = {
    "a million texts": lambda: {"name": many(600_000, str)},
    "a million nodes": lambda: subject(many(200_000, lambda n: {"id": f"urn:uuid:{n}"})),
    "unnamed twins": lambda: subject(many(300_000, lambda _: {})),
    "unnamed twins in an unnamed whole": lambda: subject(
        {"type": ["AchievementSubject"], "source": many(9_000, lambda _: {})}
    ),
    "twins under unnamed parents": lambda: subject(
        many(
            3_000, lambda _: {"type": ["Profile"], "parentOrg": {"type": ["Profile"], "name": "x"}}
        )
    ),
    "a ring": lambda: {"issuer": ring(5_000)},
    "many rings": lambda: {
        "issuer": [
            node
            | {"id": f"{node['id']}x{k}", "parentOrg": {"id": f"{node['parentOrg']['id']}x{k}"}}
            for k in range(400)
            for node in ring(5)
        ]
    },
    "a clique": lambda: {
        "issuer": many(
            40,
            lambda n: {
                "id": f"_:b{n}",
                "type": "Profile",
                "parentOrg": many(40, lambda m: {"id": f"_:b{m}"}),
            },
        )
    },
    "many properties": lambda: {f"https://a.example/{n}": "x" for n in range(120_000)},
    "many types": lambda: {"type": many(150_000, lambda n: f"https://a.example/{n}")},
    "the same type again": lambda: {"type": ["VerifiableCredential"] * 150_000},
    "many mixtures of types": lambda: subject(
        many(
            2_000,
            lambda n: {
                "type": [name for bit, name in enumerate(TYPES) if n >> bit & 1] or ["Profile"]
            },
        )
    ),
    "depth": lambda: subject(
        nested(
            60,
            lambda inner: {
                "type": ["AchievementSubject"],
                "source": {"type": ["Profile"], "parentOrg": inner},
            },
        )
    ),
    "depth without bound": lambda: subject(
        nested(100_000, lambda inner: {"type": ["Profile"], "parentOrg": inner})
    ),
    "contexts by the thousand": lambda: subject(
        many(
            3_000,
            lambda n: {
                "@context": [VC2_CONTEXT, OB3_CONTEXT, OB3_EXTENSIONS][: n % 3 + 1] * (n % 5 + 1),
                "id": f"urn:uuid:{n}",
            },
        )
    ),
    "a long list of contexts": lambda: {"@context": [VC2_CONTEXT, OB3_CONTEXT] * 20_000},
    "contexts written in": lambda: {
        "@context": [VC2_CONTEXT, OB3_CONTEXT, INLINE],
        **subject(many(3_000, lambda n: {"@context": {f"x{n}": "https://a.example/x"}, "t1": "x"})),
    },
    "a context of a million terms": lambda: {
        "@context": [VC2_CONTEXT, {f"t{n}": f"https://a.example/{n}" for n in range(80_000)}]
    },
    "contexts in contexts": lambda: {
        "@context": [
            VC2_CONTEXT,
            nested(
                50,
                lambda inner: {
                    "credentialSubject": {
                        "@id": "https://a.example/s",
                        "@context": inner if inner != "urn:uuid:end" else {},
                    }
                },
            ),
        ]
    },
    "an import": lambda: {"@context": [VC2_CONTEXT, {"@import": OB3_CONTEXT}]},
    "maps": lambda: {
        "@context": [VC2_CONTEXT, {"m": {"@id": "https://a.example/m", "@container": "@index"}}],
        "m": {f"k{n}": "x" for n in range(150_000)},
    },
    "lists of lists": lambda: {
        "@context": [VC2_CONTEXT, {"l": {"@id": "https://a.example/l", "@container": "@list"}}],
        "l": nested(18, lambda inner: [inner, inner]),
    },
    "reverse": lambda: {
        "@reverse": {"https://a.example/p": many(100_000, lambda n: {"@id": f"urn:uuid:{n}"})}
    },
    "included": lambda: {
        "@included": many(100_000, lambda n: {"@id": f"urn:uuid:{n}", "name": "x"})
    },
    "one long text": lambda: {"name": 'é"\\\n' * 600_000},
    "one long address": lambda: {"id": "https://a.example/" + "a" * 3_500_000},
    "proofs": lambda: {"proof": many(12_000, lambda n: PROOF | {"id": f"urn:uuid:{n}"})},
}


def bare(name: str) -> dict[str, Any]:
    """A document of the table with what makes it a credential."""
    return {"@context": [VC2_CONTEXT, OB3_CONTEXT], "type": ["VerifiableCredential"]} | HOSTILE[
        name
    ]()


# What stops each: a bound, unless the document is checked to its end and only its signature is wrong.
BOUNDED = {
    "eddsa-rdfc-2022": set(HOSTILE)
    - {
        "many mixtures of types",
        "contexts by the thousand",
        "contexts in contexts",
        "an import",
        "one long text",
        "one long address",
        "proofs",
    },
    "eddsa-jcs-2022": {
        "a million texts",
        "a million nodes",
        "unnamed twins",
        "many properties",
        "many types",
        "the same type again",
        "a context of a million terms",
        "maps",
        "lists of lists",
        "reverse",
        "included",
        "depth without bound",
    },
}


# Whole answers: what `verify` makes of a file.


def badge(**more: Any) -> dict[str, Any]:
    """A badge in every way but what is told."""
    issuer = Profile(id=DID, name="Demo program")
    return (
        replace(make_credential(), issuer=issuer, status=None).to_json() | {"proof": PROOF} | more
    )


def proofs(count: int, suite: str = "eddsa-rdfc-2022") -> list[dict[str, Any]]:
    return many(count, lambda n: PROOF | {"id": f"urn:uuid:{n}", "cryptosuite": suite})


def twins(count: int) -> Any:
    return subject({"type": ["AchievementSubject"], "source": many(count, lambda _: {})})


def endorsed(count: int, inner: dict[str, Any]) -> dict[str, Any]:
    return badge(endorsement=[inner] * count)


def in_parts(statements: int) -> dict[str, Any]:
    """Selective, and rightly signed statement by statement."""
    document = replace(
        make_credential(), issuer=Profile(id=did_key(P256.public), name="Demo"), status=None
    ).to_json()
    document["credentialSubject"]["achievement"]["tag"] = many(statements, str)
    method = did_key_method(P256.public)
    base = ecdsa_sd.sign_base(
        document,
        key=P256,
        verification_method=method,
        created=MADE,
        mandatory=["/issuer"],
        random=secrets.token_bytes,
    )
    return ecdsa_sd.derive(base, base["proof"], reveal=["/credentialSubject"])


def selective(value: object) -> dict[str, Any]:
    method = did_key_method(P256.public)
    text = "u" + base64url(b"\xd9\x5d\x01" + encoded(value))
    return badge(
        proof=PROOF
        | {"cryptosuite": "ecdsa-sd-2023", "verificationMethod": method, "proofValue": text}
    )


def token(document: dict[str, Any]) -> str:
    """A JWT of it, the signature wrong."""
    head = {"alg": "ES256", "typ": "JWT", "kid": did_key_method(P256.public)}
    return ".".join(
        base64url(part)
        for part in (json.dumps(head).encode(), json.dumps(document).encode(), bytes(64))
    )


def text(count: int) -> str:
    return "[" + ",".join(["{}"] * count) + "]"


ANSWERED: dict[str, Callable[[], Any]] = {
    **{
        f"whole: {name}": lambda make=make: badge(**make())
        for name, make in HOSTILE.items()
        if name != "depth without bound"
    },
    "eight proofs": lambda: badge(**twins(9_000), proof=proofs(8)),
    "eight proofs of long texts": lambda: badge(name='é"\\\n' * 300_000, proof=proofs(8)),
    "eight proofs without RDF": lambda: badge(
        name=many(25_000, str), proof=proofs(8, "eddsa-jcs-2022")
    ),
    "eight proofs, each of the earlier ones": lambda: badge(
        **twins(3_000),
        proof=[
            proof | {"previousProof": many(n, lambda m: f"urn:uuid:{m}")}
            for n, proof in enumerate(proofs(8))
        ],
    ),
    "endorsements hard to check": lambda: endorsed(40, badge(**twins(1_000))),
    "endorsements with eight proofs": lambda: endorsed(60, badge(**twins(400), proof=proofs(8))),
    "endorsements with twins under parents": lambda: endorsed(
        60, badge(**subject(HOSTILE["twins under unnamed parents"]()["credentialSubject"][:150]))
    ),
    "endorsements with vocabulary written in": lambda: endorsed(
        60, badge(**{"@context": [VC2_CONTEXT, OB3_CONTEXT, INLINE], "m": [{"@context": {}}] * 90})
    ),
    "endorsements in endorsements": lambda: endorsed(
        4, endorsed(4, endorsed(4, badge(**twins(500))))
    ),
    "a crowd of endorsements": lambda: badge(endorsement=["x"] * 95_000),
    "a crowd of tokens": lambda: badge(endorsementJwt=[token({})] * 11_000),
    "a record of too many badges": lambda: badge(
        type=["VerifiableCredential", "ClrCredential"],
        credentialSubject={"type": ["ClrSubject"], "verifiableCredential": [badge()] * 300},
    ),
    "a schema named again and again": lambda: badge(
        credentialSchema=[{"id": OB3_SCHEMA, "type": "JsonSchema"}] * 24_000
    ),
    "every schema there is": lambda: badge(
        credentialSchema=many(
            60,
            lambda n: {
                "id": OB3_SCHEMA.replace("achievement", ("achievement", "endorsement")[n % 2]),
                "type": "JsonSchema",
            },
        ),
        evidence=[{"type": ["Evidence"]}] * 24_000,
    ),
    "resources by the thousand": lambda: badge(
        relatedResource=many(
            24_000,
            lambda n: {"id": f"https://a.example/#{n}", "digestSRI": "sha512-" + "A" * 86 + "=="},
        )
    ),
    "faults by the thousand": lambda: badge(
        credentialSubject=[{"id": "no address", "result": [1] * 9}] * 6_000
    ),
    "statements signed one by one": lambda: in_parts(1_200),
    "a selective proof of very many parts": lambda: selective([b"", b"", [], {}, [7] * 300_000]),
    "a selective proof of many labels": lambda: selective(
        [b"", b"", [], {n: bytes(32) for n in range(60_000)}, []]
    ),
    "base 58 without end": lambda: badge(proof=PROOF | {"proofValue": "z" + "2" * 3_900_000}),
    "a token of a million nodes": lambda: token(
        badge(**subject(many(40_000, lambda n: {"id": f"urn:uuid:{n}"})))
    ),
    "a token of long text": lambda: token(badge(name="é" * 500_000)),
    "a million objects": lambda: text(1_300_000).encode(),
    "objects as many as are read": lambda: text(49_000).encode(),
    "one long number": lambda: b"[" + b"9" * 4_000_000 + b"]",
    "names by the hundred thousand": lambda: json.dumps(
        badge(**{f"n{n}": 0 for n in range(97_000)})
    ).encode(),
    "a name twice among many": lambda: (
        "{" + ",".join(f'"{n}":0' for n in range(99_000)) + ',"98999":1}'
    ).encode(),
    "a large badge baked": lambda: bake(PLAIN, json.dumps(badge(**twins(9_000), proof=proofs(8)))),
    "spaces without end": lambda: b" " * 8_000_000,
    "marks without end": lambda: "\u200b" * 8_000_000,
    "dots": lambda: "." * 8_000_000,
    "an older badge that is large": lambda: {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://a.example/1",
        "recipient": {"identity": "x"},
        "badge": {"issuer": {"x": many(90_000, str)}},
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
    },
}

# What the report must say, in it or in one of a credential inside: not read at all, or not looked into to its end.
TOO_LARGE = {
    f"whole: {name}"
    for name in (
        "a million texts",
        "a million nodes",
        "unnamed twins",
        "many properties",
        "many types",
        "the same type again",
        "maps",
        "lists of lists",
        "reverse",
        "included",
        "one long text",
        "proofs",
    )
} | {"a million objects"}
TOO_COMPLEX = {
    f"whole: {name}"
    for name in (
        "unnamed twins in an unnamed whole",
        "twins under unnamed parents",
        "a ring",
        "many rings",
        "a clique",
        "a long list of contexts",
        "contexts written in",
        "a context of a million terms",
        "one long address",
    )
} | {
    "eight proofs",
    "eight proofs of long texts",
    "eight proofs, each of the earlier ones",
    "endorsements hard to check",
    "endorsements with eight proofs",
    "endorsements with twins under parents",
    "endorsements with vocabulary written in",
    "endorsements in endorsements",
    "a crowd of endorsements",
    "a crowd of tokens",
    "a record of too many badges",
    "a schema named again and again",
    "every schema there is",
    "resources by the thousand",
    "names by the hundred thousand",
    "a large badge baked",
}


def answer_to(data: Any) -> Report:
    """As `assay verify` and the page ask, for a badge that leads to no other document."""
    brought = data if isinstance(data, bytes | str) else json.dumps(data).encode()
    return verify(brought, now=NOW, fetch=Web(), recipient="ada@example.org")
