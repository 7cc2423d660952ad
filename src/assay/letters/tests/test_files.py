"""Letters as files: whole, private, and refused where a mail server would refuse."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from assay.letters.backends import Files, NotSent
from assay.letters.models import Trouble


def test_each_letter_is_a_file_of_its_own_that_a_mail_program_opens(tmp_path: Path) -> None:
    files = Files(file_path=tmp_path / "mail")
    for n in range(2):
        files.write(EmailMessage(f"Número {n}", "Hello,\n\nñ\n", None, ["ada@example.org"]))
    found = sorted((tmp_path / "mail").iterdir())
    assert [path.suffix for path in found] == [".eml", ".eml"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in found)
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]
    assert sorted(letter["Subject"] for letter in letters) == ["Número 0", "Número 1"]
    assert letters[0].get_content().splitlines() == ["Hello,", "", "ñ"]


@pytest.mark.parametrize(
    ("subject", "to", "headers"),
    [
        ("A\nBcc: all@example.org", "ada@example.org", {}),
        ("A", "ada@example.org\nBcc: all@example.org", {}),
        ("A", "Ada <ada@example.org>, bo@example.org", {}),
        ("A", "nobody", {}),
        ("A", "ada@example.org", {"X-Long": "x" * 1200}),
        ("A", "ada@example.org", {"X-Two": "a\r\nBcc: all@example.org"}),
    ],
)
def test_what_a_mail_server_refuses_is_refused_here(
    tmp_path: Path, subject: str, to: str, headers: dict
) -> None:
    with pytest.raises(NotSent) as refusal:
        Files(file_path=tmp_path).write(
            EmailMessage(subject, "Words.", None, [to], headers=headers)
        )
    assert refusal.value.trouble == Trouble.UNFIT and refusal.value.said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(NotSent) as refusal:
        Files(file_path=tmp_path / "mail").write(EmailMessage("A", "B", None, ["ada@example.org"]))
    assert refusal.value.trouble == Trouble.LATER
