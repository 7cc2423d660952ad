"""A throw-away PostgreSQL cluster for the test run: `with cluster() as url`."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Bytes that a run of the suite may take.
ROOM = 4 * 1024**3


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """The DATABASE_URL of a fresh cluster on a free loopback port; stopped and deleted afterwards.

    PostgreSQL refuses root, so as root it runs as `postgres`. Durability is off, since nothing here must survive, but
    for whoever measures what a commit costs.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_place(durable=durable)))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        with _started(folder, _free_port(), durable=durable) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(*, durable: bool) -> str:
    """In memory where there is room, since each emptied table is files made and deleted. Its path is short, whatever
    TMPDIR says: a socket stands in it.
    """
    memory = Path("/dev/shm")  # noqa: S108 (a folder of one's own is made in it)
    roomy = memory.is_dir() and shutil.disk_usage(memory).free >= ROOM
    return str(memory) if roomy and not durable else "/tmp"  # noqa: S108 (likewise)


@contextmanager
def _started(folder: Path, port: int, *, durable: bool) -> Iterator[str]:
    durability = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    # Between two tests the tables are empty: statistics of that moment would have questions of the next one planned for
    # no row. Without any, PostgreSQL goes by how large a table is.
    durability += "" if durable else " -c autovacuum=off"
    # Two of a suite may lay all tables at once, each in one transaction.
    locks = "-c max_locks_per_transaction=128"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {locks} {durability}"
    _run(
        "initdb",
        "-D",
        f"{folder}/data",
        "-U",
        "assay",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    _run("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "-w", "start")
    try:
        yield f"postgres://assay@127.0.0.1:{port}/postgres"
    finally:
        _run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")


def _run(program: str, *arguments: str) -> None:
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda p: int(p.parts[4])
    )
    path = str(found[-1]) if found else str(shutil.which(program))
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_postgres, path, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
