"""A learner answers about pay for a badge, and an administrator writes a rule down, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_learner_answers_and_an_administrator_sees_what_is_wrong_with_a_rule(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/credit/pay/")
    expect(page.get_by_role("heading", name="Supplemental salary lane")).to_be_visible()
    expect(page.get_by_text("$150.00 a year").first).to_be_visible()
    accessible()
    page.get_by_role("button", name=re.compile("^Decline")).first.click()
    expect(page.get_by_text("Declined. Your badge stays as it is.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take it up again")).first.click()
    expect(page.get_by_text("It is proposed again.")).to_be_visible()
    page.get_by_role("link", name="Show badges and credit to an office").click()
    accessible()
    address = page.locator("code").first.inner_text()
    page.context.clear_cookies()
    page.goto("/credit/shown/" + address.rstrip("/").rsplit("/", 1)[-1] + "/")
    expect(page.get_by_role("heading", name="Renata Okafor")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Signed badge"))).to_be_visible()
    accessible()
    page.goto("/credit/shown/invented/")
    expect(page.get_by_role("heading", name="This link opens nothing")).to_be_visible()
    accessible()
    be("Margaret Sundaram")
    page.goto("/credit/rules/")
    accessible()
    page.get_by_role("link", name="Supplemental salary lane").click()
    accessible()
    page.get_by_role("link", name="Write its next record").click()
    field = page.get_by_label("The rule with its worked cases")
    field.fill(field.input_value().replace('amount: "150"', 'amount: "175"'))
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="What it would do")).to_be_visible()
    expect(page.get_by_role("cell", name="1 point, $175.00 a year").first).to_be_visible()
    accessible()
    page.goto("/credit/rules/new/")
    page.get_by_label("The rule with its worked cases").fill(
        "schema: mc-credit-rules/2\nrules: []\n"
    )
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text(re.compile("Line 2:")).first).to_be_visible()
    expect(page.get_by_label("The rule with its worked cases")).to_have_value(
        "schema: mc-credit-rules/2\nrules: []\n"
    )
    accessible()
