"""What is not written down does not exist: settings, commands, events and dependencies are documented, and fresh."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SOURCES = [
    p for p in (ROOT / "src" / "assay").rglob("*.py") if not {"tests", "migrations"} & set(p.parts)
]


def test_every_setting_is_documented() -> None:
    page = (DOCS / "reference" / "settings.md").read_text()
    code = (ROOT / "src" / "assay" / "config" / "settings.py").read_text()
    asked = set(re.findall(r'env\.\w+\(\s*"([A-Z_0-9]+)"', code))
    assert asked - {"ASSAY_BEHIND_PROXY"} == set(
        re.findall(r"^\| `([A-Z_0-9]+)` \|", page, re.MULTILINE)
    )


def test_every_event_is_documented() -> None:
    page = (DOCS / "reference" / "events.md").read_text()
    noted: set[str] = set()
    for path in SOURCES:
        noted |= set(
            re.findall(r'(?:\b(?:note|record)\(|verb=)\s*"([a-z]+\.[a-z_]+)"', path.read_text())
        )
    documented = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", page, re.MULTILINE))
    assert noted - documented == set(), "not documented"


def test_every_dependency_has_its_reason() -> None:
    page = (DOCS / "reference" / "dependencies.md").read_text().lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    for requirement in [*project["dependencies"], *extras]:
        name = re.split(r"[\[<>=~]", requirement)[0].lower()
        assert name in page, f"{name} has no reason in docs/reference/dependencies.md"


def test_the_commands_page_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts" / "reference.py")
    assert spec and spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    if sys.version_info[:2] != (3, 11):
        pytest.skip(
            "argparse words its help differently in other Pythons; the page is written with 3.11"
        )
    assert (DOCS / "reference" / "commands.md").read_text() == reference.page(), (
        "run: python scripts/reference.py"
    )


@pytest.mark.parametrize(
    "path", [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"], ids=lambda p: p.name
)
def test_links_of_a_page_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_nothing_names_a_machine_or_a_registry() -> None:
    words = ("pypi.org", "registry.npmjs", "deb.debian.org", "files.pythonhosted", str(ROOT))
    for name in (
        "requirements/run.txt",
        "requirements/test.txt",
        "tests/verifiers/package-lock.json",
        "README.md",
        "Makefile",
    ):
        path = ROOT / name
        if path.exists():
            text = path.read_text()
            assert not [word for word in words if word in text], name
