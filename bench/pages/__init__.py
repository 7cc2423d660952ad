"""`python -m bench pages`: what pages cost at several sizes of the program, beside a static answer of the same server.

Processor time a request of the whole server, not wall time: other work on the machine lengthens the one, hardly the
other. With `--strict` a missed aim (`bench/pages/aims.py`) ends it with exit code 1.

A page that lists is the demo's half empty: growth is told from 1,000 submissions, where pages are full, to the large
program, and the demo's figure stands beside it.

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

#: Learners and submissions of the least program whose lists fill their pages.
FULL = "1000", "1000"
Row = tuple[dict[str, object], Answer, Answer]


def main() -> int:
    seconds = float(os.environ.get("BENCH_SECONDS", "2"))
    kept = os.environ.get("BENCH_FOLDER")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        sizes = programs(Path(kept or folder))
        rows = {name: measure(var, seconds) for name, var in sizes.items()}
    missed = report(rows)
    return 1 if missed and "--strict" in sys.argv else 0


def programs(folder: Path) -> dict[str, Path]:
    """The demo, and the demo with a small and a large generated program; made where they are not there yet."""
    learners = os.environ.get("BENCH_LEARNERS", "10000")
    submissions = os.environ.get("BENCH_SUBMISSIONS", "20000")
    sizes = {"demo": folder / "demo", "full": folder / FULL[1], "large": folder / submissions}
    demo = sizes["demo"]
    if not demo.exists():
        say(f"Loading the demo\n{assay(demo, 'demo').splitlines()[0]}")
    for name, (many, of_them) in {"full": FULL, "large": (learners, submissions)}.items():
        if not sizes[name].exists():
            shutil.copytree(demo, sizes[name])
            began = time.monotonic()
            assay(sizes[name], "simulate", "--learners", many, "--submissions", of_them)
            say(f"Generated {of_them} submissions in {time.monotonic() - began:.0f} s")
            say(assay(sizes[name], "record", "check").strip())
    for var in sizes.values():
        assay(var, "collectstatic", "--noinput", "-v0")
    return sizes


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


def report(found: dict[str, list[Row]]) -> list[str]:
    """Print the table; what was missed, in words."""
    say("\n| page | size | kB | cpu ms | aim | static ms | queries | aim | p95 ms |")
    say("|---|---|---|---|---|---|---|---|---|")
    missed = []
    for label, rows in found.items():
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
    say("\n| page | demo to large | full pages to large | aim |\n|---|---|---|---|")
    for demo, full, large in zip(found["demo"], found["full"], found["large"], strict=True):
        name = demo[0]["name"]
        least, before, after = (row[1].cpu_ms for row in (demo, full, large))
        say(f"| {name} | {after / least:.2f}x | {after / before:.2f}x | {MOST_GROWTH}x |")
        if after > before * MOST_GROWTH + GROWTH_SLACK_MS:
            missed.append(f"{name}: grows {after / before:.1f}x, aim {MOST_GROWTH}x")
    say("\nEvery aim is met." if not missed else "\nAims missed:\n  " + "\n  ".join(missed))
    return missed


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
