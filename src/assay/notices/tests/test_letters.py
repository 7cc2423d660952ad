from datetime import date
from pathlib import Path
from types import SimpleNamespace

from assay.catalog.tests.factories import make_version
from assay.credentials.models import Wallet
from assay.credentials.tests.factories import make_award
from assay.letters.tests.post import posted
from assay.notices import letters
from assay.notices.letters import send
from assay.notices.subscribers import tell_that_a_wallet_took_it
from assay.people.letters import KINDS
from assay.people.models import Organization, Person
from assay.record.actions import note

_award = SimpleNamespace(version=SimpleNamespace(title="Wait & <time>"))


def test_a_letter_speaks_the_persons_language_and_escapes_nothing(ada: Person) -> None:
    send(
        "award",
        ada,
        note("people.greeted", ada, by=None),
        award=_award,
        url="https://example.org/a",
    )
    letter = posted()[0]
    assert letter.to == [ada.email]
    assert letter.subject == "Your badge “Wait & <time>”"
    assert "https://example.org/a" in letter.body and "Hello Ada," in letter.body


def test_the_earner_hears_that_a_wallet_took_a_badge(ada: Person, district: Organization) -> None:
    award = make_award(ada, make_version(district))
    wallet = Wallet.objects.create(person=ada, did="did:key:z6MkExample0", bound_at=award.issued_at)
    tell_that_a_wallet_took_it(
        note("credentials.wallet_bound", award, by=ada, offer=1, wallet=wallet.pk)
    )
    [letter] = posted()
    assert letter.to == [ada.email]
    assert wallet.short in letter.body and f"/awards/{award.pk}/wallet/" in letter.body
    assert wallet.did not in letter.body


def test_nobody_writes_to_a_closed_account(ada: Person) -> None:
    ada.is_active = False
    send("award", ada, note("people.greeted", ada, by=None), award=_award, url="")
    assert posted() == []


def test_receipts_name_a_day_only_if_there_is_one(ada: Person) -> None:
    submission = SimpleNamespace(public_id="WP5W-M0K3", version=_award.version, promised_on=None)
    event = note("people.greeted", ada, by=None)
    send("receipt", ada, event, submission=submission, url="https://example.org/")
    assert "No day is promised yet" in posted()[0].body and "None" not in posted()[0].body
    submission.promised_on = date(2026, 12, 8)
    send("promised", ada, event, submission=submission, url="https://example.org/")
    assert "You will get a decision by Tuesday, December 8." in posted()[1].body


def test_every_letter_has_a_name_where_administrators_look_after_them() -> None:
    written = {
        f"notices.{path.stem}"
        for path in (Path(letters.__file__).parent / "templates" / "notices").glob("*.txt")
    }
    assert written and written <= set(KINDS)
