"""Goals in a real browser: tied to what serves them, of a school, and proposed by an evaluator."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_the_chair_ties_what_serves_a_goal_and_takes_it_away(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None]
) -> None:
    be("Walter Osei")
    page.goto("/program/goals/")
    page.get_by_role("link", name="What serves it Students own their learning").click()
    accessible()
    page.get_by_role("button", name="Tie it").click()
    expect(page.get_by_role("main")).to_contain_text("Say why, in a sentence. Learners read it.")
    page.get_by_label("Why").fill("Students set a goal and see how far they are.")
    page.get_by_role("button", name="Tie it").click()
    expect(page.get_by_role("main")).to_contain_text("one of the two")
    expect(page.get_by_label("Why")).to_have_value("Students set a goal and see how far they are.")
    accessible()
    page.get_by_label("Micro-credential").select_option(
        label="Conferring with Learners to Set and Track Goals"
    )
    page.get_by_role("button", name="Tie it").click()
    expect(page.get_by_text("Tied. Learners see it from that day on.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take away Conferring")).click()
    expect(page.get_by_role("heading", name="Tied before")).to_be_visible()
    accessible()
    page.goto("/program/goals/served/")
    accessible()


def test_a_learner_sees_which_goal_it_serves_and_narrows_the_catalog(
    page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "priya.raman")
    page.goto("/catalog/academic-language/")
    box = page.get_by_label("Start", exact=True)
    expect(box).to_contain_text("Serves a goal of your program or school")
    accessible()
    box.get_by_role("link", name=re.compile("^Multilingual learners")).click()
    expect(page.get_by_role("main")).to_contain_text("1 of 18")
    accessible()


def test_a_principal_writes_goals_of_the_school_and_names_evaluators(
    page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "marcus.bell")
    page.goto("/program/goals/")
    expect(page.get_by_role("main")).to_contain_text("Every family hears from us")
    accessible()
    page.goto("/evaluations/who/")
    accessible()
    page.get_by_label("Who is evaluated").fill("Nobody of this name")
    page.get_by_role("button", name="Name them").click()
    expect(page.get_by_role("main")).to_contain_text("No one here has this name or e-mail.")
    expect(page.get_by_label("Who is evaluated")).to_have_value("Nobody of this name")
    accessible()


def test_an_evaluator_proposes_and_reads_the_answer_alone(
    page: Page, accessible: Callable[[], None]
) -> None:
    sign_in(page, "helene.marchand")
    page.goto("/evaluations/")
    accessible()
    page.get_by_role("link", name="Tomas Hernandez").click()
    expect(page.get_by_role("main")).to_contain_text("My students ask each other questions")
    accessible()
    page.get_by_label("The goal, in a sentence").fill("One question a day that you cannot answer.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Proposed. You read the answer here.")).to_be_visible()
    sign_in(page, "tomas.hernandez")
    page.goto("/goals/")
    expect(page.get_by_role("main")).to_contain_text("Helene Marchand proposes a goal")
    accessible()
    page.get_by_role("link", name=re.compile("^Answer")).click()
    accessible()
    page.get_by_label("Decline it").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered. What comes of the goal is yours alone.")).to_be_visible()
    sign_in(page, "helene.marchand")
    page.goto("/evaluations/")
    page.get_by_role("link", name="Tomas Hernandez").click()
    expect(page.get_by_role("main")).to_contain_text("Declined")
