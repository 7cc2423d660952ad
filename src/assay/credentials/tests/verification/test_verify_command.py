import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from assay.credentials import actions
from assay.credentials.models import Award
from assay.people.models import Person

pytestmark = pytest.mark.django_db


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        call_command("verify", *args)
    assert isinstance(exit_.value.code, int)
    return exit_.value.code


@pytest.fixture
def file(award: Award, tmp_path: Path) -> Path:
    path = tmp_path / "badge.json"
    path.write_bytes(bytes(award.credentials.get().body))
    return path


def test_a_genuine_badge_exits_with_0(file: Path, capsys) -> None:
    assert run(str(file)) == 0
    assert "This badge is genuine" in capsys.readouterr().out


def test_a_changed_badge_exits_with_1(file: Path) -> None:
    file.write_text(file.read_text().replace("Ada Marsh", "Ida Marsh"))
    assert run(str(file)) == 1


def test_a_withdrawn_badge_exits_with_6(file: Path, award: Award, chi: Person, capsys) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert run(str(file)) == 6
    assert "withdrawn" in capsys.readouterr().out


def test_what_could_not_be_checked_exits_with_2(file: Path, award: Award) -> None:
    from assay.credentials.models import StatusList

    award.credentials.all().delete()
    award.delete()
    StatusList.objects.all().delete()
    assert run(str(file)) == 2


def test_no_badge_exits_with_3(tmp_path: Path, capsys) -> None:
    for name, body in (
        ("empty.json", b""),
        ("junk.png", b"\x89PNG\r\n\x1a\n"),
        ("page.html", b"<html></html>"),
    ):
        (tmp_path / name).write_bytes(body)
        assert run(str(tmp_path / name)) == 3
    assert run(str(tmp_path / "missing.json")) == 3
    assert run("https://10.0.0.1/badge") == 3
    assert "Traceback" not in capsys.readouterr().out


def test_the_other_earner_exits_with_10(file: Path, ada: Person) -> None:
    assert run(str(file), "--recipient", ada.email) == 0
    assert run(str(file), "--recipient", "other@example.org") == 10


def test_scripts_read_json(file: Path, capsys) -> None:
    assert run(str(file), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "valid"
    assert {step["step"] for step in told["steps"]} >= {"signature", "issuer", "status", "dates"}


def test_standard_input_is_read(file: Path, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(file.read_bytes())))
    assert run("-") == 0
