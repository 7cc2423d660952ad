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
    install = [uv, "pip", "install", "--python", python, "-q"] if uv else [python, "-m", "pip", "install", "-q"]
    if not uv:
        install.append("--disable-pip-version-check")
    print(f"Installing {requirements} into {venv}. The first time takes about a minute.", flush=True)
    subprocess.run([*install, "--require-hashes", "-r", requirements], check=True)
    subprocess.run([*install, "--no-deps", "--no-build-isolation", "-e", "."], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
