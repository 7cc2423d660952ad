"""`assay verify`: check a badge from a file, an address or standard input."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assay.credentials.verification import checking, reports
from assay.lib.errors import Refusal

UNUSABLE = 3
_MARKS = {
    "passed": "passed       ",
    "failed": "did not pass ",
    "unknown": "not checked  ",
    "note": "note         ",
}


class Command(BaseCommand):
    help = (
        "Check a badge: a file (JSON, JWT, PNG or SVG), an https address, or - for standard input. "
        "Exit code 0: genuine and in force; 1: something about it is not right; 2: not everything could be checked; "
        "3: there was nothing to check; 4: signed, but no one vouches for its issuer; 5: not signed; 6: withdrawn; "
        "7: suspended; 8: expired; 9: not in force yet; 10: someone else's; 11: replaced."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("badge", metavar="FILE|URL|-")
        parser.add_argument(
            "--recipient", default="", help="e-mail address to compare with the one in the badge"
        )
        parser.add_argument(
            "--trust",
            action="append",
            default=[],
            metavar="DID-OR-URL",
            help="an issuer you vouch for: its DID, or the https address where its keys stand; may be given again",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = checking.check(
                _read(options["badge"]), recipient=options["recipient"], trust=options["trust"]
            )
        except Refusal as refusal:
            self._say(
                options["json"],
                {"verdict": "no-badge", "sentence": refusal.message},
                refusal.message,
            )
            sys.exit(UNUSABLE)
        telling = reports.told(report, asked_recipient=bool(options["recipient"]))
        self._say(options["json"], report.to_json() | {"sentence": telling.title}, _text(telling))
        sys.exit(report.exit_code)

    def _say(self, as_json: bool, written: dict[str, Any], text: str) -> None:
        self.stdout.write(json.dumps(written, ensure_ascii=False, indent=2) if as_json else text)


def _read(name: str) -> bytes | str:
    if name == "-":
        return sys.stdin.buffer.read(checking.MAX_BYTES + 1)
    if checking.is_address(name) and not Path(name).is_file():
        return name
    try:
        with Path(name).open("rb") as file:
            return file.read(checking.MAX_BYTES + 1)
    except OSError as e:
        raise Refusal(f"{name} could not be read: {e.strerror}.") from e


def _text(telling: reports.Telling) -> str:
    lines = [telling.title, telling.text, ""]
    if telling.facts is not None and telling.facts.name:
        said = [
            telling.facts.name,
            telling.facts.earner,
            telling.facts.issuer,
            telling.facts.awarded_on,
        ]
        lines += ["  " + ", ".join(part for part in said if part), ""]
    for line in telling.lines:
        lines.append(f"  {_MARKS[line.status]}{line.title}")
        if line.status != "passed" and line.text:
            lines.append(f"               {line.text}")
    return "\n".join(lines)
