"""`badgecore keys new`, `rotate`, `did`."""

import argparse
from typing import Any

from badgecore.cli import files
from badgecore.did import did_document, did_key, did_key_document, did_web, is_did, key_of_method
from badgecore.errors import DidWrong
from badgecore.keys import KINDS, PrivateKey, PublicKey
from badgecore.wire import JsonObject, as_list, is_object


def add(commands: Any) -> None:
    keys = commands.add_parser("keys", help="make keys and say whose they are")
    parts = keys.add_subparsers(required=True, metavar="new|rotate|did", parser_class=type(keys))

    new = parts.add_parser("new", help="make a private key, in a new file that only you can read")
    new.add_argument("file")
    new.add_argument("--kind", default="Ed25519", choices=KINDS)
    new.set_defaults(run=_new)

    rotate = parts.add_parser(
        "rotate", help="put a new key first in a DID document; older ones stay for older badges"
    )
    rotate.add_argument("document")
    rotate.add_argument("key", metavar="PEM")
    files.out_option(rotate)
    rotate.set_defaults(run=_rotate)

    did = parts.add_parser("did", help="the DID document for keys, the current one first")
    did.add_argument("key", nargs="+", metavar="PEM")
    did.add_argument("--web", metavar="HOST[/PATH]", help="as did:web; as did:key without it")
    files.out_option(did)
    did.set_defaults(run=_did)


def _new(options: argparse.Namespace) -> int:
    key = PrivateKey.generate(options.kind)
    files.write_key(options.file, key)
    said = {
        "kind": key.kind,
        "multikey": key.public.multikey,
        "did": did_key(key.public),
        "jwk": key.public.jwk(),
    }
    files.write_document("-", said)
    return 0


def _rotate(options: argparse.Namespace) -> int:
    document = files.read_json(options.document)
    if not is_did(document.get("id")):
        raise DidWrong("the document has no id that is a DID")
    key = files.read_key(options.key).public
    made = did_document(
        document["id"],
        [key, *_keys_of(document)],
        also_known_as=as_list(document.get("alsoKnownAs")),
    )
    files.write_document(options.out, made)
    return 0


def _keys_of(document: JsonObject) -> list[PublicKey]:
    return [
        key_of_method(entry)
        for entry in as_list(document.get("verificationMethod"))
        if is_object(entry)
    ]


def _did(options: argparse.Namespace) -> int:
    keys = [files.read_key(name).public for name in options.key]
    if options.web is None and len(keys) > 1:
        raise files.NotUnderstood("a did:key has one key; --web names an issuer that has several")
    if options.web is not None:
        host, _, path = options.web.partition("/")
        document = did_document(did_web(host, path), keys)
    else:
        document = did_key_document(did_key(keys[0]))
    files.write_document(options.out, document)
    return 0
