"""Who may give which role where, and that nobody gets one by another way."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.clock import today
from assay.lib.errors import BadInput, Gone
from assay.people import actions, policy
from assay.people.actions.memberships import MayNotGive
from assay.people.models import Invitation, Membership, Organization, OrganizationKind, Person, Role
from assay.people.tests.factories import (
    make_department,
    make_district,
    make_invitation,
    make_person,
    make_school,
)
from assay.record.models import Event

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "roles.md"
Places = dict[str, Organization]


@pytest.fixture
def places(district: Organization) -> Places:
    """One organization of each kind; school, department and partner stand below the district."""
    partner = Organization.objects.create(
        ident="north", name="North", kind="partner", parent=district
    )
    consortium = Organization.objects.create(ident="region", name="Region", kind="consortium")
    return {
        "consortium": consortium,
        "district": district,
        "partner": partner,
        "school": make_school(district),
        "department": make_department(district),
    }


def documented() -> dict[str, tuple[set[str], set[str]]]:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| ([a-z, ]+) \| ([a-z, ]+) \|$", PAGE.read_text(), re.MULTILINE
    )
    return {role: (set(held.split(", ")), set(by.split(", "))) for role, held, by in rows}


def test_the_documented_table_is_the_one_in_force() -> None:
    table = {
        role.value: (set(g.held_in), set(g.by_administrators_of))
        for role, g in policy.GIVING.items()
    }
    assert documented() == table
    assert set(table) == set(Role.values)


@pytest.mark.parametrize("role", sorted(Role.values))
@pytest.mark.parametrize("kind", sorted(OrganizationKind.values))
def test_a_role_is_given_as_documented(role: str, kind: str, places: Places) -> None:
    """By an administrator of the very organization, to somebody who belongs to it."""
    place = places[kind]
    admin = make_person("Adele Min", role="program-admin", organization=place)
    somebody = make_person(
        "Some Body", role="learner" if role != "learner" else "coach", organization=place
    )
    held_in, by = documented()[role]
    if kind in held_in and kind in by:
        assert actions.grant(somebody, place, role, by=admin).role == role
        actions.end_membership(Membership.objects.get(person=somebody, role=role), by=admin)
        return
    with pytest.raises(BadInput if kind not in held_in else MayNotGive):
        actions.grant(somebody, place, role, by=admin)
    with pytest.raises(BadInput if kind not in held_in else MayNotGive):
        actions.invite("new@example.org", place, role, by=admin)
    held = Membership.objects.create(
        person=somebody, organization=place, role=role
    )  # from before the table
    if kind not in by:
        with pytest.raises(MayNotGive):
            actions.end_membership(held, by=admin)


def test_what_a_school_may_not_give_the_district_gives_and_the_refusal_stands_on_record(
    places: Places, max_: Person
) -> None:
    head = make_person("Sam Hill", role="program-admin", organization=places["school"])
    with pytest.raises(MayNotGive, match="program administrator") as refusal:
        actions.invite("new@example.org", places["school"], "program-admin", by=head)
    assert refusal.value.status == 403
    event = Event.objects.get(verb="people.role_refused")
    assert (event.by_id, event.particulars) == (str(head.pk), {"role": "program-admin"})
    assert (
        actions.invite("new@example.org", places["school"], "program-admin", by=max_).role
        == "program-admin"
    )


def test_a_lead_gives_and_ends_the_duty_to_screen_where_they_lead_and_nothing_else(
    district: Organization, lea: Person, dee: Person, chi: Person
) -> None:
    office = make_department(district, "Curriculum")
    actions.grant(dee, district, "screener", by=lea, until_on=today() + timedelta(days=30))
    duty = Membership.objects.get(person=dee, role="screener")
    assert duty.until_on == today() + timedelta(days=30)
    event = Event.objects.get(verb="people.granted", subject_id=str(duty.pk))
    assert (event.by_id, event.particulars["role"]) == (str(lea.pk), "screener")
    actions.end_membership(duty, by=lea)
    assert not Membership.objects.current().filter(person=dee, role="screener").exists()
    with pytest.raises(BadInput, match="later than the beginning"):
        actions.grant(dee, office, "screener", by=lea, until_on=today())
    elsewhere = make_district("Elsewhere Schools")
    far = make_person("Far Away", role="learner", organization=elsewhere)
    narrow = make_person("Nia Narrow", role="lead-assessor", organization=office)
    for person, place, role, by in (
        (lea, district, "screener", lea),  # nobody gives themself a role
        (dee, elsewhere, "screener", lea),
        (far, district, "screener", lea),
        (dee, district, "assessor", lea),
        (dee, district, "screener", narrow),
        (dee, district, "screener", chi),
    ):
        with pytest.raises(PermissionDenied):
            actions.grant(person, place, role, by=by)


def test_nobody_gives_a_role_to_themselves_by_any_way(max_: Person, district: Organization) -> None:
    with pytest.raises(PermissionDenied):
        actions.grant(max_, district, "assessor", by=max_)
    name, _at, domain = max_.email.partition("@")
    for address in (max_.email, max_.email.upper(), f"{name}+two@{domain}"):
        with pytest.raises(BadInput, match="your own address"):
            actions.invite(address, district, "assessor", by=max_)
    sent = make_invitation("new@example.org", district, by=max_, role="assessor")
    max_.email = "new@example.org"  # they changed their address to the one they invited
    max_.save()
    with pytest.raises(MayNotGive, match="yourself"):
        actions.accept(sent, by=max_)
    assert Person.objects.get(pk=max_.pk).roles() == {"program-admin"}
    assert Event.objects.filter(verb="people.role_refused", by_id=str(max_.pk)).count() == 5


def test_an_invitation_is_given_when_it_is_taken(
    max_: Person, ada: Person, district: Organization
) -> None:
    sent = make_invitation(ada.email, district, by=max_, role="approver")
    second = make_person("Second Admin", role="program-admin", organization=district)
    actions.end_membership(max_.memberships.get(), by=second)
    with pytest.raises(Gone, match="no longer give"):
        actions.accept(Invitation.objects.get(pk=sent.pk), by=ada)
    assert "approver" not in Person.objects.get(pk=ada.pk).roles()


def test_a_role_given_draws_nobody_in_from_elsewhere(max_: Person, district: Organization) -> None:
    far = make_person("Far Away", role="learner", organization=make_district("Elsewhere Schools"))
    with pytest.raises(PermissionDenied):
        actions.grant(far, district, "learner", by=max_)
    assert not Person.objects.visible_to(max_).filter(pk=far.pk).exists()


def test_a_school_does_not_make_itself_a_district(places: Places, max_: Person) -> None:
    school = places["school"]
    head = make_person("Sam Hill", role="program-admin", organization=school)
    with pytest.raises(BadInput, match="above"):
        actions.change_organization(school, by=head, kind="district")
    with pytest.raises(BadInput, match="cannot be below"):
        actions.create_organization(name="Mine", kind="district", parent=school, by=head)
    with pytest.raises(BadInput, match="cannot be below"):
        actions.change_organization(school, by=max_, kind="consortium")
    actions.change_organization(school, by=head, kind="school", name="Cedar Hill")
    office = actions.create_organization(name="Office", kind="department", parent=school, by=head)
    somebody = make_person("Some Body", role="learner", organization=office)
    with pytest.raises(BadInput, match="no such role"):
        actions.grant(
            somebody, office, "author", by=max_
        )  # an office of a school has what a school has


def test_a_partner_does_not_vet_itself(places: Places, max_: Person) -> None:
    from assay.lib.clock import today

    theirs = make_person("Paula Partner", role="program-admin", organization=places["partner"])
    with pytest.raises(BadInput, match="above"):
        actions.change_organization(places["partner"], by=theirs, vetted_on=today())
    actions.change_organization(places["partner"], by=max_, vetted_on=today())


def test_forms_offer_what_the_table_allows(client: Client, places: Places, max_: Person) -> None:
    head = make_person("Sam Hill", role="program-admin", organization=places["school"])
    pupil = make_person("New Teacher", role="learner", organization=places["school"])
    client.force_login(head)
    form = client.get("/people/invitations/").context["form"]
    assert {value for value, _label in form.fields["role"].choices if value} == {
        "learner",
        "coach",
        "principal",
    }
    told = client.post(
        f"/people/{pupil.pk}/memberships/",
        {"role": "assessor", "organization": places["school"].pk},
    )
    assert told.status_code == 422
    assert "Give a role" in client.get(f"/people/{pupil.pk}/").content.decode()
    own = client.get(f"/people/{head.pk}/").content.decode()
    assert "No one can give themselves a role" in own and 'name="role"' not in own
    client.force_login(max_)
    form = client.get("/people/invitations/").context["form"]
    assert {value for value, _label in form.fields["role"].choices if value} == set(Role.values)
    told = client.post(
        "/people/invitations/",
        {
            "emails": "new@example.org",
            "role": "assessor",
            "organization": places["school"].pk,
        },
    )
    assert told.status_code == 422 and "no such role" in told.content.decode()
    assert "new@example.org" in told.content.decode()  # nothing typed is lost


def test_an_administrator_sees_only_the_roles_held_in_their_own_organizations(
    client: Client, places: Places, district: Organization
) -> None:
    head = make_person("Sam Hill", role="program-admin", organization=places["school"])
    both = make_person("Bea Both", role="learner", organization=places["school"])
    make_person(both, role="approver", organization=district)
    client.force_login(head)
    for page in (f"/people/{both.pk}/", "/people/", "/people/?role=learner"):
        text = client.get(page).content.decode()
        assert "Bea Both" in text and "Approver" not in text.split("<main")[1].replace(
            ">Approver</option>", ""
        )
    assert "Bea Both" not in client.get("/people/?role=approver").content.decode()
    elsewhere = both.memberships.get(role="approver")
    assert client.post(f"/people/{both.pk}/memberships/{elsewhere.pk}/ending/").status_code == 404


def test_a_role_is_named_as_its_choice_is() -> None:
    for role in Role:
        assert Membership(role=role.value).get_role_display() == role.label
    assert Membership(role="of-old").get_role_display() == "of-old"
