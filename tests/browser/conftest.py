"""The product as it is served: `assay demo --serve` in a folder of its own, and Chromium to walk through it.

Nothing is faked: granian, the worker, the database on disk, e-mail in files. Set RENEW_PICTURES=1 to renew the pictures
of the docs.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from assay.demo.cast import CAST

# Playwright keeps an event loop on this thread; Django takes that for asynchronous code and would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: Milliseconds: how long a browser may take where three of them share two processors.
PATIENCE = 20_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Site:
    """A running product: its address and the folder where it keeps everything."""

    url: str
    var: Path

    def letters(self, to: str, *, at_least: int = 1) -> list[str]:
        """E-mails to an address, oldest first, once there are so many: a process of its own sends them."""
        for _turn in range(300):
            files = sorted((self.var / "mail").glob("[!.]*"), key=lambda p: p.stat().st_mtime)
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
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """One for the whole run, since loading the demo takes longest: whoever comes first starts it, the last one ends it.

    Every worker holds `users` shared while it may still ask for a page; whoever then gets it alone is the last.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here if worker_id == "master" else here.parent
    told = shared / "site.json"
    with (shared / "site.lock").open("w") as lock, (shared / "site.users").open("w") as users:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not told.exists():
            told.write_text(json.dumps(_serve(Path(tempfile.mkdtemp(prefix="site-", dir=shared)))))
        made = json.loads(told.read_text())
        fcntl.flock(lock, fcntl.LOCK_UN)
        yield Site(url=made["url"], var=Path(made["var"]))
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _end(made["pid"])
            told.unlink()


def _serve(var: Path) -> dict[str, Any]:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    environment |= {"ASSAY_VAR": str(var), "ASSAY_BASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
    log = (var / "log").open("wb")
    command = [sys.executable, "-m", "assay", "demo", "--serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=var)
    try:
        _wait(url, process, var / "log")
    except BaseException:
        process.kill()
        raise
    return {"url": url, "var": str(var), "pid": process.pid}


def _end(pid: int) -> None:
    """It may be the child of a worker that has gone before."""
    os.kill(pid, signal.SIGTERM)
    for _turn in range(150):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)


#: Files that change the demo: their tests are done one after the other, by one worker.
CHANGING = (
    "test_appeals.py",
    "test_authoring.py",
    "test_calibration.py",
    "test_cases.py",
    "test_comment_bank.py",
    "test_endorsing.py",
    "test_learner.py",
    "test_pausing.py",
    "test_screening.py",
    "test_staff.py",
    "test_stranger.py",
    "test_taking.py",
    "test_week.py",
)

#: Those that change the credit of one learner, and nothing that the others look at.
CREDIT = (
    "test_credit.py",
    "test_pay_for_badges.py",
    "test_recognition.py",
    "test_transcripts.py",
)
#: Those that change what a coach and colleagues share: a draft that one shows, another closes.
HELPING = (
    "test_coaching.py",
    "test_cohorts.py",
    "test_colleagues.py",
    "test_exemplars.py",
    "test_peers.py",
)


class DemoTogether(LoadScopeScheduling):  # type: ignore[misc]
    """What changes the demo goes to one worker, so does what changes credit, and what colleagues share; the others go
    wherever is room.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0].rpartition("/")[2]
        if file in CHANGING:
            return "demo"
        if file in HELPING:
            return "helping"
        return "credit" if file in CREDIT else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> DemoTogether:
    return DemoTogether(config, log)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(log.read_text()[-3000:])
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("The product did not come up.\n" + log.read_text()[-3000:])


#: The one without windows first: the same engine with a third of the work for each page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(p for p in map(shutil.which, BROWSERS) if p)
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
        # Without windows the speed of the line is not known: pictures further down are fetched as with them.
        "--blink-settings=lazyLoadingImageMarginPxUnknown=1250,lazyLoadingImageMarginPx4G=1250",
    ]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=site.url,
        viewport={"width": 1280, "height": 900},
        locale="en-US",
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that notices script errors and refused content (CSP): either fails the test."""
    page = context.new_page()
    troubles: list[str] = []
    # A fade from page to page that is cut short by the next one is no fault.
    page.on("pageerror", lambda e: None if "Transition was" in str(e) else troubles.append(str(e)))
    page.on(
        "console",
        lambda m: troubles.append(m.text) if "Content Security Policy" in m.text else None,
    )
    yield page
    assert not troubles, troubles


#: Sessions that were begun, by who: a password is worked on for half a second, and a page is drawn for nothing.
begun: dict[str, Any] = {}
PASSWORD = "tamarack-bay-demo"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def sign_in(page: Page, who: str) -> None:
    """Go on as somebody of the demo (`first.last`), without a page: the test goes to its own."""
    form = {"login": f"{who}@tamarackbay.example", "password": PASSWORD}
    _go_on(page, who, "/accounts/login/", form)


@pytest.fixture
def be(page: Page) -> Callable[[str], None]:
    """Be somebody of the cast, by the demo's own door and without a page: `be("Bao Nguyen")`."""
    ids = {part.name: part.sourced_id for part in CAST}
    return lambda name: _go_on(page, name, f"/demo/be/{ids[name]}/", {})


def _go_on(page: Page, who: str, door: str, form: dict[str, str]) -> None:
    """What lies on the page is left as whoever it belongs to; then a session of this person, begun once a worker."""
    page.goto("about:blank")
    context = page.context
    context.clear_cookies()
    if who in begun:
        context.add_cookies(begun[who])
        return
    token = TOKEN.search(context.request.get("/accounts/login/").text())
    assert token
    filled: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token[1], **form}
    answer = context.request.post(door, form=filled, max_redirects=0)
    assert answer.status == 302, f"{who}: {answer.status}"
    begun[who] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    assert begun[who]


AXE = Axe().axe_script
# Without preload: false axe fetches every @import again; what passed is counted by nobody, and is long.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
    "resultTypes": ["violations"],
}
VIOLATIONS = f"axe.run({json.dumps(OPTIONS)}).then((found) => found.violations)"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe has to say about the page as it stands; its half a megabyte is read once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(VIOLATIONS)
    return found


def broken(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that the page breaks, each with its first places."""
    page.evaluate(PAINTED)  # a new theme is painted a moment after it is asked for
    found = violations(page)
    if found:  # a slow machine may still be painting: what is wrong stays wrong
        page.wait_for_timeout(2000)
        found = violations(page)
    return [(rule["id"], [place["html"][:160] for place in rule["nodes"][:3]]) for rule in found]


def two_looks(path: str) -> list[tuple[str, int]]:
    """Both themes and both widths in two looks: colours hang on the theme, places on the width.

    Which theme goes with which width changes from page to page, so that what all pages share is seen in all four; each
    component by itself is, in test_patterns.py.
    """
    turned = zlib.crc32(path.encode()) % 2
    return [("light", 320), ("dark", 1280)] if turned else [("light", 1280), ("dark", 320)]


def expect_saved(page: Page) -> None:
    """What was typed has reached the server, which has said so."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")


@pytest.fixture
def accessible_at() -> Callable[[Page], None]:
    """A page as it stands now has no axe violation: both themes, wide and at 320 px."""

    def check(page: Page) -> None:
        for scheme, width in (("light", 1280), ("dark", 320)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(
                {"width": width, "height": 6000}
            )  # nothing lies under what sticks to the edge
            found = broken(page)
            assert not found, f"{page.url} {scheme} {width}: {found}"

    return check


@pytest.fixture
def accessible(page: Page) -> Callable[[], None]:
    """The page at hand has no axe violation in both themes, wide and at 320 px, and never scrolls sideways."""

    def check() -> None:
        for scheme, width in two_looks(urlsplit(page.url).path):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            found = broken(page)
            assert not found, f"{page.url} {scheme} {width}: {found}"
            sideways = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{page.url} scrolls sideways by {sideways} px at {width} px"
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})

    return check


#: Pictures of the page that are in view and not there yet.
COMING = """() => [...document.images].filter((image) => {
  const place = image.getBoundingClientRect();
  return place.top < innerHeight && place.bottom > 0 && !(image.complete && image.naturalWidth);
}).length"""


def _seen(page: Page) -> None:
    """Wait for what the page shows later than its words."""
    for _turn in range(100):
        if page.evaluate(COMING) == 0:
            break
        page.wait_for_timeout(100)
    page.evaluate(PAINTED)


@pytest.fixture
def picture(page: Page) -> Callable[..., None]:
    """Keep a picture of the page for the docs when RENEW_PICTURES is set."""

    def keep(name: str, *, full: bool = False) -> None:
        if os.environ.get("RENEW_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            _seen(page)
            page.screenshot(path=PICTURES / f"{name}.png", full_page=full)

    return keep
