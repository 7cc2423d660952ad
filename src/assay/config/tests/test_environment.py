"""A wrong setting stops the start with one sentence that says what to mend: no trace, no second line, exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from assay.config.environment import Environment

LONG = "x" * 40


def start(var: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`assay check` with these settings alone."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    command = [sys.executable, "-m", "assay", "check"]
    return subprocess.run(
        command,
        env=kept | {"ASSAY_VAR": str(var)} | settings,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"ASSAY_TIME_ZONE": "Chicago"},
            "“Chicago”, which is no time zone. Did you mean America/Chicago?",
        ),
        ({"ASSAY_TIME_ZONE": "America/Detriot"}, "Did you mean America/Detroit?"),
        ({"ASSAY_TIME_ZONE": "../../etc/passwd"}, "which is no time zone"),
        ({"ASSAY_PORT": "eighty"}, "ASSAY_PORT is “eighty”: write a whole number, such as 8000."),
        ({"ASSAY_PORT": "70000"}, "ports go from 1 to 65535"),
        (
            {"ASSAY_EMAIL_URL": "mail.example.org"},
            "ASSAY_EMAIL_URL does not begin like smtp+tls://",
        ),
        (
            {"ASSAY_EMAIL_URL": "smtp://u:secret@mail.example.org:port"},
            "ASSAY_EMAIL_URL has a host or port that is none",
        ),
        ({"ASSAY_EMAIL_URL": "smtp://"}, "ASSAY_EMAIL_URL names no mail server"),
        ({"DATABASE_URL": "mysql://a:b@c/d"}, "DATABASE_URL does not begin like postgres://"),
        (
            {"DATABASE_URL": "postgres://a:secret@c:d/e"},
            "DATABASE_URL has a host or port that is none",
        ),
        ({"DATABASE_URL": "postgres://a:secret@c:5432"}, "DATABASE_URL names no database"),
        (
            {"DATABASE_URL": "sqlite:////proc/none/here.sqlite3"},
            "DATABASE_URL needs the folder /proc/none",
        ),
        ({"ASSAY_LOG_LEVEL": "loud"}, "write DEBUG, INFO, WARNING, ERROR or CRITICAL"),
        ({"ASSAY_BEHIND_PROXY": "maybe"}, "set ASSAY_TRUSTED_PROXIES=1"),
        ({"ASSAY_TRUSTED_PROXIES": "yes"}, "ASSAY_TRUSTED_PROXIES is “yes”: write a whole number"),
        ({"ASSAY_DEBUG": "maybe"}, "ASSAY_DEBUG is “maybe”: write true or false."),
        (
            {"ASSAY_BASE_URL": "badges.example.org"},
            "write an address such as https://badges.example.org",
        ),
        ({"ASSAY_BASE_URL": "https://badges.example.org/assay"}, "take the path /assay out of it"),
        ({"ASSAY_BASE_URL": "https://badges.example.org?a=b"}, "take what follows the ? out of it"),
        (
            {"ASSAY_BASE_URL": "https://me:secret@badges.example.org"},
            "take a name or password before the @ out of it",
        ),
        (
            {"ASSAY_BASE_URL": "https://badges.example.org:x"},
            "ASSAY_BASE_URL has a host or port that is none",
        ),
        ({"ASSAY_EXTRA_HOSTS": "https://www.example.org"}, "write names of hosts alone"),
        (
            {"ASSAY_PROGRAMNAME": "Cedar"},
            "ASSAY_PROGRAMNAME is no setting. Did you mean ASSAY_PROGRAM_NAME?",
        ),
        ({"ASSAY_DATABASE_URL": "sqlite:///x"}, "Did you mean DATABASE_URL?"),
        (
            {"ASSAY_COFFEE": "1"},
            "ASSAY_COFFEE is no setting. All of them stand in docs/reference/settings.md.",
        ),
        (
            {"ASSAY_SECRET_KEY": "x"},
            "ASSAY_SECRET_KEY has 1 characters, and a secret needs 32 or more",
        ),
        ({"ASSAY_VAULT_KEY": "short"}, "ASSAY_VAULT_KEY has 5 characters"),
        ({"ASSAY_JWT_ALGORITHM": "none"}, "write ES256 or RS256"),
        (
            {"ASSAY_S3_ENDPOINT": "https://s3.example.org"},
            "ASSAY_S3_ENDPOINT is set and ASSAY_S3_BUCKET is not",
        ),
        ({"ASSAY_S3_BUCKET": "b", "ASSAY_S3_ACCESS_KEY": "k"}, "ASSAY_S3_SECRET_KEY is not"),
        (
            {"ASSAY_DEMO": "1", "ASSAY_BASE_URL": "https://badges.example.org"},
            "ASSAY_DEMO=1 works only on 127.0.0.1",
        ),
        ({"ASSAY_VAR": "/proc/none"}, "ASSAY_VAR is /proc/none, which cannot be used as a folder"),
        ({"ASSAY_IDLE_DAYS": "nan"}, "ASSAY_IDLE_DAYS is “nan”: write a number, such as 14."),
    ],
    ids=lambda value: (
        "" if isinstance(value, str) else " ".join(f"{k}={v}" for k, v in value.items())[:60]
    ),
)
def test_a_wrong_setting_is_told_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    done = start(tmp_path, **settings)
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "secret@" not in done.stderr, "what may hold a password is not repeated"


def test_a_key_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "vault.key").write_bytes(b"\xff" * 40)
    (tmp_path / "keys" / "vault.key").chmod(0o600)
    done = start(tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(
        "holds a secret and cannot be read or made: it holds no text."
    )


def test_what_is_left_empty_takes_its_default(tmp_path: Path) -> None:
    names = (
        "ASSAY_PORT",
        "ASSAY_EMAIL_URL",
        "DATABASE_URL",
        "ASSAY_TIME_ZONE",
        "ASSAY_DEMO",
        "ASSAY_BASE_URL",
    )
    done = start(tmp_path, ASSAY_SECRET_KEY=LONG, ASSAY_VAULT_KEY=LONG, **dict.fromkeys(names, ""))
    assert done.returncode == 0, done.stderr


def test_a_client_that_is_missing_is_told() -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"ASSAY_S3_BUCKET needs a client .* requirements/server\.txt"
    ):
        Environment({"ASSAY_S3_BUCKET": "b"}).driver("ASSAY_S3_BUCKET", "no_such_client")
    Environment({}).driver("ASSAY_S3_BUCKET", "no_such_client")


@pytest.mark.parametrize(
    "url", ["postgres://u:p@a:1,b:2/name", "postgres:///name?host=/run/postgresql", "sqlite:///x"]
)
def test_databases_that_are_meant_are_taken(url: str) -> None:
    assert Environment({"D": url}).db_url("D", default="")["ENGINE"]
