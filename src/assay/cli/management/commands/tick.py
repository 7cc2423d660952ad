import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from assay.config.schedule import REPEATING
from assay.lib.periodic_work import run_due


class Command(BaseCommand):
    help = "Run the repeating work that is due (config/schedule.py); safe to run anywhere, any number of times."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look again every 20 seconds")

    def handle(self, *args: object, **options: object) -> None:
        ending = threading.Event()
        if options["forever"]:
            signal.signal(signal.SIGTERM, lambda *_: ending.set())  # what is being done is done to its end
        while not ending.is_set():
            for name, outcome in run_due(REPEATING):
                if not options["forever"] or not outcome.startswith("done"):
                    self.stdout.write(f"{name}: {outcome}")
            if not options["forever"]:
                return
            close_old_connections()
            ending.wait(20)
