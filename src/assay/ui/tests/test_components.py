"""The components, as the rooms call them."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Library, Template
from django.test import RequestFactory

from assay.lib.clock import held_at
from assay.ui import icons, slots
from assay.ui.patterns import PATTERNS, Pattern
from assay.ui.templatetags import ui


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


class Letter(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your badge.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    who = forms.ChoiceField(
        label="Who", widget=forms.RadioSelect, choices=[("a", "You"), ("b", "All")]
    )
    agree = forms.BooleanField(label="I agree")
    ticket = forms.CharField(widget=forms.HiddenInput)


def test_every_component_stands_on_the_page_of_patterns() -> None:
    shown = {tag for pattern in PATTERNS for tag in pattern.tags}
    library: Library = ui.register
    assert {*library.tags, *library.filters} == shown


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_every_example_uses_its_tags_and_has_criteria(pattern: Pattern) -> None:
    assert pattern.criteria
    assert [tag for tag in pattern.tags if tag not in pattern.source] == []


def test_every_template_of_a_component_opens_with_its_parameters() -> None:
    folder = Path(ui.__file__).parent.parent / "templates" / "ui"
    silent = [
        path.name
        for path in folder.glob("*.html")
        if not _opening(path).startswith("{% comment %}")
    ]
    assert silent == []


def _opening(path: Path) -> str:
    return path.read_text(encoding="utf-8").removeprefix('{% extends "base.html" %}').lstrip()


@pytest.mark.parametrize("name", icons.SHAPES)
def test_every_icon_is_hidden_from_assistive_technology(name: str) -> None:
    assert 'aria-hidden="true"' in render("{% icon name %}", name=name)


def test_a_misspelled_icon_is_seen_at_once() -> None:
    with pytest.raises(KeyError):
        render('{% icon "chekc" %}')


@pytest.mark.parametrize(
    ("value", "word"),
    [("demonstrated", "Demonstrated"), ("almost", "Almost"), ("not_yet", "Not yet")],
)
def test_a_level_is_a_word_and_a_mark(value: str, word: str) -> None:
    shown = render("{% level value %}", value=value)
    assert word in shown and "<svg" in shown


@pytest.mark.parametrize("value", [None, "", "failed"])
def test_no_level_shows_nothing(value: str | None) -> None:
    assert render("{% level value %}", value=value).strip() == ""


def test_a_hallmark_beside_its_title_is_silent() -> None:
    assert 'alt=""' in render('{% hallmark_img "/a.svg" %}')
    assert 'class="hallmark struck size-6"' in render(
        '{% hallmark_img "/a.svg" struck=True size="6rem" %}'
    )


def test_a_field_names_its_hint() -> None:
    shown = render("{% field form.name %}", form=Letter())
    assert '<label for="id_name">Name</label>' in shown
    assert 'id="id_name_hint"' in shown and 'aria-describedby="id_name_hint"' in shown


def test_a_field_in_error_names_its_error_first_and_keeps_what_was_typed() -> None:
    shown = render(
        "{% field form.who %}{% field form.note %}", form=Letter({"name": "", "note": "typed"})
    )
    assert 'aria-describedby="id_who_error"' in shown
    assert "Choose an answer for “Who”" in shown
    assert "typed" in shown


def test_optional_is_marked_and_required_is_the_rule() -> None:
    assert "(optional)" in render("{% field form.note %}", form=Letter())
    assert "(optional)" not in render("{% field form.name %}", form=Letter())


def test_where_all_is_optional_nothing_is_marked() -> None:
    class Filters(forms.Form):
        q = forms.CharField(required=False)

    assert "(optional)" not in render("{% field form.q %}", form=Filters())


def test_a_group_of_choices_has_a_legend() -> None:
    shown = render("{% field form.who %}", form=Letter())
    assert "<legend>Who</legend>" in shown and shown.count('type="radio"') == 2


def test_attributes_given_to_a_field_reach_its_control() -> None:
    shown = render(
        '{% field form.name autocomplete="name" %}{% field form.note rows=7 words=300 %}',
        form=Letter(),
    )
    assert 'autocomplete="name"' in shown
    assert 'rows="7"' in shown and "data-autosize" in shown
    assert 'data-word-counter="id_note"' in shown and "Up to 300 words" in shown


def test_the_error_summary_links_to_each_field() -> None:
    shown = render("{% form_errors form %}", form=Letter({}))
    assert re.findall(r'href="#(\w+)"', shown) == ["id_name", "id_who_0", "id_agree"]
    assert "Fill in “Name”" in shown and "Tick “I agree”" in shown
    assert "4 things need another look" in shown  # the hidden one is told, and links nowhere


def test_there_is_no_summary_without_errors() -> None:
    assert render("{% form_errors form %}", form=Letter()).strip() == ""
    assert render("{% form_errors form %}", form=None).strip() == ""


def test_a_message_of_ones_own_is_not_replaced() -> None:
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Write the name your students know."})

    assert "Write the name your students know." in render("{% form_errors form %}", form=Own({}))


def test_what_people_typed_is_escaped() -> None:
    shown = render(
        "{% empty title %}{% status_mark 'now' title %}{% monogram title %}", title="<b>x</b>"
    )
    assert "<b>x</b>" not in shown


def test_a_search_of_a_list_keeps_what_is_chosen_and_shows_what_was_typed() -> None:
    source = "{% list_search 'Title' words to='ui:patterns' show=tab status=none most=100 %}"
    form = render(source, words='"wait" & <time>', tab="late", none="")
    assert 'action="/ui/patterns/"' in form
    assert 'name="show" value="late"' in form and 'name="status"' not in form
    assert 'maxlength="100" value="&quot;wait&quot; &amp; &lt;time&gt;"' in form
    assert "action=" not in render("{% list_search 'Title' words %}", words="")


def test_turning_the_page_keeps_the_filters() -> None:
    request = RequestFactory().get("/list/?role=teacher&role=esl&page=2")
    page = Paginator(range(100), 10).page(2)
    shown = render("{% pagination page %}", request=request, page=page)
    assert "?role=teacher&amp;role=esl&amp;page=3" in shown
    assert 'aria-current="page"' in shown


def test_one_page_needs_no_numbers() -> None:
    request = RequestFactory().get("/")
    assert (
        render("{% pagination page %}", request=request, page=Paginator([1], 10).page(1)).strip()
        == ""
    )


def test_a_long_facet_keeps_its_tail_one_press_away() -> None:
    options = [
        {"value": n, "label": f"Role {n}", "count": n, "selected": n == 11} for n in range(12)
    ]
    shown = render('{% facet_group "Role" "role" options %}', options=options)
    assert shown.count('type="checkbox"') == 12
    assert '<details class="more" open>' in shown and "5 more" in shown
    assert "more" not in render('{% facet_group "Role" "role" options %}', options=options[:9])


def test_a_rubric_takes_objects_and_dicts_alike() -> None:
    class Criterion:
        title, part, essential, impact = "Pause", 2, True, True
        descriptors = {"demonstrated": "Three seconds", "almost": "Some", "not_yet": "None"}

    plain = {"title": "Talk", "part": "Reflection", "descriptors": {"not-yet": "Silence"}}
    shown = render("{% rubric_table criteria %}", criteria=[Criterion(), plain])
    assert "Part 2, essential, effect on students" in shown
    assert "Three seconds" in shown and "Silence" in shown and "Reflection" in shown
    assert shown.count('scope="row"') == 2


def test_a_step_that_could_not_be_checked_never_looks_passed() -> None:
    shown = render("{% check_steps steps %}", steps=[{"status": "unknown", "title": "Withdrawn"}])
    assert "Could not be checked:" in shown and "Passed:" not in shown


def test_an_unheard_of_step_is_a_question() -> None:
    assert icons.SHAPES["question"] in render(
        "{% check_steps steps %}", steps=[{"status": "odd", "title": "x"}]
    )


def test_a_second_press_carries_its_own_token_and_address() -> None:
    shown = render(
        '{% confirm "Submit" press="Submit now" action="/x/submission/" %}<p>Two files</p>{% endconfirm %}',
        csrf_token="abc",
    )
    assert 'action="/x/submission/"' in shown and 'value="abc"' in shown
    assert "<p>Two files</p>" in shown and "Submit now" in shown


@pytest.mark.parametrize(
    ("refusal", "is_open"), [(None, False), ("", False), (False, False), (ValueError("No"), True)]
)
def test_a_second_press_stands_open_only_where_it_was_refused(refusal: Any, is_open: bool) -> None:
    source = '{% confirm "Submit" action="/x/" open=refusal %}{% endconfirm %}'
    assert bool(re.search(r"<details[^>]* open", render(source, refusal=refusal))) is is_open
    assert " open" not in render(source)[:60], "nor where the page knows of no refusal"


def test_a_second_press_can_send_a_form_of_the_page() -> None:
    shown = render('{% confirm "Release" form="sheet" %}{% endconfirm %}')
    assert "<form" not in shown and 'form="sheet"' in shown


def test_a_notice_of_an_unknown_kind_is_plain() -> None:
    assert "notice info" in render('{% notice "odd" %}x{% endnotice %}')
    assert "notice warn" in render('{% notice "warning" %}x{% endnotice %}')


def test_a_day_carries_its_exact_date() -> None:
    instant = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
    with held_at(instant):
        shown = render("{% day value time=True %}", value=instant)
    assert (
        'datetime="2026-12-08T17:30:00+00:00"' in shown and "Tuesday, December 8 · 12:30" in shown
    )
    assert render("{% day value %}", value=None) == ""


def test_a_slot_nobody_fills_leaves_no_trace() -> None:
    assert render('{% slot "nowhere" %}', request=RequestFactory().get("/")) == ""


def test_a_filling_that_stands_alone_is_kept_under_its_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "_fillers", defaultdict(list))
    monkeypatch.setattr(slots, "_alone", set())
    said: dict[str, Any] = {"level": 2}
    slots.fill("here", room="people", template="ui/empty.html", context=lambda *_: said, alone=True)
    shown = []
    for word in ("Almost", "Not yet", "Almost"):
        said["title"] = word
        shown.append(render('{% slot "here" %}', request=RequestFactory().get("/")))
    assert "Almost" in shown[0] and "Not yet" in shown[1] and shown[2] == shown[0]
