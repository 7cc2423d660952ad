"""`assay award`: the badges that wait."""

from typing import Any

from django.core.management.base import CommandParser

from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.management.batch import (
    ENDINGS,
    BatchCommand,
    Progress,
    folder_at,
    issuer_named,
)


class Command(BatchCommand):
    help = (
        "Award and sign a badge for every released decision “earned” that has none yet. Safe beside a running server; "
        "whoever earned one is written to as always. " + ENDINGS
    )
    done = "awarded"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--waiting",
            action="store_true",
            required=True,
            help="all that wait (say it to mean it)",
        )
        parser.add_argument(
            "--issuer",
            metavar="IDENT",
            help="only this issuer's, by its ident as in /issuers/IDENT/",
        )
        super().add_arguments(parser)

    def run(self, options: dict[str, Any], progress: Progress) -> bulk_run.Tally:
        issuer = issuer_named(options["issuer"]) if options["issuer"] else None
        return bulk_run.award_waiting(
            issuer=issuer,
            folder=folder_at(options["bake"]),
            limit=options["limit"],
            tell=progress,
            stop=progress.stop,
        )
