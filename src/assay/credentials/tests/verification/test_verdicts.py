"""One badge, one verdict: the library, `badgecore verify`, `assay verify` and the page say the same word of each badge.

Each badge stands here with two words: what this installation says, which knows its own issuers and its own tables, and
what anybody says elsewhere who knows neither. They differ only for badges that are ours, or that claim to be.
"""

import hashlib
import hmac
import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from tests.badgecore.example import public_pem

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.issuers import identity
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.credentials.tests.pages.test_verify_page import document, drop
from assay.credentials.tests.verification.test_verify_odd_badges import badge
from assay.credentials.verification import checking, reports
from assay.lib import outbound
from assay.lib.clock import now
from assay.people.models import Person
from badgecore.cli import main
from badgecore.did import did_document, did_key, did_key_method, method_name
from badgecore.errors import CouldNotFetch
from badgecore.keys import PrivateKey
from badgecore.multibase import base64url
from badgecore.proofs import data_integrity, jose
from badgecore.status import StatusList, list_credential
from badgecore.verify import VERDICTS, verify
from badgecore.verify.fetching import Fetched

pytestmark = pytest.mark.django_db

HOST = "https://badges.elsewhere.example"
THEIRS = "did:web:badges.elsewhere.example"
KEY = PrivateKey.from_seed(bytes(range(1, 33)))
P256 = PrivateKey.from_seed(bytes(31) + b"\1", "P-256")
RSA = PrivateKey.generate("RSA")
STRANGER = PrivateKey.from_seed(bytes(range(2, 34)))
CODES = {"valid": 0, "unclear": 2, "no-badge": 3, "unvouched": 4}


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


@pytest.fixture
def world(
    ada: Person, chi: Person, version: Version, client: Client, monkeypatch: pytest.MonkeyPatch
) -> World:
    made = World(award=make_award(ada, version, visibility="link"), chi=chi, client=client)
    made.put(f"{HOST}/.well-known/did.json", did_document(THEIRS, [KEY.public, P256.public]))
    monkeypatch.setattr(outbound, "fetch", made.outbound)
    monkeypatch.setattr("badgecore.cli.badges.fetch", made.fetch)
    return made


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
    # none at all
    "a page": (lambda _: b"<html><body>a badge</body></html>", "no-badge", "no-badge"),
    "some JSON": (lambda _: {"name": "badge"}, "no-badge", "no-badge"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n\xff", "no-badge", "no-badge"),
}


def bytes_of(made: Any) -> bytes:
    if isinstance(made, bytes):
        return made
    return made.encode() if isinstance(made, str) else json.dumps(made).encode()


@pytest.mark.parametrize("name", BADGES)
def test_one_badge_has_one_verdict(
    name: str, world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, here, elsewhere = BADGES[name]
    body = bytes_of(make(world))

    report = checking.check(body)
    assert report.verdict == here, report.to_json()
    assert report.exit_code == CODES.get(here, 1)

    file = tmp_path / "badge"
    file.write_bytes(body)
    with pytest.raises(SystemExit) as left:
        call_command("verify", str(file), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], left.value.code) == (here, CODES.get(here, 1))

    page = drop(world.client, "badge", body).content.decode()
    title = html.escape(str(VERDICTS[report.said]))
    assert f">{title}</h2>" in page
    assert told["sentence"] == VERDICTS[report.said]
    assert ('class="verdict genuine"' in page) is (here == "valid")

    alone = verify(body, now=now(), fetch=world.fetch)
    assert alone.verdict == elsewhere, alone.to_json()
    code = main(["verify", str(file), "--json"])
    assert (json.loads(capsys.readouterr().out)["verdict"], code) == (
        elsewhere,
        CODES.get(elsewhere, 1),
    )


@pytest.mark.parametrize(
    "name", [name for name, (_make, here, _there) in BADGES.items() if here != "valid"]
)
def test_no_tick_is_green_while_the_signature_is_open(name: str, world: World) -> None:
    report = checking.check(bytes_of(BADGES[name][0](world)))
    telling = reports.told(report)
    ticks = [line.code for line in telling.lines if line.status == "passed"]
    assert not ticks or report.is_signed, ticks
    assert "status-none" not in ticks
    assert telling.kind != "genuine"


def test_no_badge_is_vouched_for_by_two_words_here_unless_it_is_ours() -> None:
    differing = {name for name, (_make, here, elsewhere) in BADGES.items() if here != elsewhere}
    assert all("ours" in name or "by us" in name for name in differing)
    assert len(BADGES) > 40


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ours, one letter changed", "we issued a badge with this id, and this is not it"),
        ("ours, by a proof nobody knows", "we issued a badge with this id, and this is not it"),
        ("ours, alg none", "we issued a badge with this id, and this is not it"),
        ("ours, HS256 by our public key", "we issued a badge with this id, and this is not it"),
        ("never issued by us, by a proof nobody knows", "we never issued it"),
        ("never issued by us, as Open Badges 2.0", "we never issued it"),
    ],
)
def test_of_what_claims_to_be_ours_we_say_what_we_know(
    name: str, sentence: str, world: World
) -> None:
    telling = reports.told(checking.check(bytes_of(BADGES[name][0](world))))
    assert sentence in telling.text


def test_of_a_private_badge_nobody_learns_that_it_exists_by_its_id_alone(world: World) -> None:
    Award.objects.filter(pk=world.award.pk).update(visibility="private")
    guessed = badge(id=world.ours["id"], issuer=world.ours["issuer"], proof=STRANGE)
    telling = reports.told(checking.check(json.dumps(guessed).encode()))
    assert telling.text == "It claims to be one of ours, but we never issued it."
    held = reports.told(checking.check(json.dumps(bare(world.ours, proof=STRANGE)).encode()))
    assert "we issued a badge with this id" in held.text


def test_a_domain_vouches_for_its_key_and_not_for_a_name(world: World) -> None:
    line = next(
        line
        for line in reports.told(checking.check(bytes_of(theirs()))).lines
        if line.title.startswith("It was")
    )
    assert "badges.elsewhere.example publishes as its own" in line.text


@pytest.mark.parametrize(
    ("trust", "code"),
    [
        ([], 4),
        (["did:web:other.example"], 4),
        ([did_key(KEY.public)], 4),
        ([did_key(STRANGER.public)], 0),
        ([f"{HOST}/keys"], 0),
        ([f"{HOST}/jwks"], 0),
        ([f"{HOST}/gone", f"{HOST}/jwks"], 0),
        ([f"{HOST}/gone"], 4),
        (["Lakeside Schools"], 3),
    ],
)
def test_whom_the_caller_names_is_vouched_for(
    trust: list[str], code: int, world: World, tmp_path: Path, capsys
) -> None:
    world.put(
        f"{HOST}/keys", did_document("did:web:somewhere.example", [KEY.public, STRANGER.public])
    )
    world.put(f"{HOST}/jwks", {"keys": [{"kty": "odd"}, STRANGER.public.jwk()]})
    file = tmp_path / "badge.json"
    file.write_bytes(bytes_of(strangers()))
    options = [part for name in trust for part in ("--trust", name)]
    with pytest.raises(SystemExit) as left:
        call_command("verify", str(file), *options)
    assert left.value.code == code
    assert main(["verify", str(file), *options]) == (65 if code == 3 else code)
    changed = tmp_path / "changed.json"
    changed.write_bytes(bytes_of(strangers() | {"name": "Changed"}))
    assert main(["verify", str(changed), *options]) in (1, 65)
    assert "Traceback" not in capsys.readouterr().err
