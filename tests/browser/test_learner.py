"""The learner's six steps in a real browser, on the served product: from a gap to a badge that anyone can check."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import PICTURES, ROOT, Site, expect_saved

pytestmark = pytest.mark.browser
MEDIA = ROOT / "src" / "assay" / "demo" / "content" / "media"


def sign_up(page: Page, site: Site, email: str, name: str) -> None:
    """By e-mail: the letter's link confirms the address, then one signs in."""
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label(re.compile("E-?mail", re.IGNORECASE)).first.fill(email)
    page.get_by_label("Password", exact=False).first.fill("correct horse battery")
    page.get_by_role("main").get_by_role("button", name="Make my account").click()
    page.wait_for_url(re.compile("confirm-email|verify"))
    letter = site.letters(email)[-1].replace("=\n", "")
    link = re.search(r"http://\S+confirm-email/\S+", letter)
    assert link, letter
    page.goto(link.group())
    page.get_by_role("main").get_by_role("button", name="Yes, this is my address").click()
    page.goto("/")
    if page.get_by_role("link", name="Sign in").count():
        page.goto("/accounts/login/")
        page.get_by_role("main").get_by_label(re.compile("E-?mail", re.IGNORECASE)).first.fill(
            email
        )
        page.get_by_role("main").get_by_label("Password", exact=False).first.fill(
            "correct horse battery"
        )
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name.split()[0])


def _keep(page: Page, name: str) -> None:
    """A picture of a page that is not the test's own, for the docs."""
    if os.environ.get("RENEW_PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.png")


def test_a_newcomer_finds_starts_writes_and_hands_in(
    page: Page, site: Site, picture: Callable[..., None], accessible: Callable[[], None]
) -> None:
    sign_up(page, site, "marta.solis@example.org", "Marta Solís")

    page.goto("/catalog/wait-time/")
    picture("micro-credential")

    # 1 and 2: search in one's own words, read the criteria, start.
    page.goto("/catalog/?q=my+students+don%27t+talk")
    first = page.get_by_role("main").get_by_role("article").first
    expect(first).to_contain_text("Using Wait Time")
    picture("catalog-search")
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Using Wait Time to Deepen Classroom Talk"
    )
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_url(re.compile(r"/evidence/\d+/"))
    base = re.search(r"/evidence/\d+/", page.url)
    assert base
    work = base.group()

    # 4: type; it saves by itself; what is typed survives a reload.
    page.goto(f"{work}p1q1/")
    page.get_by_role("main").get_by_role("textbox").first.fill(
        "Twenty-two fifth graders, most of them bilingual."
    )
    expect_saved(page)
    page.reload()
    expect(page.get_by_role("main").get_by_role("textbox").first).to_have_value(
        re.compile("Twenty-two fifth")
    )
    picture("workspace-text")
    accessible()

    # A file, in parts; the wrong kind is told before anything is sent or right after.
    page.goto(f"{work}p2b/")
    page.locator("input[type=file]").first.set_input_files(MEDIA / "sub-01" / "talk-tally.pdf")
    expect(page.get_by_role("main").get_by_text("talk-tally.pdf").first).to_be_visible()
    picture("workspace-file")

    # Readiness says what is open, and submitting is refused with the list.
    page.goto(f"{work}readiness/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("open|missing", re.IGNORECASE))
    picture("readiness", full=True)
    accessible()


def test_typing_follows_when_the_network_is_back(page: Page, be: Callable[[str], None]) -> None:
    """C4: a lost network loses nothing; it is kept on the device and follows."""
    be("Daniel Whitlock")
    page.goto("/catalog/student-data-privacy/")
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_url(re.compile(r"/evidence/\d+/"))
    work = re.search(r"/evidence/\d+/", page.url).group()  # type: ignore[union-attr]
    page.goto(f"{work}p1q1/")
    box = page.get_by_role("main").get_by_role("textbox").first
    box.fill("Before the network went.")
    expect_saved(page)
    page.context.set_offline(True)
    box.fill("Before the network went. And after it was gone.")
    expect(page.locator("[data-saved]")).to_have_text("Saved on this device; will follow")
    page.context.set_offline(False)
    expect_saved(page)
    page.reload()
    expect(page.get_by_role("main").get_by_role("textbox").first).to_have_value(
        re.compile("after it was gone")
    )


def test_two_open_tabs_drop_nothing(page: Page, be: Callable[[str], None]) -> None:
    """The newer wins only where it is newer; both texts stay reachable."""
    be("Renata Okafor")
    page.goto("/catalog/co-teaching/")
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_url(re.compile(r"/evidence/\d+/"))
    work = re.search(r"/evidence/\d+/", page.url).group()  # type: ignore[union-attr]
    page.goto(f"{work}p1q1/")
    other = page.context.new_page()
    other.goto(f"{work}p1q1/")
    page.get_by_role("main").get_by_role("textbox").first.fill("Written in the first tab.")
    expect_saved(page)
    other.get_by_role("main").get_by_role("textbox").first.fill("Written in the second tab.")
    expect(other.get_by_role("main")).to_contain_text("Written in the first tab.")
    other.goto(f"{work}earlier-texts/")
    expect(other.get_by_role("main")).to_contain_text(
        re.compile("Written in the (first|second) tab")
    )


def test_a_badge_is_shown_taken_along_and_checked_by_a_stranger(
    page: Page,
    be: Callable[[str], None],
    chromium: Browser,
    site: Site,
    tmp_path: Path,
    picture: Callable[..., None],
    accessible: Callable[[], None],
) -> None:
    """Step 6: the award page, the files, the public page and the verify page, as a stranger."""
    be("Renata Okafor")
    page.goto("/portfolio/")
    picture("portfolio")
    accessible()
    page.get_by_role("main").get_by_role("link", name=re.compile("Using Wait Time")).first.click()
    picture("award", full=True)
    accessible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("PNG")).first.click()
    baked = tmp_path / "badge.png"
    waiting.value.save_as(baked)
    award = re.search(r"/awards/([0-9a-f-]{36})/", page.url)
    assert award

    stranger = chromium.new_context(
        base_url=site.url, viewport={"width": 1280, "height": 900}
    ).new_page()
    stranger.goto("/")
    _keep(stranger, "home")
    stranger.goto(f"/badges/{award.group(1)}/")
    expect(stranger.get_by_role("main")).to_contain_text("Renata Okafor")
    _keep(stranger, "badge")
    expect(stranger.get_by_role("main")).to_contain_text("This badge is genuine")
    answer = stranger.request.get(
        f"/badges/{award.group(1)}/", headers={"Accept": "application/vc+ld+json"}
    )
    credential = json.loads(answer.body())
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]

    stranger.goto("/verify/")
    stranger.locator("input[type=file]").set_input_files(baked)
    stranger.get_by_role("button", name=re.compile("Check|Verify")).first.click()
    expect(stranger.get_by_role("main")).to_contain_text(re.compile("genuine|valid", re.IGNORECASE))
    _keep(stranger, "verify")

    credential["credentialSubject"]["achievement"]["name"] = "Something else"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(credential))
    stranger.goto("/verify/")
    stranger.locator("input[type=file]").set_input_files(forged)
    stranger.get_by_role("button", name=re.compile("Check|Verify")).first.click()
    expect(stranger.get_by_role("main")).to_contain_text(
        re.compile("changed|not genuine|cannot be trusted", re.IGNORECASE)
    )
    stranger.context.close()
