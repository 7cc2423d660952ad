"""Make sure that what only Debian has is here: `debian.py chromium postgresql nodejs`.

Installs what is missing as root; as anyone else prints the one line to type, and stops.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def nodejs() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def nginx() -> bool:
    return bool(shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"))


def gettext() -> bool:
    return bool(shutil.which("xgettext"))


def strace() -> bool:
    return bool(shutil.which("strace"))


PACKAGES = {
    "chromium": (chromium, ["chromium"]),
    "postgresql": (postgresql, ["postgresql"]),
    "nodejs": (nodejs, ["nodejs", "npm"]),
    "nginx": (nginx, ["nginx-light"]),
    "gettext": (gettext, ["gettext"]),
    "strace": (strace, ["strace"]),
}


def main() -> int:
    missing = [
        package for name in sys.argv[1:] if not PACKAGES[name][0]() for package in PACKAGES[name][1]
    ]
    if not missing:
        return 0
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.stderr.write(
            f"The whole suite needs: {' '.join(missing)}. Type this, then make test again:\n"
        )
        sys.stderr.write(f"  sudo apt-get update && sudo {' '.join(install)}\n")
        return 1
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    sys.stdout.write(f"Installing {' '.join(missing)}\n")
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)  # noqa: S607
    subprocess.run([*install, "-qq"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
