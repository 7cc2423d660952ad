"""DIDs: names to addresses and back, documents written and read, private hosts refused."""

import pytest

from badgecore import did
from badgecore.errors import (
    DidHostRefused,
    DidUnknown,
    DidWrong,
    KeyWrong,
    MethodMissing,
    MethodNotAllowed,
)
from badgecore.keys import KINDS, Kind, PrivateKey, PublicKey
from badgecore.multibase import base64url
from badgecore.wire import JsonObject, write_json

KEY = PrivateKey.from_seed(bytes(32))
ISSUER = "did:web:badges.example.org:issuers:nea"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:example.com:a%20b", "https://example.com/a%20b/did.json"),
    ],
)
def test_a_did_web_says_where_its_document_is(name: str, url: str) -> None:
    assert did.did_web_url(name) == url


def test_a_did_web_is_made_from_host_port_and_path() -> None:
    assert (
        did.did_web("Badges.example.org:8443", "/issuers/nea/")
        == "did:web:badges.example.org%3A8443:issuers:nea"
    )
    assert did.did_web("example.org") == "did:web:example.org"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "localhost",
        "localhost%3A8000",
        "a.localhost",
        "printer.local",
        "2130706433",
        "0x7f.1",
        "127.1",
    ],
)
def test_an_address_or_private_name_is_refused_before_anything_is_fetched(host: str) -> None:
    with pytest.raises(DidHostRefused):
        did.did_web_url(f"did:web:{host}")


@pytest.mark.parametrize(
    "name",
    [
        "did:web:",
        "did:web:example.org:",
        "did:web:example.org::a",
        "did:web:example.org:..:etc",
        "did:web:example.org:%2e%2e:etc",
        "did:web:example.org:a%2Fb",
        "did:web:example.org/path",
        "did:web:user%40example.org",
        "did:web:example.org%3Aeighty",
        "did:web:example.org%3A0",
        "did:web:nodots",
        "did:key:z6Mk",
        "did:web:exa mple.org",
        "did:web:example.org\n",
    ],
)
def test_a_malformed_did_web_is_refused(name: str) -> None:
    with pytest.raises(DidWrong):
        did.did_web_url(name)


def test_a_did_key_stands_for_its_own_document() -> None:
    document = did.document_without_network(did.did_key(KEY.public))
    assert document is not None
    method = did.method_from(document, did.did_key_method(KEY.public))
    assert method.key == KEY.public
    assert method.controller == did.did_key(KEY.public)


def test_a_did_jwk_stands_for_its_own_document() -> None:
    name = "did:jwk:" + base64url(write_json(KEY.public.jwk()).encode())
    document = did.document_without_network(name)
    assert document is not None
    assert did.method_from(document, name + "#0").key == KEY.public


@pytest.mark.parametrize(
    "name",
    ["did:key:zzz", "did:key:", "did:jwk:e30", "did:jwk:!", "not a did", "https://example.org"],
)
def test_a_did_that_holds_no_key_is_refused(name: str) -> None:
    with pytest.raises(DidWrong):
        did.document_without_network(name)


def test_an_unknown_did_method_is_named() -> None:
    with pytest.raises(DidUnknown, match="did:ion"):
        did.document_without_network("did:ion:abc")


def test_a_document_keeps_every_key_of_its_history() -> None:
    keys = [PrivateKey.generate(kind).public for kind in KINDS]
    document = did.did_document(ISSUER, keys)
    names = [
        name
        for key in keys
        for name in dict.fromkeys([did.method_name(ISSUER, key), _as_jwk(key)])
        if name
    ]
    assert (
        document["assertionMethod"]
        == names
        == [method["id"] for method in document["verificationMethod"]]
    )
    for key in keys:
        assert did.method_from(document, did.method_name(ISSUER, key)).key == key
    assert did.JWK_CONTEXT in document["@context"]
    assert did.JWK_CONTEXT not in did.did_document(ISSUER, keys[:1])["@context"]


def _as_jwk(key: PublicKey) -> str:
    return did.jwt_method_name(ISSUER, key) if key.kind in ("RSA", "P-256") else ""


@pytest.mark.parametrize("kind", ["RSA", "P-256"])
def test_the_key_of_a_token_stands_as_jwk_under_its_thumbprint(kind: Kind) -> None:
    key = PrivateKey.generate(kind).public
    document = did.did_document(ISSUER, [KEY.public, key, key])
    name = did.jwt_method_name(ISSUER, key)
    assert name == f"{ISSUER}#{key.thumbprint}"
    assert did.method_from(document, name).key == key
    written = next(method for method in document["verificationMethod"] if method["id"] == name)
    jwk = key.jwk() | {"kid": key.thumbprint}
    assert written == {"id": name, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": jwk}
    assert did.JWK_CONTEXT in document["@context"]
    assert len(set(document["assertionMethod"])) == len(document["assertionMethod"])


def test_a_did_that_carries_its_key_names_the_one_method_it_has() -> None:
    key = PrivateKey.generate("P-256").public
    name = did.did_key(key)
    assert did.jwt_method_name(name, key) == f"{name}#{key.multikey}"
    assert did.method_from(did.did_key_document(name), did.jwt_method_name(name, key)).key == key
    other = "did:jwk:" + base64url(write_json(key.jwk()).encode())
    assert did.method_from(did.did_jwk_document(other), did.jwt_method_name(other, key)).key == key


def test_a_thumbprint_is_the_one_of_its_standard() -> None:
    """RFC 7638 §3.1, RFC 8037 appendix A.3."""
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj"
        "hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ"
        "vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzK"
        "nqDKgw"
    )
    rsa: JsonObject = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert PublicKey.from_jwk(rsa).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    okp: JsonObject = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }
    assert PublicKey.from_jwk(okp).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_that_is_not_listed_or_not_for_assertions_is_refused() -> None:
    document = did.did_document(ISSUER, [KEY.public])
    with pytest.raises(MethodMissing):
        did.method_from(document, ISSUER + "#key-1")
    with pytest.raises(MethodNotAllowed):
        did.method_from(document | {"assertionMethod": []}, did.method_name(ISSUER, KEY.public))
    with pytest.raises(DidWrong):
        did.method_from(document, "did:web:elsewhere.example#" + KEY.public.multikey)


def test_relative_and_embedded_methods_are_read() -> None:
    embedded = {
        "id": "#a",
        "type": "Multikey",
        "controller": ISSUER,
        "publicKeyMultibase": KEY.public.multikey,
    }
    for document in (
        {"id": ISSUER, "assertionMethod": [embedded]},
        {"id": ISSUER, "verificationMethod": embedded, "assertionMethod": "#a"},
    ):
        assert did.method_from(document, ISSUER + "#a").id == ISSUER + "#a"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"controller": None}, DidWrong),
        ({"publicKeyMultibase": None}, KeyWrong),
        ({"publicKeyMultibase": "z123"}, KeyWrong),
        ({"expires": "soon"}, DidWrong),
        ({"revoked": "2026-01-01T00:00:00"}, DidWrong),
        ({"revoked": 7}, DidWrong),
    ],
)
def test_a_broken_method_is_refused(change: JsonObject, error: type[Exception]) -> None:
    document = did.did_document(ISSUER, [KEY.public])
    document["verificationMethod"][0] |= change
    with pytest.raises(error):
        did.method_from(document, did.method_name(ISSUER, KEY.public))
