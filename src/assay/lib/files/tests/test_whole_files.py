"""A file stands whole or not at all."""

import errno
import os
import time

import pytest

from assay.lib.errors import NoRoom, NotKept
from assay.lib.files.storage import WholeFileStorage
from assay.lib.files.whole_files import (
    BESIDE,
    flush_all,
    is_no_room,
    no_room,
    sweep,
    write_beside,
    write_whole,
)


def left(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_written_stands_and_nothing_is_left_beside(tmp_path):
    write_whole(tmp_path / "a" / "b" / "file", [b"one ", b"two"])
    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"one two"
    assert left(tmp_path) == ["file"]
    assert (tmp_path / "a" / "b" / "file").stat().st_mode & 0o777 == 0o600


def test_what_breaks_off_leaves_what_stood_there(tmp_path):
    def broken():
        yield b"half"
        raise ConnectionResetError

    write_whole(tmp_path / "file", [b"before"])
    with pytest.raises(ConnectionResetError):
        write_whole(tmp_path / "file", broken())
    with pytest.raises(NotKept):
        write_whole(tmp_path / "file", [b"other"], sha256="0" * 64)
    assert (tmp_path / "file").read_bytes() == b"before"
    assert left(tmp_path) == ["file"]


def test_an_exclusive_name_is_given_once(tmp_path):
    write_whole(tmp_path / "file", [b"first"], exclusive=True)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "file", [b"second"], exclusive=True)
    assert (tmp_path / "file").read_bytes() == b"first"
    assert left(tmp_path) == ["file"]


def test_a_full_disk_is_told_in_words(tmp_path):
    def full():
        with open("/dev/full", "wb", buffering=0) as file:  # noqa: PTH123 (a device that has no room, ever)
            file.write(b"x")
        yield b""

    with pytest.raises(NoRoom, match="no room left") as refusal:
        write_whole(tmp_path / "file", full())
    assert refusal.value.status == 507
    assert left(tmp_path) == []


def test_only_a_full_disk_counts_as_one():
    caused = ValueError("something else")
    caused.__cause__ = OSError(errno.EDQUOT, "over quota")
    assert is_no_room(caused)
    assert not is_no_room(OSError(errno.EACCES, "denied"))
    with pytest.raises(PermissionError), no_room():
        raise PermissionError(errno.EACCES, "denied")


def test_many_files_are_flushed_together_and_few_one_by_one(tmp_path):
    for count in (2, 20):
        paths = [tmp_path / f"{count}-{n}" for n in range(count)]
        for path in paths:
            write_beside(path, [b"x"], flush=False)
        flush_all(paths)
        assert all(path.read_bytes() == b"x" for path in paths)


def test_what_killed_runs_left_goes_after_a_day(tmp_path):
    old, fresh, other = tmp_path / f".a{BESIDE}", tmp_path / f".b{BESIDE}", tmp_path / "c"
    for path in (old, fresh, other):
        path.write_bytes(b"")
    for path in (old, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert sweep(tmp_path) == 1
    assert left(tmp_path) == [fresh.name, "c"]


def test_a_storage_gives_a_taken_name_another(tmp_path):
    from django.core.files.base import ContentFile

    room = WholeFileStorage(location=tmp_path, file_permissions_mode=0o600)
    first, second = (room.save("x/file.txt", ContentFile(body)) for body in (b"one", b"two"))
    assert first == "x/file.txt"
    assert first != second
    assert (room.open(first).read(), room.open(second).read()) == (b"one", b"two")
