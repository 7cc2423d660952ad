"""`badgecore issue`, `verify`, `bake`, `unbake`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from badgecore.baking import bake, unbake
from badgecore.baking.carrier import KEYWORDS
from badgecore.cli import files
from badgecore.did import jwt_method_name, method_name
from badgecore.errors import BadgeError, ShapeWrong
from badgecore.keys import PrivateKey
from badgecore.outbound import Answer, fetch
from badgecore.proofs import data_integrity, jose
from badgecore.verify import ACCEPT, Mark, Outcome, Report, verify
from badgecore.verify.kinds import address_in, number_in
from badgecore.verify.shape import faults_of, issuer_id
from badgecore.wire import JsonObject, read_object, write_json

_MARK: dict[Mark, str] = {"passed": "passed", "failed": "wrong", "unknown": "open", "note": "note"}


def add(commands: Any) -> None:
    issue = commands.add_parser("issue", help="sign a credential")
    issue.add_argument(
        "credential", nargs="?", default="-", help="unsigned JSON; standard input without it"
    )
    issue.add_argument("--key", required=True, metavar="PEM", help="private key of the issuer")
    issue.add_argument(
        "--method",
        metavar="DID-URL",
        help="name of the key; without it the issuer's id and the key",
    )
    issue.add_argument(
        "--suite",
        default=None,
        choices=sorted(name for name, suite in data_integrity.SUITES.items() if suite.form != "sd"),
    )
    issue.add_argument(
        "--jwt", action="store_true", help="as JWT (RS256 or ES256) instead of an embedded proof"
    )
    issue.add_argument(
        "--lines", action="store_true", help="one credential per line in, one per line out"
    )
    issue.add_argument("--created", metavar="TIME", help="time of the signature; now without it")
    files.out_option(issue)
    issue.set_defaults(run=_issue)

    check = commands.add_parser(
        "verify", help="check a badge: file, https address, or - for standard input"
    )
    check.add_argument("badge", nargs="?", default="-")
    check.add_argument(
        "--recipient", metavar="ADDRESS", help="e-mail address or DID of the person who brings it"
    )
    check.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="DID-OR-URL",
        help="an issuer you vouch for: its DID, or the https address where its keys stand; may be given again",
    )
    check.add_argument("--offline", action="store_true", help="fetch nothing")
    check.add_argument("--now", metavar="TIME", help="as of this time")
    check.add_argument("--json", action="store_true", help="the whole report as JSON")
    check.set_defaults(run=_verify)

    baking = commands.add_parser("bake", help="put a badge into a PNG or SVG")
    baking.add_argument("picture")
    baking.add_argument(
        "badge", nargs="?", default="-", help="JSON or JWT; standard input without it"
    )
    baking.add_argument("--keyword", default="openbadgecredential", choices=KEYWORDS)
    baking.add_argument("--replace", action="store_true", help="take out what the picture carries")
    files.out_option(baking)
    baking.set_defaults(run=_bake)

    taking = commands.add_parser("unbake", help="take the badge out of a PNG or SVG")
    taking.add_argument("picture", nargs="?", default="-")
    files.out_option(taking)
    taking.set_defaults(run=_unbake)


def _issue(options: argparse.Namespace) -> int:
    if options.jwt and (options.suite or options.created):
        raise files.NotUnderstood(
            "a JWT has neither --suite nor --created: its algorithm follows from the key"
        )
    key = files.read_key(options.key)
    if not options.lines:
        signed = _signed(files.read_json(options.credential), key, options)
        files.write(options.out, signed.encode() + b"\n")
        return 0
    if options.out != "-" or options.credential != "-":
        raise ShapeWrong("--lines reads standard input and writes standard output")
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            try:
                signed = _signed(read_object(line), key, options)
            except BadgeError as reason:
                raise type(reason)(f"line {number}: {reason.detail}") from None
            files.write("-", signed.encode() + b"\n")
    return 0


def _signed(document: JsonObject, key: PrivateKey, options: argparse.Namespace) -> str:
    faults = faults_of(document)
    if faults:
        raise ShapeWrong("; ".join(faults))
    issuer = issuer_id(document)
    if options.jwt:
        return jose.sign(
            document, key=key, kid=options.method or jwt_method_name(issuer, key.public)
        )
    method = options.method or method_name(issuer, key.public)
    suite: data_integrity.Cryptosuite = options.suite or files.suite_for(key)
    created = files.moment(options.created)
    return write_json(
        data_integrity.sign(
            document, key=key, verification_method=method, created=created, cryptosuite=suite
        )
    )


def _verify(options: argparse.Namespace) -> int:
    name: str = options.badge
    if options.recipient is not None and not options.recipient.strip():
        # A script whose variable is empty would take silence for a yes.
        raise files.NotUnderstood("--recipient is empty")
    typed = name.lower().startswith(("https://", "http://")) or (
        bool(address_in(name) or number_in(name)) and not Path(name).is_file()
    )
    data: bytes | str = name if typed else files.read(name)
    door = None if options.offline else _fetch
    report = verify(
        data,
        now=files.moment(options.now),
        fetch=door,
        recipient=options.recipient,
        trust=options.trust,
    )
    if options.json:
        files.write_document("-", report.to_json())
    else:
        files.write("-", _told(report).encode())
    return report.exit_code


def _fetch(url: str) -> Answer:
    return fetch(url, accept=ACCEPT, agent="badgecore")


def _told(report: Report) -> str:
    lines = [report.sentence, report.advice, ""]
    for place, inner in report.inner.items() if report.is_several else ():
        lines += [f"{place}", *_told(inner).splitlines(), ""]
    for step in report.steps:
        lines.append(f"  {_MARK[report.mark(step)]:<7} {step.title}: {step.sentence}")
        if step.outcome is not Outcome.PASSED and step.detail:
            lines.append(f"          ({step.detail})")
    return "\n".join(lines) + "\n"


def _bake(options: argparse.Namespace) -> int:
    text, picture = files.read_text(options.badge), files.read(options.picture)
    files.write(options.out, bake(picture, text, keyword=options.keyword, replace=options.replace))
    return 0


def _unbake(options: argparse.Namespace) -> int:
    files.write(options.out, unbake(files.read(options.picture)).text.encode() + b"\n")
    return 0
