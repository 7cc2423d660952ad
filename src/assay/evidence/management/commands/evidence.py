"""`assay evidence check`: what is stored against what the rows say, both ways."""

import csv
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.evidence import actions, inventory, quota
from assay.lib.errors import Refusal
from assay.lib.files.whole_files import write_whole


class Command(BaseCommand):
    help = "Look after the files of evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, parser_class=ArgumentParser)
        check = acts.add_parser(
            "check",
            help="compare rows and stored files, both ways; exit code 1 when something is wrong",
            description="Compare rows and stored files, both ways, in a folder or in a bucket. Exit code 1 when"
            " something is wrong. Deletes nothing.",
        )
        check.add_argument(
            "--deep", action="store_true", help="read every byte and compare hashes, too"
        )
        check.add_argument(
            "--csv", metavar="FILE", default="", help="write what was found to this file as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tally, found = inventory.Tally(), []
        for finding in inventory.walk(tally, deep=options["deep"]):
            self.stderr.write(finding.said)
            found.append(finding)
            if finding.kind == inventory.BYTES:
                actions.found_damaged(finding.artifacts)
        if options["deep"]:
            wrong = {pk for finding in found if finding.is_damage for pk in finding.artifacts}
            if mended := actions.found_whole(inventory.marked() - wrong):
                self.stdout.write(f"{mended} that were found damaged before are whole again.")
        if options["csv"]:
            self._write(Path(options["csv"]), found)
        looked = f"{tally.files} stored files ({tally.bytes / 1e6:.1f} MB), {tally.uploads} uploads under way"
        for sentence in quota.warnings():
            self.stderr.write(sentence)
        if found:
            self.stderr.write(f"{len(found)} things are wrong. Looked at {looked}.")
            sys.exit(1)
        how = (
            "every byte compared"
            if options["deep"]
            else "sizes compared; --deep compares every byte"
        )
        self.stdout.write(f"All is as it should be: {looked}, {how}.")

    def _write(self, path: Path, found: list[inventory.Finding]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(inventory.rows_of(found))
        try:
            write_whole(path.absolute(), [text.getvalue().encode()])
        except (OSError, Refusal) as e:
            raise CommandError(f"{path} could not be written: {e}") from e
