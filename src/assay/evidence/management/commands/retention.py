"""`assay retention`: what goes next and why, and the run that deletes it."""

import csv
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.evidence import actions
from assay.evidence.retention import listing, preview
from assay.lib.clock import today
from assay.lib.errors import WrongState


class Command(BaseCommand):
    help = "Delete what is kept no longer, and see beforehand what that is."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, parser_class=ArgumentParser)
        look = acts.add_parser(
            "preview",
            help="what would go, whose by number, why, when and how much; deletes nothing",
            description="What would go, whose by number, why, when and how much room it takes; and what stays though"
            " its time is over, with the reason. Drafts stand here from the day on which their learner is told."
            " Deletes nothing.",
        )
        look.add_argument(
            "--days",
            type=int,
            default=30,
            metavar="N",
            help="look so many days ahead (default: 30)",
        )
        look.add_argument("--csv", action="store_true", help="write a table to standard output")
        run = acts.add_parser(
            "run",
            help="delete what is due today, as the daily work does",
            description="Delete what is due today, as the daily work does. It may be stopped at any moment and started"
            " again: what was marked is finished first.",
        )
        run.add_argument(
            "--most",
            type=int,
            default=actions.MOST_DELETED,
            metavar="N",
            help="delete so many at most",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "run":
            self._run(options["most"])
        else:
            self._preview(options["days"], as_table=options["csv"])

    def _run(self, most: int) -> None:
        if most < 1:
            raise CommandError("--most takes a number from 1 on.")
        try:
            done = actions.delete_due(most=most)
        except WrongState as e:
            raise CommandError(e.message) from e
        if done.begins_on:
            self.stdout.write(
                f"Nothing is deleted before {done.begins_on}: what has long been due was announced first."
                f" See it with `assay retention preview`; {done.told} learners told of a draft."
            )
            return
        self.stdout.write(
            f"{done.items} deleted, {done.freed_bytes / 1e6:.1f} MB freed; {done.kept} are still needed;"
            f" {done.told} learners told of a draft."
        )

    def _preview(self, days: int, *, as_table: bool) -> None:
        if not 0 <= days <= 3650:
            raise CommandError("--days takes a number from 0 to 3650.")
        lines = preview.lines(today() + timedelta(days=days))
        if as_table:
            write = csv.writer(sys.stdout if self.stdout is None else self.stdout).writerow
            write(preview.Line.HEAD)
            for line in lines:
                write(line.cells())
            return
        going = kept = size = 0
        for line in lines:
            self.stdout.write(line.said())
            kept += bool(line.kept_because)
            going += not line.kept_because
            size += 0 if line.kept_because else line.size_bytes
        begins_on = listing.waits_until()
        if begins_on is not None:
            self.stdout.write(
                f"Nothing goes before {begins_on}: what has long been due was announced first."
            )
        by = today() + timedelta(days=days)
        self.stdout.write(
            f"By {by}: {going} would go, up to {size / 1e6:.1f} MB; {kept} stay, each with its reason."
        )
