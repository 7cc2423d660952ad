"""Settings of the test run: the product's own, with quick passwords, tasks run at once, and a throw-away folder.

It lies in memory where there is room, since nothing in it must survive, and each small file that a learner hands in is
else waited for until a disk has it: ten thousand times a run. TMPDIR puts it elsewhere.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
#: Bytes that a run of the suite may take.
ROOM = 2 * 1024**3


def _place() -> str | None:
    """Where throw-away folders are made; None where the machine has its temporary ones."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    return str(MEMORY) if shutil.disk_usage(MEMORY).free >= ROOM else None


if "ASSAY_VAR" not in os.environ:
    # Whoever makes the folder takes it away again; the workers of a run find it in their environment.
    os.environ["ASSAY_VAR"] = tempfile.mkdtemp(prefix="assay-test-", dir=_place())
    atexit.register(shutil.rmtree, os.environ["ASSAY_VAR"], ignore_errors=True)
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and Path(os.environ["ASSAY_VAR"]).name != _worker:
    # Each has a folder of its own: what one locks or keeps is no business of the others.
    os.environ["ASSAY_VAR"] = str(Path(os.environ["ASSAY_VAR"]) / _worker)
for name in ("ASSAY_DEMO", "ASSAY_PORT", "ASSAY_BASE_URL", "ASSAY_EMAIL_URL", "ASSAY_S3_BUCKET"):
    os.environ.pop(name, None)
if not os.environ.get("DATABASE_URL"):
    os.environ.pop("DATABASE_URL", None)  # an empty one means: the default

from assay.config.settings import *  # noqa: E402, F403
from assay.config.settings import STORAGES as _STORAGES  # noqa: E402

APPEARANCE_SECONDS = (
    0  # never by the clock: what a page asks does not hang on when it was asked before
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    **_STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# A file rather than memory: threads share it as the product's processes share theirs.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # noqa: F405

# Off here, so that a test's administrator needs no second step; the tests of both switch them on.
SECOND_FACTOR = False
CONFIRM_AFTER_SECONDS = 0
