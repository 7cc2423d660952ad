"""The product under load: one web process on a database of its own, and who asks what of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

#: A web process as `assay serve` makes one: everything is imported before, and the collector leaves that alone.
ONE_PROCESS = """
import sys
import django
django.setup()
from assay.cli.processes import made_ready, serve
made_ready()
serve("127.0.0.1", int(sys.argv[1]))
"""


#: Asked and served as somebody's own program: without the demo's bar, and nobody's role asleep.
AS_AT_WORK = {"ASSAY_DEMO": "0", "ASSAY_SECOND_FACTOR": "off"}


def environment(var: Path, port: int = 8000) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {
        "ASSAY_VAR": str(var),
        "ASSAY_BASE_URL": f"http://127.0.0.1:{port}",
        "ASSAY_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "bench.pages.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def assay(var: Path, *arguments: str) -> str:
    """Run a command of the product in a folder of its own."""
    command = [sys.executable, "-m", "assay", *arguments]
    done = subprocess.run(command, env=environment(var), check=True, capture_output=True, text=True)
    return done.stdout


@contextmanager
def served(var: Path) -> Iterator[tuple[int, list[int]]]:
    """(port, process ids) of the served product."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = [sys.executable, "-c", ONE_PROCESS, str(port)]
    process = subprocess.Popen(command, env=environment(var, port) | AS_AT_WORK)
    try:
        _wait(port)
        yield port, [process.pid]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(900):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")
