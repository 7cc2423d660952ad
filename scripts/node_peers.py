"""Install the npm verifiers of tests/verifiers, once per lock file; says nothing when there is nothing to do.

Exit code 3 says that node (20 or later) or npm is missing; anything else but 0 that npm could not install.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "verifiers"
OLDEST = 20
MISSING = 3


def node_version() -> int:
    """The major version of node, 0 without node or npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def main() -> int:
    if node_version() < OLDEST:
        sys.stderr.write(
            f"The verifiers in tests/verifiers need node {OLDEST} or later, and npm.\n"
        )
        return MISSING
    with (FOLDER / "package-lock.json").open("rb") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)  # Tests run side by side, and each asks for this first.
        return install(hashlib.sha256(locked.read()).hexdigest())


def install(lock: str) -> int:
    """npm's exit code; `lock` is the digest of the lock file."""
    stamp = FOLDER / "node_modules" / ".lock-sha256"
    if stamp.exists() and stamp.read_text() == lock:
        return 0
    npm = str(shutil.which("npm"))
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=False
    )
    if done.returncode == 0:
        stamp.write_text(lock)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
