"""The states' rules that come with the product: read once a process."""

import re
from functools import cache
from pathlib import Path

from assay.credits.rules.files import Ruled, read

STATES = Path(__file__).parent
_BEGINS = re.compile(r"^  - id: (\S+)$", re.MULTILINE)


def text_of(name: str) -> str:
    """The last record of a rule that comes along, as a file of one rule; "" where there is none of that name."""
    for path in sorted(STATES.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        found = list(_BEGINS.finditer(text))
        own = [n for n, one in enumerate(found) if one[1] == name]
        if own:
            first, last = found[0].start(), found[own[-1]].start()
            after = [one.start() for one in found[own[-1] + 1 :]]
            return text[:first] + text[last : after[0] if after else len(text)]
    return ""


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
