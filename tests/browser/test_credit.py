"""A learner takes proposed credit, the coordinator approves, freezes and imports the answer, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

pytestmark = pytest.mark.browser


def test_credit_goes_from_a_proposal_to_the_answer(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/credit/")
    expect(page.get_by_text("Credit of 1 badge waits for your yes or no.")).to_be_visible()
    accessible()
    page.get_by_role("link", name="Answer").click()
    accessible()
    page.get_by_text("Why 8").first.click()
    page.get_by_role("button", name=re.compile("^Accept")).click()
    expect(page.get_by_text("Waits for the coordinator").first).to_be_visible()
    page.get_by_text("Enter hours").click()
    page.get_by_label("What it was").fill("Lab safety")
    page.get_by_label("How many").fill("22.5")
    page.get_by_label("Last day of it").fill("2025-06-12")
    page.get_by_role("button", name="Enter them").click()
    expect(page.get_by_role("row", name=re.compile("Lab safety"))).to_be_visible()
    accessible()
    page.get_by_role("link", name="Change").click()
    accessible()
    be("Odalys Reyes")
    page.goto("/credit/desk/")
    expect(page.get_by_text("No PIC")).to_be_visible()
    accessible()
    page.get_by_role("button", name=re.compile("Write to all")).click()
    expect(page.get_by_text("1 person is written to.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Approve all without an issue")).click()
    expect(page.get_by_text(re.compile("rows? (is|are) approved."))).to_be_visible()
    page.get_by_role("link", name="Batches").click()
    accessible()
    ready = page.locator("form", has_text="Michigan")
    ready.get_by_role("button", name="Freeze the batch").click()
    expect(page.get_by_text("The batch is frozen.")).to_be_visible()
    accessible()
    reference = page.locator("tbody th").first.inner_text()
    text = f"reference,result,reason\n{reference},rejected,The name is another.\n"
    answer = FilePayload(name="a.csv", mimeType="text/csv", buffer=text.encode())
    page.locator("#id_file").set_input_files(answer)
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("The name is another.")).to_be_visible()
    accessible()
    _an_auditor_reads_a_sample(page, accessible)


def _an_auditor_reads_a_sample(page: Page, accessible: Callable[[], None]) -> None:
    """Of the batch above: drawn by its coordinator, read without an account."""
    page.goto("/credit/audits/")
    accessible()
    page.get_by_label("Batch").select_option(index=1)
    page.get_by_label("How many").fill("5")
    page.get_by_label("Who it is for").fill("State auditor")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("The sample is drawn.")).to_be_visible()
    accessible()
    address = page.locator("code").first.inner_text()
    page.context.clear_cookies()
    page.goto(address[address.index("/credit/") :])
    expect(page.get_by_role("heading", name="Audit packet")).to_be_visible()
    accessible()

    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    accessible()
