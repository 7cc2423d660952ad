"""The whole suite: SQLite, every route for everybody, what PostgreSQL could answer differently, then the browser on the
product as it is served.

Each part prints pytest's own closing line, its time by the clock and by the processors (what a busy machine does not
change), and at the end the twenty slowest tests of all parts stand in one table. The exit code is 0 only when all
passed. `suite.py PART …` runs some parts.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from postgres import cluster

QUICK = "not browser and not slow"
SLOWEST = 20

#: What was run: its name, seconds by the clock, seconds of the processors.
done: list[tuple[str, float, float]] = []
#: Every test: seconds, part, file and name.
tests: list[tuple[float, str, str]] = []


def processors() -> float:
    """Seconds that everything started here, and ended, has kept a processor busy."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@contextmanager
def compiled_once() -> Iterator[None]:
    """Modules are compiled once for the hundreds of processes that tests start, wherever they may not be written."""
    with tempfile.TemporaryDirectory(prefix="assay-compiled-") as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        yield


def pytest(name: str, *arguments: str, **environment: str) -> int:
    started, busy = time.monotonic(), processors()
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
        code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
        if report.exists():
            read(report, name)
    took = (time.monotonic() - started, processors() - busy)
    done.append((name, *took))
    sys.stdout.write(f"== {name}: {'passed' if code == 0 else 'did not pass'}, {said(*took)}\n")
    return code


def said(clock: float, busy: float) -> str:
    return f"{clock:.0f} s ({busy:.0f} s of processors)"


def read(report: Path, part: str) -> None:
    """How long each test took, with what was set up for it."""
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        tests.append((float(case.get("time", 0)), part, name))


def sqlite() -> int:
    """All but what walks a part of the routes, of which the next part walks the whole.

    One at a time more than there are processors: a quarter of the time they wait for servers that start and end.
    """
    parts = (
        "a_tenth_of_all_requests_drawn_by_seed",
        "each_page_and_press_once_by_somebody_whose_business_it_is",
    )
    left_out = [f"--deselect=tests/tenancy/test_every_route.py::test_{name}" for name in parts]
    return pytest("SQLite", "-n", "3", "-m", QUICK, *left_out, DATABASE_URL="")


def tenancy() -> int:
    """Every route, method, role and organization: 25,000 requests. What they press for long has `make faults`."""
    return pytest(
        "Tenancy", "-n", "2", "-m", "slow", "tests/tenancy/test_every_route.py", DATABASE_URL=""
    )


def postgresql() -> int:
    """What tests/on_postgresql.py chooses."""
    url = os.environ.get("DATABASE_URL", "")
    races = [f"tests/faults/test_{name}.py" for name in ("races", "credit_races", "priority_races")]
    rooms, together = "src/assay", ("tests/journeys", "tests/record", *races)
    places = (rooms, *together, "tests/tenancy/test_every_route.py")
    arguments = ("PostgreSQL", "-n", "2", "-m", f"{QUICK} and not node and postgresql", *places)
    if url.startswith("postgres"):
        return pytest(*arguments, DATABASE_URL=url)
    with cluster() as made:
        return pytest(*arguments, DATABASE_URL=made)


def browser() -> int:
    """Three at once: what changes the demo, one after the other, and beside it what has a server of its own.

    One more than there are processors, since each waits for much of its time: for a save, a server, a moved page.
    """
    return pytest("Browser", "-n", "3", "-m", "browser", "tests/browser", DATABASE_URL="")


def sum_up() -> None:
    sys.stdout.write(f"\n== The {SLOWEST} slowest tests of all parts\n")
    for seconds, part, name in sorted(tests, reverse=True)[:SLOWEST]:
        sys.stdout.write(f"{seconds:7.1f} s  {part:<10}  {name}\n")
    sys.stdout.write("\n== Parts\n")
    for name, *took in [*done, ("Together", sum(d[1] for d in done), sum(d[2] for d in done))]:
        sys.stdout.write(f"{name:<10}  {said(*took)}\n")


PARTS = {"sqlite": sqlite, "tenancy": tenancy, "postgresql": postgresql, "browser": browser}

if __name__ == "__main__":
    with compiled_once():
        codes = [PARTS[name]() for name in (sys.argv[1:] or PARTS)]
    sum_up()
    sys.exit(max(codes))
