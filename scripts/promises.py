"""Twelve promises that are kept, drawn by seed, for somebody new who looks for each in the code: at the first guess?

`promises.py [SEED]` prints them with the page, verb and test that docs/reference/promises.md names.
"""

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "promises.md"
DRAWN = 12


@dataclass(frozen=True)
class Promise:
    """One line of the page; what it does not have is empty."""

    ident: str
    words: str
    state: str  # kept, partly, not yet
    page: str  # name of a route
    verb: str  # dotted, below `assay.`
    test: str  # path::name
    missing: str


def promises() -> list[Promise]:
    found = []
    for line in PAGE.read_text().splitlines():
        if re.match(r"\| [A-E]\d+ \|", line):
            cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
            found.append(Promise(*("" if cell == "–" else cell for cell in cells)))
    return found


def drawn(seed: str) -> list[Promise]:
    kept = [promise for promise in promises() if promise.state == "kept"]
    return random.Random(seed).sample(kept, DRAWN)  # noqa: S311 (a draw, no secret)


if __name__ == "__main__":
    for promise in drawn(sys.argv[1] if len(sys.argv) > 1 else "1"):
        print(f"{promise.ident:<4} {promise.words}\n     {promise.page}  {promise.verb or '–'}  {promise.test}")
