"""`python -m bench writers`: how much one and eight processes write a second on PostgreSQL, beside a plain UPDATE.

Each process notes events, awards badges one by one, and updates a row of its own, in transactions of their own.
BENCH_WRITERS_SECONDS says how long each (5). The cluster keeps what it commits, as a real one does; BENCH_WRITERS_FAST
leaves that out, where the disk is to be left out. `--strict` exits 1 where an aim is missed.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANY, WARM = 8, 20
#: What eight processes do a second, all together, at least.
AIMS = {"note": 1000.0, "award": 150.0}
#: How often a second, all together, and milliseconds of a processor each: of those who write, and of the database.
Rate = tuple[float, float, float]
_KINDS = ("update", "note", "award")


def main() -> int:
    sys.path.insert(0, str(ROOT / "scripts"))
    from postgres import cluster

    seconds = float(os.environ.get("BENCH_WRITERS_SECONDS", "5"))
    with cluster(durable="BENCH_WRITERS_FAST" not in os.environ) as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "assay.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        _run(environment, "prepare", str(int(seconds * 700)))
        found = {
            (kind, writers): _together(environment, kind, writers, seconds)
            for kind in _KINDS
            for writers in (1, MANY)
        }
        _run(environment, "check")
    return _report(found)


def _run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "bench.writers", *arguments], env=environment, check=True)


def _together(environment: dict[str, str], kind: str, writers: int, seconds: float) -> Rate:
    """They begin at one moment."""
    command = [sys.executable, "-m", "bench.writers", kind, str(seconds), str(writers)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes: list[subprocess.Popen[str]] = [
        subprocess.Popen([*command, str(n)], env=environment, **pipes) for n in range(writers)
    ]
    for process in processes:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise SystemExit(f"{kind}: a writer did not come up")
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    before = database_seconds(environment["DATABASE_URL"])
    told = [process.communicate()[0].split() for process in processes]
    used = database_seconds(environment["DATABASE_URL"]) - before
    done = max(1, sum(int(count) for count, _busy in told))
    busy = sum(float(busy) for _count, busy in told)
    return done / seconds, 1000 * busy / done, 1000 * used / done


def database_seconds(url: str) -> float:
    """Processor time of the cluster so far: of its processes that live, and of those that have ended."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    parent = int(Path(row[0], "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    ticks = sum(_ticks(f"/proc/{parent}/stat", 11, 15))
    for child in children:
        with suppress(
            FileNotFoundError
        ):  # it has ended since, and is counted with the parent next time
            ticks += sum(_ticks(f"/proc/{child}/stat", 11, 13))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(path: str, low: int, high: int) -> list[int]:
    return [int(n) for n in Path(path).read_text().rpartition(")")[2].split()[low:high]]


def _report(found: dict[tuple[str, int], Rate]) -> int:
    missed = []
    print(
        f"{'a second, all together':28}{'1 process':>12}{f'{MANY} processes':>14}{'aim':>8}{'ms each':>10}"
        f"{'database':>10}"
    )
    for kind in _KINDS:
        aim, alone, (together, ms, base) = AIMS.get(kind), found[kind, 1][0], found[kind, MANY]
        print(f"{kind:28}{alone:12,.0f}{together:14,.0f}{aim or '-':>8}{ms:10.1f}{base:10.1f}")
        if aim and together < aim:
            missed.append(f"{kind}: {together:,.0f} a second, aim {aim:,.0f}")
    print("Every aim is met." if not missed else "Aims missed:\n  " + "\n  ".join(missed))
    return int(bool(missed) and "--strict" in sys.argv)


def _prepare(count: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.awards import released

    released.release(count, released.open_catalog())


def _check() -> None:
    from assay.credentials.models import Award
    from assay.record.sealing import check

    found = check()
    print(
        f"{Award.objects.count():,} awards; the record: {found.rows:,} rows, whole: {found.whole}"
    )


def _update(number: int, _writers: int) -> Callable[[], object]:
    from assay.people.models import Person

    row = Person.objects.order_by("-pk").values_list("pk", flat=True)[number]
    return lambda: Person.objects.filter(pk=row).update(joined_at="2026-01-01T00:00Z")


def _note(number: int, _writers: int) -> Callable[[], object]:
    from django.db import transaction

    from assay.people.models import Person
    from assay.record.actions import note

    person = Person.objects.order_by("-pk")[number]

    def once() -> None:
        with transaction.atomic():
            note("people.signed_in", person, by=None, step=number)

    return once


def _award(number: int, writers: int) -> Callable[[], object]:
    from assay.assessment.models import Evaluation
    from assay.credentials import actions

    free = Evaluation.objects.filter(award=None).order_by("pk")
    mine = list(free[:20_000:1])[number::writers]
    for _turn in range(
        WARM
    ):  # keys and templates are made, as in a process that has run for a while
        actions.award(mine.pop(), by=None)
    return lambda: actions.award(mine.pop(), by=None)


def _write(kind: str, seconds: float, writers: int, number: int) -> None:
    once = {"update": _update, "note": _note, "award": _award}[kind](number, writers)
    print("ready", flush=True)
    sys.stdin.readline()
    done, until, busy = 0, time.monotonic() + seconds, time.process_time()
    while time.monotonic() < until:
        once()
        done += 1
    print(done, time.process_time() - busy)


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        _prepare(int(sys.argv[2]))
    elif sys.argv[1] == "check":
        _check()
    else:
        _write(sys.argv[1], float(sys.argv[2]), *map(int, sys.argv[3:5]))
