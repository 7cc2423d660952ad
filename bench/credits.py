"""`python -m bench credits`: rules of nine states applied to 1,000, 10,000 and 100,000 learners, in processor time.

Each learner has ten awards in a cycle; an evaluation is one award under one rule with every step of its explanation.
Aims: 100,000 a second, and the same rate whatever the number of learners. `--strict` exits 1 on a miss.
"""

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import django

from assay.credits.rules.nouns import Activity, Cycle, Program

AWARDS, SEED = 10, 1
FIRST = date(2024, 7, 1)
AIM, GROWTH = 100_000, 1.3


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings")
    django.setup()
    from assay.credits.rules.calculation import calculate
    from assay.credits.rules.states import shipped

    rules = [ruled.rule for ruled in shipped()]
    cycle = Cycle(FIRST, date(2029, 6, 30), "bachelor")
    rates = []
    print(f"{len(rules)} rules, {AWARDS} awards a learner, processor time")
    for learners in (1_000, 10_000, 100_000):
        spent, steps = 0.0, 0
        for n, done in enumerate(_learners(learners)):
            rule = rules[n % len(rules)]
            start = time.process_time()
            result = calculate(rule, cycle, done)
            spent += time.process_time() - start
            steps += sum(len(line.steps) for line in result.lines)
        rates.append(learners * AWARDS / spent)
        print(
            f"  {learners:>7,} learners: {rates[-1]:>9,.0f} awards a second, {steps:,} steps told"
        )
    missed = []
    if min(rates) < AIM:
        missed.append(f"fewer than {AIM:,} a second")
    if rates[0] / rates[-1] > GROWTH:
        missed.append(f"slower with more learners: {rates[0] / rates[-1]:.2f}x")
    for miss in missed:
        print(f"  missed: {miss}")
    return 1 if missed and "--strict" in sys.argv else 0


def _learners(number: int) -> Iterator[list[Activity]]:
    """Made one by one, so that what is measured is not memory."""
    drawn = random.Random(SEED)
    program = Program("P-1", Decimal("12.6"), date(2024, 1, 1), FIRST, date(2029, 6, 30))
    approved = frozenset({"component", "provider", "plan"})
    for _learner in range(number):
        yield [
            Activity(
                str(n),
                "it",
                FIRST + timedelta(days=drawn.randrange(1_825)),
                FIRST,
                Decimal(drawn.randrange(20, 240)) / 4,
                f"m{n}",
                category=drawn.choice(("", "subject", "independent_study")),
                component=str(n),
                program=program,
                approved=approved,
            )
            for n in range(AWARDS)
        ]


if __name__ == "__main__":
    sys.exit(main())
