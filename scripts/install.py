"""Install a hashed requirement file and this project into a virtual environment, which is made where there is none.

`install.py VENV FILE`. uv is used where it is at hand because it is several times quicker; plain pip does the same
otherwise. What installers say is shown only when they fail. Ctrl+C ends them and all they started; an environment that
was left half done is made from nothing the next time, since an installer takes a half-copied package for a whole one.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import FrameType

#: What an installer may take to end once it was asked to.
GRACE_SECONDS = 0.5
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Quietly:
    """Runs one command after the other; keeps what they say, and ends what runs when we are asked to end."""

    def __init__(self) -> None:
        self.stopped: int | None = None
        for number in STOPPING:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = number

    def run(self, *command: str) -> int:
        """Its exit code; where it failed, what it said is on the error output."""
        with tempfile.TemporaryFile() as said:
            # In a group of its own: Ctrl+C reaches us alone, who end it whole.
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
            while (code := _ended(process, 0.1)) is None:
                if self.stopped:
                    return _end(process)
            if code and not self.stopped:
                said.seek(0)
                sys.stderr.write(said.read().decode(errors="replace"))
            return code


def _ended(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes]) -> int:
    """Ask it and whatever it has started to end; then end them."""
    _tell(process, signal.SIGTERM)
    _ended(process, GRACE_SECONDS)
    _tell(process, signal.SIGKILL)
    return process.wait()


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def main() -> int:
    venv, requirements = Path(sys.argv[1]), sys.argv[2]
    print(
        f"Installing {requirements} into {venv}. The first time takes about a minute.", flush=True
    )
    quietly = Quietly()
    begun = venv / ".begun"
    if begun.exists():
        shutil.rmtree(venv)
    was_there = (venv / "bin" / "python").exists()
    venv.mkdir(parents=True, exist_ok=True)
    begun.touch()
    code = 0
    for command in _commands(venv, requirements):
        code = code or quietly.stopped or quietly.run(*command)
    if quietly.stopped:
        return 128 + quietly.stopped
    if not code or was_there:  # an installer that fails by itself leaves what is there as it was
        begun.unlink()
    return code


def _commands(venv: Path, requirements: str) -> list[list[str]]:
    python = str(venv / "bin" / "python")
    uv = shutil.which("uv")
    install = (
        [uv, "pip", "install", "--python", python, "-q"]
        if uv
        else [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    )
    made = [] if Path(python).exists() else [[sys.executable, "-m", "venv", str(venv)]]
    return [
        *made,
        [*install, "--require-hashes", "-r", requirements],
        [*install, "--no-deps", "--no-build-isolation", "-e", "."],
    ]


if __name__ == "__main__":
    sys.exit(main())
