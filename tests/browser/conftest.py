"""The product as it is served: `assay demo --serve` in a folder of its own, and Chromium to walk through it.

Nothing is faked: granian, the worker, the database on disk, e-mail in files. Set RENEW_PICTURES=1 to renew the pictures
of the docs.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# Playwright keeps an event loop on this thread; Django takes that for asynchronous code and would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Site:
    """A running product: its address and the folder where it keeps everything."""

    url: str
    var: Path

    def letters(self, to: str, *, at_least: int = 1) -> list[str]:
        """E-mails to an address, oldest first, once there are so many: a process of its own sends them."""
        for _turn in range(300):
            files = sorted((self.var / "mail").glob("*"), key=lambda p: p.stat().st_mtime)
            found = [text for text in map(Path.read_text, files) if f"To: {to}" in text]
            if len(found) >= at_least:
                return found
            time.sleep(0.2)
        raise AssertionError(f"no letter {at_least} to {to}")


@pytest.fixture(scope="session", autouse=True)
def static_files_from_the_rooms() -> Iterator[None]:
    """`live_server` looks for Django's own name of the static files app; ours is a configuration of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._StaticFilesHandler", StaticFilesHandler)
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("var")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))}
    environment |= {"ASSAY_VAR": str(var), "ASSAY_BASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
    log = (var / "log").open("wb")
    command = [sys.executable, "-m", "assay", "demo", "--serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=var)
    try:
        _wait(url, process, var / "log")
        yield Site(url=url, var=var)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(log.read_text()[-3000:])
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("The product did not come up.\n" + log.read_text()[-3000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p)
    arguments = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that notices script errors and refused content (CSP): either fails the test."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda m: troubles.append(m.text) if "Content Security Policy" in m.text else None)
    yield page
    assert not troubles, troubles


@pytest.fixture
def be(page: Page) -> Callable[[str], None]:
    """Be somebody of the cast, through the demo's own bar: `be("Bao Nguyen")`."""

    def switch(name: str) -> None:
        page.goto("/demo/")
        page.get_by_role("main").get_by_role("button", name=f"Be {name}").click()
        page.wait_for_url(re.compile(r"/$"))

    return switch


def _broken(axe: Axe, page: Page) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks, each with its first places."""
    found = axe.run(page, options={"runOnly": RULES, "preload": False}).response["violations"]
    return [(rule["id"], [place["html"][:160] for place in rule["nodes"][:3]]) for rule in found]


def expect_saved(page: Page) -> None:
    """What was typed has reached the server, which has said so."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved", timeout=20_000)


@pytest.fixture
def accessible_at() -> Callable[[Page], None]:
    """A page as it stands now has no axe violation, light and dark, wide and at 320 px."""

    def check(page: Page) -> None:
        axe = Axe()
        for scheme, width in (("light", 1280), ("dark", 320)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 6000})  # nothing lies under what sticks to the edge
            broken = _broken(axe, page)
            if broken:  # a slow machine may still be painting: what is wrong stays wrong
                page.wait_for_timeout(2000)
                broken = _broken(axe, page)
            assert not broken, f"{page.url} {scheme} {width}: {broken}"

    return check


@pytest.fixture
def accessible(page: Page) -> Callable[[], None]:
    """The page at hand has no axe violation: light and dark, wide and at 320 px, and never scrolls sideways."""
    axe = Axe()

    def check() -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(300)  # the new theme is painted a moment after it is asked for
                broken = _broken(axe, page)
                if broken:  # a slow machine may still be painting: what is wrong stays wrong
                    page.wait_for_timeout(2000)
                    broken = _broken(axe, page)
                assert not broken, f"{page.url} {scheme} {width}: {broken}"
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px at {width} px"
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})

    return check


@pytest.fixture
def picture(page: Page) -> Callable[..., None]:
    """Keep a picture of the page for the docs when RENEW_PICTURES is set."""

    def keep(name: str, *, full: bool = False) -> None:
        if os.environ.get("RENEW_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", full_page=full)

    return keep
