import time
from argparse import ArgumentParser
from typing import cast

from django.core.management.base import BaseCommand, CommandError

from assay.demo.lock import loaded
from assay.demo.rating.reading import SUBMISSIONS
from assay.demo.rating.summary import accuracy, accuracy_table, drift_table
from assay.demo.rating.turnaround import DISTRICT, STATE, Scale, demo_calendar, year_table
from assay.demo.simulation import simulate

PARTS = ("readings", "district", "state")


class Command(BaseCommand):
    help = (
        "Add a generated program to a loaded demo: many learners and submissions, judged and awarded."
        " Or, with the word assessment, change nothing and print what second readings bring in a model, and how a"
        " district and a state fare in a year by the product's own rules."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            choices=("program", "assessment"),
            default="program",
            help="what to simulate (program)",
        )
        parser.add_argument(
            "--learners", type=int, default=20_000, help="program: how many learners to add (20000)"
        )
        parser.add_argument(
            "--submissions",
            type=int,
            help=f"how many submissions: to a program (40000), in each year of assessment ({SUBMISSIONS})",
        )
        parser.add_argument(
            "--seed", type=int, help="the same seed draws the same (program: 1, assessment: 401)"
        )
        parser.add_argument(
            "--years",
            type=int,
            default=20,
            help="assessment: so many years, each with people of its own (20)",
        )

        parser.add_argument(
            "--parts",
            nargs="+",
            choices=PARTS,
            default=PARTS,
            help="assessment: what to print (all)",
        )

    def handle(self, *args: object, **options: object) -> None:
        started = time.monotonic()
        given = {
            name: int(str(value))
            for name, value in options.items()
            if value is not None and name in _NUMBERS
        }
        if options["what"] == "assessment":
            parts, seed = set(cast("list[str]", options["parts"])), given.get("seed", 401)
            if "readings" in parts:
                self._assessment(seed, given["years"], given.get("submissions", SUBMISSIONS))
            for scale, seeds in ((DISTRICT, range(seed, seed + 3)), (STATE, range(seed, seed + 1))):
                if scale.name in parts:
                    self._year(scale, seeds)
        else:
            self._program(given["learners"], given.get("submissions", 40_000), given.get("seed", 1))
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s")

    def _program(self, learners: int, submissions: int, seed: int) -> None:
        if not loaded():
            raise CommandError(
                "Load the demo first: assay demo. A generated program never mixes with real people."
            )
        simulate(
            learners=learners,
            submissions=submissions,
            seed=seed,
            tell=lambda line: self.stdout.write(f"  {line}"),
        )

    def _assessment(self, seed: int, years: int, submissions: int) -> None:
        if years < 2 or submissions < 1:
            raise CommandError("An interval needs two years or more, and a submission in each.")
        seeds = range(seed, seed + years)
        self.stdout.write(
            f"{years} years of {submissions} submissions, each with raters of its own: seeds {seeds[0]} to {seeds[-1]}"
        )
        for line in accuracy_table(accuracy(seeds, submissions)):
            self.stdout.write(f"  {line}")
        self.stdout.write("Drift")
        for line in drift_table(seed):
            self.stdout.write(f"  {line}")

    def _year(self, scale: Scale, seeds: range) -> None:
        self.stdout.write(f"A year of a {scale.name}")
        for line in year_table(scale, demo_calendar(), seeds):
            self.stdout.write(f"  {line}")


_NUMBERS = ("learners", "submissions", "seed", "years")
