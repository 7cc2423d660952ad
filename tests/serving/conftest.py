"""A database brought up to date once, which each test copies."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.house import assay


@pytest.fixture(scope="session", autouse=True)
def heeds_interrupts() -> Iterator[None]:
    """What a script starts in the background ignores Ctrl+C, and so would all that is started and interrupted here."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("migrated")
    for arguments in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0")):
        done = assay(var, *arguments)
        assert done.returncode == 0, done.stderr
    return var
