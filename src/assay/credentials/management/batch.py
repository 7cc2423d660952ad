"""What `assay award` and `assay reissue` share: one run at a time, progress, stopping, and how it ended."""

import json
import signal
import sys
import time
from abc import ABC, abstractmethod
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from assay.credentials.awarding.batch.folder import BakedFolder
from assay.credentials.awarding.batch.run import Tally
from assay.lib.errors import BadInput, Refusal
from assay.lib.single_run import AtWork, alone
from assay.lib.vault import CannotOpen
from assay.people.models import Organization

DONE, SOME_LEFT, UNUSABLE, STOPPED, AT_WORK, INTERRUPTED = 0, 1, 2, 3, 4, 130
ENDINGS = (
    "Exit code 0: all done; 1: some were left, and each says why; 2: something asked for is unknown or unusable; "
    "3: the disk, the database or a key stopped it; 4: another run is at work; 130: stopped by a signal. After 1, 3, 4 "
    "and 130 run it again: it goes on where it was."
)
_TELL_EVERY_SECONDS = {
    True: 0.5,
    False: 10.0,
}  # on a terminal one line that changes, elsewhere plain lines


class BatchCommand(BaseCommand, ABC):
    """`run` does the work, telling a Progress; `done` is the word for what was done to a badge."""

    done = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bake", metavar="DIR", type=Path, help="write each badge into DIR, as UUID.png"
        )
        parser.add_argument("--limit", metavar="N", type=_count, help="stop after N badges")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print a summary as JSON at the end, and no progress",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self, quiet=options["json"])
        try:
            with alone("badges-in-bulk"), _signals(progress):
                tally = self.run(options, progress)
        except AtWork as e:
            raise CommandError(e.message, returncode=AT_WORK) from e
        except BadInput as e:
            raise CommandError(e.message, returncode=UNUSABLE) from e
        except (OSError, DatabaseError, CannotOpen, Refusal) as e:
            raise CommandError(self._stopped(progress.tally, e), returncode=STOPPED) from e
        self._summary(tally, as_json=options["json"])
        code = INTERRUPTED if tally.stopped else SOME_LEFT if tally.left_count else DONE
        if code:
            sys.exit(code)

    @abstractmethod
    def run(self, options: dict[str, Any], progress: "Progress") -> Tally:
        """The work; raises what `handle` turns into exit codes."""

    def _stopped(self, tally: Tally | None, error: Exception) -> str:
        why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        done = tally.done if tally else 0
        return (
            f"Stopped after {done:,} badges: {why.rstrip('.')}. They stand; run it again to go on."
        )

    def _summary(self, tally: Tally, *, as_json: bool) -> None:
        if as_json:
            written = {
                self.done: tally.done,
                "left": tally.left_count,
                "waiting": tally.remaining,
                "stopped": tally.stopped,
                "seconds": round(tally.seconds, 3),
                "per_second": round(tally.rate, 1),
                "reasons": [left._asdict() for left in tally.left],
            }
            self.stdout.write(json.dumps(written, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{tally.done:,} {self.done} in {tally.seconds:.1f} s, {tally.rate:,.0f} a second."
        )
        if tally.left_count:
            self.stdout.write(f"{tally.left_count:,} left:")
            for left in tally.left[:20]:
                self.stdout.write(f"  {left.what}: {left.why}")
            if tally.left_count > 20:
                self.stdout.write("  … and others; --json names up to a thousand.")
        if tally.stopped:
            self.stdout.write(
                f"Stopped by a signal; {tally.remaining:,} wait. Run it again to go on."
            )


class Progress:
    """Count, rate and time left: one changing line on a terminal, a plain line now and then elsewhere."""

    def __init__(self, command: BatchCommand, *, quiet: bool) -> None:
        self._command, self._quiet = command, quiet
        self._told_at = time.monotonic()
        self._terminal = bool(command.stdout.isatty())
        self.tally: Tally | None = None
        self.stopping = False

    def __call__(self, tally: Tally) -> None:
        self.tally = tally
        moment = time.monotonic()
        if self._quiet or (
            moment - self._told_at < _TELL_EVERY_SECONDS[self._terminal] and tally.remaining
        ):
            return
        self._told_at = moment
        line = f"{tally.done:,} of {tally.total:,} {self._command.done}, {tally.rate:,.0f} a second"
        if tally.remaining and tally.rate:
            line += f", {_span(tally.remaining / tally.rate)} left"
        if self._terminal:
            self._command.stdout.write(f"\r\033[K{line}", ending="" if tally.remaining else "\n")
            self._command.stdout.flush()
        else:
            self._command.stdout.write(line)

    def stop(self) -> bool:
        return self.stopping


def issuer_named(ident: str) -> Organization:
    """Raises BadInput."""
    found = Organization.objects.filter(ident=ident).first()
    if found is None:
        raise BadInput(
            f"No organization has the ident {ident}. An issuer's ident stands in its page: /issuers/IDENT/."
        )
    return found


def folder_at(path: Path | None) -> BakedFolder | None:
    return BakedFolder(path) if path is not None else None


@contextmanager
def _signals(progress: Progress) -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the run after its batch; a second one ends it at once, as a kill would."""

    def stop(number: int, _frame: FrameType | None) -> None:
        progress.stopping = True
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < len(text) < 10 or int(text) == 0:
        raise ArgumentTypeError("a whole number from 1 to 999999999")
    return int(text)


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
