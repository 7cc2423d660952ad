"""`assay credits check [FILE…]`, `assay credits explain RULE`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.credits.rules import words
from assay.credits.rules.files import Case, Ruled, read, work
from assay.credits.rules.nouns import plain
from assay.credits.rules.states import STATES, shipped


class Command(BaseCommand):
    help = "Check rules of credit against their worked cases, or tell how a rule counts."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser(
            "check", help="read files of schema mc-credit-rules/2 and work their cases"
        )
        check.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="FILE",
            help="without one, the states' files that come along",
        )
        explain = verbs.add_parser("explain", help="tell the worked cases of a rule, step by step")
        explain.add_argument("rule", metavar="RULE", help="its id, such as tn-professional-license")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "check":
            self.check_files(options["paths"] or sorted(STATES.glob("*.yaml")))
        else:
            self.explain(options["rule"])

    def check_files(self, paths: list[Path]) -> None:
        """Every problem by file and line. Exits 1 when there is one."""
        refused = 0
        for path in paths:
            try:
                document = read(path.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError) as e:
                refused += 1
                self.stderr.write(f"{path}:1: This cannot be read: {e}.")
                continue
            for problem in document.problems:
                self.stderr.write(f"{path}:{problem.line or 1}: {problem}")
            refused += bool(document.problems)
            for ruled in document.rules:
                self.stdout.write(
                    f"{path.name}: {ruled.rule.id}, {len(ruled.cases)} cases come to what they say"
                )
        if refused:
            raise CommandError(f"{refused} of {len(paths)} files have something to put right.")

    def explain(self, name: str) -> None:
        rules = [ruled for ruled in shipped() if ruled.rule.id == name]
        if not rules:
            known = ", ".join(ruled.rule.id for ruled in shipped())
            raise CommandError(f"There is no rule “{name}”. There are: {known}.")
        for ruled in rules:
            self.tell(ruled)

    def tell(self, ruled: Ruled) -> None:
        rule = ruled.rule
        self.stdout.write(f"{rule.name}, as of {rule.since}")
        self.stdout.write(f"  {rule.source.title}")
        if rule.source.url:
            self.stdout.write(
                f"  {rule.source.url} ({rule.source.confidence}, checked {rule.source.checked})"
            )
        for case in ruled.cases:
            self.tell_case(ruled, case)

    def tell_case(self, ruled: Ruled, case: Case) -> None:
        result, unit = work(ruled.rule, case), ruled.rule.unit
        self.stdout.write(f"\n{case.title}")
        for line in result.lines:
            self.stdout.write(
                f"  {line.activity.title}, {line.activity.ended_on}: {plain(line.amount)}"
            )
            for sentence in words.explained(ruled.rule, line):
                self.stdout.write(f"    {sentence}")
        if result.carried:
            self.stdout.write(f"  carried over: {plain(result.carried)}")
        self.stdout.write(f"  in all: {plain(result.total)} {words.unit(unit, result.total)}")
        for sentence in words.lacking(ruled.rule, result):
            self.stdout.write(f"    {sentence}")
