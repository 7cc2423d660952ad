"""The guide of the library is true: its examples run in this order, in a Python that has no Django to import."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import badgecore
from badgecore import cli
from badgecore.verify.report import EXIT_CODES

SOURCE = Path(badgecore.__file__).parent
ROOT = Path(__file__).parents[2]
GUIDE = (SOURCE / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "badgecore.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)

ALONE = """
import importlib.abc, sys
class Refused(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "assay"):
            raise ImportError(f"{name} is not to be imported")
sys.meta_path.insert(0, Refused())
"""


def run(code: str, folder: Path) -> str:
    path = f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r})\n"
    done = subprocess.run(
        [sys.executable, "-I", "-c", path + ALONE + code],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_of_the_guide_runs(tmp_path: Path) -> None:
    assert len(BLOCKS) == 5
    said = run("\n".join(BLOCKS), tmp_path)
    assert said.splitlines()[0] == "valid This badge is genuine and in force."


def test_issuing_and_checking_take_ten_lines_each() -> None:
    """Imports and the data of the badge aside."""
    for block in BLOCKS[:2]:
        statements = re.findall(r"^(?!from|import|\)|\s)\S.*$", block, re.MULTILINE)
        assert len(statements) <= 10


def test_the_example_of_the_reference_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", REFERENCE, re.DOTALL)
    (tmp_path / "badge.png").write_bytes(b"no picture")
    assert "no-badge" in run(f"fetch = None\n{block}", tmp_path)


def modules() -> list[str]:
    found = [path.relative_to(SOURCE.parent).with_suffix("") for path in SOURCE.rglob("*.py")]
    return sorted({".".join(path.parts).removesuffix(".__init__") for path in found})


def test_every_module_is_imported_without_django(tmp_path: Path) -> None:
    assert len(modules()) > 50
    run("\n".join(f"import {name}" for name in modules()), tmp_path)


def test_without_django_means_without_django(tmp_path: Path) -> None:
    """The lock of the tests above holds."""
    with pytest.raises(AssertionError, match="is not to be imported"):
        run("import django", tmp_path)


def test_the_documented_exit_codes_are_those_of_the_command() -> None:
    table = REFERENCE.partition("### Exit codes")[2].partition("## In Python")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert documented == {*EXIT_CODES.values()} | {cli.USAGE, cli.DATA, cli.NO_INPUT, cli.NO_OUTPUT}
    assert all(str(code) in (cli.__doc__ or "") for code in documented)


@pytest.mark.parametrize(
    "option", sorted(set(re.findall(r"`badgecore ([a-z]+(?: [a-z]+)?)", REFERENCE)))
)
def test_every_command_of_the_reference_exists(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for word in option.split() if word.isalpha()]
    with pytest.raises(SystemExit) as stop:
        cli.main([*words[:1], *(words[1:] if words[0] in ("keys", "status") else []), "--help"])
    assert stop.value.code == 0
    assert "usage: badgecore" in capsys.readouterr().out
