"""The product as it ships, on a port of its own: `assay serve` with a folder and database that nobody else uses."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass
class House:
    """A running server: where it listens, its process, and what it has written so far."""

    port: int
    var: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()

    def children(self) -> dict[int, str]:
        """Process ids of the children that live, with their names ("assay web 1")."""
        pid = self.process.pid
        found = {}
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/comm").read_text().strip()
        return found

    def web(self) -> list[int]:
        return [pid for pid, line in self.children().items() if line.startswith("assay web")]

    def connect(self, *, timeout: float = 30) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def environment(var: Path, port: int, **more: str) -> dict[str, str]:
    """Nothing of the tests' own settings: what a fresh installation would see."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {
        "ASSAY_VAR": str(var),
        "ASSAY_PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
        **more,
    }


def assay(var: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the product to its end."""
    command = [sys.executable, "-m", "assay", *arguments]
    return subprocess.run(
        command,
        env=environment(var, 8000, **more),
        capture_output=True,
        text=True,
        cwd=var,
        timeout=300,
    )


@contextmanager
def served(
    var: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> Iterator[House]:
    """Serve until the block ends; then whatever is left is killed."""
    port = int((settings or {}).get("ASSAY_PORT", 0)) or free_port()
    log = var / "served.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "assay", "serve", *arguments],
            env=environment(var, port, **(settings or {})),
            stdout=out,
            stderr=out,
            cwd=var,
            start_new_session=True,
        )
    house = House(port, var, process, log)
    try:
        wait_until(lambda: answers(port), f"it serves\n{house.said}")
        yield house
    finally:
        left = list(house.children()) if process.poll() is None else []
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        for pid in left:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)


def answers(port: int) -> bool:
    """Whether requests are answered there, be it that this host is not known."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
            s.sendall(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return s.recv(100).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds, what: str, seconds: float = 60) -> None:
    """Wait for something that comes about in its own time; fails with what was waited for."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"waited {seconds:g} s in vain until {what}"
        time.sleep(0.05)
