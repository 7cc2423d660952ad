import logging
import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from assay.config.schedule import REPEATING
from assay.lib.periodic_work import run_due
from assay.record.sealing import seal

log = logging.getLogger(__name__)

LOOK_SECONDS = 20


class Command(BaseCommand):
    help = "Run the repeating work that is due (config/schedule.py), and seal the record; safe at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forever", action="store_true", help="seal every second, look again every 20"
        )

    def handle(self, *args: object, **options: object) -> None:
        ending = threading.Event()
        if options["forever"]:
            signal.signal(
                signal.SIGTERM, lambda *_: ending.set()
            )  # what is being done is done to its end
        while not ending.is_set():
            for name, outcome in run_due(REPEATING):
                if not options["forever"] or not outcome.startswith("done"):
                    self.stdout.write(f"{name}: {outcome}")
            if not options["forever"]:
                seal()
                return
            _seal_for(LOOK_SECONDS, ending)


def _seal_for(seconds: int, ending: threading.Event) -> None:
    """Between two looks at the schedule: what happened gets its place in the record's chain every second."""
    for _second in range(seconds):
        try:
            seal()
            pause = 1
        except DatabaseError:  # away, or no room: said once, and tried again with the next look
            log.exception("sealing the record")
            pause = seconds
        close_old_connections()
        if ending.wait(pause) or pause == seconds:
            return
