"""Work in another language than its version's goes to those who say that they read it, and never waits unseen."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assessor, Assignment, Availability, Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_assessor, make_lead, score, take_next
from assay.catalog.models import Version
from assay.evidence import actions as evidence
from assay.evidence.tests.factories import again, fill, make_draft
from assay.lib.clock import now
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def spanish(ada: Person, district: Organization, version: Version, lea: Person) -> Evaluation:
    """Ada's submission, handed in in Spanish and found complete."""
    draft = fill(make_draft(ada, version))
    evidence.submit(draft, language="es", by=ada)
    evaluation = actions.open_evaluation(again(draft))
    actions.screen(evaluation, complete=True, by=make_lead(district))
    return evaluation


def say(person: Person, *languages: str) -> None:
    actions.say_availability(
        person, takes_offers=True, away_until=None, languages=languages, by=person
    )


def test_it_is_given_to_nobody_who_does_not_read_it(
    spanish: Evaluation, sam: Person, sue: Person
) -> None:
    say(sue, "vi")
    for person in (sam, sue):
        with pytest.raises(NothingWaits):
            actions.offer_next(person)
    assert actions.offer_what_waits() == 0 and not Assignment.objects.exists()
    say(sue, "es", "vi")
    assert actions.offer_what_waits() == 1
    assert Assignment.objects.get().assessor == sue
    with pytest.raises(NothingWaits):
        actions.offer_next(sam)


def test_an_offer_is_not_taken_up_by_somebody_who_has_taken_the_language_back(
    spanish: Evaluation, sam: Person
) -> None:
    say(sam, "es")
    offer = actions.offer_next(sam)
    say(sam)
    with pytest.raises(PermissionDenied):
        actions.accept(offer, by=sam)


def test_the_second_reading_asks_for_the_language_too(
    spanish: Evaluation, sam: Person, sue: Person, lea: Person
) -> None:
    Evaluation.objects.filter(pk=spanish.pk).update(scorings_needed=2)
    say(sam, "es")
    score(take_next(sam), by=sam)
    assert Evaluation.objects.get().status == "second_scoring"
    with pytest.raises(NothingWaits):
        actions.offer_next(sue)
    say(sue, "es")
    assert take_next(sue).slot == 2


def test_a_lead_sees_that_nobody_reads_it_and_how_many_do(
    spanish: Evaluation, sam: Person, lea: Person
) -> None:
    lead, load = (reverse(f"assessment:{name}") for name in ("lead", "load"))
    client = sign_in(lea)
    page = client.get(f"{lead}?show=all").content.decode()
    assert "Evidence waits in a language that no assessor of it reads" in page
    assert "No one reads its language" in page and ", Spanish</small>" in page
    assert "Assessors who read it" in client.get(load).content.decode()
    assert "Spanish" in b"".join(client.get(f"{lead}?show=all&file=csv")).decode()
    say(sam, "es")
    page = client.get(f"{lead}?show=all").content.decode()
    assert "no assessor of it reads" not in page and ", Spanish</small>" in page
    assert "Waiting in other languages" in client.get(load).content.decode()


def test_offer_desk_sheet_and_check_say_the_language(spanish: Evaluation, sam: Person) -> None:
    say(sam, "es")
    offer, client = actions.offer_next(sam), sign_in(sam)
    page = client.get(reverse("assessment:offered", args=[offer.pk])).content.decode()
    assert "<dd>Spanish</dd>" in page
    actions.accept(offer, by=sam)
    sheet = client.get(reverse("assessment:sheet", args=[offer.pk])).content.decode()
    assert "The evidence is in this language: Spanish." in sheet
    assert ", Spanish</small>" in client.get(reverse("assessment:desk")).content.decode()


def test_a_day_is_promised_once_enough_people_read_it(
    ada: Person, district: Organization, version: Version, lea: Person
) -> None:
    pool = [make_assessor(version, district, lead=lea) for _n in range(2)]
    draft = fill(make_draft(ada, version))
    evidence.submit(draft, language="es", by=ada)
    actions.open_evaluation(again(draft))
    assert again(draft).promised_on is None, "two may score it, and neither reads Spanish"
    for person in pool:
        say(person, "es")
    actions.promise_waiting(Assessor.objects.filter(person=pool[0]).get())
    assert again(draft).promised_on is not None


def test_an_assessor_says_languages_on_their_page(sam: Person) -> None:
    client, address = sign_in(sam), reverse("assessment:availability")
    late = client.post(address, {"away_until": "2020-01-01", "languages": ["vi", "xx"]})
    assert late.status_code == 422 and 'value="vi" checked' in late.content.decode()
    assert client.post(address, {"languages": ["vi", "xx"]}).status_code == 302
    assert Availability.objects.get().languages == ["vi"]
    assert Availability.objects.get().said_at <= now()
