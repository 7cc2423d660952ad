"""`python -m tests.w3c`: off unless typed, on loopback only, and it says what it is; what ships holds nothing of it."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.w3c.__main__ import main

ROOT = Path(__file__).parents[2]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--port", "0"])
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_it_listens_on_loopback_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert "loopback only" in refused(capsys, "--host", "0.0.0.0")


def test_a_certificate_needs_its_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert "go together" in refused(capsys, "--certificate", "chain.pem")


def test_a_certificate_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    missing = "nowhere.pem"
    assert "did not start" in refused(
        capsys, "--certificate", missing, "--certificate-key", missing
    )


def test_a_signer_of_anything_is_in_no_package() -> None:
    assert not [
        path for path in (ROOT / "src").rglob("*.py") if re.search("vc[-_]api|vc_server", path.name)
    ]


def test_it_says_what_it_is_answers_and_stops() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.w3c", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        said = running.stdout.readline()
        assert said.startswith("FOR TESTS ONLY: a VC-API that signs anything, on http://127.0.0.1:")
        found = re.search(r"http://\S+", said)
        assert found is not None
        with urlopen(found[0] + "/", timeout=10) as answer:
            assert answer.status == 200
            assert b"BitstringStatusList" in answer.read()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=10) == 0
    finally:
        running.kill()
        running.wait()
