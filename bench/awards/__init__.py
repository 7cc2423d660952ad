"""`assay award --waiting --bake`: how many a second, on one core, beside what raw signing and raw rows cost.

BENCH_AWARDS sets how many (10,000; beyond 50,000 nothing is baked, for want of disk). DATABASE_URL names an empty
database; without it the bench makes an SQLite file and deletes it.
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

MOST_BAKED = 50_000
STOPPED = 130  # by a signal, after a batch: what was reached is told all the same
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
    from assay.record.actions import check
    from bench.awards import raw, released

    began = time.monotonic()
    released.release(count, released.open_catalog())
    print(f"awards: {count:,} released decisions on {connection.vendor}, prepared in {time.monotonic() - began:.0f} s")
    signing, verifying = raw.signatures()
    connection.close()
    spent, points = _command(folder, bake=count <= MOST_BAKED)
    wall, processor = spent
    rows = raw.rows()
    count = max((done for _seconds, done, _resident_kb in points), default=count)
    print(f"  {'awarded, wall time':34}{count / wall:10,.0f} a second ({wall:.1f} s)")
    print(f"  {'awarded, processor time':34}{count / processor:10,.0f} a second ({processor:.1f} s)")
    print(f"  {'raw Ed25519: sign':34}{signing:10,.0f}")
    print(f"  {'raw Ed25519: sign and verify':34}{1 / (1 / signing + 1 / verifying):10,.0f}")
    print(f"  {'raw rows of one award, no index':34}{rows:10,.0f}")
    floor = 1 / signing + 1 / verifying + 1 / rows
    print(f"  processor time against raw signing {count / processor / signing:.1%}, against raw sign + verify + rows "
          f"{count / processor * floor:.1%}")  # fmt: skip
    _flatness(points)
    began = time.monotonic()
    found = check()
    print(
        f"  the record: {found.rows:,} rows, {'whole' if found.whole else 'BROKEN'} ({time.monotonic() - began:.0f} s)"
    )


def _command(folder: Path, *, bake: bool) -> tuple[tuple[float, float], list[tuple[float, int, int]]]:
    """Wall and processor seconds of the command on one core; (processor seconds, awarded, resident KB) as it went."""
    arguments = [sys.executable, "-m", "assay", "award", "--waiting"]
    arguments += ["--bake", str(folder / "baked")] if bake else []
    before, began, points = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), []
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, preexec_fn=_one_core) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if found := _LINE.match(line):
                done = int(found[1].replace(",", ""))
                points.append((_processor(process.pid), done, _resident(process.pid)))
            if done_line := line.strip():
                print(f"    {done_line}", flush=True)
    if process.returncode not in (0, STOPPED):
        raise SystemExit(f"assay award ended with {process.returncode}")
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), points


def _one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _processor(pid: int) -> float:
    """Seconds of user and system time so far: the machine's other work does not count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    status: dict[str, Any] = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
    )
    return int(status.get("VmRSS", "0 kB").split()[0])


def _flatness(points: list[tuple[float, int, int]]) -> None:
    """Rate and memory in the first and last tenth of a long run."""
    tenth = len(points) // 10
    if tenth < 2:
        return
    (t0, n0, _r0), (t1, n1, r1) = points[0], points[tenth]
    (t2, n2, _r2), (t3, n3, r3) = points[-tenth - 1], points[-1]
    first, last = (n1 - n0) / (t1 - t0), (n3 - n2) / (t3 - t2)
    print(f"  per second of processor time: {first:,.0f} in the first tenth, {last:,.0f} in the last "
          f"({last / first - 1:+.0%}); memory {r1 / 1024:,.0f} MB then, {r3 / 1024:,.0f} MB at the end")  # fmt: skip
