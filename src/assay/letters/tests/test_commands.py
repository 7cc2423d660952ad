"""`assay letters`: what an administrator of the machine asks the post."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assay.letters import actions
from assay.letters.models import Letter
from assay.letters.tests.mail_server import mail_server, speak_to

pytestmark = pytest.mark.django_db


def test_a_test_letter_goes_at_once_and_tells_what_came_back(
    settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with mail_server() as box:
        speak_to(box, settings)
        call_command("letters", "test", "it@example.org")
        assert "To: it@example.org" in box.taken[0]
        assert f"127.0.0.1:{box.port} took a letter" in capsys.readouterr().out
        box.answers["RCPT"] = "550 5.7.1 relaying denied"
        with pytest.raises(CommandError, match="relaying denied"):
            call_command("letters", "test", "it@example.org")
    with pytest.raises(CommandError, match="could not be reached"):
        call_command("letters", "test", "it@example.org")
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("letters", "test", "nobody")
    assert not Letter.objects.exists()


def test_a_silent_server_is_told_as_such(settings) -> None:
    with mail_server(silent=True) as box:
        speak_to(box, settings, seconds=0.3)
        with pytest.raises(CommandError, match="did not answer in time"):
            call_command("letters", "test", "it@example.org")


def test_without_a_server_it_says_where_the_file_is(
    settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "assay.letters.backends.Files", tmp_path
    call_command("letters", "test", "it@example.org")
    [path] = tmp_path.iterdir()
    assert str(path) in capsys.readouterr().out


def test_what_waits_is_sent_and_what_is_stuck_is_listed(
    settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        actions.write("people.invitation", f"{name}@example.org", "A", "B")
    with mail_server() as box:
        speak_to(box, settings)
        call_command("letters", "send")
        assert "2 sent; 0 stuck" in capsys.readouterr().out
        call_command("letters", "list")
        box.answers["RCPT"] = "550 5.1.1 no such user"
        actions.write("people.invitation", "c@example.org", "A", "B")
        call_command("letters", "send")
        with pytest.raises(SystemExit):
            call_command("letters", "list")
    said = capsys.readouterr().out
    assert "c@example.org: failed" in said and "no such user" in said
