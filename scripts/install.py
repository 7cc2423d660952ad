"""Install a hashed requirement file and this project into a virtual environment: `install.py VENV FILE`.

uv is used where it is at hand because it is several times quicker; plain pip does the same otherwise.
"""

import shutil
import subprocess
import sys
from pathlib import Path


def main() -> int:
    venv, requirements = Path(sys.argv[1]), sys.argv[2]
    python = str(venv / "bin" / "python")
    uv = shutil.which("uv")
    install = (
        [uv, "pip", "install", "--python", python, "-q"]
        if uv
        else [python, "-m", "pip", "install", "-q"]
    )
    if not uv:
        install.append("--disable-pip-version-check")
    print(
        f"Installing {requirements} into {venv}. The first time takes about a minute.", flush=True
    )
    for what in (
        ["--require-hashes", "-r", requirements],
        ["--no-deps", "--no-build-isolation", "-e", "."],
    ):
        # What installers warn of (running as root, newer versions of themselves) is nothing to act on here.
        done = subprocess.run(
            [*install, *what], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            sys.stderr.write(done.stdout)
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
