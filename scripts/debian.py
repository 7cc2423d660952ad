"""Make sure that what only Debian has is here: `debian.py chromium postgresql nodejs`.

Installs what is missing as root; as anyone else prints the one line to type, and stops.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


def chromium() -> bool:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return any(shutil.which(name) for name in names)


def postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def nodejs() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def nginx() -> bool:
    return bool(shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"))


def ffmpeg() -> bool:
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def clamd() -> bool:
    return bool(shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin"))


def poppler() -> bool:
    return bool(shutil.which("pdftoppm"))


def gettext() -> bool:
    return bool(shutil.which("xgettext"))


def strace() -> bool:
    return bool(shutil.which("strace"))


#: The same engine without windows: each page costs a third of the work.
HEADLESS = "chromium-headless-shell"
PACKAGES = {
    "chromium": (chromium, [HEADLESS]),
    "postgresql": (postgresql, ["postgresql"]),
    "nodejs": (nodejs, ["nodejs", "npm"]),
    "nginx": (nginx, ["nginx-light"]),
    "clamd": (clamd, ["clamav-daemon"]),
    "ffmpeg": (ffmpeg, ["ffmpeg"]),
    "poppler": (poppler, ["poppler-utils"]),
    "gettext": (gettext, ["gettext"]),
    "strace": (strace, ["strace"]),
}


def main() -> int:
    missing = [
        package for name in sys.argv[1:] if not PACKAGES[name][0]() for package in PACKAGES[name][1]
    ]
    may_install = os.geteuid() == 0 and bool(shutil.which("apt-get"))
    if not missing:
        if may_install and "chromium" in sys.argv and not shutil.which(HEADLESS):
            quicken()
        return 0
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not may_install:
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


def quicken() -> None:
    """Chromium without windows beside the whole one, where it can be had; without it the tests only take longer."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "-qq", HEADLESS]
    sys.stdout.write(f"Trying to install {HEADLESS}: the tests in the browser take a third\n")
    for command in (["apt-get", "update", "-qq"], install):
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command, check=False, env=environment, timeout=60, stdout=subprocess.DEVNULL
            )


if __name__ == "__main__":
    sys.exit(main())
