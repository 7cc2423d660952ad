"""What a page weighs, what holds up its first paint, and that nothing on it moves once it is there."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

#: Bytes that travel, fonts apart: at the first visit, and when what never changes is there already.
FIRST, AFTER = 150_000, 30_000
FONTS = 120_000
#: A hundredth of the shift that is called good: what rounding moves, and no eye sees.
STILL = 0.001
PUBLIC = ("/", "/catalog/", "/catalog/wait-time/", "/verify/", "/issuers/tamarack-bay-ps/")
OWN = {
    "Renata Okafor": ("/", "/goals/", "/portfolio/"),
    "Ruth Abernathy": ("/assessment/lead/", "/assessment/lead/load/", "/assessment/screening/"),
    "Margaret Sundaram": ("/people/", "/people/record/", "/awards/"),
    "Carmen Ostrowski": ("/authoring/",),
}
WEIGHED = """() => {
  const all = [performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')];
  const size = (found) => found.reduce((sum, entry) => sum + entry.transferSize, 0);
  const is_font = (entry) => entry.name.includes('.woff2');
  return {
    own: size(all.filter((entry) => !is_font(entry))),
    fonts: size(all.filter(is_font)),
    blocking: all.filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => entry.name),
    moved: window.moved,
  };
}"""
MOVED = """window.moved = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({type: 'layout-shift', buffered: true});"""


def weighed(page: Page, path: str) -> dict[str, object]:
    page.goto(path, wait_until="networkidle")
    found: dict[str, object] = page.evaluate(WEIGHED)
    return found


def looked_at(page: Page, paths: tuple[str, ...]) -> list[str]:
    """What is wrong with these pages, visited one after the other by somebody who has been here before."""
    wrong = []
    for path in paths:
        page.goto(path, wait_until="networkidle")
        after = weighed(page, path)
        wrong += [f"{path} weighs {after['own']}"] if int(str(after["own"])) > AFTER else []
        wrong += [f"{path} moves by {after['moved']}"] if float(str(after["moved"])) > STILL else []
    return wrong


@pytest.mark.parametrize("path", PUBLIC)
def test_a_first_visit_is_light_and_one_style_sheet_holds_it_up(
    chromium: Browser, site: Site, path: str
) -> None:
    context = chromium.new_context(base_url=site.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(MOVED)
    first = weighed(page, path)
    assert 0 < int(str(first["own"])) <= FIRST, first
    assert int(str(first["fonts"])) <= FONTS, first
    sheets = re.findall(r"/static/(\w+)/[\w/.]*\.css", str(first["blocking"]))
    assert len(sheets) == str(first["blocking"]).count("http") == 1, first
    assert float(str(first["moved"])) <= STILL, first
    assert looked_at(page, (path,)) == []
    context.close()


def test_fonts_that_come_late_move_nothing(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(base_url=site.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(MOVED)

    def late(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    page.route("**/*.woff2", late)
    first = weighed(page, "/catalog/wait-time/")
    assert int(str(first["fonts"])) > 0
    assert float(str(first["moved"])) <= STILL, first
    context.close()


@pytest.mark.parametrize("who", OWN)
def test_pages_of_a_desk_are_light_and_nothing_on_them_moves(
    page: Page, be: Callable[[str], None], who: str
) -> None:
    page.add_init_script(MOVED)
    be(who)
    assert looked_at(page, OWN[who]) == []
