"""A database brought up to date once, which each test copies."""

from pathlib import Path

import pytest

from tests.serving.house import assay


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("migrated")
    for arguments in (("migrate", "-v0"), ("collectstatic", "--noinput", "-v0")):
        done = assay(var, *arguments)
        assert done.returncode == 0, done.stderr
    return var
