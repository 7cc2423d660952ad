"""What people bring to be checked, made by us after real shapes with invented persons: the table, and its making."""

import gzip
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from tests.badgecore.example import public_pem

from assay.credentials import actions
from assay.credentials.badge import printing
from assay.credentials.issuers import identity
from assay.credentials.models import Award
from assay.credentials.tests.pages.test_verify_page import document, png
from assay.credentials.tests.verification.test_verify_odd_badges import badge
from assay.lib import outbound
from assay.lib.clock import now
from assay.people.models import Person
from badgecore.did import did_key, did_key_method, method_name
from badgecore.errors import CouldNotFetch
from badgecore.keys import PrivateKey
from badgecore.multibase import base64url
from badgecore.proofs import data_integrity, jose
from badgecore.status import StatusList, list_credential
from badgecore.verify.fetching import Fetched

HOST = "https://badges.elsewhere.example"
THEIRS = "did:web:badges.elsewhere.example"
KEY = PrivateKey.from_seed(bytes(range(1, 33)))
P256 = PrivateKey.from_seed(bytes(31) + b"\1", "P-256")
RSA = PrivateKey.generate("RSA")
STRANGER = PrivateKey.from_seed(bytes(range(2, 34)))


@dataclass(frozen=True)
class Answer:
    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass
class World:
    """An award of ours, and what stands elsewhere on the web."""

    award: Award
    chi: Person
    client: Client
    pages: dict[str, Answer] = field(default_factory=dict)

    def put(self, url: str, content: object, status: int = 200) -> str:
        self.pages[url] = Answer(json.dumps(content).encode(), status)
        return url

    def fetch(self, url: str, **_options: object) -> Fetched:
        if url not in self.pages:
            raise CouldNotFetch(f"{url} does not answer")
        return self.pages[url]

    def outbound(self, url: str, **_options: object) -> Fetched:
        if url not in self.pages:
            raise outbound.CouldNotFetch(f"{url} does not answer.")
        return self.pages[url]

    @property
    def own_key(self) -> PrivateKey:
        return identity.private_key(self.award.status_list.key)

    @property
    def ours(self) -> dict[str, Any]:
        return document(self.award)

    def their_list(
        self, purpose: str = "revocation", *, bit: bool = False, **changes: Any
    ) -> dict[str, Any]:
        """Their signed list at an address of its own, and the entry that leads to it."""
        bits = StatusList()
        if bit:
            bits.set(7)
        url = f"{HOST}/lists/{purpose}-{bit}"
        start = now() - timedelta(days=9)
        made: Any = list_credential(
            bits,
            url=url,
            issuer=THEIRS,
            valid_from=start,
            valid_until=changes.pop("until", None),
            purpose=purpose,
        )
        self.put(url, sign(made) | changes)
        return {
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": "7",
            "statusListCredential": url,
        }


def sign(
    made: dict[str, Any], key: PrivateKey = KEY, name: str = THEIRS, method: str = ""
) -> dict[str, Any]:
    method = method or method_name(name, key.public)
    return data_integrity.sign(
        made, key=key, verification_method=method, created=now() - timedelta(minutes=1)
    )


def theirs(
    key: PrivateKey = KEY, name: str = THEIRS, method: str = "", **changes: Any
) -> dict[str, Any]:
    """A badge of theirs, signed."""
    issuer = {"id": name, "type": ["Profile"], "name": "Lakeside Schools"}
    return sign(badge(**({"issuer": issuer} | changes)), key, name, method)


def strangers(**changes: Any) -> dict[str, Any]:
    """Anybody's key, and the name of a district beside it."""
    return theirs(STRANGER, did_key(STRANGER.public), did_key_method(STRANGER.public), **changes)


def bare(made: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in made.items() if name != "proof"} | changes


def token(
    header: dict[str, Any], payload: dict[str, Any], signature: Callable[[bytes], bytes]
) -> str:
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
    return f"{signed}.{base64url(signature(signed.encode()))}"


def no_bytes(_signed: bytes) -> bytes:
    return b""


def by_public_key(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.new(secret, signed, hashlib.sha256).digest()


def old_badge(world: World, **changes: Any) -> dict[str, Any]:
    """Open Badges 2.0, hosted elsewhere; what stands at its address is what was asked for."""
    issuer = world.put(
        f"{HOST}/ob2/issuer",
        {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Issuer",
            "id": f"{HOST}/ob2/issuer",
            "name": "Elm",
        },
    )
    kind = world.put(
        f"{HOST}/ob2/class", {"type": "BadgeClass", "id": f"{HOST}/ob2/class", "issuer": issuer}
    )
    made = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{HOST}/ob2/1",
        "badge": kind,
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
    }
    world.put(made["id"], made)
    return made | changes


def old_signed(world: World, *, stranger: bool = False) -> str:
    """Open Badges 2.0 as JWS. A stranger writes the issuer and its list of keys into the badge."""
    host, made = "https://stranger.example" if stranger else HOST, old_badge(world)
    issuer = {
        "type": "Issuer",
        "id": f"{HOST}/ob2/issuer",
        "name": "Elm",
        "publicKey": [f"{host}/ob2/key"],
    }
    key = {"type": "CryptographicKey", "id": f"{host}/ob2/key", "owner": issuer["id"]}
    world.put(key["id"], key | {"publicKeyPem": public_pem(RSA)})
    world.put(f"{HOST}/ob2/issuer", issuer)
    kind = {
        "type": "BadgeClass",
        "id": f"{HOST}/ob2/class",
        "issuer": issuer if stranger else issuer["id"],
    }
    made |= {"verification": {"type": "signed", "creator": key["id"]}, "badge": kind}
    return token({"alg": "RS256"}, made, RSA.sign)


def first_model(**changes: Any) -> dict[str, Any]:
    """A badge under the data model of 2019 (VCDM 1.1)."""
    made = badge(issuer={"id": THEIRS, "type": ["Profile"], "name": "Elm"}) | {
        "issuanceDate": "2026-01-01T00:00:00Z"
    }
    del made["validFrom"]
    contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://w3id.org/security/data-integrity/v2",
    ]
    return sign(made | {"@context": contexts} | changes)


def moved(world: World) -> dict[str, Any]:
    actions.revoke(world.award, ground="issued_in_error", by=world.chi)
    return world.ours


def of_ours(path: str) -> Callable[[World], bytes]:
    return lambda world: bytes(world.client.get(f"/badges/{world.award.pk}/{path}").content)


def stale(world: World) -> dict[str, Any]:
    return theirs(credentialStatus=world.their_list(until=now() - timedelta(days=1)))


def false_list(world: World) -> dict[str, Any]:
    return theirs(credentialStatus=world.their_list(name="Changed"))


@dataclass(frozen=True)
class Typed:
    """What is pasted into the field, or written behind the command; everything else comes as a file."""

    text: str


def shown(*credentials: Any) -> dict[str, Any]:
    """A presentation, as wallets export what they hold."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    }


def in_envelope(signed: str) -> dict[str, Any]:
    """A token where a presentation can hold it (VCDM 2.0 §4.13.1)."""
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{signed}",
    }


def as_token() -> str:
    return jose.sign(bare(theirs()), key=P256, kid=f"{THEIRS}#{P256.public.thumbprint}")


def of_a_holder(*credentials: Any) -> dict[str, Any]:
    """The same, signed by whoever holds them."""
    return data_integrity.sign(
        shown(*credentials) | {"holder": did_key(STRANGER.public)},
        key=STRANGER,
        verification_method=did_key_method(STRANGER.public),
        created=now() - timedelta(minutes=1),
        purpose="authentication",
    )


def short_list(world: World, *, bit: bool = False) -> dict[str, Any]:
    """A badge with a place in a list of 100,000 entries, as the Digital Credentials Consortium keeps them."""
    entry = world.their_list()
    url = f"{HOST}/lists/short-{bit}"
    packed = bytearray(12_500)
    packed[0] = 1 if bit else 0
    made: Any = list_credential(
        StatusList(), url=url, issuer=THEIRS, valid_from=now() - timedelta(days=9)
    )
    made["credentialSubject"]["encodedList"] = "u" + base64url(gzip.compress(bytes(packed)))
    world.put(url, sign(made))
    return theirs(credentialStatus=entry | {"statusListCredential": url})


def hosted_otherwise(**changes: Any) -> Callable[[World], dict[str, Any]]:
    """Open Badges 2.0 as its issuer keeps it, in another spelling."""
    return lambda world: old_badge(world) | changes


def described(world: World, **changes: Any) -> dict[str, Any]:
    """Open Badges 2.0 with its description written into it, as backpacks export it."""
    made = old_badge(world)
    kind = json.loads(world.pages[made["badge"]].body) | {"name": "Waiting"}
    world.put(made["badge"], kind)
    issuer = json.loads(world.pages[kind["issuer"]].body)
    return made | {"badge": kind | {"issuer": issuer} | changes}


def coded(world: World) -> dict[str, Any]:
    """Open Badges 2.0 whose coded address is in capitals in the file."""
    code = hashlib.sha256(b"ada@example.orgsea").hexdigest()
    person = {"type": "email", "hashed": True, "salt": "sea"}
    made = old_badge(world) | {"recipient": person | {"identity": f"sha256${code}"}}
    world.put(made["id"], made)
    return made | {"recipient": person | {"identity": f"sha256${code.upper()}"}}


def of_2012(world: World) -> dict[str, Any]:
    """Open Badges 1.0: no context, seconds since 1970, `verify`."""
    made = old_badge(world)
    address = made["id"]
    old = {
        "uid": "f2c20",
        "recipient": made["recipient"],
        "badge": made["badge"],
        "issuedOn": 1359217910,
        "verify": {"type": "hosted", "url": address},
    }
    world.put(address, old)
    return old | {"issuedOn": "2013-01-26T16:31:50Z"}


def in_ink(world: World) -> bytes:
    """The certificate that its earner printed."""
    return printing.certificate(world.award)


def saved_page(world: World) -> bytes:
    """As browsers save pages: with whole addresses."""
    page = world.client.get(f"/badges/{world.award.pk}/").content
    return page.replace(b'href="/', b'href="http://127.0.0.1:8000/')


SOON, LONG_AGO = "2098-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
STRANGE = {
    "type": "PostQuantumProof",
    "proofPurpose": "assertionMethod",
    "verificationMethod": f"{THEIRS}#key",
}
OTHER_ID = "http://127.0.0.1:8000/badges/7b1c2f7e-0000-4000-8000-000000000009/"
Made = Callable[[World], Any]

# What was brought; what is said here; what is said elsewhere.
BADGES: dict[str, tuple[Made, str, str]] = {
    # ours
    "ours, as JSON": (lambda w: w.ours, "valid", "unvouched"),
    "ours, as a token": (of_ours("badge.jwt"), "valid", "unvouched"),
    "ours, in a PNG": (of_ours("badge.png"), "valid", "unvouched"),
    "ours, in an SVG": (of_ours("badge.svg"), "valid", "unvouched"),
    "ours, as Open Badges 2.0": (of_ours("ob2.json"), "valid", "unclear"),
    "ours, withdrawn": (moved, "revoked", "unvouched"),
    # what claims to be ours
    "ours, one letter changed": (
        lambda w: w.ours | {"name": "Wait Time"},
        "not-valid",
        "not-valid",
    ),
    "ours, the proof taken out": (lambda w: bare(w.ours), "unsigned", "unsigned"),
    "ours, the proof emptied": (
        lambda w: w.ours | {"proof": w.ours["proof"] | {"proofValue": ""}},
        "unsigned",
        "unsigned",
    ),
    "ours, by a proof nobody knows": (
        lambda w: bare(w.ours, proof=STRANGE),
        "not-valid",
        "unclear",
    ),
    "ours, alg none": (
        lambda w: token({"alg": "none"}, bare(w.ours), no_bytes),
        "unsigned",
        "unsigned",
    ),
    "ours, alg nOnE with bytes": (
        lambda w: token({"alg": "nOnE"}, bare(w.ours), by_public_key(b"x")),
        "unsigned",
        "unsigned",
    ),
    "ours, an empty signature": (
        lambda w: token({"alg": "EdDSA"}, bare(w.ours), no_bytes),
        "unsigned",
        "unsigned",
    ),
    "ours, HS256 by our public key": (
        lambda w: token({"alg": "HS256"}, bare(w.ours), by_public_key(w.own_key.public.encoded)),
        "not-valid",
        "not-valid",
    ),
    "ours, signed by a stranger": (
        lambda w: sign(
            bare(w.ours, issuer=w.ours["issuer"] | {"id": did_key(STRANGER.public)}),
            STRANGER,
            method=did_key_method(STRANGER.public),
        ),
        "not-valid",
        "unvouched",
    ),
    "never issued by us, by a proof nobody knows": (
        lambda w: bare(w.ours, id=OTHER_ID, proof=STRANGE),
        "not-valid",
        "unclear",
    ),
    "never issued by us, signed with our key": (
        lambda w: sign(
            bare(w.ours, id=OTHER_ID), w.own_key, method=identity.method(w.award.status_list.key)
        ),
        "unclear",
        "unvouched",
    ),
    "never issued by us, as Open Badges 2.0": (
        lambda w: json.loads(of_ours("ob2.json")(w)) | {"id": OTHER_ID + "ob2.json"},
        "not-valid",
        "unclear",
    ),
    # a domain's
    "a domain's": (lambda w: theirs(credentialStatus=w.their_list()), "valid", "valid"),
    "a domain's, as a token": (
        lambda w: jose.sign(bare(theirs()), key=P256, kid=f"{THEIRS}#{P256.public.thumbprint}"),
        "valid",
        "valid",
    ),
    "a domain's, no list named": (lambda _: theirs(), "valid", "valid"),
    "a domain's, changed": (lambda w: theirs() | {"name": "Waiting!"}, "not-valid", "not-valid"),
    "a domain's, over": (lambda _: theirs(validUntil=LONG_AGO), "expired", "expired"),
    "a domain's, not begun": (lambda _: theirs(validFrom=SOON), "not-yet-valid", "not-yet-valid"),
    "a domain's, withdrawn": (
        lambda w: theirs(credentialStatus=w.their_list(bit=True)),
        "revoked",
        "revoked",
    ),
    "a domain's, suspended": (
        lambda w: theirs(credentialStatus=w.their_list("suspension", bit=True)),
        "suspended",
        "suspended",
    ),
    "a domain's, a list of an unknown kind": (
        lambda _: theirs(
            credentialStatus={"type": "https://mine.example/Status", "id": f"{HOST}/mine"}
        ),
        "unclear",
        "unclear",
    ),
    "a domain's, its list gone": (
        lambda _: theirs(
            credentialStatus={
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": f"{HOST}/lists/gone",
            }
        ),
        "unclear",
        "unclear",
    ),
    "a domain's, its list out of date": (stale, "unclear", "unclear"),
    "a domain's, its list changed": (false_list, "unclear", "unclear"),
    "a domain's, which does not answer": (
        lambda _: theirs(
            name="did:web:silent.example",
            issuer={"id": "did:web:silent.example", "type": ["Profile"]},
        ),
        "unclear",
        "unclear",
    ),
    "a domain's name, a stranger's key": (
        lambda _: theirs(STRANGER, method=did_key_method(STRANGER.public)),
        "not-valid",
        "not-valid",
    ),
    "a domain's, by a proof nobody knows": (
        lambda _: bare(theirs(), proof=STRANGE),
        "unclear",
        "unclear",
    ),
    "a domain's, alg none": (
        lambda _: token(
            {"alg": "none", "kid": f"{THEIRS}#{KEY.public.multikey}"}, bare(theirs()), no_bytes
        ),
        "unsigned",
        "unsigned",
    ),
    "a domain's, unsigned": (lambda _: bare(theirs()), "unsigned", "unsigned"),
    "a domain's, an empty list of proofs": (
        lambda _: bare(theirs(), proof=[]),
        "unsigned",
        "unsigned",
    ),
    # anybody's
    "a stranger's, with the name of a district": (lambda _: strangers(), "unvouched", "unvouched"),
    "a stranger's, its list silent": (
        lambda _: strangers(
            credentialStatus={
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": "https://no.example/",
            }
        ),
        "unvouched",
        "unvouched",
    ),
    "a stranger's, over": (lambda _: strangers(validUntil=LONG_AGO), "expired", "expired"),
    "a stranger's, changed": (
        lambda _: strangers() | {"name": "Waiting!"},
        "not-valid",
        "not-valid",
    ),
    "a stranger's key, an issuer without an address": (
        lambda _: theirs(
            STRANGER,
            method=did_key_method(STRANGER.public),
            issuer={"id": "urn:uuid:1", "type": ["Profile"], "name": "Lakeside Schools"},
        ),
        "unvouched",
        "unvouched",
    ),
    # earlier forms
    "of 2019": (lambda _: first_model(), "valid", "valid"),
    "of 2019, over": (lambda _: first_model(expirationDate=LONG_AGO), "expired", "expired"),
    "Open Badges 2.0": (old_badge, "valid", "valid"),
    "Open Badges 2.0, changed": (
        lambda w: old_badge(w, issuedOn="2020-01-01T00:00:00Z"),
        "not-valid",
        "not-valid",
    ),
    "Open Badges 2.0, gone": (
        lambda w: (old_badge(w), w.put(f"{HOST}/ob2/1", {"revoked": True}, 410))[0],
        "revoked",
        "revoked",
    ),
    "Open Badges 2.0, silent": (lambda w: (old_badge(w), w.pages.clear())[0], "unclear", "unclear"),
    "Open Badges 2.0, signed": (old_signed, "valid", "valid"),
    "Open Badges 2.0, a stranger's with a district written into it": (
        lambda w: old_signed(w, stranger=True),
        "unvouched",
        "unvouched",
    ),
    "Open Badges 2.0, alg none": (
        lambda w: token({"alg": "none"}, old_badge(w), no_bytes),
        "unsigned",
        "unsigned",
    ),
    # honest, in another spelling
    "Open Badges 2.0, its description written out": (described, "valid", "valid"),
    "Open Badges 2.0, another name written into it": (
        lambda w: described(w, name="Doctor of Waiting"),
        "not-valid",
        "not-valid",
    ),
    "Open Badges 2.0, another issuer written into it": (
        lambda w: described(w, issuer=f"{HOST}/ob2/other"),
        "not-valid",
        "not-valid",
    ),
    "Open Badges 2.0, the zone as +00:00": (
        hosted_otherwise(issuedOn="2026-01-01T00:00:00+00:00"),
        "valid",
        "valid",
    ),
    "Open Badges 2.0, the same moment elsewhere": (
        hosted_otherwise(issuedOn="2025-12-31T19:00:00-05:00"),
        "valid",
        "valid",
    ),
    "Open Badges 2.0, its type in a list": (hosted_otherwise(type=["Assertion"]), "valid", "valid"),
    "Open Badges 2.0, a later end written into it": (
        hosted_otherwise(expires=SOON),
        "not-valid",
        "not-valid",
    ),
    "Open Badges 2.0, another earner written into it": (
        hosted_otherwise(
            recipient={"type": "email", "hashed": False, "identity": "eve@example.org"}
        ),
        "not-valid",
        "not-valid",
    ),
    "Open Badges 2.0, its code in capitals": (coded, "valid", "valid"),
    "Open Badges 1.0, of 2013": (of_2012, "valid", "valid"),
    "a domain's, on a short list": (short_list, "valid", "valid"),
    "a domain's, withdrawn on a short list": (
        lambda w: short_list(w, bit=True),
        "revoked",
        "revoked",
    ),
    "a domain's, with empty lists": (
        lambda _: theirs(evidence=[], termsOfUse=[], refreshService=[]),
        "valid",
        "valid",
    ),
    "of 2019, over, with a later end beside it": (
        lambda _: first_model(expirationDate=LONG_AGO, validUntil=SOON),
        "expired",
        "expired",
    ),
    "of 2019, with an earlier end beside it": (
        lambda _: first_model(expirationDate=SOON, validUntil=LONG_AGO),
        "expired",
        "expired",
    ),
    "of 2019, not begun": (
        lambda _: first_model(issuanceDate=SOON, validFrom=LONG_AGO),
        "not-yet-valid",
        "not-yet-valid",
    ),
    # inside something else
    "ours, out of a wallet": (lambda w: shown(w.ours), "valid", "unvouched"),
    "ours, withdrawn, as we answer": (
        lambda w: (
            moved(w),
            w.client.get(f"/badges/{w.award.pk}/", headers={"Accept": "application/json"}).content,
        )[1],
        "revoked",
        "unvouched",
    ),
    "a domain's, out of a wallet": (lambda _: shown(theirs()), "valid", "valid"),
    "a domain's, out of a wallet that signed": (lambda _: of_a_holder(theirs()), "valid", "valid"),
    "a domain's, as a token out of a wallet": (
        lambda _: shown(in_envelope(as_token())),
        "valid",
        "valid",
    ),
    "a domain's, changed, out of a wallet that signed": (
        lambda _: of_a_holder(theirs() | {"name": "Waiting!"}),
        "not-valid",
        "not-valid",
    ),
    "a domain's, in a list": (lambda _: [theirs()], "valid", "valid"),
    "a domain's, as a service answers": (
        lambda _: {"status": {"ok": True}, "data": {"items": [{"credential": theirs()}]}},
        "valid",
        "valid",
    ),
    "a domain's, as a token in an answer": (lambda _: {"jwt": as_token()}, "valid", "valid"),
    "Open Badges 2.0, out of a backpack": (
        lambda w: {"badges": [{"assertion": old_badge(w)}]},
        "valid",
        "valid",
    ),
    "two of a domain's": (
        lambda _: [theirs(), theirs(id="urn:uuid:7b1c2f7e-0000-4000-8000-00000000000b")],
        "valid",
        "valid",
    ),
    "two of a domain's, one withdrawn": (
        lambda w: shown(theirs(), theirs(credentialStatus=w.their_list(bit=True))),
        "revoked",
        "revoked",
    ),
    "a domain's and a stranger's": (
        lambda _: [theirs(), strangers()],
        "unvouched",
        "unvouched",
    ),
    "an export with nothing in it": (lambda _: shown(), "no-badge", "no-badge"),
    # typed or pasted
    "a badge with an unseen mark before it": (
        lambda _: "\u200b\ufeff" + json.dumps(theirs()),
        "valid",
        "valid",
    ),
    "a token in several lines": (
        lambda _: "\n".join(as_token()[at : at + 76] for at in range(0, len(as_token()), 76)),
        "valid",
        "valid",
    ),
    "an address": (
        lambda w: Typed(w.put(f"{HOST}/b/1", theirs())),
        "valid",
        "valid",
    ),
    "an address without https": (
        lambda w: Typed(w.put(f"{HOST}/b/1", theirs()).removeprefix("https://")),
        "valid",
        "valid",
    ),
    "an address in a sentence": (
        lambda w: Typed(f"Here it is: <{w.put(f'{HOST}/b/1', theirs())}>."),
        "valid",
        "valid",
    ),
    "an address of ours, of its picture": (
        lambda w: Typed(f"http://127.0.0.1:8000/badges/{w.award.pk}/badge.png"),
        "valid",
        "no-badge",
    ),
    "an address of ours, in capitals": (
        lambda w: Typed(f"HTTP://127.0.0.1:8000/badges/{str(w.award.pk).upper()}/?from=mail"),
        "valid",
        "no-badge",
    ),
    "a number of ours": (lambda w: Typed(str(w.award.pk)), "valid", "no-badge"),
    "a number of nobody's": (
        lambda _: Typed("7b1c2f7e-0000-4000-8000-00000000000a"),
        "no-badge",
        "no-badge",
    ),
    "a name": (lambda _: "Ada Marsh, Waiting, 2026", "no-badge", "no-badge"),
    # instead of a badge
    "our certificate": (in_ink, "valid", "no-badge"),
    "our page, saved": (saved_page, "valid", "no-badge"),
    "a letter that names two of ours": (
        lambda w: f"http://127.0.0.1:8000/badges/{w.award.pk}/ and {OTHER_ID}".encode(),
        "no-badge",
        "no-badge",
    ),
    "a certificate of another's": (
        lambda _: b"%PDF-1.7\n1 0 obj << /Title (Waiting) >> endobj",
        "no-badge",
        "no-badge",
    ),
    "a photo out of a chat": (
        lambda _: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(99),
        "no-badge",
        "no-badge",
    ),
    "a photo of a telephone": (
        lambda _: b"\x00\x00\x00\x18ftypheic" + bytes(99),
        "no-badge",
        "no-badge",
    ),
    "a screenshot": (lambda _: png(), "no-badge", "no-badge"),
    "a text document": (lambda _: b"PK\x03\x04" + bytes(99), "no-badge", "no-badge"),
    # none at all
    "a page": (lambda _: b"<html><body>a badge</body></html>", "no-badge", "no-badge"),
    "some JSON": (lambda _: {"name": "badge"}, "no-badge", "no-badge"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n\xff", "no-badge", "no-badge"),
}
