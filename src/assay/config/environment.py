"""Reading the environment: typed, and failing loudly on what is malformed."""

import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret_file(path: Path) -> str:
    """The secret kept in a file of mode 0600; made on first use. Refuses a file that others can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass  # another process of ours was a moment quicker
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{path} holds a secret and can be read by others. Run: chmod 600 {path}")
    secret = path.read_text().strip()
    if len(secret) < 32:
        raise ImproperlyConfigured(f"{path} is empty or cut short. Restore it from your backup.")
    return secret
