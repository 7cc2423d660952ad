"""The pages of a desk: its sections, the one that is open, and who sees which."""

from types import SimpleNamespace

from django.template import Context, Template
from django.test import RequestFactory

from assay.ui.desk_pages import DeskPage, DeskPages, Place, Section


def is_ruth(person: object) -> bool:
    return getattr(person, "name", "") == "Ruth"


DESK = DeskPages(
    label="Lead",
    sections=(
        Section("Sources", (DeskPage("Source", "ui:source"), DeskPage("Patterns", "ui:patterns"))),
        Section(
            "Rights",
            (
                DeskPage("Accessibility", "ui:accessibility"),
                DeskPage("Privacy", "ui:privacy", is_ruth),
            ),
        ),
    ),
    may=lambda person: getattr(person, "name", "") != "Dee",
)


def shown(path: str, name: str = "Ruth") -> str:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(name=name)
    template = Template("{% load ui %}{% desk_pages desk %}")
    return template.render(Context({"desk": DESK, "request": request}))


def test_the_pages_of_the_section_that_is_open_stand_below_the_sections() -> None:
    html = shown("/ui/patterns/")
    assert '<a href="/source/" aria-current="true">Sources</a>' in html
    assert '<a href="/ui/patterns/" aria-current="page">Patterns</a>' in html
    assert ">Rights</a>" in html and ">Privacy</a>" not in html


def test_below_a_page_the_page_is_current_as_the_place_one_is_in() -> None:
    assert '<a href="/ui/patterns/" aria-current="true">Patterns</a>' in shown(
        "/ui/patterns/button/"
    )


def test_of_two_pages_one_below_the_other_the_nearer_is_current() -> None:
    assert DESK.place_of("/accessibility/known/") == Place(number=2, exact=False)
    assert DESK.place_of("/people/") is None


def test_a_page_that_is_not_theirs_is_not_shown() -> None:
    assert ">Privacy</a>" in shown("/accessibility/")
    assert ">Privacy</a>" not in shown("/accessibility/", name="Bo")


def test_whoever_may_not_enter_the_desk_sees_none_of_it() -> None:
    assert shown("/ui/patterns/", name="Dee") == ""


def test_elsewhere_the_sections_stand_alone() -> None:
    html = shown("/")
    assert ">Sources</a>" in html and "aria-current" not in html and "<details" not in html
