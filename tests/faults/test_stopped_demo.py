"""A demo that is killed while it loads, at points all along the way, is started over by the next `assay demo`."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def rows(database: Path) -> int:
    """How many events there are so far."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as connection:
        try:
            return int(connection.execute("select count(*) from record_event").fetchone()[0])
        except sqlite3.Error:
            return 0


@pytest.mark.parametrize("events", [0, 1, 60, 200, 400])
def test_whenever_it_was_killed_the_next_start_brings_the_whole_demo(
    tmp_path: Path, events: int
) -> None:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DJANGO_")) and k != "DATABASE_URL"
    }
    environment = {**kept, "ASSAY_VAR": str(tmp_path), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "assay", "demo"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and rows(tmp_path / "assay.sqlite3") < events:
        time.sleep(0.05)
    if events == 0:
        time.sleep(1.5)  # somewhere in the making of tables
    assert process.poll() is None, "it was through before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = [*command, "--reset"] if events % 200 else command
    done = subprocess.run(
        again, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "assay", "record", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "is whole" in checked.stdout
    assert len(list((tmp_path / "mail").glob("*.eml"))) > 10
