"""What people type comes out as text, never as a program."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.ui.markdown import render


def test_markdown_becomes_html() -> None:
    assert render("**Six** seconds") == "<p><strong>Six</strong> seconds</p>\n"


def test_headings_start_below_those_of_the_page() -> None:
    assert "<h3>One</h3>" in render("# One")
    assert "<h5>Six</h5>" in render("###### Six")


def test_html_is_shown_as_text() -> None:
    assert "<script>" not in render("<script>alert(1)</script>")
    assert "&lt;script&gt;" in render("<script>alert(1)</script>")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_would_run_is_no_link(address: str) -> None:
    assert "href" not in render(f"[a]({address})")


def test_a_link_does_not_tell_where_it_came_from() -> None:
    assert 'rel="noopener noreferrer nofollow"' in render("[a](https://example.org)")


def test_pictures_are_left_out() -> None:
    assert "<img" not in render("![a](https://example.org/a.png)")


@given(st.text())
def test_nothing_that_is_typed_brings_its_own_tags(text: str) -> None:
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)", render(text)))
    assert tags <= {
        *("p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "hr", "s"),
        *("h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td"),
    }
