"""`assay credits`: files checked by line, and a rule told."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assay.credits.rules.states import STATES


def test_the_states_files_are_in_order() -> None:
    out = StringIO()
    call_command("credits", "check", stdout=out)
    assert (
        "tennessee.yaml: tn-professional-license, 3 cases come to what they say" in out.getvalue()
    )


def test_a_bad_file_is_named_with_its_line_and_fails(tmp_path: Path) -> None:
    bad, err = tmp_path / "bad.yaml", StringIO()
    bad.write_text(
        (STATES / "utah.yaml").read_text(encoding="utf-8").replace('total: "1.5"', 'total: "2"')
    )
    with pytest.raises(CommandError, match="2 of 2 files"):
        call_command("credits", "check", bad, tmp_path / "none.yaml", stderr=err, stdout=StringIO())
    told = err.getvalue()
    assert (
        "bad.yaml:19: ut-usbe-credit: Three awards: The total is 1.5, and the case says 2." in told
    )
    assert "none.yaml:1: This cannot be read" in told


def test_a_rule_is_told_with_its_source_and_steps() -> None:
    out = StringIO()
    call_command("credits", "explain", "mi-standard-certificate", stdout=out)
    told = out.getvalue()
    assert "checked 2026-11-29" in told and "Rounded down to steps of 0.25" in told
    assert "129.5 SCECH hours are still open in all." in told


def test_an_unknown_rule_is_answered_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="tn-professional-license"):
        call_command("credits", "explain", "xx")
