"""The whole suite: SQLite, every route for everybody, then PostgreSQL, then the browser on the product as it is served.

Each part prints pytest's own closing line; the exit code is 0 only when all passed. `suite.py PART …` runs some parts.
"""

import os
import subprocess
import sys
import time

from postgres import cluster

QUICK = "not browser and not slow"


def pytest(name: str, *arguments: str, **environment: str) -> int:
    started = time.monotonic()
    sys.stdout.write(f"\n== {name}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    sys.stdout.write(f"== {name}: {'passed' if code == 0 else 'did not pass'}, {time.monotonic() - started:.0f} s\n")
    return code


def sqlite() -> int:
    return pytest("SQLite", "-n", "2", "-m", QUICK, DATABASE_URL="")


def tenancy() -> int:
    """Every route, method, role and organization: 25,000 requests."""
    return pytest("Tenancy", "-n", "2", "-m", "slow", "tests/tenancy", DATABASE_URL="")


def postgresql() -> int:
    url = os.environ.get("DATABASE_URL", "")
    places = ("src/assay", "tests/journeys", "tests/record", "tests/faults/test_races.py")
    arguments = ("PostgreSQL", "-n", "2", "-m", f"{QUICK} and not node", *places)
    if url.startswith("postgres"):
        return pytest(*arguments, DATABASE_URL=url)
    with cluster() as made:
        return pytest(*arguments, DATABASE_URL=made)


def browser() -> int:
    return pytest("Browser", "-m", "browser", "tests/browser", DATABASE_URL="")


PARTS = {"sqlite": sqlite, "tenancy": tenancy, "postgresql": postgresql, "browser": browser}

if __name__ == "__main__":
    codes = [PARTS[name]() for name in (sys.argv[1:] or PARTS)]
    sys.exit(max(codes))
