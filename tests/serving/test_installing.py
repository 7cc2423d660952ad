"""`scripts/install.py`, as `make run` calls it: it speaks first, is quiet, and ends whole and at once when asked.

The installer is one of ours that is found as `uv`: it says that it runs, starts something, and does as it is told.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.serving.house import ROOT, alive, wait_until

STUBBORN = """#!/bin/sh
trap '' INT TERM HUP
echo "a warning that nobody can act on"
sleep 300 &
echo $! > "$INSTALLING/started"
wait
"""
QUICK = '#!/bin/sh\necho "a warning that nobody can act on"\necho "$@" >> "$INSTALLING/asked"\n'
FAILING = "#!/bin/sh\necho half of it\necho no such package >&2\nexit 3\n"


def installing(folder: Path, installer: str) -> "subprocess.Popen[bytes]":
    """The script at work on `folder/venv`, in a session of its own, as from a terminal."""
    uv = folder / "bin" / "uv"
    uv.parent.mkdir(exist_ok=True)
    uv.write_text(installer)
    uv.chmod(0o755)
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, ROOT / "scripts" / "install.py", "venv", "all.txt"],
            cwd=folder,
            env=os.environ
            | {"PATH": f"{uv.parent}:{os.environ['PATH']}", "INSTALLING": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Here an environment was made before."""
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def test_it_speaks_first_and_keeps_what_installers_say(folder: Path) -> None:
    assert installing(folder, QUICK).wait(60) == 0
    [line] = (folder / "log").read_text().splitlines()
    assert line.startswith("Installing all.txt into venv.")
    asked = (folder / "asked").read_text()
    assert "--require-hashes -r all.txt" in asked and "--no-deps" in asked
    assert not (folder / "venv" / ".begun").exists()


def test_what_an_installer_said_is_shown_when_it_fails(folder: Path) -> None:
    (folder / "venv" / "kept").touch()
    assert installing(folder, FAILING).wait(60) == 3
    assert "half of it\nno such package" in (folder / "log").read_text()
    assert installing(folder, QUICK).wait(60) == 0
    assert (folder / "venv" / "kept").exists(), "an installer that fails leaves what was there"


@pytest.mark.parametrize(
    "numbers",
    [[signal.SIGINT], [signal.SIGINT, signal.SIGINT], [signal.SIGTERM], [signal.SIGHUP]],
)
def test_it_ends_with_all_that_it_started(folder: Path, numbers: Sequence[signal.Signals]) -> None:
    (folder / "venv" / "half-copied").touch()
    process = installing(folder, STUBBORN)
    started = folder / "started"
    wait_until(lambda: started.exists() and started.read_text().strip(), "the installer runs")
    for number in numbers:
        os.killpg(process.pid, number)
    assert process.wait(20) == 128 + numbers[0]
    assert not alive(int(started.read_text()))
    said = (folder / "log").read_text()
    assert "Traceback" not in said and "warning" not in said

    # What was left half done is made from nothing the next time.
    assert installing(folder, QUICK).wait(60) == 0
    assert not (folder / "venv" / "half-copied").exists()
    assert (folder / "venv" / "bin" / "python").exists()


def test_it_ends_while_the_environment_is_made(tmp_path: Path) -> None:
    process = installing(tmp_path, QUICK)
    wait_until(lambda: (tmp_path / "venv" / "pyvenv.cfg").exists(), "it is being made")
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    assert "Traceback" not in (tmp_path / "log").read_text()
