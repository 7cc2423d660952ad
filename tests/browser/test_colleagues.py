"""Someone who earned it and a discussion, in the browser: found, asked with a warning, a thread with its moderation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_a_learner_reads_answers_and_discusses(page: Page, accessible: Callable[[], None]) -> None:
    sign_in(page, "daniel.whitlock")
    page.goto("/community/directory/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone who earned it")
    accessible()
    page.locator("#talks").get_by_role("link").first.click()
    expect(page.get_by_text("The one where I changed course.")).to_be_visible()
    page.get_by_label("Your message").fill("Thank you. Did Jamal see the board?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Could these give a student away?")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Did Jamal see the board?")).to_be_visible()
    page.goto("/community/directory/wait-time/")
    accessible()
    page.goto("/community/discussions/wait-time/")
    expect(page.get_by_role("link", name="What do you do in the first week?")).to_be_visible()
    accessible()
    page.get_by_role("link", name="What do you do in the first week?").click()
    expect(page.get_by_role("article")).to_have_count(4)
    page.get_by_label("Your post").fill("How long is your list?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("How long is your list?", exact=True)).to_be_visible()
    accessible()
    sign_in(page, "margaret.sundaram")
    page.goto("/community/reports/")
    accessible()


def test_a_post_is_reported_acted_on_and_its_author_reads_why(
    page: Page, accessible: Callable[[], None]
) -> None:
    """From three seats: who reports it, who looks after the program, and who wrote it."""
    thread = "What do you do in the first week?"
    sign_in(page, "grace.lindqvist")
    page.goto("/community/discussions/wait-time/")
    page.get_by_role("link", name=thread).click()
    page.get_by_label("Your post").fill("The fourth period never listens anyway.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("never listens anyway")).to_be_visible()
    sign_in(page, "daniel.whitlock")
    page.goto("/community/discussions/wait-time/")
    page.get_by_role("link", name=thread).click()
    page.get_by_role("article").filter(has_text="never listens").get_by_role(
        "link", name="Report"
    ).click()
    accessible()
    page.get_by_label("What is wrong with it?").fill("It speaks ill of one class.")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("You reported this. It will be looked at.")).to_be_visible()
    sign_in(page, "margaret.sundaram")
    page.goto("/community/reports/?q=ill+of+one+class")
    page.get_by_role("link", name="It speaks ill of one class.").click()
    accessible()
    page.get_by_label("Acted on").check()
    page.get_by_label("Your reason").fill("One class can be known by this.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Settled.")).to_be_visible()
    sign_in(page, "grace.lindqvist")
    page.goto("/community/discussions/wait-time/")
    page.get_by_role("link", name=thread).click()
    expect(page.get_by_text("One class can be known by this.")).to_be_visible()
    accessible()


def test_a_log_is_written_found_changed_and_private(
    page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "grace.lindqvist")
    page.goto("/log/")
    accessible()
    page.locator("#id_text").fill("Dos preguntas, una canción.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Dos preguntas, una canción.")).to_be_visible()
    page.get_by_label("Words in it").fill("CANCION")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dos preguntas, una canción.")).to_be_visible()
    page.get_by_role("link", name="Change or delete").first.click()
    accessible()
    address = page.url
    page.locator("#id_text").fill("Dos preguntas y una canción.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Dos preguntas y una canción.")).to_be_visible()
    sign_in(page, "kirsten.aldana")
    page.goto(address)
    expect(page.get_by_text("Dos preguntas")).to_have_count(0)
