import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from assay.demo.lock import loaded
from assay.demo.simulation import simulate


class Command(BaseCommand):
    help = "Add a generated program to a loaded demo: many learners and submissions, judged and awarded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--learners", type=int, default=20_000, help="how many learners to add (20000)"
        )
        parser.add_argument(
            "--submissions", type=int, default=40_000, help="how many submissions to add (40000)"
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed draws the same program (1)"
        )

    def handle(self, *args: object, **options: object) -> None:
        if not loaded():
            raise CommandError(
                "Load the demo first: assay demo. A generated program never mixes with real people."
            )
        started = time.monotonic()
        simulate(
            learners=int(str(options["learners"])),
            submissions=int(str(options["submissions"])),
            seed=int(str(options["seed"])),
            tell=lambda line: self.stdout.write(f"  {line}"),
        )
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s")
