"""Guides: pages of the documentation that the product shows, written as Markdown in each language, read once."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.safestring import SafeString

from assay.ui.markdown import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the text under it."""

    title: str
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One page: its title, the sentence that leads it, and its sections."""

    slug: str
    title: str
    lede: str
    sections: tuple[Section, ...]


def read_guide(folders: tuple[Path, Path], slug: str, language: str) -> Guide:
    """A page in a language; in English, where it is not written in that one.

    `folders`: where a wheel carries the pages (pyproject.toml, `force-include`), and where a clone has them.
    """
    in_wheel, in_clone = folders
    folder = in_wheel if in_wheel.is_dir() else in_clone
    path = folder / language.split("-")[0] / f"{slug}.md"
    if not path.is_file():
        path = folder / f"{slug}.md"
    head, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    title, _blank, lede = head.removeprefix("# ").partition("\n")
    sections = []
    for part in parts:
        name, _end, body = part.partition("\n")
        sections.append(Section(title=name.strip(), body=render(body)))
    return Guide(
        slug=slug, title=title.strip(), lede=" ".join(lede.split()), sections=tuple(sections)
    )
