"""The states' rules that come with the product: read once a process."""

from datetime import date
from functools import cache
from pathlib import Path

from assay.credits.rules.files import Ruled, read
from assay.credits.rules.nouns import Rule

STATES = Path(__file__).parent


@cache
def shipped() -> tuple[Ruled, ...]:
    """Every rule of every state's file, by state. Raises ValueError for a file that has a problem."""
    found: list[Ruled] = []
    for path in sorted(STATES.glob("*.yaml")):
        document = read(path.read_text(encoding="utf-8"))
        if document.problems:
            raise ValueError(f"{path.name}:{document.problems[0].line}: {document.problems[0]}")
        found.extend(document.rules)
    return tuple(sorted(found, key=lambda one: (one.rule.state, one.rule.id, one.rule.since)))


def in_force(day: date) -> list[Rule]:
    """The rules that stand on a day, by state."""
    return [ruled.rule for ruled in shipped() if ruled.rule.stands_on(day)]
