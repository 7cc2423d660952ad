"""`python -m bench pages`: what pages cost at two sizes of the program, beside a static answer of the same server.

BENCH_LEARNERS, BENCH_SUBMISSIONS and BENCH_SECONDS change the size of the generated program and the time per page.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.pages.load import Answer, Ask, run
from bench.pages.server import ROOT, assay, environment, served

LIMITS = {
    "list": 40.0,
    "detail": 15.0,
}  # processor time as a multiple of a static answer of the same size
P95_BETWEEN_SIZES = 3.0
MOST_QUERIES_OF_A_LIST = 12


def main() -> int:
    learners, submissions = (
        os.environ.get("BENCH_LEARNERS", "20000"),
        os.environ.get("BENCH_SUBMISSIONS", "40000"),
    )
    seconds = float(os.environ.get("BENCH_SECONDS", "4"))
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        var = Path(folder)
        say(f"Loading the demo\n{assay(var, 'demo').splitlines()[0]}")
        assay(var, "collectstatic", "--noinput", "-v0")
        small = measure(var, seconds)
        began = time.monotonic()
        assay(var, "simulate", "--learners", learners, "--submissions", submissions)
        say(f"Generated {submissions} submissions in {time.monotonic() - began:.0f} s")
        say(assay(var, "record", "check").strip())
        large = measure(var, seconds)
    return report(small, large)


Row = tuple[dict[str, object], Answer, Answer]


def measure(var: Path, seconds: float) -> list[Row]:
    """Every ask beside a static answer of its size, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages.asks"],
        env=environment(var),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    rows = []
    with served(var) as (port, pids):
        for line in done.stdout.splitlines():
            told = json.loads(line)
            body = told["body"].encode() if told["body"] else None
            ask = Ask(told["name"], told["path"], told["method"], told["headers"], body)
            answer = run(port, ask, pids=pids, seconds=seconds)
            static = Ask("static", f"/bench/{answer.size_bytes}/", headers={"Accept": "text/html"})
            rows.append((told, answer, run(port, static, pids=pids, seconds=seconds / 2)))
    return rows


def report(small: list[Row], large: list[Row]) -> int:
    say(
        "\npage               size    req/s   p50 ms   p95 ms  queries  cpu ms  static cpu ms  ratio"
    )
    missed = []
    for label, rows in (("demo", small), ("large", large)):
        for told, answer, static in rows:
            ratio = answer.cpu_ms / max(static.cpu_ms, 0.01)
            say(
                f"{told['name']!s:18} {label:6} {answer.per_second:7.0f} {answer.p50_ms:8.1f} {answer.p95_ms:8.1f}"
                f" {told['queries']!s:>8} {answer.cpu_ms:7.2f} {static.cpu_ms:14.2f} {ratio:6.1f}"
            )
            limit = LIMITS.get(str(told["kind"]))
            if limit and ratio > limit:
                missed.append(
                    f"{told['name']} ({label}): {ratio:.1f}x a static answer, aim {limit:.0f}x"
                )
            if told["kind"] == "list" and int(str(told["queries"])) > MOST_QUERIES_OF_A_LIST:
                missed.append(
                    f"{told['name']} ({label}): {told['queries']} queries, aim {MOST_QUERIES_OF_A_LIST}"
                )
    for (told, before, _), (_, after, _) in zip(small, large, strict=True):
        growth = after.p95_ms / before.p95_ms
        if growth > P95_BETWEEN_SIZES:
            missed.append(f"{told['name']}: p95 grows {growth:.1f}x, aim {P95_BETWEEN_SIZES:.0f}x")
    say("\nEvery aim is met." if not missed else "\nAims missed:\n  " + "\n  ".join(missed))
    return 0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
