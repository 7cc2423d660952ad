"""Several people at once: named before, summed up after, and taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

SOON = timedelta(days=10)


def test_a_role_is_given_to_several_and_taken_back(
    client: Client, max_: Person, ada: Person, bo: Person, district: Organization
) -> None:
    far = make_person("Far Away", role="learner", organization=make_district("Elsewhere"))
    actions.grant(bo, district, "coach", by=max_)
    client.force_login(max_)
    chosen = {"do": "grant", "person": [ada.pk, bo.pk, far.pk]}
    page = client.get("/people/together/", chosen).content.decode()
    assert "Add a role to 2 people" in page and "Far Away" not in page
    sent = {**chosen, "role": "coach", "organization": district.pk}
    answer = client.post("/people/together/", sent, follow=True)
    text = answer.content.decode()
    assert "One role is given" in text and "Bo Lind: They already hold this role" in text
    assert ada.memberships.filter(role="coach", until_on=None).exists()
    assert not far.memberships.filter(role="coach").exists()
    again = client.post("/people/together/", sent)
    assert again.status_code == 409
    (row,) = answer.context["rows"]
    back = {"do": "grant", "m": [row.pk]}
    client.post("/people/together/undoing/", back)
    assert not ada.memberships.current().filter(role="coach").exists()
    assert Event.objects.filter(verb="people.ended", subject_id=str(row.pk)).count() == 1
    twice = client.post("/people/together/undoing/", back, follow=True)
    assert "already ended" in twice.content.decode()


def test_a_role_ends_on_a_day_and_goes_on_after_all(
    client: Client, max_: Person, bo: Person, chi: Person
) -> None:
    client.force_login(max_)
    day = today() + SOON
    sent = {"do": "end", "person": [bo.pk, chi.pk], "role": "assessor", "on": day.isoformat()}
    answer = client.post("/people/together/", sent, follow=True)
    assert "The end of one role is set" in answer.content.decode()
    assert "Chi Okoye does not hold it" in answer.content.decode()
    role = bo.memberships.get(role="assessor")
    assert role.until_on == day and Person.objects.get(pk=bo.pk).roles() >= {"assessor"}
    assert "Take back its end" in client.get(f"/people/{bo.pk}/").content.decode()
    with pytest.raises(WrongState):
        actions.grant(bo, role.organization, "assessor", by=max_)
    client.post("/people/together/undoing/", {"do": "end", "m": [role.pk]})
    role.refresh_from_db()
    assert role.until_on is None
    assert Event.objects.filter(verb="people.kept").count() == 1
    assert client.post(f"/people/{bo.pk}/memberships/{role.pk}/keeping/").status_code == 409


def test_what_may_not_be_or_is_over_is_refused(
    client: Client, max_: Person, ada: Person, bo: Person
) -> None:
    role = bo.memberships.get(role="assessor")
    with pytest.raises(BadInput):
        actions.end_membership(role, by=max_, on=today() - SOON)
    actions.end_membership(role, by=max_, on=today() + SOON)
    with pytest.raises(WrongState):
        actions.end_membership(role, by=max_, on=today() + 2 * SOON)
    with pytest.raises(PermissionDenied):
        actions.keep_membership(role, by=ada)
    actions.end_membership(role, by=max_)  # sooner than was set
    assert role.until_on == today()
    own = max_.memberships.get(role="program-admin")
    with pytest.raises(WrongState, match="last program administrator"):
        actions.end_membership(own, by=max_, on=today() + SOON)
    with pytest.raises(PermissionDenied):
        actions.keep_membership(own, by=max_)


def test_an_empty_choice_and_odd_input_are_refused_in_words(
    client: Client, max_: Person, ada: Person
) -> None:
    client.force_login(max_)
    for query in (
        "",
        "do=grant",
        "do=other&person=1",
        "do=end&person=x&person=99999999999999999999",
    ):
        answer = client.get(f"/people/together/?{query}")
        assert answer.status_code == 422 and "Choose people first" in answer.content.decode()
    sent = {"do": "end", "person": [ada.pk], "role": "learner", "on": "soon"}
    answer = client.post("/people/together/", sent)
    assert answer.status_code == 422 and 'value="soon"' in answer.content.decode()
    assert client.get("/people/together/done/?do=end&m=1x").status_code == 422
    assert client.post("/people/together/undoing/", {"do": "no"}).status_code == 302
    client.force_login(ada)
    assert client.get(f"/people/together/?do=grant&person={ada.pk}").status_code == 404


def test_no_end_is_taken_back_where_the_place_is_closed_or_the_role_is_held_anew(
    max_: Person, ada: Person, bo: Person, district: Organization
) -> None:
    there = ada.memberships.get(role="learner")
    actions.end_membership(there, by=max_)
    actions.end_organization(there.organization, by=max_)
    there = Membership.objects.get(pk=there.pk)
    with pytest.raises(WrongState, match="closed"):
        actions.keep_membership(there, by=max_)
    earlier = bo.memberships.get(role="assessor")
    actions.end_membership(earlier, by=max_)
    later = actions.grant(bo, district, "assessor", by=max_)
    actions.end_membership(later, by=max_, on=today() + SOON)
    with pytest.raises(WrongState, match="already hold"):
        actions.keep_membership(earlier, by=max_)
    assert bo.memberships.current().filter(role="assessor").get() == later


def test_what_is_not_ones_own_to_take_back_is_told_and_the_others_go_back(
    client: Client, max_: Person, bo: Person, district: Organization
) -> None:
    for person in (bo, max_):
        make_person(person, role="coach", organization=district)
    client.force_login(max_)
    day = (today() + SOON).isoformat()
    sent = {"do": "end", "person": [bo.pk, max_.pk], "role": "coach", "on": day}
    answer = client.post("/people/together/", sent, follow=True)
    chosen = [row.pk for row in answer.context["rows"]]
    assert len(chosen) == 2
    answer = client.post("/people/together/undoing/", {"do": "end", "m": chosen}, follow=True)
    assert "Max Sund is left out" in answer.content.decode()
    assert bo.memberships.get(role="coach").until_on is None
    assert max_.memberships.get(role="coach").until_on == today() + SOON


def test_an_end_that_was_set_can_come_sooner_and_later_it_is_told_so(
    client: Client, max_: Person, bo: Person
) -> None:
    role = bo.memberships.get(role="assessor")
    actions.end_membership(role, by=max_, on=today() + SOON)
    client.force_login(max_)
    sent = {"do": "end", "person": [bo.pk], "role": "assessor"}
    later = client.post("/people/together/", {**sent, "on": (today() + 2 * SOON).isoformat()})
    assert later.status_code == 409
    assert "Bo Lind: They hold this role there until a day that is set" in later.content.decode()
    client.post("/people/together/", {**sent, "on": today().isoformat()})
    role.refresh_from_db()
    assert role.until_on == today()
