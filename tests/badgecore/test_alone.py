"""The library by itself: built from its own folder, installed alone, run with its dependencies and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import badgecore

SOURCE = Path(badgecore.__file__).parent
ROOT = Path(__file__).parents[2]
OWN: dict[str, Any] = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
WHOLE: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
GUIDE = (SOURCE / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def names_of(requirements: list[str]) -> set[str]:
    """Distributions that are needed always, by name."""
    found = (re.match(r"[A-Za-z0-9_.-]+", text) for text in requirements if "extra ==" not in text)
    return {name[0] for name in found if name}


def needed() -> set[str]:
    """The dependencies and theirs."""
    known, waiting = set[str](), names_of(OWN["dependencies"])
    while waiting:
        name = waiting.pop()
        try:
            more = metadata.requires(name)
        except metadata.PackageNotFoundError:  # for another Python than this one
            continue
        known.add(name)
        waiting |= names_of(more or []) - known
    return known


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(SOURCE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=folder / "source", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a Python finds that has the library and its dependencies: two folders."""
    site, others = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("others")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    done = subprocess.run([*command, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in needed():
        distribution = metadata.distribution(name)
        for top in {Path(str(file)).parts[0] for file in distribution.files or ()} - {
            "..",
            "__pycache__",
        }:
            there = Path(str(distribution.locate_file(top)))
            if there.exists() and not (others / top).exists():
                (others / top).symlink_to(there)
    return [str(site), str(others)]


def run(alone: list[str], *arguments: str, folder: Path, given: str = "", code: int = 0) -> str:
    """A Python without site-packages."""
    environment = {
        "PYTHONPATH": os.pathsep.join(alone),
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=folder,
        input=given,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def test_the_wheel_holds_the_library_whole_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(SOURCE.parent).as_posix() for path in SOURCE.rglob("*") if path.is_file()
    }
    aside = {"badgecore/pyproject.toml", "badgecore/LICENSE"}
    assert held == {name for name in files if "__pycache__" not in name} - aside
    assert "badgecore/py.typed" in held


def test_it_promises_what_the_whole_product_promises() -> None:
    assert OWN["version"] == WHOLE["version"]
    assert OWN["requires-python"] == WHOLE["requires-python"]
    assert OWN["scripts"]["badgecore"] == WHOLE["scripts"]["badgecore"]
    assert set(OWN["dependencies"]) <= set(WHOLE["dependencies"])
    assert (SOURCE / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_guide_is_true_of_the_library_alone(alone: list[str], tmp_path: Path) -> None:
    said = run(alone, "-c", "\n".join(BLOCKS), folder=tmp_path)
    assert said.startswith("valid This badge is genuine and in force.")
    where = run(alone, "-c", "import badgecore; print(badgecore.__file__)", folder=tmp_path)
    assert where.startswith(alone[0])
    for other in ("django", "assay", "PIL"):
        run(alone, "-c", f"import {other}", folder=tmp_path, code=1)


def test_the_command_issues_bakes_and_verifies_alone(alone: list[str], tmp_path: Path) -> None:
    command = f"{alone[0]}/bin/badgecore"
    did = json.loads(run(alone, command, "keys", "new", "key.pem", folder=tmp_path))["did"]
    badge = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": did, "type": ["Profile"], "name": "Example District"},
        "validFrom": "2026-05-04T15:30:00Z",
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "JsonSchema",
            }
        ],
        "credentialSubject": {
            "id": "did:example:ada",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.org/wait-time",
                "type": ["Achievement"],
                "name": "Wait time",
                "description": "Gives students time to think.",
                "criteria": {"narrative": "Three artefacts."},
            },
        },
    }
    signed = run(
        alone, command, "issue", "--key", "key.pem", folder=tmp_path, given=json.dumps(badge)
    )
    (tmp_path / "plain.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    run(alone, command, "bake", "plain.svg", "--out", "baked.svg", folder=tmp_path, given=signed)
    report = json.loads(
        run(
            alone,
            command,
            "verify",
            "baked.svg",
            "--offline",
            "--json",
            "--trust",
            did,
            folder=tmp_path,
        )
    )
    assert report["verdict"] == "valid"
    assert {step["step"]: step["outcome"] for step in report["steps"]}["rules"] == "passed"
    changed = signed.replace("Wait time", "Wait Time")
    run(alone, command, "verify", "--offline", folder=tmp_path, given=changed, code=1)
