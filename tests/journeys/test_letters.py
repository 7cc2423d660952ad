"""What an earner hears of their badge after it was awarded: signed anew, withdrawn, endorsed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail

from assay.catalog.tests.factories import make_version
from assay.credentials import actions
from assay.credentials.awarding.batch import run as bulk_run
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices.learners.subscribers import tell_that_it_was_signed_anew
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.delivery import in_place
from assay.record.models import Event, Receipt

pytestmark = pytest.mark.django_db
OnCommit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


@pytest.fixture
def award(ada: Person, district: Organization) -> Award:
    return make_award(ada, make_version(district))


@pytest.fixture
def second(ada: Person, district: Organization) -> Award:
    version = make_version(district, slug="second")
    version.title = "Second Title"
    version.save(update_fields=("title",))
    return make_award(ada, version)


@pytest.fixture
def told(
    django_capture_on_commit_callbacks: OnCommit,
) -> Callable[[Callable[[], object]], list[mail.EmailMessage]]:
    """Do it, let the record tell whoever listens, and give the letters that went out."""

    def run(act: Callable[[], object]) -> list[mail.EmailMessage]:
        posted()
        mail.outbox.clear()
        with in_place(), django_capture_on_commit_callbacks(execute=True):
            act()
        return list(posted())

    return run


def test_the_earner_hears_that_somebody_signed_their_badge_anew(
    told, award: Award, ada: Person, chi: Person
) -> None:
    [letter] = told(lambda: actions.reissue(award, by=chi))
    assert letter.to == [ada.email]
    assert letter.subject == f"Your badge “{award.version.title}” was signed again"
    assert f"/awards/{award.pk}/" in letter.body
    for said in ("so does the link", "stay genuine", "there is a newer one", "nothing you must do"):
        assert said in letter.body


def test_whoever_does_it_themself_gets_no_letter(told, award: Award, ada: Person) -> None:
    assert told(lambda: actions.reissue(award, by=ada)) == []


def test_a_run_over_all_badges_writes_once_to_each_person(
    told, award: Award, second: Award, dee: Person, district: Organization
) -> None:
    make_award(dee, award.version)
    actions.rotate_key(district, by=None)
    letters = told(lambda: bulk_run.reissue_outdated(district))
    assert Event.objects.filter(verb="credentials.reissued").count() == 3
    assert sorted(letter.to[0] for letter in letters) == sorted([award.person.email, dee.email])
    [mine] = [letter for letter in letters if letter.to == [award.person.email]]
    assert mine.subject == "2 badges of yours were signed again"
    assert award.version.title in mine.body and "Second Title" in mine.body
    assert "/portfolio/" in mine.body


def test_however_often_and_in_whatever_order_it_is_told_one_letter_goes_out(
    award: Award, second: Award, chi: Person
) -> None:
    for badge in (award, second, award):
        actions.reissue(badge, by=chi)
    posted()
    mail.outbox.clear()
    for event in Event.objects.filter(verb="credentials.reissued").order_by("-pk"):
        tell_that_it_was_signed_anew(event)
    assert len(posted()) == 1


def test_what_they_did_themself_that_day_hides_no_letter(
    told, award: Award, ada: Person, chi: Person
) -> None:
    told(lambda: actions.reissue(award, by=ada))
    assert len(told(lambda: actions.reissue(award, by=chi))) == 1


def test_the_next_day_is_told_again(told, award: Award, chi: Person) -> None:
    told(lambda: actions.reissue(award, by=chi))
    with held_at(now() + timedelta(days=1)):
        assert len(told(lambda: actions.reissue(award, by=chi))) == 1
        assert told(lambda: actions.reissue(award, by=chi)) == []


def test_a_badge_withdrawn_meanwhile_has_its_own_letter_and_no_other(
    told, award: Award, chi: Person
) -> None:
    actions.reissue(award, by=chi)
    actions.revoke(Award.objects.get(), ground="issued_in_error", by=chi)
    posted()
    mail.outbox.clear()
    tell_that_it_was_signed_anew(Event.objects.get(verb="credentials.reissued"))
    assert posted() == []


def test_the_earner_hears_that_there_is_news_and_not_which(
    told, award: Award, ada: Person, chi: Person
) -> None:
    [letter] = told(
        lambda: actions.revoke(award, ground="issued_in_error", reason="A private story.", by=chi)
    )
    assert letter.to == [ada.email]
    assert f"/awards/{award.pk}/" in letter.body
    for hidden in ("error", "withdrawn", "revoked", "private story"):
        assert hidden not in f"{letter.subject} {letter.body}"


def test_the_earner_hears_of_an_endorsement_of_their_badge_and_of_no_other(
    told, award: Award, ada: Person, dee: Person
) -> None:
    ask = actions.ask_for_endorsement(award, of=dee, words="You saw it.", by=ada)
    [letter] = told(
        lambda: actions.endorse_award(
            ask, text="I saw it in her own class, week after week.", by=dee
        )
    )
    assert letter.to == [ada.email]
    assert "Dee Stone has endorsed your badge" in letter.subject
    assert "I saw it in her own class, week after week." not in letter.body
    institute = make_district("North Coast Institute", kind=OrganizationKind.PARTNER, letters="NC")
    ned = make_person("Ned Coe", role="approver", organization=institute)
    text = "It asks for what students did."
    assert (
        told(lambda: actions.endorse(award.version, text=text, organization=institute, by=ned))
        == []
    )


def test_a_letter_is_told_once(told, award: Award, chi: Person) -> None:
    told(lambda: actions.reissue(award, by=chi))
    event = Event.objects.get(verb="credentials.reissued")
    assert Receipt.objects.filter(event=event).count() == 1
