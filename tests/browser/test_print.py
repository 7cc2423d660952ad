"""Paper, as Chromium prints it: names on it, nothing that can only be pressed, and no page for nothing."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def printed(page: Page) -> list[str]:
    """What stands on each page of paper."""
    pdf = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    return [" ".join(one.extract_text().split()) for one in pdf.pages]


def test_receipt_and_letter_name_the_learner_and_the_issuer(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Renata Okafor")
    page.goto("/evidence/1/receipt/")
    [receipt] = printed(page)
    for words in ("Renata Okafor", "Tamarack Bay Public Schools", "/evidence/1/status/"):
        assert words in receipt
    assert re.search(r"\b1?[0-9]:[0-9]{2} PM", receipt), receipt
    assert "See its progress" not in receipt
    page.goto("/assessment/decisions/1/")
    first = printed(page)[0]
    assert "To: Renata Okafor" in first and first.startswith("Tamarack Bay Public Schools")


def test_an_award_is_one_page_and_a_badge_keeps_its_details_closed(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Renata Okafor")
    page.goto("/portfolio/")
    page.get_by_role("main").locator('a[href^="/awards/"]').first.click()
    page.wait_for_url(re.compile("/awards/"))
    [award] = printed(page)
    assert "Renata Okafor" in award and "iframe" not in award
    page.goto(re.sub("/awards/", "/badges/", page.url))
    badge = " ".join(printed(page))
    assert "How we know" in badge and "did:key" not in badge and "Details for" not in badge


def test_a_sheet_is_printed_without_its_keys_and_recusal(
    page: Page, be: Callable[[str], None]
) -> None:
    be("Bao Nguyen")
    page.goto("/assessment/sheets/")
    addresses = page.locator('#sheets a[href^="/assessment/sheets/"]').evaluate_all(
        "links => [...new Set(links.map(link => link.pathname))]"
    )
    # What is offered changes beside this test; whichever it is, its paper holds what was handed in and what is judged.
    page.goto(addresses[-1])
    expect(page.locator("main")).to_contain_text("What the evidence shows")
    page.wait_for_load_state("networkidle")
    paper = printed(page)
    whole = " ".join(paper)
    for pressed in (
        "Recuse",
        "Step back",
        "Sentences to begin from",
        "We give it to someone else",
        "leave a text field",
    ):
        assert pressed not in whole
    assert "What the evidence shows" in whole
    # No page for nothing: pictures of documents and the list of keys are for the screen.
    assert all(len(words.split()) >= 15 for words in paper[:-1]), [len(w.split()) for w in paper]


def test_no_heading_of_a_micro_credential_ends_a_page(page: Page) -> None:
    page.goto("/catalog/wait-time/")
    headings = page.locator("main h2").all_inner_texts()
    assert headings
    for paper in printed(page):
        assert not any(paper.endswith(heading) for heading in headings), paper[-80:]
