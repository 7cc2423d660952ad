"""Endorsing in a real browser: a colleague is asked and answers, a partner university speaks of a micro-credential."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

WORDS = "We planned the hinge questions together, and Priya threw two of hers away after she had tried them."


def test_a_colleague_endorses_a_badge_she_was_asked_about(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Renata Okafor")
    page.goto("/")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("^Endorse .* earned by Priya Raman")
    ).click()
    expect(page.get_by_role("main")).to_contain_text("You do not see the evidence")
    accessible()
    page.get_by_label("Your endorsement").fill("Too short.")
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_label("Your endorsement")).to_have_value("Too short.")
    page.get_by_label("Your endorsement").fill(WORDS)
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_role("main")).to_contain_text("waiting for the earner")
    expect(page.get_by_role("main")).to_contain_text("This endorsement is genuine")
    accessible()


def test_a_university_endorses_and_takes_it_back_for_all_to_see(
    page: Page,
    be: Callable[[str], None],
    chromium: Browser,
    site: Site,
    accessible: Callable[[], None],
) -> None:
    be("Ingrid Solberg")
    page.goto("/catalog/goal-conferencing/")
    page.get_by_role("link", name="Endorse it for your organization").click()
    accessible()
    page.get_by_label("Your endorsement").fill(
        "Our coaches use these criteria when they visit a first-year teacher."
    )
    page.get_by_role("button", name="Sign and show it").click()
    expect(page.get_by_role("main")).to_contain_text("now shown")
    address = page.url

    stranger = chromium.new_context(base_url=site.url, java_script_enabled=False).new_page()
    stranger.goto("/catalog/goal-conferencing/")
    stranger.locator("#endorsed").get_by_role(
        "link", name=re.compile("^Check the endorsement")
    ).click()
    expect(stranger.get_by_role("main")).to_contain_text("This endorsement is genuine")

    page.get_by_text("Withdraw it", exact=True).click()
    page.get_by_role("button", name="Withdraw it for good").click()
    expect(page.get_by_role("main")).to_contain_text("Withdrawn")
    stranger.goto(address)
    expect(stranger.get_by_role("main")).to_contain_text("has withdrawn this endorsement")
    stranger.context.close()
    page.goto(address)
    accessible()


def test_somebody_outside_endorses_by_letter_without_an_account(
    page: Page,
    be: Callable[[str], None],
    chromium: Browser,
    site: Site,
    accessible: Callable[[], None],
) -> None:
    be("Renata Okafor")
    page.goto("/portfolio/")
    page.get_by_role("main").locator("a[href^='/awards/']").first.click()
    page.get_by_role("heading", name="What others say").click()
    page.get_by_role("link", name="Ask someone outside the program").click()
    accessible()
    page.get_by_label("Their e-mail address").fill("jane.roe@elm")
    page.get_by_label("Your words to them").fill("You watched my second hour on the exchange day.")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_label("Your words to them")).to_have_value(
        "You watched my second hour on the exchange day."
    )
    accessible()
    page.get_by_label("Their e-mail address").fill("jane.roe@elm.example")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("main")).to_contain_text("jane.roe@elm.example was asked on")
    earner = page.url
    accessible()
    link = _link_in(site, "jane.roe@elm.example", 1)

    page.context.clear_cookies()  # from here on it is the guest's browser
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text(
        "You watched my second hour on the exchange day."
    )
    accessible()
    page.keyboard.press("Tab")
    page.get_by_label("Your name").focus()
    page.keyboard.type("Jane Roe")
    page.keyboard.press("Tab")
    page.keyboard.type("Principal, Elm Street School")
    page.keyboard.press("Tab")
    page.keyboard.type("Too short.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your endorsement")).to_have_value("Too short.")
    accessible()
    page.get_by_label("Your endorsement").fill(WORDS)
    page.get_by_role("button", name="Sign it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you signed")
    accessible()
    kept = _link_in(site, "jane.roe@elm.example", 2)
    assert page.url.endswith(kept)
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("This link has been used")
    accessible()

    be("Renata Okafor")
    page.goto(earner)
    page.get_by_role("button", name="Show it Jane Roe").click()
    expect(page.get_by_role("main")).to_contain_text("Confirmed by e-mail at elm.example")
    accessible()
    page.get_by_role("link", name="Check the endorsement by Jane Roe").click()
    expect(page.get_by_role("main")).to_contain_text("they read mail at elm.example")
    accessible()

    stranger = chromium.new_context(base_url=site.url, java_script_enabled=False).new_page()
    stranger.goto(kept)
    stranger.get_by_text("Withdraw it", exact=True).click()
    stranger.get_by_role("button", name="Withdraw it for good").click()
    expect(stranger.get_by_role("main")).to_contain_text("You withdrew it on")
    stranger.context.close()


def _link_in(site: Site, to: str, count: int) -> str:
    """The path of the link in the newest of so many letters to an address; the worker needs a moment to send one."""
    found = re.search(
        r"(/endorsements/\S+)", site.letters(to, at_least=count)[-1].replace("=\n", "")
    )
    assert found
    return found[1]
