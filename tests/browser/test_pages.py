"""Every page of every desk: axe-clean in both themes, wide and at 320 px, and never a sideways scroll.

Those of judging are walked in test_assessment_pages.py.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/catalog/",
    "/catalog/?q=nothing+at+all+xyz",
    "/catalog/wait-time/",
    "/catalog/checking-for-understanding/v/1.0/",
    "/stacks/every-learner-every-lesson/",
    "/frameworks/",
    "/frameworks/intasc-2013/",
    "/frameworks/priorities/",
    "/catalog/?order=essential",
    "/issuers/tamarack-bay-ps/",
    "/verify/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accessibility/",
    "/privacy/",
    "/demo/",
    "/no-such-page/",
]
DESKS = {
    "Renata Okafor": [
        "/",
        "/start/",
        "/goals/",
        "/portfolio/",
        "/people/profile/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/endorsements/",
        "/notices/",
        "/credit/",
        "/credit/licenses/1/",
        "/catalog/checking-for-understanding/",
    ],
    "Walter Osei": [
        "/committee/exceptions/",
        "/committee/equivalences/",
    ],
    "Yusef Lindgren": ["/awards/", "/endorsements/kept/"],
    "Carmen Ostrowski": ["/authoring/"],
    "Bao Nguyen": ["/notices/"],
    "Odalys Reyes": ["/", "/credit/approvals/", "/credit/approvals/uncovered/"],
    "Margaret Sundaram": [
        "/people/",
        "/people/organizations/",
        "/people/record/",
        "/people/invitations/",
        "/people/data-sharing/",
        "/people/letters/?show=all",
        "/demo/letters/",
        "/authoring/",
    ],
}


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_accessible(page: Page, accessible: Callable[[], None], path: str) -> None:
    answer = page.goto(path)
    assert answer is not None and answer.status == (404 if path == "/no-such-page/" else 200)
    assert page.get_by_role("heading", level=1).count() == 1
    accessible()


@pytest.mark.parametrize("who", DESKS)
def test_the_pages_of_a_desk_are_accessible(
    page: Page, be: Callable[[str], None], accessible: Callable[[], None], who: str
) -> None:
    be(who)
    for path in DESKS[who]:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        assert page.get_by_role("heading", level=1).count() == 1, path
        accessible()
