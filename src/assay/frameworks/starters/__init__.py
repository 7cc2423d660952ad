"""Frameworks that come with the product, for the starters of the catalog."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def package(slug: str) -> dict[str, Any] | None:
    """A CASE package by the address it gets; None where none comes with the product."""
    path = FOLDER / f"{slug}.case.json"
    if path.parent != FOLDER or not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
