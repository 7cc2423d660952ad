"""What strangers are shown is kept for moments, and never past anything that changes it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.safestring import mark_safe
from django.utils.translation import override

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award, Endorsement, StatusList
from assay.credentials.pages.public import page_cache
from assay.credentials.tests.factories import make_award
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import held_at, now
from assay.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_looked() -> None:
    page_cache._made.clear()


@pytest.fixture
def shown(ada: Person, version: Version, client: Client) -> Award:
    """A badge for whoever has its address, whose list is signed: the first look signs it."""
    award = make_award(ada, version, visibility="link")
    page(client, award)
    page_cache._made.clear()
    return award


def page(client: Client, award: Award) -> str:
    answer = client.get(f"/badges/{award.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def looks(award: Award) -> bool:
    """Whether it is made anew for who comes now, rather than kept from before."""
    made: list[str] = []

    def make() -> page_cache.Shown:
        made.append("")
        return page_cache.Shown("", mark_safe(""), mark_safe("as it stands"))

    assert page_cache.shown(Award.objects.get(pk=award.pk), make).main == "as it stands"
    return bool(made)


def test_who_comes_a_moment_later_gets_the_same_and_later_a_new_one(shown: Award) -> None:
    with held_at(now()):
        assert [looks(shown) for _ in range(3)] == [True, False, False]
    with held_at(now() + page_cache.GOOD_FOR + timedelta(seconds=1)):
        assert looks(shown)


def test_a_withdrawal_is_told_at_once(client: Client, shown: Award, chi: Person) -> None:
    for _ in range(2):
        assert "This badge is genuine" in page(client, shown)
    actions.revoke(shown, ground="issued_in_error", by=chi)
    for _ in range(3):
        text = page(client, shown)
        assert "withdrawn by its issuer" in text
        assert "This badge is genuine" not in text


def test_a_bit_that_was_set_by_whatever_hand_is_told_at_once(client: Client, shown: Award) -> None:
    """The list is what counts, even where the row says nothing: a restored copy, another process."""
    page(client, shown)
    row = StatusList.objects.get(pk=shown.status_list_id)
    bits = bytearray(row.bits)
    bits[shown.status_index // 8] |= 128 >> shown.status_index % 8
    StatusList.objects.filter(pk=row.pk).update(bits=bytes(bits), signed_at=None)
    for _ in range(3):
        assert "This badge is genuine" not in page(client, shown)


def test_a_badge_made_private_is_gone_at_once(client: Client, shown: Award, ada: Person) -> None:
    page(client, shown)
    actions.set_visibility(shown, visibility="private", by=ada)
    assert client.get(f"/badges/{shown.pk}/").status_code == 404
    client.force_login(ada)
    assert "This badge is genuine" in page(client, shown)
    assert looks(shown), "nothing is kept of it"
    assert looks(shown)


def test_a_badge_signed_anew_is_made_anew(shown: Award, ada: Person) -> None:
    assert (looks(shown), looks(shown)) == (True, False)
    actions.reissue(shown, by=ada)
    assert looks(shown)


def test_words_of_others_come_and_go_at_once(client: Client, endorsed: Award, ada: Person) -> None:
    actions.set_visibility(endorsed, visibility="link", by=ada)
    for _ in range(2):
        assert "It asks for what students did." in page(client, endorsed)
        assert "Endorsed by North Coast Institute" in page(client, endorsed)
    row = Endorsement.objects.get(version=endorsed.version)
    actions.withdraw_endorsement(row, by=row.by)
    assert "North Coast Institute has withdrawn an endorsement" in page(client, endorsed)
    row = Endorsement.objects.get(organization=endorsed.issuer)
    actions.withdraw_endorsement(row, by=row.by)
    assert "It asks for what students did." not in page(client, endorsed)


def test_evidence_comes_and_goes_at_once(client: Client, shown: Award, ada: Person) -> None:
    items = shown.version.content.items
    step = next(
        item.id for item in items if item.students_visible == "no" and not item.consent_required
    )
    paper = make_artifact(shown.evaluation.submission, step, name="log.pdf")
    for sentence in ("My log.", "My log of October."):
        actions.show_evidence(Award.objects.get(), {paper.pk: sentence}, by=ada)
        for _ in range(2):
            assert sentence in page(client, shown)
    actions.show_evidence(Award.objects.get(), {}, by=ada)
    assert "My log" not in page(client, shown)


def test_each_language_has_its_own(client: Client, shown: Award) -> None:
    assert (looks(shown), looks(shown)) == (True, False)
    with override("es"):
        assert (looks(shown), looks(shown)) == (True, False)


def test_a_link_of_its_own_is_told_apart(client: Client, shown: Award, ada: Person) -> None:
    assert f"/badges/{shown.pk}/badge.json" in page(client, shown)
    token = actions.share(shown, by=ada).token
    assert f"/s/{token}/badge.json" in client.get(f"/s/{token}/").content.decode()
    assert token not in page(client, shown)


def test_nothing_is_kept_of_a_private_badge(award: Award) -> None:
    assert (looks(award), looks(award)) == (True, True)
    assert not page_cache._made


def test_not_more_than_a_few_are_kept(shown: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "_KEPT", 1)
    looks(shown)
    with override("es"):
        looks(shown)
    assert len(page_cache._made) == 1
    assert looks(shown)
