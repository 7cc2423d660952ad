from datetime import timedelta

import pytest

from assay.catalog.models import Version
from assay.credentials import actions, checking, looking
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.lib.clock import held_at, now
from assay.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(ada: Person, version: Version) -> Award:
    return make_award(ada, version, visibility="link")


def look(award: Award):
    return looking.looked_at(award, bytes(award.credentials.standing().get().body))


def test_who_comes_a_moment_later_gets_the_same_report_and_later_a_new_one(shown: Award) -> None:
    first = look(shown)
    assert first.verdict == "valid"
    again = look(shown)  # the first look signed the list
    with held_at(now()):
        assert look(shown) is again
    with held_at(now() + looking.GOOD_FOR + timedelta(seconds=1)):
        assert look(shown) is not again


def test_a_withdrawal_is_told_at_once(shown: Award, chi: Person) -> None:
    assert [look(shown).verdict for _ in range(3)] == ["valid"] * 3
    actions.revoke(shown, ground="issued_in_error", by=chi)
    assert [look(shown).verdict for _ in range(3)] == ["revoked"] * 3


def test_other_bytes_are_looked_at_anew(shown: Award) -> None:
    assert [look(shown).verdict for _ in range(2)] == ["valid", "valid"]
    body = bytes(shown.credentials.get().body).replace(b"Using Wait Time", b"Using Weak Time")
    assert looking.looked_at(shown, body).verdict == "not-valid"


def test_nothing_is_remembered_of_a_private_badge(award: Award) -> None:
    looking._looked.clear()
    assert [look(award).verdict for _ in range(2)] == ["valid", "valid"]
    assert not looking._looked


def test_not_more_than_a_few_are_remembered(shown: Award, monkeypatch) -> None:
    monkeypatch.setattr(looking, "_KEPT", 1)
    look(shown)
    other = b" " + bytes(shown.credentials.get().body)
    assert looking.looked_at(shown, other).verdict == checking.check_own(other).verdict
    assert len(looking._looked) == 1
