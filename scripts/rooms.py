"""Draw the rooms into docs/explanation/architecture.md, from the contracts in pyproject.toml that hold them."""

import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
MARKS = ("<!-- drawn by scripts/rooms.py -->\n", "<!-- end -->\n")


def layers() -> dict[str, list[list[str]]]:
    """By container, its layers from the top: what stands side by side in one layer knows nothing of its neighbour.

    Only contracts over one container that draw an order of its own; what is in parentheses has no code yet.
    """
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers" and len(contract["containers"]) == 1:
            rows = [re.split(r"\s*[|:]\s*", layer) for layer in contract["layers"]]
            rows = [[name for name in row if not name.startswith("(")] for row in rows]
            found[contract["containers"][0]] = [row for row in rows if row]
    return found


def picture() -> str:
    """The house as a Mermaid flowchart: a box for each layer, rooms with inner rooms opened; imports point down."""
    drawn = layers()
    house = drawn.pop("assay")
    lines = ["flowchart TD"]
    for row in house:
        inner = [room for room in row if f"assay.{room}" in drawn]
        if inner:
            lines += _opened(inner[0], drawn)
        else:
            lines.append(f'  {_name(row)}["{", ".join(row)}"]')
    lines += [f"  {_name(above)} --> {_name(below)}" for above, below in pairwise(house)]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _opened(room: str, drawn: dict[str, list[list[str]]]) -> Iterator[str]:
    """A room with its inner rooms, one above the other."""
    yield f'  subgraph {room}["{room}"]'
    rows = drawn[f"assay.{room}"]
    for row in rows:
        yield f'    {room}_{_name(row)}["{", ".join(row)}"]'
    for above, below in pairwise(rows):
        yield f"    {room}_{_name(above)} --> {room}_{_name(below)}"
    yield "  end"


def _name(row: list[str]) -> str:
    return "_".join(row)


def page(text: str) -> str:
    """The page with the picture as the contracts have it now."""
    before, rest = text.split(MARKS[0])
    return before + MARKS[0] + picture() + MARKS[1] + rest.split(MARKS[1])[1]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is drawn\n")
