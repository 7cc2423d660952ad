"""`assay vc-api`: off unless typed, on loopback only, and it says what it is."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def test_it_listens_on_loopback_only() -> None:
    with pytest.raises(CommandError, match="loopback only"):
        call_command("vc-api", host="0.0.0.0", port=0)


def test_a_certificate_needs_its_key() -> None:
    with pytest.raises(CommandError, match="go together"):
        call_command("vc-api", port=0, certificate=Path("chain.pem"))


def test_a_certificate_that_is_not_there_is_told() -> None:
    missing = Path("nowhere.pem")
    with pytest.raises(CommandError, match="did not start"):
        call_command("vc-api", port=0, certificate=missing, certificate_key=missing)


def test_it_says_what_it_is_answers_and_stops() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "assay", "vc-api", "--port", "0"], stdout=subprocess.PIPE, text=True
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
