"""`assay award --waiting --bake`: how many a second, on one core, beside what raw signing and raw rows cost.

BENCH_AWARDS sets how many (10,000; beyond 50,000 nothing is baked, for want of disk). BENCH_AWARDS_SAMPLE shortens a
long run: only so many at its start and its end are awarded by the command, those between are written raw, so that the
last ones meet the tables of a million. DATABASE_URL names an empty database; without it the bench makes an SQLite file
and deletes it. What is measured is a house that has awarded before: by BEFORE awards of the same command the pictures
of its versions are drawn.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MOST_BAKED, BEFORE = 50_000, 100
STOPPED = 130  # by a signal, after a batch: what was reached is told all the same
Point = tuple[float, int, int]  # processor seconds, awarded, KB of its own
_LINE = re.compile(r"([\d,]+) of [\d,]+ awarded")


def main() -> None:
    """Prepare, run the command as an operator would, print rates and ratios."""
    count = int(os.environ.get("BENCH_AWARDS", "10000"))
    folder = Path(tempfile.mkdtemp(prefix="bench-awards-"))
    os.environ["ASSAY_VAR"] = str(folder)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "assay.config.settings"
    try:
        _measure(count, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(count: int, folder: Path) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    from bench.awards import raw, released

    began = time.monotonic()
    released.release(count + BEFORE, released.open_catalog())
    print(
        f"awards: {count:,} released decisions on {connection.vendor}, prepared in {time.monotonic() - began:.0f} s"
    )
    _run(folder, bake=True, limit=BEFORE)
    sample = int(os.environ.get("BENCH_AWARDS_SAMPLE", "0"))
    if 0 < 2 * sample < count:
        first = _told(sample, *_run(folder, bake=False, limit=sample))
        began = time.monotonic()
        released.stand(range(BEFORE + sample, BEFORE + count - sample))
        print(
            f"  {count - 2 * sample:,} awards between written raw in {time.monotonic() - began:.0f} s",
            flush=True,
        )
        last = _told(sample, *_run(folder, bake=False))
        print(
            f"  the last {sample:,} of {count:,} against the first: {last / first - 1:+.0%} "
            "(processor time, each in units of the raw signature of its minute)"
        )
    else:
        _told(count, *_run(folder, bake=count <= MOST_BAKED))
    print(f"  {'raw rows of one award, no index':34}{raw.rows():10,.0f}")
    _check()


def _run(
    folder: Path, *, bake: bool, limit: int | None = None
) -> tuple[float, float, list[Point], float, float]:
    """What `_command` says, and raw signing and checking a second, measured just before."""
    from django.db import connection

    from bench.awards import raw

    signing, verifying = raw.signatures()
    connection.close()
    return *_command(folder, bake=bake, limit=limit), signing, verifying


def _told(
    count: int, wall: float, processor: float, points: list[Point], signing: float, verifying: float
) -> float:
    """Print the rates of a run; returns awards for each raw signature."""
    if points:
        count = min(count, points[-1][1])
    both = 1 / (1 / signing + 1 / verifying)
    print(f"  {'awarded, wall time':34}{count / wall:10,.0f} a second ({wall:.1f} s)")
    print(
        f"  {'awarded, processor time':34}{count / processor:10,.0f} a second ({processor:.1f} s)"
    )
    print(
        f"  {'raw Ed25519: sign':34}{signing:10,.0f} (awarding is {count / processor / signing:.1%} of it)"
    )
    print(
        f"  {'raw Ed25519: sign and verify':34}{both:10,.0f} (awarding is {count / processor / both:.1%} of it)"
    )
    _flatness(points)
    return count / processor / signing


def _check() -> None:
    from assay.record.sealing import check

    began = time.monotonic()
    found = check()
    state = "whole" if found.whole else "BROKEN"
    print(f"  the record: {found.rows:,} rows, {state} ({time.monotonic() - began:.0f} s)")


def _command(folder: Path, *, bake: bool, limit: int | None) -> tuple[float, float, list[Point]]:
    """Wall and processor seconds of the command on one core, and how it went."""
    arguments = [sys.executable, "-m", "assay", "award", "--waiting"]
    arguments += ["--bake", str(folder / "baked")] if bake else []
    arguments += ["--limit", str(limit)] if limit else []
    before, began, points = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), []
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, preexec_fn=_one_core
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if found := _LINE.match(line):
                points.append(
                    (
                        _processor(process.pid),
                        int(found[1].replace(",", "")),
                        _resident(process.pid),
                    )
                )
            if told := line.strip():
                print(f"    {told}", flush=True)
    if process.returncode not in (0, STOPPED):
        raise SystemExit(f"assay award ended with {process.returncode}")
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, points


def _one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _processor(pid: int) -> float:
    """Seconds of user and system time so far: the machine's other work does not count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    status: dict[str, Any] = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if ":" in line
    )
    # Without the pages of the database file that SQLite maps: they are the system's to take back.
    return int(status.get("RssAnon", "0 kB").split()[0])


def _flatness(points: list[Point]) -> None:
    """Rate and memory in the first and last tenth of a long run."""
    tenth = len(points) // 10
    if tenth < 2:
        return
    (t0, n0, _r0), (t1, n1, r1) = points[0], points[tenth]
    (t2, n2, _r2), (t3, n3, r3) = points[-tenth - 1], points[-1]
    first, last = (n1 - n0) / (t1 - t0), (n3 - n2) / (t3 - t2)
    print(
        f"  per second of processor time: {first:,.0f} in the first tenth, {last:,.0f} in the last "
        f"({last / first - 1:+.0%}); memory {r1 / 1024:,.0f} MB then, {r3 / 1024:,.0f} MB at the end"
    )
