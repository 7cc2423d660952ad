"""The assessors' training: four short pages of docs/how-to/training, read once a process and confirmed one by one."""

from functools import cache
from pathlib import Path

from assay.ui.guides import Guide, read_guide

#: In the order in which they are read.
PAGES = ("bias", "evidence", "privacy", "feedback")
_FOLDERS = (
    Path(__file__).parent / "training_pages",
    Path(__file__).parents[4] / "docs" / "how-to" / "training",
)


@cache
def page(slug: str, language: str) -> Guide:
    """A page in a language, a few minutes to read. `slug` is one of `PAGES`."""
    return read_guide(_FOLDERS, slug, language)
