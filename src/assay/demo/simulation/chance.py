"""Chance: events drawn for people from a seed, without database. Figures: field guide, sections 7 and 13."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GIVEN = (
    "Amal",
    "Beatriz",
    "Chidi",
    "Dolores",
    "Elif",
    "Farid",
    "Gwen",
    "Hiro",
    "Imani",
    "Jonas",
    "Keiko",
    "Luis",
    "Maren",
    "Nadia",
    "Omar",
    "Paloma",
    "Quinn",
    "Rosa",
    "Sione",
    "Tove",
    "Ulises",
    "Vera",
    "Wren",
    "Ximena",
    "Yara",
    "Zofia",
)
FAMILY = (
    "Abara",
    "Bergström",
    "Castillo",
    "Dubois",
    "Eze",
    "Fournier",
    "García",
    "Haddad",
    "Ibarra",
    "Jansen",
    "Kaya",
    "Lund",
    "Mbeki",
    "Nowak",
    "Okafor",
    "Petrov",
    "Quispe",
    "Rahman",
    "Silva",
    "Tanaka",
    "Ueda",
    "Vargas",
    "Weiss",
    "Yilmaz",
)
FIRST_ATTEMPT_EARNED = 0.62
STILL_OPEN = 0.06
DAYS = 1000  # how far back the program goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One submission to be: whose, of what, when, how it ends ("" while open), and its levels."""

    learner: int
    work: int  # index of the version
    days_ago: int
    outcome: str
    levels: tuple[str, ...]
    less_on: int | None = None  # the criterion on which the second reader gives a level less


def name(n: int) -> str:
    return f"{GIVEN[n % len(GIVEN)]} {FAMILY[n // len(GIVEN) % len(FAMILY)]}"


def draws(count: int, *, learners: int, criteria: Sequence[int], seed: int) -> Iterator[Draw]:
    """`count` submissions, no learner twice at the same version. `criteria`: how many each version has."""
    chance = random.Random(seed)  # noqa: S311 (a program that can be drawn again, not a secret)
    other = random.Random(seed + 1)  # noqa: S311 (apart, so that the rest is drawn as before)
    works = len(criteria)
    if count > learners * works:
        raise ValueError("more submissions than learners can hand in")
    order = chance.sample(range(learners * works), count)
    for place in order:
        learner, work = divmod(place, works)
        is_open = chance.random() < STILL_OPEN
        earned = chance.random() < FIRST_ATTEMPT_EARNED
        levels = ["demonstrated"] * criteria[work]
        if not earned:
            levels[chance.randrange(criteria[work])] = chance.choice(("almost", "not_yet"))
        yield Draw(
            learner=learner,
            work=work,
            days_ago=chance.randrange(1, 10) if is_open else chance.randrange(12, DAYS),
            outcome="" if is_open else "earned" if earned else "not_yet",
            levels=tuple(levels),
            less_on=None if earned else other.randrange(criteria[work]),
        )
