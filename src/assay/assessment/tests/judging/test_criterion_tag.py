"""A criterion that was kept is shown as it would be drawn anew, whatever was shown before it."""

from itertools import product
from typing import Any

import pytest
from django.template import Context, Template
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
    context = {"row": shown, "may_write": may_write, "written_in": "en"}
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
                assert [criterion(shown, may_write, "en") for _again in range(2)] == [wanted] * 2


def test_what_one_assessor_wrote_is_on_no_other_sheet() -> None:
    assert "Mine alone" in criterion(row(PAUSE, said={"strength": "Mine alone"}), True)
    assert "Mine alone" not in criterion(row(PAUSE, said={"next": "Another"}), True)


def test_an_error_is_said_once() -> None:
    refused = criterion(row(PAUSE, next_error="Say what to do"), True)
    assert "Say what to do" in refused and 'aria-invalid="true"' in refused
    assert "Say what to do" not in criterion(row(PAUSE), True)


@pytest.mark.parametrize("name", ["sheet_recusal", "sheet_stems"])
def test_parts_that_last_are_kept_without_what_is_one_pages_own(name: str) -> None:
    value = "action" if name == "sheet_recusal" else "back"
    source = f'{{% load frame %}}{{% lasting "assessment/{name}.html" {value}=value %}}'
    shown = [
        Template(source).render(Context({"value": given, "csrf_token": token}))
        for given, token in (("<1>", "token-one"), ("<2>", "token-two"))
    ]
    assert "&lt;1&gt;" in shown[0] and "token-one" in shown[0]
    assert shown[1] == shown[0].replace("&lt;1&gt;", "&lt;2&gt;").replace("token-one", "token-two")
