"""Badges of earlier criteria in a real browser: a list refused by its line, one brought in, claimed, and shown."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
HEAD = b"E-mail,Badge,Issuer,Earned on\n"
ROW = b"grace.lindqvist@tamarackbay.example,Reading Coach,Lakeshore Badge Academy,2020-03-01\n"


def test_a_list_is_refused_then_brought_in_and_claimed(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "margaret.sundaram")
    page.goto("/awards/earlier/")
    accessible()
    _send(page, HEAD + ROW + ROW)
    expect(page.get_by_text("It says the same as Line 2.").first).to_be_visible()
    accessible()
    _send(page, HEAD + ROW)
    expect(page.get_by_text("Badges that would come in")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("1 badge waits for who earned it.")).to_be_visible()
    page.get_by_role("link", name="old.csv").first.click()
    accessible()

    sign_in(page, "grace.lindqvist")
    page.goto("/portfolio/")
    page.get_by_role("link", name=re.compile("of earlier criteria wait")).click()
    accessible()
    page.get_by_role("button", name="Claim it Reading Coach").click()
    page.get_by_role("button", name="Show it on your public page Reading Coach").click()
    expect(page.get_by_text("Not assessed here.").first).to_be_visible()
    accessible()


def _send(page: Page, content: bytes) -> None:
    file = {"name": "old.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Files", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
