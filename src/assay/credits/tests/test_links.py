"""A link for an office: what it shows, until when, and that its learner reads when it was opened."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.credits import actions
from assay.credits.models import Credit, CreditLink, LinkOpening
from assay.credits.tests.factories import make_credit, make_license
from assay.credits.transcripts import Chosen
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(ada: Person, version: Version) -> CreditLink:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    make_license(ada, "ut-usbe-credit")
    chosen = Chosen(frozenset({credit.license_id or 0}), pay=True)
    return actions.make_link(ada, "HR office", today() + timedelta(days=10), chosen=chosen, by=ada)


def _address(link: CreditLink) -> str:
    return reverse("credits:shown", args=[link.token])


def test_it_is_made_for_oneself_named_and_for_ninety_days_at_most(ada: Person, dee: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.make_link(ada, "HR", today(), by=dee)
    for label, days in (("", 1), ("HR", -1), ("HR", 91)):
        with pytest.raises(BadInput):
            actions.make_link(ada, label, today() + timedelta(days=days), by=ada)
    for _n in range(20):
        actions.make_link(ada, "HR", today(), by=ada)
    with pytest.raises(WrongState):
        actions.make_link(ada, "HR", today(), by=ada)


def test_an_office_sees_badges_accepted_credit_and_proofs_and_nothing_else(
    link: CreditLink, ada: Person, version: Version
) -> None:
    office = Client()
    answer = office.get(_address(link))
    page = answer.content.decode()
    assert version.title in page and "Tennessee professional license" in page
    assert "Utah" not in page and "1234" not in page and ada.email not in page
    assert answer["X-Robots-Tag"] == "noindex" and answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"] and 'content="noindex"' in page
    award = Credit.objects.filter(person=ada).first().award  # type: ignore[union-attr]
    proof = office.get(reverse("credits:shown-proof", args=[link.token, award.pk]))
    assert json.loads(proof.content)["credentialSubject"]


def test_its_learner_reads_when_it_was_opened_once_a_visit(
    link: CreditLink, ada: Person, client: Client
) -> None:
    office = Client()
    office.head(_address(link))
    client.force_login(ada)
    client.get(_address(link))
    assert not LinkOpening.objects.exists()
    office.get(_address(link))
    office.get(_address(link))
    with held_at(now() + timedelta(hours=1)):
        office.get(_address(link))
    assert (
        LinkOpening.objects.count() == 2 == Event.objects.filter(verb="credits.link_opened").count()
    )
    assert "2 times" in client.get(reverse("credits:links")).content.decode()


def test_ended_over_and_wrong_links_say_so_in_plain_words(
    link: CreditLink, ada: Person, dee: Person, client: Client
) -> None:
    with held_at(now() + timedelta(days=12)):
        over = client.get(_address(link))
    client.force_login(dee)
    assert client.post(reverse("credits:ending-link", args=[link.pk])).status_code == 404
    client.force_login(ada)
    client.post(reverse("credits:ending-link", args=[link.pk]))
    with pytest.raises(WrongState):
        actions.end_link(link, by=ada)
    assert Event.objects.filter(verb="credits.link_made").count() == 1
    assert Event.objects.filter(verb="credits.link_ended").count() == 1
    wrong = client.get(reverse("credits:shown", args=["invented"]))
    for answer in (over, client.get(_address(link)), wrong):
        assert answer.status_code == 404 and "This link opens nothing" in answer.content.decode()
    award = Credit.objects.filter(person=ada).first().award  # type: ignore[union-attr]
    proof = reverse("credits:shown-proof", args=[link.token, award.pk])
    assert client.get(proof).status_code == 404


def test_a_link_is_made_on_its_page_and_nothing_typed_is_lost(ada: Person, client: Client) -> None:
    client.force_login(ada)
    refused = client.post(reverse("credits:links"), {"label": "My HR", "until": "2001-01-01"})
    assert refused.status_code == 422 and "My HR" in refused.content.decode()
    sent = {"label": "My HR", "until": today().isoformat()}
    client.post(reverse("credits:links"), sent)
    assert CreditLink.objects.get().token in client.get(reverse("credits:links")).content.decode()


def test_a_proof_that_is_taken_is_an_opening_too(link: CreditLink, ada: Person) -> None:
    award = Credit.objects.all()[0].award
    address = reverse("credits:shown-proof", args=[link.token, award.pk])
    assert Client().get(address).status_code == 200
    assert LinkOpening.objects.filter(link=link).count() == 1


def test_a_link_shows_all_badges_and_no_license_until_its_learner_chooses(
    ada: Person, version: Version, client: Client
) -> None:
    credit = make_credit(ada, version)
    actions.claim(credit, by=ada)
    client.force_login(ada)
    page, award = reverse("credits:links"), str(credit.award_id)
    sent = {"label": "HR", "until": today().isoformat(), "badges": [award]}
    preview = client.post(page, {**sent, "preview": "1"}).content.decode()
    assert "The link would show" in preview and not CreditLink.objects.exists()
    client.post(page, sent)
    bare = CreditLink.objects.get()
    assert (bare.badges, bare.licenses, bare.pay) == (None, [], False)
    shown = Client().get(_address(bare)).content.decode()
    assert version.title in shown and "Tennessee" not in shown
    client.post(page, {**sent, "licenses": [credit.license_id]})
    wide = CreditLink.objects.order_by("-pk")[0]
    assert "Tennessee" in Client().get(_address(wide)).content.decode()
    assert "credit for 1 license" in client.get(page).content.decode()


def test_what_a_link_does_not_show_has_no_proof_in_it_either(ada: Person, version: Version) -> None:
    credit = make_credit(ada, version)
    link = actions.make_link(ada, "HR", today(), badges=[], by=ada)
    proof = reverse("credits:shown-proof", args=[link.token, credit.award_id])
    assert Client().get(proof).status_code == 404
    assert version.title not in Client().get(_address(link)).content.decode()
