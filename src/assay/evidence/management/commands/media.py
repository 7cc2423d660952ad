"""`assay media`: examining what arrived, and seeing what waits."""

import os
import signal
import time
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.db.models import Count

from assay.evidence import actions, faces
from assay.evidence.examining import recordings
from assay.evidence.models import CoverState, Examination, FaceCover

PAUSE_SECONDS, LOOK_SECONDS = 1.0, 60.0


class Command(BaseCommand):
    help = "Examine files that arrived and make the copies that are shown, or say what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, parser_class=ArgumentParser)
        work = acts.add_parser(
            "work",
            help="examine what waits, one after the other, with the lowest priority",
            description="Examine what waits, one after the other, with the lowest priority. It may be killed at any"
            " moment: what was in hand is taken up again.",
        )
        work.add_argument("--forever", action="store_true", help="go on, and look every second")
        acts.add_parser("list", help="how many files wait, are in hand, done or failed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "list":
            self._list()
            return
        with suppress(OSError):
            os.nice(19)
        if options["forever"]:
            signal.signal(signal.SIGTERM, _end)
            self._forever()
            return
        actions.ask_for_the_rest()
        done = 0
        while actions.examine_next() or actions.cover_next():
            done += 1
        actions.drop_replaced()
        actions.sweep_working_folders()
        self.stdout.write(f"{done} examined.")

    def _forever(self) -> None:
        looked = 0.0
        while True:
            close_old_connections()
            try:
                if time.monotonic() - looked > LOOK_SECONDS:
                    looked = time.monotonic()
                    actions.ask_for_the_rest()
                    actions.sweep_working_folders()
                    actions.drop_replaced()
                found = actions.examine_next() or actions.cover_next()
            except DatabaseError as e:  # the next round sees whether it is back
                self.stderr.write(f"media: {e}")
                found = False
            if not found:
                time.sleep(PAUSE_SECONDS)

    def _list(self) -> None:
        rows = Examination.objects.order_by("state").values_list("state").annotate(n=Count("pk"))
        for state, n in rows:
            self.stdout.write(f"{state}: {n}")
        if not recordings.is_here():
            self.stdout.write("No copies of recordings are made: ffmpeg is not installed.")
        covers = FaceCover.objects.filter(state__in=(CoverState.ASKED, CoverState.MAKING)).count()
        if covers:
            self.stdout.write(f"faces to cover: {covers}")
        if not faces.is_here():
            self.stdout.write(
                "Faces are not covered: the extra `faces` or ffmpeg is not installed."
            )


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)
