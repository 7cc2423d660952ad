from types import SimpleNamespace

from django.core import mail

from assay.notices.letters import send
from assay.people.models import Person

_award = SimpleNamespace(version=SimpleNamespace(title="Wait & <time>"))


def test_a_letter_speaks_the_persons_language_and_escapes_nothing(ada: Person) -> None:
    send("award", ada, award=_award, url="https://example.org/a")
    letter = mail.outbox[0]
    assert letter.to == [ada.email]
    assert letter.subject == "Your badge “Wait & <time>”"
    assert "https://example.org/a" in letter.body and "Hello Ada," in letter.body


def test_nobody_writes_to_a_closed_account(ada: Person) -> None:
    ada.is_active = False
    send("award", ada, award=_award, url="")
    assert mail.outbox == []
