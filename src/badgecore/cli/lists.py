"""`badgecore status build`, `set`: the list of withdrawn badges."""

import argparse
from typing import Any

from badgecore.cli import files
from badgecore.did import method_name
from badgecore.errors import StatusWrong
from badgecore.nouns import instant
from badgecore.proofs import data_integrity
from badgecore.status import MIN_LENGTH, StatusList, list_credential
from badgecore.verify.shape import issuer_id
from badgecore.wire import JsonObject, is_object


def add(commands: Any) -> None:
    status = commands.add_parser("status", help="lists of withdrawn badges")
    parts = status.add_subparsers(required=True, metavar="build|set", parser_class=type(status))

    build = parts.add_parser("build", help="an empty, signed list")
    build.add_argument("url", help="where the list will be served")
    build.add_argument("--issuer", required=True, metavar="DID")
    build.add_argument("--length", type=int, default=MIN_LENGTH)
    build.add_argument("--purpose", default="revocation", choices=("revocation", "suspension"))
    build.set_defaults(run=_build)

    change = parts.add_parser(
        "set", help="withdraw badges, or take that back, and sign the list anew"
    )
    change.add_argument("list")
    change.add_argument("index", nargs="+", type=int)
    change.add_argument("--clear", action="store_true", help="take the withdrawal back")
    change.set_defaults(run=_set)

    for part in (build, change):
        part.add_argument("--key", required=True, metavar="PEM")
        part.add_argument(
            "--method",
            metavar="DID-URL",
            help="name of the key; without it the issuer's id and the key",
        )
        part.add_argument("--created", metavar="TIME")
        files.out_option(part)


def _build(options: argparse.Namespace) -> int:
    document = list_credential(
        StatusList(options.length),
        url=options.url,
        issuer=options.issuer,
        valid_from=files.moment(options.created),
        purpose=options.purpose,
    )
    return _signed(document, options)


def _set(options: argparse.Namespace) -> int:
    document = files.read_json(options.list)
    subject = document.get("credentialSubject")
    if not is_object(subject) or not isinstance(subject.get("encodedList"), str):
        raise StatusWrong("no encodedList")
    bits = StatusList.decoded(subject["encodedList"])
    for index in options.index:
        bits.set(index, not options.clear)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    unsigned["credentialSubject"] = subject | {"encodedList": bits.encoded()}
    return _signed(unsigned | {"validFrom": instant(files.moment(options.created))}, options)


def _signed(document: JsonObject, options: argparse.Namespace) -> int:
    key = files.read_key(options.key)
    method = options.method or method_name(issuer_id(document), key.public)
    signed = data_integrity.sign(
        document,
        key=key,
        verification_method=method,
        created=files.moment(options.created),
        cryptosuite=files.suite_for(key),
    )
    files.write_document(options.out, signed)
    return 0
