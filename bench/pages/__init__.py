"""`python -m bench pages`: what pages cost at two sizes of the program, beside a static answer of the same server.

Processor time a request of the whole server, not wall time: other work on the machine lengthens the one, hardly the
other. With `--strict` a missed aim (`bench/pages/aims.py`) ends it with exit code 1.

BENCH_LEARNERS, BENCH_SUBMISSIONS and BENCH_SECONDS change the size of the generated program and the time per page;
BENCH_PAGES names the pages to ask ("frame,catalog"), BENCH_FOLDER keeps the loaded programs for the next run.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.pages.aims import AIMS, GROWTH_SLACK_MS, MOST_GROWTH
from bench.pages.load import Answer, Ask, run
from bench.pages.server import AS_AT_WORK, ROOT, assay, environment, served

Row = tuple[dict[str, object], Answer, Answer]


def main() -> int:
    seconds = float(os.environ.get("BENCH_SECONDS", "2"))
    kept = os.environ.get("BENCH_FOLDER")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        demo, large = programs(Path(kept or folder))
        rows = measure(demo, seconds), measure(large, seconds)
    missed = report(*rows)
    return 1 if missed and "--strict" in sys.argv else 0


def programs(folder: Path) -> tuple[Path, Path]:
    """The demo, and the demo with a generated program; made where they are not there yet."""
    learners = os.environ.get("BENCH_LEARNERS", "10000")
    submissions = os.environ.get("BENCH_SUBMISSIONS", "20000")
    demo, large = folder / "demo", folder / f"{submissions}"
    if not demo.exists():
        say(f"Loading the demo\n{assay(demo, 'demo').splitlines()[0]}")
    assay(demo, "collectstatic", "--noinput", "-v0")
    if not large.exists():
        shutil.copytree(demo, large)
        began = time.monotonic()
        assay(large, "simulate", "--learners", learners, "--submissions", submissions)
        say(f"Generated {submissions} submissions in {time.monotonic() - began:.0f} s")
        say(assay(large, "record", "check").strip())
    assay(large, "collectstatic", "--noinput", "-v0")
    return demo, large


def measure(var: Path, seconds: float) -> list[Row]:
    """Every ask beside a static answer of its size, one after the other."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages.asks"],
        env=environment(var) | AS_AT_WORK,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    wanted = [name for name in os.environ.get("BENCH_PAGES", "").split(",") if name]
    rows = []
    with served(var) as (port, pids):
        for line in done.stdout.splitlines():
            told = json.loads(line)
            if wanted and told["name"] not in wanted:
                continue
            body = told["body"].encode() if told["body"] else None
            ask = Ask(told["name"], told["path"], told["method"], told["headers"], body)
            answer = run(port, ask, pids=pids, seconds=seconds)
            static = Ask("static", f"/bench/{answer.size_bytes}/", headers={"Accept": "text/html"})
            rows.append((told, answer, run(port, static, pids=pids, seconds=seconds / 4)))
    return rows


def report(small: list[Row], large: list[Row]) -> list[str]:
    """Print the table; what was missed, in words."""
    say("\n| page | size | kB | cpu ms | aim | static ms | queries | aim | p95 ms |")
    say("|---|---|---|---|---|---|---|---|---|")
    missed = []
    for label, rows in (("demo", small), ("large", large)):
        for told, answer, static in rows:
            name, queries = str(told["name"]), int(str(told["queries"]))
            aim = AIMS[name]
            say(
                f"| {name} | {label} | {answer.size_bytes / 1000:.0f} | {answer.cpu_ms:.2f} | {aim.cpu_ms:g}"
                f" | {static.cpu_ms:.2f} | {queries} | {aim.queries} | {answer.p95_ms:.1f} |"
            )
            if answer.cpu_ms > aim.cpu_ms:
                missed.append(f"{name} ({label}): {answer.cpu_ms:.1f} ms, aim {aim.cpu_ms:g}")
            if queries > aim.queries:
                missed.append(f"{name} ({label}): {queries} queries, aim {aim.queries}")
    for (told, before, _), (_, after, _) in zip(small, large, strict=True):
        if after.cpu_ms > before.cpu_ms * MOST_GROWTH + GROWTH_SLACK_MS:
            growth = after.cpu_ms / before.cpu_ms
            missed.append(f"{told['name']}: grows {growth:.1f}x, aim {MOST_GROWTH}x")
    say("\nEvery aim is met." if not missed else "\nAims missed:\n  " + "\n  ".join(missed))
    return missed


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
