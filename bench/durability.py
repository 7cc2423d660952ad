"""What it costs that a power cut loses nothing: autosave and award under `synchronous` NORMAL and FULL, on SQLite.

The database is a file on the disk that holds the temporary folder (TMPDIR). BENCH_TIMES sets
how often (200). Wall time: waiting for the disk is the price.
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count as counting
from pathlib import Path


def main() -> None:
    """Both kinds in turns, so that what else the disk does falls on both alike; medians, and a bare flush beside."""
    folder = Path(tempfile.mkdtemp(prefix="bench-durability-"))
    os.environ["ASSAY_VAR"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "assay.config.settings"
    try:
        measure(int(os.environ.get("BENCH_TIMES", "200")), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(times: int, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from assay.assessment.models import Decision
    from assay.credentials import actions as credentials
    from assay.evidence import actions as evidence
    from assay.people.models import Person
    from bench.awards import released

    versions = released.open_catalog()
    released.release(2 * times, versions)
    writer = Person.objects.create_user(
        email="writer@learners.example", password=None, display_name="A Writer"
    )
    draft = evidence.begin(writer, versions[0].micro_credential, by=writer)
    prompt, saves, waiting = (
        versions[0].content.prompts[0].id,
        counting(),
        iter(list(Decision.objects.order_by("pk"))),
    )
    with (folder / "flushed").open("wb", buffering=0) as file:
        in_turns("fsync", times, lambda: (file.write(b"x" * 4096), os.fsync(file.fileno())))
    in_turns(
        "autosave",
        times,
        lambda: evidence.save_response(draft, prompt, f"Told anew {next(saves)}.", by=writer),
    )
    in_turns("award", times, lambda: credentials.award(next(waiting).evaluation, by=None))


def in_turns(name: str, times: int, act: Callable[[], object]) -> None:
    from django.db import connection

    spent: dict[str, list[float]] = {"NORMAL": [], "FULL": []}
    for _n in range(times):
        for kind, found in spent.items():
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA synchronous = {kind}")
            began = time.perf_counter()
            act()
            found.append((time.perf_counter() - began) * 1000)
    for kind, found in spent.items():
        found.sort()
        print(
            f"  {name:9} {kind:6} median {statistics.median(found):6.2f} ms, p95 {found[int(times * 0.95)]:6.2f} ms"
        )


if __name__ == "__main__":
    main()
