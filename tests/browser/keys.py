"""Somebody without a pointer: Tab, Enter, Space and the product's own keys, on the real pages.

Presses are counted: every key but Tab, which leads from place to place, and the letters of what is typed.
"""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

WATCHED = """window.pointed = 0;
addEventListener('pointerdown', () => window.pointed++, true);
window.lost = 0;
for (const event of ['htmx:afterSettle', 'submit']) addEventListener(event, () => {
  if (document.activeElement === document.body) window.lost++;
}, true);"""
NOWHERE = "nothing has the focus"
SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return 'nothing has the focus';
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.tagName === 'MAIN';
  if (!ring) return 'no ring: ' + at.outerHTML.slice(0, 90);
  return box.width && box.height ? '' : 'no place: ' + at.outerHTML.slice(0, 90);
}"""


@dataclass
class Keys:
    """Somebody without a pointer: where they are, and how often they have pressed."""

    page: Page
    presses: list[str] = field(default_factory=list)

    def to(self, what: Locator) -> None:
        """By Tab until it has the focus, past the end of the page once; each place on the way shows that it has."""
        expect(what).to_be_visible()
        ends = 0
        for _n in range(250):
            if what.evaluate("(one) => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
            wrong = self.page.evaluate(SEEN)
            ends += wrong == NOWHERE
            assert not wrong or (wrong == NOWHERE and ends == 1), wrong
        raise AssertionError(f"{what} cannot be reached by Tab")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses.append(key)
            self.page.keyboard.press(key)

    def on(self, what: Locator) -> None:
        self.to(what)
        self.press("Enter")

    def tick(self, what: Locator) -> None:
        self.to(what)
        self.press("Space")

    def choose(self, what: Locator, label: str) -> None:
        """In a list, by the letters of the choice."""
        self.to(what)
        self.presses.append(label)
        self.page.keyboard.type(label)

    def type(self, what: Locator, words: str) -> None:
        self.to(what)
        self.page.keyboard.insert_text(words)

    def arrive(self, address: str) -> None:
        self.page.wait_for_url(re.compile(address))
        self.page.wait_for_load_state()

    def end(self) -> None:
        assert self.page.evaluate("[window.pointed, window.lost]") == [0, 0]
