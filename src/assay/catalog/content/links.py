"""The addresses that a version's citations and resources name, with the place where each is written. No database."""

from collections.abc import Mapping
from typing import Any

MOST_LETTERS = 500


def links_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Each address once, with its place in the data: "research.citations[2].url"."""
    found: dict[str, str] = {}
    for n, one in enumerate(data.get("research", {}).get("citations", []), start=1):
        at = f"research.citations[{n}]"
        if one.get("url"):
            found.setdefault(str(one["url"]), f"{at}.url")
        if one.get("doi"):
            found.setdefault(f"https://doi.org/{one['doi']}", f"{at}.doi")
    for n, one in enumerate(data.get("resources", []), start=1):
        if one.get("url"):
            found.setdefault(str(one["url"]), f"resources[{n}].url")
    return {url: at for url, at in found.items() if len(url) <= MOST_LETTERS}
