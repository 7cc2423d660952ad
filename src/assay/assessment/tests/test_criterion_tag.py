"""A criterion that was kept is shown as it would be drawn anew, whatever was shown before it."""

from itertools import product
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from assay.assessment.templatetags.assessment import criterion
from assay.catalog.content.nouns import Criterion

PAUSE = Criterion(
    id="c1",
    title="Pauses & <waits>",
    part="part2",
    evidence=("p2a",),
    essential=True,
    impact=False,
    descriptors={"demonstrated": "Three seconds", "almost": "Some", "not_yet": "None"},
)
TALK = Criterion(
    id="c2",
    title="Talk",
    part="part2",
    evidence=("p2a",),
    essential=False,
    impact=False,
    descriptors={"demonstrated": "All talk", "almost": "Some", "not_yet": "None"},
)


def row(one: Criterion, **more: Any) -> dict[str, Any]:
    plain = {"criterion": one, "n": 1, "level": "", "kept": False, "open": False, "said": {}}
    return plain | {"level_error": "", "next_error": ""} | more


def anew(shown: dict[str, Any], may_write: bool) -> str:
    context = {"row": shown, "may_write": may_write}
    return render_to_string("assessment/criterion.html", context)


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_shown_as_it_would_be_drawn_anew(language: str) -> None:
    said = {"strength": "</textarea><b>&", "next": "{{ row }}"}
    ways = product((PAUSE, TALK), ("", "almost", "demonstrated"), (False, True), (False, True))
    with translation.override(language):
        for one, level, is_open, may_write in ways:
            for kept, texts in ((False, said), (False, {}), (True, {})):
                shown = row(one, level=level, open=is_open, kept=kept, said=texts)
                wanted = anew(shown, may_write)
                assert [criterion(shown, may_write) for _again in range(2)] == [wanted] * 2


def test_what_one_assessor_wrote_is_on_no_other_sheet() -> None:
    assert "Mine alone" in criterion(row(PAUSE, said={"strength": "Mine alone"}), True)
    assert "Mine alone" not in criterion(row(PAUSE, said={"next": "Another"}), True)


def test_an_error_is_said_once() -> None:
    refused = criterion(row(PAUSE, next_error="Say what to do"), True)
    assert "Say what to do" in refused and 'aria-invalid="true"' in refused
    assert "Say what to do" not in criterion(row(PAUSE), True)
