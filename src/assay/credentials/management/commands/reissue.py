"""`assay reissue`: sign an issuer's badges anew."""

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.management.batch import (
    ENDINGS,
    BatchCommand,
    Progress,
    folder_at,
    issuer_named,
)
from assay.lib.clock import now
from assay.lib.errors import BadInput


class Command(BatchCommand):
    help = (
        "Sign an issuer's badges again under the same addresses: those that another key signed, and those signed "
        "before the issuer's name or particulars last changed. Withdrawn badges are not signed again. "
        + ENDINGS
    )
    done = "reissued"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--issuer", metavar="IDENT", required=True, help="its ident, as in /issuers/IDENT/"
        )
        parser.add_argument(
            "--before",
            metavar="WHEN",
            type=_moment,
            help="those signed before this moment too, such as 2026-03-01 or 2026-03-01T14:30",
        )
        super().add_arguments(parser)

    def run(self, options: dict[str, Any], progress: Progress) -> bulk_run.Tally:
        if options["before"] is not None and options["before"] > now():
            raise BadInput(
                "--before lies in the future: what is signed now would have to be signed again."
            )
        return bulk_run.reissue_outdated(
            issuer_named(options["issuer"]),
            before=options["before"],
            folder=folder_at(options["bake"]),
            limit=options["limit"],
            tell=progress,
            stop=progress.stop,
        )


def _moment(text: str) -> datetime:
    """A day is its first moment; without a zone it is the program's."""
    try:
        found = parse_datetime(text) or None
        if found is None and (day := parse_date(text)):
            found = datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- the zone is given next
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(
            f"{text} is not a day or a moment, such as 2026-03-01 or 2026-03-01T14:30"
        )
    return timezone.make_aware(found) if timezone.is_naive(found) else found
