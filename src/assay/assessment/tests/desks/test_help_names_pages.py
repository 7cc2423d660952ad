"""The help of a role names each page of its desk, in both languages, as the desk itself does."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from assay.assessment.desks.pages import ASSESSOR, LEAD
from assay.ui.desk_pages import Section, everybody

ROLES = Path(__file__).parents[5] / "docs" / "how-to" / "roles"


def help_of(role: str, language: str) -> str:
    folder = ROLES if language == "en" else ROLES / language
    return re.sub(r"\s+", " ", (folder / f"{role}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("role", "sections"), [("assessor", (ASSESSOR,)), ("lead-assessor", LEAD)])
def test_help_names_every_page_of_the_desk(
    role: str, sections: tuple[Section, ...], language: str
) -> None:
    text = help_of(role, language)
    with translation.override(language):
        labels = [
            str(page.label)
            for section in sections
            for page in section.pages
            if page.may is everybody  # those of another office stand in its own help
        ]
    assert len(labels) > 5
    assert [label for label in labels if f"**{label}**" not in text] == []
