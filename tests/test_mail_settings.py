"""What the settings make of mail: a sender of any program name, files without a server, no mail from the demo."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import json
from assay.config import settings as s
names = ("EMAIL_BACKEND", "DEFAULT_FROM_EMAIL", "EMAIL_TIMEOUT", "DATABASES", "STORAGES")
print(json.dumps({name: getattr(s, name) for name in names}, default=repr))
"""


def ask(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DJANGO_")) and k != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**kept, "PYTHONPATH": "src", "ASSAY_VAR": str(folder), **environment},
    )


def told(folder: Path, **environment: str) -> dict:
    answer = ask(folder, **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_a_program_name_with_commas_is_a_sender(tmp_path: Path) -> None:
    url = "https://badges.example.org"
    found = told(
        tmp_path, ASSAY_PROGRAM_NAME="Bay Schools, District 12; North: A", ASSAY_BASE_URL=url
    )
    assert (
        found["DEFAULT_FROM_EMAIL"]
        == '"Bay Schools, District 12; North: A" <no-reply@badges.example.org>'
    )
    typed = told(tmp_path, ASSAY_EMAIL_FROM="Bay Schools, District 12 <badges@example.org>")
    assert typed["DEFAULT_FROM_EMAIL"] == '"Bay Schools, District 12" <badges@example.org>'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSAY_EMAIL_FROM", "nobody"),
        ("ASSAY_EMAIL_FROM", "Bay <a@example.org>, b@example.org"),
        ("ASSAY_EMAIL_FROM", "Bay <a b@example.org>"),
        ("ASSAY_PROGRAM_NAME", "Bay\nBcc: all@example.org"),
        ("ASSAY_PROGRAM_NAME", "x" * 300),
    ],
)
def test_a_sender_that_is_none_stops_the_start_with_a_sentence(
    tmp_path: Path, name: str, value: str
) -> None:
    answer = ask(tmp_path, **{name: value})
    assert answer.returncode != 0
    last = answer.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: " + name), answer.stderr


def test_letters_are_files_without_a_server_and_always_in_the_demo(tmp_path: Path) -> None:
    server = {"ASSAY_EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587"}
    assert told(tmp_path)["EMAIL_BACKEND"] == "assay.letters.backends.Files"
    assert told(tmp_path, **server)["EMAIL_BACKEND"] == "assay.letters.backends.Smtp"
    assert (
        told(tmp_path, **server, ASSAY_DEMO="1")["EMAIL_BACKEND"] == "assay.letters.backends.Files"
    )


def test_every_line_outwards_has_a_deadline(tmp_path: Path) -> None:
    found = told(
        tmp_path, DATABASE_URL="postgres://u:p@db.example.org/assay", ASSAY_S3_BUCKET="evidence"
    )
    assert 0 < found["EMAIL_TIMEOUT"] <= 30
    assert 0 < found["DATABASES"]["default"]["OPTIONS"]["connect_timeout"] <= 30
    assert found["STORAGES"]["evidence"]["OPTIONS"]["client_config"]
    own = told(tmp_path, DATABASE_URL="postgres://u:p@db.example.org/assay?connect_timeout=3")
    assert own["DATABASES"]["default"]["OPTIONS"]["connect_timeout"] == 3
