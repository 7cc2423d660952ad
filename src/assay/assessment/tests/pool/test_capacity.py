"""A share is agreed between an assessor and a lead; languages, offers and absence are the assessor's own word."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.queue import everybody, everything_waiting
from assay.assessment.models import Availability, Capacity, Evaluation, agreed
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy
from assay.record.models import Event

pytestmark = pytest.mark.django_db
HALF = Decimal("1.5")


def test_a_lead_writes_down_what_they_agreed_and_the_earlier_share_ends(
    sam: Person, lea: Person, queued: Evaluation
) -> None:
    assert agreed([sam.pk]) == {}
    first = actions.agree_on_capacity(sam, HALF, by=lea)
    assert agreed([sam.pk]) == {sam.pk: HALF}
    assert actions.agree_on_capacity(sam, HALF, by=lea) == first, "a second press changes nothing"
    later = today() + timedelta(days=10)
    actions.agree_on_capacity(sam, Decimal(4), from_on=later, by=lea)
    assert agreed([sam.pk]) == {sam.pk: HALF}
    with held_at(now() + timedelta(days=11)):
        assert agreed([sam.pk]) == {sam.pk: Decimal(4)}
        [who] = everybody(everything_waiting(), AssessmentPolicy())
        assert who.per_week == 4
    assert Event.objects.filter(verb="assessment.capacity_agreed").count() == 2


def test_nobody_else_and_no_nonsense(sam: Person, sue: Person, lea: Person, ada: Person) -> None:
    for by in (sam, sue, ada):
        with pytest.raises(PermissionDenied):
            actions.agree_on_capacity(sam, HALF, by=by)
    with pytest.raises(PermissionDenied):
        actions.agree_on_capacity(lea, HALF, by=lea)
    for per_week in (None, Decimal(-1), Decimal(41)):
        with pytest.raises(BadInput):
            actions.agree_on_capacity(sam, per_week, by=lea)
    with pytest.raises(BadInput):
        actions.agree_on_capacity(sam, HALF, from_on=today() - timedelta(days=1), by=lea)
    with pytest.raises(PermissionDenied):
        actions.say_availability(sam, takes_offers=True, away_until=None, by=lea)
    assert not Capacity.objects.exists() and not Availability.objects.exists()


def test_the_leads_page_keeps_what_was_typed(sam: Person, lea: Person, ada: Person) -> None:
    client, address = sign_in(lea), reverse("assessment:capacity", args=[sam.pk])
    load = client.get(reverse("assessment:load")).content.decode()
    assert address in load
    for typed in ("many", "", "NaN", "99999999999", "-3"):
        answer = client.post(address, {"per_week": typed, "from_on": "2026-13-40"})
        assert answer.status_code == 422
        assert (
            f'value="{typed}"' in answer.content.decode()
            and "2026-13-40" in answer.content.decode()
        )
    assert client.post(address, {"per_week": "2,5"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Agreed: 2.5 submissions a week" in page
    assert client.get(reverse("assessment:capacity", args=[ada.pk])).status_code == 404
    assert sign_in(sam).get(address).status_code in (403, 404)


def test_an_assessor_sees_their_share_and_says_when_and_what(
    sam: Person, lea: Person, ada: Person
) -> None:
    actions.agree_on_capacity(sam, HALF, by=lea)
    client, address = sign_in(sam), reverse("assessment:availability")
    page = client.get(address).content.decode()
    assert "Agreed: 1.5 submissions a week" in page and lea.display_name in page
    late = client.post(address, {"away_until": "2020-01-01"})
    assert late.status_code == 422 and 'value="2020-01-01"' in late.content.decode()
    back = (today() + timedelta(days=5)).isoformat()
    sent = {"away_until": back, "takes_offers": "on"}
    assert client.post(address, sent).status_code == 302
    row = Availability.objects.get()
    assert row.takes_offers is True
    assert Event.objects.get(verb="assessment.availability_said").by_id == str(sam.pk)
    desk = client.get(reverse("assessment:desk")).content.decode()
    assert "of your share of 1.5" in desk and "Away until" in desk
    assert sign_in(ada).get(address).status_code in (403, 404)
