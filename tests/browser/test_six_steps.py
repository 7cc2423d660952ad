"""A learner's six steps, from one's own words to a badge that others can see, and how many presses they take."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from assay.assessment import actions
from assay.assessment.models import Evaluation
from assay.assessment.tests.factories import make_assessor, make_lead, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials.models import Award
from assay.evidence.files.tests import samples
from assay.evidence.models import Submission
from assay.people.models import Organization, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 35  # presses beside the typing


class Hand:
    """Clicks, counted, with what was pressed. Going from field to field belongs to the typing."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, list[str]()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def press(self, what: Locator, name: str = "") -> None:
        self.pressed.append(name or " ".join(what.inner_text().split()))
        with self.page.expect_navigation():
            what.click()

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.main.get_by_role("button", name=name).first)

    def link(self, name: str | re.Pattern[str]) -> None:
        self.press(self.main.get_by_role("link", name=name).first)

    def open(self, name: str) -> None:
        self.pressed.append(name)
        self.main.locator("summary", has_text=name).click()

    def tick(self, what: Locator) -> None:
        self.pressed.append("tick")
        what.check()

    def give(self, *files: Path) -> None:
        """Choose files: one press for the chooser, whatever is chosen in it."""
        self.pressed.append("choose " + ", ".join(one.name for one in files))
        self.main.get_by_label("Drop a file here").set_input_files(files)
        for one in files:
            expect(self.main.get_by_text(one.name).first).to_be_visible()


@pytest.fixture
def hand(chromium: Browser, live_server: LiveServer, ada: Person) -> Iterator[Hand]:
    client = Client()
    client.force_login(ada)
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto("/")
    yield Hand(page)
    context.close()


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


def files_of(step: str, folder: Path) -> list[Path]:
    made = {
        "p2a": [("talk.mp4", samples.movie(60))],
        "p2b": [("tally.pdf", samples.pdf(1))],
        "p2c": [(f"{n}.png", samples.picture("PNG", (40 + n, 30))) for n in (1, 2)],
    }[step]
    for name, body in made:
        (folder / name).write_bytes(body)
    return [folder / name for name, _body in made]


def hand_in(hand: Hand, version: Version, folder: Path) -> Submission:
    page = hand.page
    page.get_by_role("searchbox").first.fill("wait time")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    hand.pressed.append("Enter")
    hand.link(
        "Show the whole catalog"
    )  # the index of words is not there in tests: one press more than in life
    hand.press(hand.main.locator("a[href$='/catalog/wait-time/']").first)
    hand.button("Start")
    page.wait_for_url(re.compile(r"/evidence/\d+/"))
    draft = Submission.objects.get()
    hand.link("Begin")
    for step in version.content.steps:
        if step.id.startswith("p2"):
            hand.give(*files_of(step.id, folder))
            page.wait_for_timeout(1500)
            for box in hand.main.get_by_role(
                "checkbox", name=re.compile("[Nn]o ?(body|one)")
            ).all():
                hand.tick(box)
            for words in hand.main.locator("textarea[name$=description]").all():
                if words.is_visible():
                    words.fill("A circle of desks.")
        else:
            hand.main.get_by_label("Your answer").fill(f"What I saw at {step.id}.")
        hand.button(re.compile("^Next"))
    return draft


def declare_and_submit(hand: Hand) -> None:
    page = hand.page
    hand.tick(page.get_by_label(re.compile("own work")).last)
    page.get_by_label(re.compile("AI")).last.fill("None.")
    hand.tick(page.locator("[name=student_privacy]"))
    page.locator("[name=practice_months_ago]").fill("1")
    for box in page.locator("[name^=decided-]").all():
        hand.tick(box)
    hand.button(re.compile("^Next"))
    hand.open("Submit")
    hand.button("Submit for assessment")


def test_from_ones_own_words_to_a_badge(
    hand: Hand,
    version: Version,
    district: Organization,
    lea: Person,
    chi: Person,
    tmp_path: Path,
) -> None:
    scorers = [make_assessor(version, district, lead=lea) for _n in range(2)]
    draft = hand_in(hand, version, tmp_path)
    declare_and_submit(hand)
    evaluation = Evaluation.objects.get(submission=draft)
    actions.screen(evaluation, complete=True, by=make_lead(district))
    for one in scorers:
        score(take_next(one), by=one)
    evaluation.refresh_from_db()
    actions.release(evaluation, by=chi)
    hand.page.goto("/")
    hand.link("Look at your badge")
    hand.open("Who may see it")
    hand.tick(hand.main.get_by_role("radio", name=re.compile("^Everyone")))
    hand.button(re.compile("^(Save|Keep|Change)"))
    award = Award.objects.get()
    assert award.open_to_anyone
    hand.page.goto(f"/badges/{award.pk}/")
    expect(hand.main).to_contain_text("genuine")
    assert len(hand.pressed) <= MOST, hand.pressed
    print(f"{len(hand.pressed)} presses beside the typing")
