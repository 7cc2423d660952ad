"""Twelve promises that are kept, drawn by seed, for somebody new who looks for each in the code: at the first guess?

`promises.py [SEED]` prints them with the page, verb and test that docs/reference/promises.md names. When tests have
moved, `promises.py --mend` finds each again by its name.
"""

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "promises.md"
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


def mend() -> None:
    """Write the path where each named test stands now; a test that was renamed, or whose name is not alone, stays."""
    text = PAGE.read_text()
    files = {
        path: path.read_text()
        for folder in ("src", "tests")
        for path in (ROOT / folder).rglob("test_*.py")
    }
    for test in {promise.test for promise in promises() if promise.test}:
        name = test.partition("::")[2]
        found = [
            path for path, held in files.items() if re.search(rf"^def {name}\(", held, re.MULTILINE)
        ]
        if len(found) == 1:
            text = text.replace(test, f"{found[0].relative_to(ROOT).as_posix()}::{name}")
    PAGE.write_text(text)


if __name__ == "__main__":
    if "--mend" in sys.argv:
        mend()
        sys.exit()
    for promise in drawn(sys.argv[1] if len(sys.argv) > 1 else "1"):
        print(
            f"{promise.ident:<4} {promise.words}\n     {promise.page}  {promise.verb or '–'}  {promise.test}"
        )
