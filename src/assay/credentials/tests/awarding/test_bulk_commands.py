import errno
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from assay.catalog.models import Version
from assay.credentials.awarding.batch import folder
from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.awarding.batch.folder import BakedFolder
from assay.credentials.badge import pictures
from assay.credentials.management import batch
from assay.credentials.models import Award, Credential, IssuerKey
from assay.credentials.tests.factories import make_award, make_evaluation
from assay.lib.single_run import alone
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from badgecore import baking

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(version: Version) -> list[int]:
    return [make_evaluation(make_person(f"P{n} Q"), version).pk for n in range(5)]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as refusal:
        call_command(*arguments, stdout=StringIO())
    return refusal.value.returncode, str(refusal.value)


def test_it_awards_bakes_and_says_how_many(waiting: list[int], tmp_path: Path) -> None:
    said = run("award", "--waiting", "--bake", str(tmp_path / "badges"))
    assert "5 of 5 awarded" in said and "5 awarded in" in said and "\r" not in said
    for credential in Credential.objects.all():
        file = tmp_path / "badges" / f"{credential.award_id}.png"
        assert baking.unbake(file.read_bytes()).text.encode() == bytes(credential.body)
        assert file.stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / "badges").iterdir())) == 5


def test_names_of_files_tell_no_names(waiting: list[int], tmp_path: Path) -> None:
    run("award", "--waiting", "--bake", str(tmp_path))
    numbers = {str(pk) for pk in Award.objects.values_list("pk", flat=True)}
    assert {file.stem for file in tmp_path.iterdir()} == numbers


def test_the_summary_as_json(waiting: list[int], ada: Person, version: Version) -> None:
    make_award(ada, version)
    second = make_evaluation(ada, version)
    out = StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("award", "--waiting", "--json", stdout=out)
    assert ending.value.code == batch.SOME_LEFT
    told = json.loads(out.getvalue())
    assert (told["awarded"], told["left"], told["waiting"], told["stopped"]) == (5, 1, 0, False)
    assert told["reasons"][0]["what"] == second.submission.public_id


def test_nothing_waits(db: None) -> None:
    assert "0 awarded" in run("award", "--waiting")


@pytest.mark.parametrize("command", [("award", "--waiting"), ("reissue",)])
def test_an_unknown_issuer_is_named(command: tuple[str, ...]) -> None:
    code, said = refused(*command, "--issuer", "nowhere")
    assert code == batch.UNUSABLE and "No organization has the ident nowhere" in said


def test_a_folder_that_cannot_be_written_is_named(waiting: list[int], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, said = refused("award", "--waiting", "--bake", str(tmp_path / "file"))
    assert code == batch.UNUSABLE and "cannot be written to" in said
    code, said = refused("award", "--waiting", "--bake", str(tmp_path / "no" / "such" / "folder"))
    assert code == batch.UNUSABLE and "No such file" in said
    assert not Award.objects.exists()


@pytest.mark.parametrize("text", ["0", "-1", "many", "1e3", "²"])
def test_a_limit_is_a_whole_number(text: str) -> None:
    assert "whole number" in refused("award", "--waiting", f"--limit={text}")[1]


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-02-30T10:00"])
def test_a_moment_is_a_moment(text: str) -> None:
    assert "is not a day or a moment" in refused("reissue", "--issuer=x", f"--before={text}")[1]


def test_a_moment_to_come_is_refused(district: Organization) -> None:
    code, said = refused("reissue", f"--issuer={district.ident}", "--before=2999-01-01")
    assert code == batch.UNUSABLE and "lies in the future" in said


def test_a_full_disk_stops_it_and_nothing_is_half_done(
    waiting: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third picture finds no room: its batch is not kept, the one before it stands."""
    monkeypatch.setattr(bulk_run, "BATCH", 2)
    writes = []
    real = folder.write_beside

    def full(*arguments: Any, **options: Any) -> None:
        writes.append(1)
        if len(writes) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments, **options)

    monkeypatch.setattr(folder, "write_beside", full)
    code, said = refused("award", "--waiting", "--bake", str(tmp_path))
    assert code == batch.STOPPED
    assert (
        said
        == "Stopped after 2 badges: No space left on device. They stand; run it again to go on."
    )
    assert Award.objects.count() == 2 == len(list(tmp_path.iterdir()))
    monkeypatch.setattr(folder, "write_beside", real)
    run("award", "--waiting", "--bake", str(tmp_path))
    assert Award.objects.count() == 5 == len(list(tmp_path.iterdir()))


def test_a_database_that_stops_is_told_in_a_sentence(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(bulk_run, "award_all", full)
    code, said = refused("award", "--waiting")
    assert code == batch.STOPPED and "Stopped after 0 badges: database or disk is full." in said


def test_a_key_under_another_seal_is_told_in_a_sentence(award: Award, waiting: list[int]) -> None:
    IssuerKey.objects.update(sealed=b"something else")
    code, said = refused("award", "--waiting")
    assert code == batch.STOPPED and "sealed under another key" in said
    assert Award.objects.count() == 1


@pytest.mark.parametrize("command", [("award", "--waiting"), ("reissue", "--issuer=x")])
def test_one_at_a_time(command: tuple[str, ...]) -> None:
    import threading

    from django.db import connection

    holding, done = threading.Event(), threading.Event()

    def other() -> None:
        with alone("badges-in-bulk"):
            holding.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert holding.wait(20)
        code, said = refused(*command)
    finally:
        done.set()
        thread.join()
    assert code == batch.AT_WORK and "Another run is at work" in said


def test_what_a_killed_run_left_is_settled_by_what_the_database_holds(
    award: Award, ada: Person, tmp_path: Path
) -> None:
    kept = award.credentials.get()
    whole = pictures.baked(kept, award.version, "png", year=award.earned_on.year)
    (tmp_path / f".{award.pk}.{kept.sha256[:16]}.part").write_bytes(whole)
    (tmp_path / f".{award.pk}.{'0' * 16}.part").write_bytes(b"of a batch that was not kept")
    (tmp_path / ".notes.part").write_bytes(b"somebody else's")
    BakedFolder(tmp_path).take_up()
    assert {file.name for file in tmp_path.iterdir()} == {f"{award.pk}.png", ".notes.part"}
    assert (tmp_path / f"{award.pk}.png").read_bytes() == whole


def test_a_terminal_gets_one_line_that_changes(waiting: list[int]) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    call_command("award", "--waiting", stdout=out)
    assert "\r\033[K5 of 5 awarded" in out.getvalue()


def test_a_signal_ends_it_after_its_batch(
    waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import signal

    monkeypatch.setattr(bulk_run, "BATCH", 2)
    real = bulk_run.award_all

    def interrupted(*arguments: object, **options: object) -> object:
        os.kill(os.getpid(), signal.SIGTERM)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk_run, "award_all", interrupted)
    out = StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("award", "--waiting", stdout=out)
    assert ending.value.code == batch.INTERRUPTED
    assert Award.objects.count() == 2 and "3 wait. Run it again" in out.getvalue()
