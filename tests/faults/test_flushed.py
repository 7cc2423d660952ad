"""Nothing is acknowledged before it is on the disk: the system calls of a process that receives a film, as strace saw
them. A power cut takes what was written and not flushed; this shows that nothing acknowledged is of that kind.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CALLS = "pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat"


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """System calls on files, in their order, with the paths they were about."""
    if shutil.which("strace") is None:
        pytest.skip(
            "strace is not here (apt-get install strace): nobody saw whether anything was flushed"
        )
    var = tmp_path_factory.mktemp("var")
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))
    }
    environment |= {"ASSAY_VAR": str(var), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = ["strace", "-f", "-y", "-s", "80", "-o", str(var / "calls"), "-e", f"trace={CALLS}"]
    command += [sys.executable, "-m", "tests.faults.scene", "send"]
    done = subprocess.run(
        command, env=environment, cwd=var, capture_output=True, text=True, check=False
    )
    if done.returncode and "ptrace" in done.stderr.lower():
        pytest.skip(f"strace may not trace here: {done.stderr.strip()[:200]}")
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [re.sub(r"^\d+\s+", "", line) for line in (var / "calls").read_text().splitlines()]
    return [line for line in lines if str(var) in line or '"sends ' in line or '"answered ' in line]


def parts(calls: list[str]) -> list[list[str]]:
    """The calls between sending each part and its answer."""
    found: list[list[str]] = []
    for line in calls:
        if '"sends ' in line:
            found.append([])
        elif '"answered ' in line:
            assert "answered 204" in line, line
            found[-1].append("answered")
        elif found and found[-1][-1:] != ["answered"]:
            found[-1].append(line)
    return found


def last(lines: list[str], pattern: str) -> int:
    """Where the last call of a kind stands; fails if there is none."""
    at = [n for n, line in enumerate(lines) if re.search(pattern, line)]
    assert at, f"no {pattern} in:\n" + "\n".join(lines)
    return at[-1]


def test_each_part_is_flushed_then_counted_then_acknowledged(calls: list[str]) -> None:
    found = parts(calls)
    assert len(found) == 3
    for part in found:
        written = last(part, r"^pwrite64\(\d+</.*/uploads/[\w-]+>")
        flushed = last(part, r"^fsync\(\d+</.*/uploads/[\w-]+>")
        row = last(part, r"^fdatasync\(\d+</.*/assay\.sqlite3-wal>")
        assert written < flushed < row < part.index("answered"), "\n".join(part)


def test_with_the_first_part_the_name_of_the_file_is_flushed(calls: list[str]) -> None:
    first = parts(calls)[0]
    named = last(first, r"^fsync\(\d+</.*/uploads>")
    assert (
        last(first, r"^pwrite64\(\d+</.*/uploads/[\w-]+>")
        < named
        < last(first, r"^fdatasync\(\d+</.*-wal>")
    )


def test_the_last_part_is_flushed_named_kept_in_a_row_and_only_then_dropped(
    calls: list[str],
) -> None:
    end = parts(calls)[-1]
    linked = last(end, r"^link(at)?\(.*/uploads/.*/evidence/")
    renamed = last(end, r"^rename(at2?)?\(.*\.beside.*/evidence/")
    folder = last(end, r"^fsync\(\d+</.*/evidence/\w\w/\w\w>")
    row = last(end, r"^fdatasync\(\d+</.*/assay\.sqlite3-wal>")
    dropped = last(end, r"^unlink(at)?\(.*/uploads/[\w-]+\"")
    flushed = [
        n
        for n, line in enumerate(end)
        if re.search(r"^fsync\(\d+</.*/uploads/[\w-]+>", line) and n < linked
    ]
    assert flushed, "the bytes are flushed before they get their name"
    assert linked < renamed < folder < row < dropped < end.index("answered"), "\n".join(end)


def test_every_commit_is_flushed(calls: list[str]) -> None:
    """`synchronous=FULL`: after the last write to the journal comes its flush, before any answer."""
    for part in parts(calls):
        journal = [line for line in part if "sqlite3-wal>" in line]
        assert journal[-1].startswith("fdatasync"), "\n".join(journal[-3:])
