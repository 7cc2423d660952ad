"""The assessors' training: four short pages of docs/how-to/training, read once a process and confirmed one by one.

A clone reads them where they are written; a wheel carries them along (pyproject.toml, `force-include`).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString

from assay.ui.markdown import render

#: In the order in which they are read.
PAGES = ("bias", "evidence", "privacy", "feedback")
_IN_WHEEL = Path(__file__).parent / "training_pages"
_IN_CLONE = Path(__file__).parents[4] / "docs" / "how-to" / "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and the text under it."""

    title: str
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPage:
    """One page: a few minutes to read."""

    slug: str
    title: str
    lede: str
    parts: tuple[Part, ...]


@cache
def page(slug: str, language: str) -> TrainingPage:
    """A page in a language; in English, where it is not written in that one. `slug` is one of `PAGES`."""
    folder = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CLONE
    path = folder / language.split("-")[0] / f"{slug}.md"
    if not path.is_file():
        path = folder / f"{slug}.md"
    head, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    title, _blank, lede = head.removeprefix("# ").partition("\n")
    found = []
    for part in parts:
        name, _end, body = part.partition("\n")
        found.append(Part(title=name.strip(), body=render(body)))
    return TrainingPage(
        slug=slug, title=title.strip(), lede=" ".join(lede.split()), parts=tuple(found)
    )
