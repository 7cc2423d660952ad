"""An appeal in a real browser: from the letter to the lead's answer, in both themes, on a phone and by axe."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
WHY = "The second clip at 2:10 shows the re-check, and the feedback says there was none."


def test_a_not_yet_is_appealed_and_answered(
    site: Site, page: Page, accessible: Callable[[], None]
) -> None:
    submission = _decided_lately(site, "Tomas Hernandez")
    sign_in(page, "tomas.hernandez")
    page.goto(f"/assessment/decisions/{submission}/")
    page.get_by_role("link", name="Appeal this decision").click()
    accessible()
    page.get_by_label("Something I showed was overlooked").check()
    page.get_by_label("What should we look at?").fill(WHY)
    page.get_by_role("button", name="File the appeal").click()
    expect(page.get_by_text("It has arrived.")).to_be_visible()
    accessible()

    sign_in(page, "walter.osei")
    page.goto("/assessment/appeals/")
    accessible()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Open")).first.click()
    page.get_by_role("button", name="I answer this one").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    accessible()
    page.get_by_label("Rules were broken: give it back").check()
    page.get_by_label("What you found, to the learner").fill("One of the readers had a tie to you.")
    page.get_by_role("button", name="Answer the appeal").click()
    expect(page.get_by_text("Answered. The learner reads it now.")).to_be_visible()

    sign_in(page, "tomas.hernandez")
    page.goto(f"/assessment/decisions/{submission}/appeal/")
    expect(page.get_by_text("One of the readers had a tie to you.")).to_be_visible()
    page.get_by_label("What does the answer not settle?").fill("Who reads it instead of them?")
    accessible()
    page.get_by_role("button", name="Ask the chair").click()
    expect(page.get_by_role("main").get_by_text("an administrator looks at it")).to_be_visible()
    accessible()

    sign_in(
        page, "margaret.sundaram"
    )  # the only chair answered it: an administrator has the last word
    page.goto("/assessment/appeals/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Open")).first.click()
    accessible()
    page.get_by_label("The answer stays").check()
    page.get_by_label(re.compile("^Why")).fill("Two who had no part in it read it again.")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_text("Your word is on record.")).to_be_visible()


def _decided_lately(site: Site, name: str) -> int:
    """The demo's decisions are months old: date one of a person three days back, and give its submission."""
    (file,) = site.var.glob("*.sqlite3")
    at = datetime.now(UTC) - timedelta(days=3)
    with closing(sqlite3.connect(file, timeout=30)) as db, db:
        row = db.execute(
            "select e.id, e.submission_id from assessment_evaluation e"
            " join evidence_submission s on s.id = e.submission_id"
            " join journeys_start t on t.id = s.start_id"
            " join people_person p on p.id = t.person_id"
            " where p.display_name = ? and e.status = 'released'",
            (name,),
        ).fetchone()
        db.execute(
            "update assessment_evaluation set released_at = ? where id = ?",
            (at.strftime("%Y-%m-%d %H:%M:%S"), row[0]),
        )
    return int(row[1])
