"""`{% url %}` of ours says what Django's says, and what is drawn once is filled anew for each page."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import SafeString

from assay.ui.slots import drawn


def said(text: str, **values: object) -> str:
    return Template("{% load ui i18n %}" + text).render(Context(values))


def test_addresses_are_djangos() -> None:
    for _again in range(2):
        assert said('{% url "home" %}') == reverse("home")
        for pk in (7, 7001):
            address = reverse("assessment:sheet", args=[pk])
            assert said('{% url "assessment:sheet" pk %}', pk=pk) == address
            assert said('{% url "assessment:sheet" pk=pk %}', pk=pk) == address
            assert (
                said('{% url "assessment:sheet" pk as there %}[{{ there }}]', pk=pk)
                == f"[{address}]"
            )
    assert said('{% url "catalog:detail" "wait-time" %}') == reverse(
        "catalog:detail", args=["wait-time"]
    )


def test_an_address_that_is_not_there_is_none_or_an_error() -> None:
    assert said('{% url "assessment:sheet" as there %}[{{ there }}]') == "[]"
    assert said('{% url "nowhere" 5 as there %}[{{ there }}]') == "[]"
    with pytest.raises(NoReverseMatch):
        said('{% url "assessment:sheet" "" %}')
    with pytest.raises(NoReverseMatch):
        said('{% url "nowhere" 5 %}')


def test_what_is_drawn_once_holds_nobodys_own() -> None:
    button = '{% post_button "assessment:ending" pk text="End" about=name %}'
    one = said(button, pk=1, name="<Ada>", csrf_token="one")
    two = said(button, pk=2, name="Bo", csrf_token="two")
    assert (
        "&lt;Ada&gt;" in one
        and reverse("assessment:ending", args=[1]) in one
        and 'value="one"' in one
    )
    assert "Ada" not in two and "Bo" in two and 'value="two"' in two
    assert 'class="vh"' not in said('{% post_button "assessment:ending" pk text="End" %}', pk=3)


def test_a_text_that_is_safe_is_not_taken_for_one_that_is_not() -> None:
    safe, text = SafeString("<b>End</b>"), "<b>End</b>"
    assert "<b>End" in drawn("ui/submit_button.html", {"text": safe})
    assert "&lt;b&gt;End" in drawn("ui/submit_button.html", {"text": text})


def test_what_is_drawn_once_is_drawn_for_each_language() -> None:
    confirm = '{% confirm text="x" action=to %}y{% endconfirm %}'
    with translation.override("en"):
        english = said(confirm, to="/there/")
    with translation.override("es"):
        spanish = said(confirm, to="/there/")
    assert "Not now" in english and "Not now" not in spanish and "/there/" in spanish
