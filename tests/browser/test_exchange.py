"""Packages in a real browser: one made, one that was changed, one that arrived and is brought in; lessons learned."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser


def test_a_package_is_made_refused_when_changed_and_one_is_brought_in(
    site: Site, page: Page, accessible: Callable[[], None], tmp_path: Path
) -> None:
    sign_in(page, "carmen.ostrowski")
    page.goto("/exchange/")
    accessible()
    page.get_by_role("link", name="Make a package").click()
    page.get_by_role("button", name="Make the package").click()
    expect(page.get_by_text("Choose at least one.").first).to_be_visible()
    accessible()
    page.get_by_label("Designing a Choice-Based Learning Pathway").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the package").click()
    content = Path(download.value.path()).read_bytes()

    changed = tmp_path / "changed.zip"
    changed.write_bytes(content.replace(b"pathway", b"pathwey", 1))
    page.goto("/exchange/")
    page.get_by_label("Package", exact=True).set_input_files(changed)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("This package was refused, and nothing changed.")).to_be_visible()
    accessible()

    page.goto("/exchange/?show=waiting")
    page.get_by_role("link", name="Copper Ridge Schools").click()
    expect(page.get_by_text("New here: becomes draft")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Bring in what is chosen").click()
    expect(page.get_by_text("1 is here as a draft.")).to_be_visible()
    page.goto("/exchange/lessons/exit-tickets/")
    expect(page.get_by_text("Exit tickets on paper work")).to_be_visible()
    page.get_by_label("What did you learn with it?").fill("Begin with one class.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Begin with one class.")).to_be_visible()
    accessible()
