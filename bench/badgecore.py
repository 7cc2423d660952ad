"""Issuing and checking one rich badge (two rubric levels short of forty statements a criterion), beside its peers.

Processor time, best of several rounds in which everybody takes turns. Peers: the raw Ed25519 of the same library, PyLD
alone, openbadgeslib, and the libraries of Digital Bazaar and of the DCC under node, where
`tests/verifiers` is installed.
"""

import contextlib
import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from openbadgeslib.ob3 import ldp as openbadgeslib
from pyld import jsonld
from tests.badgecore import test_baking_png, test_baking_svg
from tests.badgecore.example import MADE, make_credential
from tests.badgecore.hostile import ANSWERED, BOUNDED, HOSTILE, PROOF, answer_to, bare
from tests.badgecore.test_bombs import BOMBS

from badgecore.baking import unbake
from badgecore.documents import BUNDLED, check_plain_form, check_schema
from badgecore.errors import BadgeError
from badgecore.keys import PrivateKey
from badgecore.model import OB3_SCHEMA
from badgecore.multibase import multibase, multibase_decoded
from badgecore.nouns import instant
from badgecore.prepared import Prepared, award_slots
from badgecore.proofs.data_integrity import check, sign
from badgecore.wire import write_json

ROUNDS = 7
LIMIT = 0.5  # seconds of processor time for whatever is brought
NPM_PEERS = {"digitalbazaar": "Digital Bazaar", "digitalcredentials": "DCC"}
PEERS = Path(__file__).with_name("badgecore_peers.mjs")
INSTALLED = Path(__file__).parent.parent / "tests" / "verifiers" / "node_modules"
KEY = PrivateKey.from_seed(bytes(range(32)))
DID = f"did:key:{KEY.public.multikey}"
METHOD = f"{DID}#{KEY.public.multikey}"
_PRIVATE = serialization.load_der_private_key(KEY.to_bytes(), None)
PRIVATE_PEM = _PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
PUBLIC_PEM = _PRIVATE.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
LIB_CONTEXTS: dict[str, Any] = {}  # those it does not bundle


def rate(act: Callable[[int], object], count: int) -> float:
    """How often a second of processor time `act` runs."""
    began = time.process_time()
    for number in range(count):
        act(number)
    return count / (time.process_time() - began)


def loader(url: str, _options: object) -> dict[str, Any]:
    document = CONTEXTS.setdefault(url, BUNDLED.document(url))
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
        "tag": "static",
    }


CONTEXTS: dict[str, Any] = {}
OPTIONS = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}


def pyld_data(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    forms = (options | {"@context": document["@context"]}, document)
    return b"".join(
        hashlib.sha256(jsonld.normalize(form, OPTIONS).encode()).digest() for form in forms
    )


def pyld_sign(document: dict[str, Any]) -> str:
    options = {name: value for name, value in PROOF.items() if name != "proofValue"}
    options |= {"created": instant(MADE), "verificationMethod": METHOD}
    value = multibase(KEY.sign(pyld_data(document, options)))
    return write_json(document | {"proof": options | {"proofValue": value}})


def pyld_check(signed: dict[str, Any]) -> None:
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    unsecured = {name: value for name, value in signed.items() if name != "proof"}
    KEY.public.verify(
        multibase_decoded(signed["proof"]["proofValue"]), pyld_data(unsecured, options)
    )


def lib_sign(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = openbadgeslib.add_data_integrity_proof(
        document, PRIVATE_PEM, METHOD, created=MADE, extra_contexts=LIB_CONTEXTS
    )
    return found


def lib_check(signed: dict[str, Any]) -> None:
    openbadgeslib.verify_data_integrity_proof(signed, PUBLIC_PEM, extra_contexts=LIB_CONTEXTS)


def documents(count: int) -> list[dict[str, Any]]:
    found = []
    for number in range(count):
        document = make_credential(number).to_json()
        document["issuer"]["id"] = DID
        found.append(document)
    return found


def values_of(document: dict[str, Any], slots: dict[str, Any]) -> dict[str, str]:
    values = {}
    for name, pointers in slots.items():
        place: Any = document
        for step in pointers[0]:
            place = place[step]
        values[name] = place
    return values


def contenders() -> dict[str, tuple[Callable[[int], object], int]]:
    unsigned = documents(400)
    slots = award_slots(unsigned[0])
    prepared = Prepared(unsigned[0], slots)
    values = [values_of(document, slots) for document in unsigned]
    signed = [
        sign(document, key=KEY, verification_method=METHOD, created=MADE) for document in unsigned
    ]
    raw = KEY.sign(bytes(64))

    def generic(number: int) -> str:
        return write_json(sign(unsigned[number], key=KEY, verification_method=METHOD, created=MADE))

    return {
        "raw Ed25519: sign": (lambda _n: KEY.sign(bytes(64)), 400),
        "raw Ed25519: verify": (lambda _n: KEY.public.verify(raw, bytes(64)), 400),
        "PyLD alone: issue": (lambda n: pyld_sign(unsigned[n]), 12),
        "PyLD alone: verify": (lambda n: pyld_check(signed[n]), 12),
        "openbadgeslib: issue": (lambda n: json.dumps(lib_sign(unsigned[n])), 12),
        "openbadgeslib: verify": (lambda n: lib_check(signed[n]), 12),
        "any document: issue": (generic, 150),
        "any document: verify": (lambda n: check(signed[n], signed[n]["proof"], KEY.public), 150),
        "known shape: issue": (
            lambda n: prepared.sign(values[n], key=KEY, verification_method=METHOD, created=MADE),
            400,
        ),
        "known shape: verify": (
            lambda n: prepared.check(signed[n], signed[n]["proof"], KEY.public),
            400,
        ),
    }


def npm_peer(publisher: str, name: str) -> dict[str, float]:
    """A publisher's rates by node's own account of processor time; nothing where node or its packages are missing."""
    node = shutil.which("node")
    if node is None or not INSTALLED.exists():
        print(f"  ({name}: left out, node or tests/verifiers/node_modules is missing)")
        return {}
    job = {
        "publisher": publisher,
        "contexts": {url: BUNDLED.document(url) for url in documents(1)[0]["@context"]},
        "credential": documents(1)[0],
        "publicKeyMultibase": KEY.public.multikey,
        "secretKeyMultibase": multibase(b"\x80\x26" + KEY.to_bytes()[-32:]),
        "modules": str(INSTALLED),
    }
    done = subprocess.run(
        [node, str(PEERS)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return {f"{name}: {act}": value for act, value in found.items()}


def hostile() -> Iterator[tuple[str, Callable[[], object]]]:
    """Every document and file of the tests that was made to hold a verifier up, and what is done with it."""
    for name in HOSTILE:
        document = bare(name)
        for suite in BOUNDED:
            proof = PROOF | {"cryptosuite": suite}
            yield (
                f"proof of {name} ({suite})",
                lambda document=document, proof=proof: check(document, proof, KEY.public),
            )
        badge = documents(1)[0] | HOSTILE[name]()
        yield f"schema of {name}", lambda badge=badge: check_schema(badge, OB3_SCHEMA)
        yield f"plain form of {name}", lambda badge=badge: check_plain_form(badge)
    for name, make in ANSWERED.items():
        data = make()
        yield f"report on {name}", lambda data=data: answer_to(data)
    for name, picture, _error in (*test_baking_png.HOSTILE, *test_baking_svg.HOSTILE):
        yield f"picture: {name}", lambda picture=picture: unbake(picture)
    for name, act in BOMBS.items():
        yield f"bomb in {name}", act


def timed(act: Callable[[], object]) -> float:
    """Processor time in seconds, the better of two: the first pays for contexts that any document pays for once."""
    spent = []
    for _ in range(2):
        began = time.process_time()
        with contextlib.suppress(BadgeError):
            act()
        spent.append(time.process_time() - began)
    return min(spent)


def print_hostile() -> None:
    """The slowest, and whether one is beyond the limit."""
    spent = sorted(((timed(act), name) for name, act in hostile()), reverse=True)
    over = sum(seconds > LIMIT for seconds, _name in spent)
    print(f"  {len(spent)} hostile documents and files, {over} beyond {LIMIT} s; the slowest:")
    for seconds, name in spent[:6]:
        print(f"    {seconds:6.3f} s  {name}")


def main() -> None:
    """Print rates, and the ratios that are aimed at."""
    print("badgecore: one rich badge, per second of processor time")
    best: dict[str, float] = {}
    acts = contenders()
    for _ in range(ROUNDS):
        found = {name: rate(act, count) for name, (act, count) in acts.items()}
        for name, value in found.items():
            best[name] = max(best.get(name, 0.0), value)
    for publisher, name in NPM_PEERS.items():
        best |= npm_peer(publisher, name)
    for name, value in best.items():
        print(f"  {name:24}{value:10,.0f}")
    print("  ratios")
    for ours in ("known shape", "any document"):
        for act, raw in (("issue", "sign"), ("verify", "verify")):
            mine = best[f"{ours}: {act}"]
            against = [f"{mine / best[f'raw Ed25519: {raw}']:5.1%} of raw Ed25519"]
            for peer in ("PyLD alone", "openbadgeslib", *NPM_PEERS.values()):
                if f"{peer}: {act}" in best:
                    against.append(f"{mine / best[f'{peer}: {act}']:6.1f}x {peer}")
            print(f"  {ours}, {act:8}{', '.join(against)}")
    print_hostile()


if __name__ == "__main__":
    main()
