"""`python -m bench credits`: rules of nine states applied to 1,000, 10,000 and 100,000 learners, in processor time.

Each learner has ten awards in a cycle; an evaluation is one award under one rule with every step of its explanation.
Aims: 100,000 a second, and the same rate whatever the number of learners. `--strict` exits 1 on a miss.

Where `zen-engine` is installed (MIT, `pip install zen-engine`; it is no dependency), the same awards go through it in
the same run: factor or flat amount and rounding of each rule as an expression with its trace, and no more than that. It
counts in floats and knows no caps, windows, approvals or once in a cycle, so it has less to do.
"""

import importlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django

from assay.credits.rules.nouns import Activity, Cycle, Method, Program, Rounding, Rule

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
    _beside(rules, rates[0])
    missed = []
    if min(rates) < AIM:
        missed.append(f"fewer than {AIM:,} a second")
    if rates[0] / rates[-1] > GROWTH:
        missed.append(f"slower with more learners: {rates[0] / rates[-1]:.2f}x")
    for miss in missed:
        print(f"  missed: {miss}")
    return 1 if missed and "--strict" in sys.argv else 0


def _beside(rules: Sequence[Rule], ours: float) -> None:
    """The same awards through a public rules engine."""
    try:
        zen = importlib.import_module("zen")
    except ImportError:
        print("  zen-engine is not installed: nothing beside it")
        return
    counted = [rule for rule in rules if rule.method in (Method.HOURS, Method.FLAT)]
    decisions = [zen.ZenEngine().create_decision(_graph(rule)) for rule in counted]
    spent = 0.0
    for n, done in enumerate(_learners(1_000)):
        decision = decisions[n % len(decisions)]
        given = [{"hours": float(one.contact_hours)} for one in done]
        start = time.process_time()
        for award in given:
            decision.evaluate(award, {"trace": True})
        spent += time.process_time() - start
    rate = 1_000 * AWARDS / spent
    print(f"  zen-engine, 1,000 learners: {rate:>9,.0f} awards a second; ours {ours / rate:.0f}x")


def _graph(rule: Rule) -> str:
    """A rule's amount as a decision of the engine."""
    amount = f"hours * {rule.factor}" if rule.method is Method.HOURS else str(rule.amount)
    if rule.step is not None:
        name = {Rounding.DOWN: "floor", Rounding.UP: "ceil"}.get(rule.rounding, "round")
        amount = f"{name}(({amount}) / {rule.step}) * {rule.step}"
    expression = {"id": "e1", "key": "amount", "value": amount}
    nodes: list[dict[str, Any]] = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "count",
            "type": "expressionNode",
            "name": "count",
            "content": {"expressions": [expression]},
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "count", "type": "edge"},
        {"id": "b", "sourceId": "count", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


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
