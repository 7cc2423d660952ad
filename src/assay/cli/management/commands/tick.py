import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from assay.config.schedule import REPEATING
from assay.lib.repeating import run_due


class Command(BaseCommand):
    help = "Run the repeating work that is due (config/schedule.py); safe to run anywhere, any number of times."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look again every 20 seconds")

    def handle(self, *args: object, **options: object) -> None:
        while True:
            for name, outcome in run_due(REPEATING):
                self.stdout.write(f"{name}: {outcome}")
            if not options["forever"]:
                return
            close_old_connections()
            time.sleep(20)
