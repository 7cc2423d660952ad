"""A film from a phone while the network goes away and the server is killed: all of it arrives, byte for byte."""

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.test_workspace import a_film, slow
from tests.serving.conftest import migrated  # noqa: F401 (a fixture)
from tests.serving.house import ROOT, House, environment, free_port, served

pytestmark = pytest.mark.browser
SEED = int(os.environ.get("FAULT_SEED", "20261201"))
KILLS = int(os.environ.get("FAULT_UPLOAD_KILLS", "2"))


@pytest.fixture
def var(migrated: Path, tmp_path: Path) -> Path:  # noqa: F811
    place = tmp_path / "var"
    shutil.copytree(migrated, place)
    return place


def a_draft(var: Path) -> dict[str, str]:
    """A learner's draft, and the cookie of their session."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.scene", "draft"],
        env=environment(var, 8000, PYTHONPATH=f"{ROOT / 'src'}:{ROOT}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def reached(var: Path) -> int:
    """Bytes that were acknowledged."""
    with sqlite3.connect(var / "assay.sqlite3", timeout=30) as database:
        row = database.execute('SELECT "offset" FROM evidence_upload').fetchone()
    return int(row[0]) if row else 0


def kill_all(house: House) -> None:
    """The whole server at once, as when the power goes."""
    os.killpg(house.process.pid, signal.SIGKILL)
    house.process.wait(10)


def test_a_film_arrives_though_the_server_is_killed_in_the_middle(
    chromium: Browser, var: Path, tmp_path: Path
) -> None:
    film, rng = a_film(tmp_path, 60), random.Random(SEED)
    size, port = film.stat().st_size, free_port()
    draft, settings = a_draft(var), {"ASSAY_PORT": str(port)}
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{port}",
        viewport={"width": 390, "height": 844},
        service_workers="block",
    )
    cookie = {"name": "sessionid", "value": draft["session"], "url": f"http://127.0.0.1:{port}"}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    told = 0
    try:
        with served(var, settings=settings) as house:
            page.goto(draft["step"])
            slow(page)
            page.get_by_label("Drop a file here").set_input_files(film)
            for worker in rng.sample(house.web(), 1):
                told = gone_on(page, var, told)
                os.kill(worker, signal.SIGKILL)
            told = gone_on(page, var, told)
            context.set_offline(True)
            expect(page.locator("[data-words]")).to_contain_text("You are offline")
            context.set_offline(False)
            told = gone_on(page, var, told)
            kill_all(house)
        for _n in range(KILLS - 1):
            with served(var, settings=settings) as house:
                told = gone_on(page, var, told)
                kill_all(house)
        assert told < size
        with served(var, settings=settings):
            press_go_on(page)
            expect(page.get_by_role("heading", name=film.name)).to_be_visible(timeout=60_000)
    finally:
        context.close()
    with sqlite3.connect(var / "assay.sqlite3", timeout=30) as database:
        ((kept_bytes, digest),) = database.execute(
            "SELECT size_bytes, sha256 FROM evidence_artifact"
        ).fetchall()
    whole = hashlib.sha256(film.read_bytes()).hexdigest()
    assert (kept_bytes, digest) == (size, whole)
    stored = [path for path in (var / "files").rglob(digest) if path.is_file()]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in stored] == [whole]


def gone_on(page: Page, var: Path, told: int) -> int:
    """Wait until more was acknowledged than before; nothing of it has gone meanwhile."""
    assert reached(var) >= told
    press_go_on(page)
    for _n in range(600):
        if reached(var) > told:
            return reached(var)
        page.wait_for_timeout(50)  # the page's requests are held up from here, so nobody sleeps
    raise AssertionError(f"nothing came after {told} bytes")


def press_go_on(page: Page) -> None:
    """As somebody does who does not want to wait for the next try."""
    button = page.get_by_role("button", name="Go on")
    if button.is_visible():
        button.click()
