"""`python -m bench allocation`: who gets what, of 1,000 and of 10,000 submissions that wait, over 700 assessors.

The pure function alone, in processor time: one assessor who asks for the next one, as far down the queue as it is read
for them, and one round of offers to everybody. Aims: a press 8 ms, and no more than ten times as long for a round over
ten times as many. `--strict` exits 1 on a miss.
"""

import random
import sys
import time
from datetime import date, timedelta

from assay.assessment.judging.allocation import Candidate, Waiting, allot, best_for

ASSESSORS, VERSIONS, SCHOOLS, LEARNERS, SEED = 700, 60, 400, 100_000, 1
PRESSES, AIM_MS, GROWTH = 200, 8.0, 10.0


def main() -> int:
    drawn = random.Random(SEED)
    assessors = [_assessor(drawn, n) for n in range(ASSESSORS)]
    missed, rounds = [], []
    for number in (1_000, 10_000):
        queue = [_waiting(drawn, n) for n in range(number)]
        started = time.process_time()
        for one in drawn.sample(assessors, PRESSES):
            best_for(one, queue)
        press = (time.process_time() - started) / PRESSES * 1000
        started = time.process_time()
        offers = allot(assessors, queue, most_open=6)
        rounds.append(time.process_time() - started)
        print(
            f"  {number:>6,} waiting: a press {press:6.2f} ms over the whole queue, "
            f"a round of {len(offers)} offers {rounds[-1]:6.3f} s"
        )
        if press > AIM_MS:
            missed.append(f"a press takes {press:.1f} ms")
    if rounds[1] > GROWTH * max(rounds[0], 0.001):
        missed.append(f"a round grows {rounds[1] / rounds[0]:.1f}x")
    for miss in missed:
        print(f"  missed: {miss}")
    return 1 if missed and "--strict" in sys.argv else 0


def _assessor(drawn: random.Random, number: int) -> Candidate:
    may = drawn.sample(range(VERSIONS), drawn.randint(1, 8))
    return Candidate(
        person=number,
        workplaces=frozenset({drawn.randrange(SCHOOLS)}),
        conflicts=frozenset(ASSESSORS + drawn.randrange(LEARNERS) for _ in range(3)),
        certified=frozenset((one, "1") for one in may),
        open_leases=drawn.randrange(4),
        departments=frozenset({drawn.randrange(20)}),
        per_week=drawn.choice((1.0, 2.0, 4.0)),
        taken=drawn.randrange(8),
        met={ASSESSORS + drawn.randrange(LEARNERS): drawn.randrange(700_000) for _ in range(20)},
    )


def _waiting(drawn: random.Random, number: int) -> Waiting:
    second = drawn.random() < 0.2
    first = drawn.randrange(ASSESSORS) if second else None
    return Waiting(
        evaluation=number,
        learner=ASSESSORS + drawn.randrange(LEARNERS),
        learner_workplaces=frozenset({drawn.randrange(SCHOOLS)}),
        micro_credential=drawn.randrange(VERSIONS),
        major="1",
        already=frozenset() if first is None else frozenset({first}),
        screened=frozenset({drawn.randrange(ASSESSORS)}),
        due=(date(2026, 11, 29) + timedelta(days=drawn.randrange(14))).isoformat(),
        first_reader=first,
        first_departments=frozenset() if first is None else frozenset({drawn.randrange(20)}),
    )


if __name__ == "__main__":
    sys.exit(main())
