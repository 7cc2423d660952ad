"""Verifiers made by others, from npm (tests/verifiers), asked without any network."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from badgecore.wire import JsonObject

ROOT = Path(__file__).parents[1]
VERIFIERS = ROOT / "tests" / "verifiers"
NPM = ("digital-bazaar", "verifier-core", "didkit")


def need_node() -> None:
    """Installs them once per lock file. Skips loudly without node 20; with CI=true that is an error."""
    command = [sys.executable, ROOT / "scripts" / "node_peers.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3 and os.environ.get("CI") != "true":
        pytest.skip(f"OTHER PEOPLE'S VERIFIERS DID NOT RUN: {done.stderr}")
    assert done.returncode == 0, done.stderr + done.stdout


def judged(
    folder: Path,
    credentials: Mapping[str, JsonObject],
    pages: Mapping[str, bytes],
    verifiers: tuple[str, ...] = NPM,
) -> dict[str, dict[str, Any]]:
    """{credential: {verifier: outcome}}; everything a verifier may ask for comes from files: ours, and `pages`."""
    source = ROOT / "src" / "badgecore"
    served: dict[str, str] = {}
    for kind in ("contexts", "schemas"):
        names = json.loads((source / kind / "index.json").read_text())
        served |= {url: str(source / kind / name) for url, name in names.items()}
    for number, (url, body) in enumerate(pages.items()):
        path = folder / f"page-{number}.json"
        path.write_bytes(body)
        served[url] = str(path)
    files: dict[str, str] = {}
    for number, (name, credential) in enumerate(credentials.items()):
        path = folder / f"credential-{number}.json"
        path.write_text(json.dumps(credential))
        files[str(path)] = name
    job = folder / "job.json"
    job.write_text(
        json.dumps({"pages": served, "credentials": list(files), "verifiers": verifiers})
    )
    done = subprocess.run(
        ["node", "verify.mjs", job], cwd=VERIFIERS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = {name: {} for name in credentials}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            outcome = json.loads(line)
            found[files[outcome["file"]]][outcome["verifier"]] = outcome
    return found
