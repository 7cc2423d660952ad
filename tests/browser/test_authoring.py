"""A teacher who never saw a file of the catalog makes a micro-credential of four criteria, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import expect_saved
from tests.browser.keys import WATCHED, Keys

pytestmark = pytest.mark.browser
MOST = 30  # presses beside the typing; it takes 24


class Hand:
    """Types and presses, by keyboard alone, and counts the presses. Going from field to field belongs to the typing."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, Keys(page)

    @property
    def presses(self) -> int:
        return len(self.keys.presses)

    def press(self, what: Locator) -> None:
        self.keys.on(what)

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def tick(self, label: str | re.Pattern[str], within: Locator | None = None) -> None:
        self.keys.tick((within or self.page).get_by_role("checkbox", name=label).first)

    def choose(self, what: Locator, label: str) -> None:
        self.keys.choose(what, label)

    def type(self, label: str, words: str, within: Locator | None = None, nth: int = 0) -> None:
        self.keys.type((within or self.page).get_by_label(label, exact=True).nth(nth), words)


CRITERIA = ("Slips that ask", "Reading the slips", "A group that moves", "Looking back")


def test_a_micro_credential_of_four_criteria_is_made_from_nothing(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Carmen Ostrowski")
    page.add_init_script(WATCHED)
    hand = Hand(page)
    page.goto("/authoring/")
    hand.press(page.get_by_role("link", name="Begin a micro-credential"))
    hand.type("Title", "Exit Slips That Regroup")
    hand.button("Begin")

    page.wait_for_url(re.compile(r"/edit/about/$"))
    hand.type("Competency", "The educator regroups students by what their exit slips show.")
    for label, n in (("Hours, at least", "4"), ("Hours, typical", "6"), ("Hours, at most", "9")):
        hand.type(label, n)
    for word in ("Teacher", "Grades 3 to 5", "All subjects", "Established"):
        hand.tick(re.compile(f"^{word}$"))
    expect_saved(page)
    accessible()
    hand.button(re.compile("^Next"))

    page.wait_for_url(re.compile(r"/edit/method/$"))
    hand.type(
        "Key method", "Ask one question at the door, sort the slips, and regroup the next day."
    )
    for n in range(2):
        hand.type("Component", ("Ask", "Regroup")[n], nth=n)
        hand.type("What to do", "Do it each day for two weeks, and keep the slips.", nth=n)
    hand.button(re.compile("^Next"))

    page.wait_for_url(re.compile(r"/edit/research/$"))
    hand.type(
        "Why it helps", "Teachers who look at what students wrote today teach better tomorrow. " * 3
    )
    for n in range(2):
        for label, words in (
            ("Authors", "Black, P., & Wiliam, D."),
            ("Year", "1998"),
            ("Title", f"Inside the black box {n}"),
            ("Source (optional)", "Phi Delta Kappan, 80(2)"),
        ):
            hand.type(label, words, page.locator(f"[id='citations-{n}']"))
    hand.button(re.compile("^Next"))

    page.wait_for_url(re.compile(r"/edit/evidence/$"))
    for part in ("Part 1", "Part 3"):
        hand.tick("audio", page.get_by_role("group", name=re.compile(f"^{part} may also")))
    hand.type("Question", "Whom do you teach, and what do you ask at the door?")
    hand.type("Question", "What changed for students, and what will you do next?", nth=1)
    hand.type("Work sample", "Slips from two days, with your groups")
    hand.type("What to show", "Twelve slips, names covered, and who worked together the day after.")
    hand.choose(page.get_by_label("Kind"), "student work")
    accessible()
    hand.button(re.compile("^Next"))

    page.wait_for_url(re.compile(r"/edit/rubric/$"))
    for n, name in enumerate(CRITERIA):
        criterion = page.locator(f"[id='criteria-{n}']")
        hand.type("Name of the criterion", name, criterion)
        hand.tick(
            re.compile(("Whom do you", "Slips from", "Slips from", "What changed")[n]), criterion
        )
        for level in ("Demonstrated", "Almost", "Not yet"):
            hand.type(level, f"{level}: how far the slips steer the groups.", criterion)
    hand.tick(re.compile("^Looks at what changed"), page.locator("[id='criteria-3']"))
    hand.type("The rule in plain words", "All four criteria are demonstrated.")
    expect(page.get_by_label("Points needed")).to_be_hidden()
    expect(page.get_by_label("Part 1, at least")).to_be_hidden()
    expect_saved(page)
    accessible()
    hand.button(re.compile("^Next"))

    page.wait_for_url(re.compile(r"/edit/alignment/$"))
    hand.type("Find a standard", "multiple methods of assessment")
    hand.button("Find")
    hand.button(re.compile(r"^Add\s*, "))
    expect(page.get_by_role("button", name=re.compile(r"^Remove\s*, "))).to_be_visible()
    hand.type("Contact hours", "6")
    hand.tick("assessment")
    hand.choose(page.get_by_label("Worked out from"), "typical hours")
    expect_saved(page)
    accessible()
    hand.button("Next: publish")

    expect(page.get_by_text("To do before publishing")).to_have_count(0)
    expect(page.get_by_role("heading", name="Publish", exact=True)).to_be_visible()
    accessible()
    hand.keys.end()
    assert hand.presses <= MOST, f"{hand.presses} presses beside the typing"
    print(f"{hand.presses} presses beside the typing")

    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("main")).to_contain_text("Preview of draft 1.0")
    expect(page.get_by_role("main")).to_contain_text("Slips that ask")
    accessible()


def test_a_message_leads_to_its_own_field_and_a_removed_row_comes_back(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Carmen Ostrowski")
    page.goto("/authoring/new/")
    page.get_by_label("Title", exact=True).fill("Questions at the Door")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name=re.compile("Publish")).click()
    accessible()
    page.get_by_role("link", name="Say what credit it gives").click()
    expect(page.get_by_label("Contact hours")).to_be_focused()
    page.go_back()
    page.get_by_role("link", name="Criterion", exact=False).first.click()
    expect(page.locator("#id_criteria-0-title")).to_be_focused()

    page.keyboard.type("A first criterion")
    expect_saved(page)
    page.reload()
    expect(page.locator("#id_criteria-0-title")).to_have_value("A first criterion")
    page.get_by_role("button", name=re.compile(r"^Remove\s*, 1")).click()
    expect(page.get_by_text("Removed: A first criterion")).to_be_visible()
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#id_criteria-0-title")).to_have_value("A first criterion")
