"""Spanish is complete and compiled: nothing on a Spanish page is English for want of a translation."""

import gettext
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
assert _spec and _spec.loader
messages = importlib.util.module_from_spec(_spec)
sys.modules["messages"] = messages
_spec.loader.exec_module(messages)
FILES = sorted((ROOT / "src" / "assay" / "locale").glob("*/LC_MESSAGES/*.po"))
_HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.parent.name)
def test_every_text_is_translated(path: Path) -> None:
    left = [entry.id for entry in messages.entries(path) if entry.id and not entry.complete]
    assert not left, f"{len(left)} texts have no translation, such as {left[:5]}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.parent.name)
def test_what_is_filled_in_is_the_same_in_both_languages(path: Path) -> None:
    for entry in messages.entries(path):
        asked = set(_HOLES.findall(entry.id)) | set(_HOLES.findall(entry.plural))
        for form in entry.forms.values():
            extra = set(_HOLES.findall(form)) - asked
            assert not extra or not entry.id, (entry.id, form)
            if not entry.plural and entry.id:
                assert set(_HOLES.findall(form)) == asked, (entry.id, form)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.parent.name)
def test_the_compiled_file_is_fresh_and_readable(path: Path) -> None:
    body = path.with_suffix(".mo").read_bytes()
    assert body == messages.compiled(path), "run: make messages"
    catalog = gettext.GNUTranslations(io.BytesIO(body))
    first = next(e for e in messages.entries(path) if e.id and not e.plural and not e.context)
    assert catalog.gettext(first.id) == first.forms[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.parent.name)
def test_every_number_finds_its_form(path: Path) -> None:
    """gettext answers in English, without a word, for a number whose form is not there."""
    catalog = gettext.GNUTranslations(io.BytesIO(path.with_suffix(".mo").read_bytes()))
    for entry in messages.entries(path):
        for n in (1, 2, 1_000_000) if entry.plural and not entry.context else ():
            said = catalog.ngettext(entry.id, entry.plural, n)
            assert said in entry.forms.values(), (n, entry.id)


@pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="xgettext is not here; the suite's machine has it"
)
def test_no_text_is_missing_from_the_catalog(tmp_path: Path) -> None:
    """Extract anew beside the committed file: the same ids come out."""
    copy = tmp_path / "src" / "assay"
    shutil.copytree(
        ROOT / "src" / "assay",
        copy,
        ignore=shutil.ignore_patterns("*.mp4", "*.m4a", "*.woff2", "__pycache__"),
    )
    command = [
        sys.executable,
        "-m",
        "assay",
        "makemessages",
        "--locale=es",
        "--no-obsolete",
        "--add-location=file",
    ]
    command += [
        f"--ignore={name}" for name in ("tests", "demo/content", "migrations", "node_modules")
    ]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "assay.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    path = "locale/es/LC_MESSAGES/django.po"
    ids = [
        {entry.key for entry in messages.entries(root / path)}
        for root in (copy, ROOT / "src" / "assay")
    ]
    assert ids[0] == ids[1], (
        f"run: make messages; new {sorted(ids[0] - ids[1])[:5]}, gone {sorted(ids[1] - ids[0])[:5]}"
    )
