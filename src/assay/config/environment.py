"""Reading the environment: typed, and failing loudly on what is malformed."""

import secrets
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from assay.lib.whole_files import write_whole

env = environ.Env()


def secret_file(path: Path) -> str:
    """The secret kept in a file of mode 0600; made on first use. Refuses a file that others can read."""
    if not path.exists():
        with suppress(FileExistsError):  # another process of ours was a moment quicker
            write_whole(path, [secrets.token_urlsafe(48).encode()], exclusive=True)
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} holds a secret and can be read by others. Run: chmod 600 {path}")
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise ImproperlyConfigured(f"{path} is empty or cut short. Restore it from your backup.")
    return secret
