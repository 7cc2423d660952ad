"""What an earner adds to a badge and where they take it, in a real browser, with script and without."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def own(page: Page, be: Callable[[str], None]) -> str:
    """The path of a badge that Renata Okafor earned and made public."""
    be("Renata Okafor")
    page.goto("/portfolio/")
    page.get_by_role("main").get_by_role("link", name=re.compile("Using Wait Time")).first.click()
    found = re.search(r"/awards/[0-9a-f-]{36}/", page.url)
    assert found
    return found.group()


@pytest.fixture
def stranger(chromium: Browser, site: Site) -> Iterator[Page]:
    """Somebody without an account, and without script."""
    context = chromium.new_context(base_url=site.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_what_is_wanted_first_stands_in_the_first_view_and_the_rest_opens_by_its_heading(
    page: Page, own: str, accessible: Callable[[], None]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    main = page.get_by_role("main")
    for wanted in (
        main.locator(".certificate .hallmark"),
        main.get_by_text("Renata Okafor", exact=True),
        main.get_by_label("Your badge’s address"),
        main.get_by_role("button", name="Copy").first,
        main.get_by_role("link", name="Picture (PNG)"),
        main.get_by_role("link", name="Add to my LinkedIn profile"),
    ):
        box = wanted.bounding_box()
        assert box and box["y"] + box["height"] <= 800, wanted
    assert page.evaluate("document.documentElement.scrollHeight") < 1_700

    site = main.get_by_label("A card", exact=True)
    expect(site).to_be_hidden()
    page.locator("#profile > summary").focus()
    page.keyboard.press("Enter")
    expect(site).to_be_visible()
    expect(page).to_have_url(re.compile("#profile$"))
    accessible()
    page.reload()
    expect(site).to_be_visible()
    page.locator("#profile > summary").focus()
    page.keyboard.press("Space")
    expect(site).to_be_hidden()
    expect(page).not_to_have_url(re.compile("#"))
    page.goto(f"{own}#links")
    expect(main.get_by_label("Who it is for")).to_be_visible()


def test_a_piece_is_shown_and_taken_back(
    page: Page, own: str, stranger: Page, accessible: Callable[[], None]
) -> None:
    page.get_by_role("heading", name="Show the work behind it").click()
    page.get_by_role("link", name=re.compile("Choose what to show|Change or take back")).click()
    expect(page.get_by_role("main")).to_contain_text("their permission is for the assessment")
    accessible()
    box = page.get_by_role("checkbox", name=re.compile("Talk tally"))
    box.check()
    page.get_by_role("textbox", name=re.compile("Talk tally")).fill("Who spoke, before and after.")
    page.get_by_role("button", name="Sign the badge again").click()
    badge = own.replace("awards", "badges")
    shown = json.loads(stranger.request.get(f"{badge}badge.json").body())["evidence"][0]
    assert shown["narrative"] == "Who spoke, before and after."
    stranger.goto(badge)
    stranger.get_by_role("link", name="Talk tally, before and after").click()
    assert stranger.url == shown["id"]
    with stranger.expect_download():
        stranger.get_by_role("link", name=re.compile("Download it")).click()
    page.goto(shown["id"])
    accessible()

    page.goto(f"{own}evidence/")
    page.get_by_role("checkbox", name=re.compile("Talk tally")).uncheck()
    page.get_by_role("button", name="Sign the badge again").click()
    answer = stranger.goto(shown["id"])
    assert answer is not None and answer.status == 410
    assert "evidence" not in json.loads(stranger.request.get(f"{badge}badge.json").body())


def test_a_written_answer_is_read_shown_and_taken_back(
    page: Page, own: str, stranger: Page, accessible: Callable[[], None]
) -> None:
    page.goto(f"{own}evidence/")
    text = page.get_by_role(
        "region", name=re.compile("Your text: What changed in student thinking")
    ).inner_text()
    page.get_by_role(
        "checkbox", name=re.compile("I have read it.*What changed in student thinking", re.S)
    ).check()
    page.get_by_role("button", name="Sign the badge again").click()
    badge = own.replace("awards", "badges")
    [shown] = json.loads(stranger.request.get(f"{badge}badge.json").body())["evidence"]
    assert shown["narrative"] == text, "what was read is what is shown"
    stranger.goto(shown["id"])
    expect(stranger.get_by_role("main")).to_contain_text(text[:60])
    page.goto(shown["id"])
    accessible()
    page.goto(f"{own}evidence/")
    page.get_by_role(
        "checkbox", name=re.compile("I have read it.*What changed in student thinking", re.S)
    ).uncheck()
    page.get_by_role("button", name="Sign the badge again").click()
    answer = stranger.goto(shown["id"])
    assert answer is not None and answer.status == 410
    assert "evidence" not in json.loads(stranger.request.get(f"{badge}badge.json").body())


def test_a_class_is_shown_once_everybody_in_it_agreed(
    page: Page, own: str, stranger: Page, accessible: Callable[[], None]
) -> None:
    page.goto(f"{own}evidence/")
    page.get_by_role(
        "link", name=re.compile("everyone in it has agreed.*Classroom video", re.S)
    ).click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("main")).to_contain_text("Each needs a permission for the public")
    accessible()
    page.get_by_role("textbox", name="Written permissions").fill("24")
    page.get_by_role("checkbox", name=re.compile("Everyone who can be seen")).check()
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("checkbox", name=re.compile("names this piece.*Classroom video", re.S)).check()
    page.get_by_role("button", name="Sign the badge again").click()
    badge = own.replace("awards", "badges")
    [shown] = json.loads(stranger.request.get(f"{badge}badge.json").body())["evidence"]
    page.goto(f"{own}evidence/")
    page.get_by_role("link", name="Look at it").click()
    accessible()
    page.get_by_role("button", name="Take the permission back").click()
    answer = stranger.goto(shown["id"])
    assert answer is not None and answer.status == 410
    assert "evidence" not in json.loads(stranger.request.get(f"{badge}badge.json").body())


def test_an_offer_to_a_wallet_is_made_and_ended(
    page: Page, own: str, accessible: Callable[[], None]
) -> None:
    page.get_by_role("heading", name="Keep it in a wallet on your phone").click()
    page.get_by_role("link", name=re.compile("Take it into a wallet|Your wallets")).click()
    accessible()
    page.get_by_role("button", name=re.compile("Offer it")).click()
    link = page.get_by_role("link", name="Open my wallet")
    expect(link).to_have_attribute("href", re.compile("^dccrequest://request.*auth_type=bearer$"))
    expect(page.locator(".qr svg")).to_be_visible()
    accessible()
    page.get_by_role("button", name="End this offer").click()
    expect(page.get_by_role("main")).not_to_contain_text("Open my wallet")
