"""`assay record check`: proves that nobody rewrote the past."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assay.record.sealing import check


class Command(BaseCommand):
    help = (
        "Read the whole record and check that every row is as it was written."
        " Exit code 1 names the first that is not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "act", choices=["check"], help="check: read the chain from its first row"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = check()
        if outcome.whole:
            self.stdout.write(f"The record is whole: {outcome.rows} rows, each as it was written.")
            return
        self.stderr.write(f"Row {outcome.broken_at} is not as it was written: {outcome.why}.")
        self.stderr.write(f"The {outcome.rows} rows before it stand.")
        sys.exit(1)
