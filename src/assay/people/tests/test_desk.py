import pytest
from django.test import Client

from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_invitation, make_person, make_school

PAGES = ["/people/", "/people/invitations/", "/people/organizations/", "/people/record/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_desk_is_there_for_administrators_and_for_nobody_else(
    client: Client, max_: Person, ada: Person, lea: Person, page: str
) -> None:
    assert client.get(page).status_code == 302
    for person in (ada, lea):
        client.force_login(person)
        assert client.get(page).status_code == 404
    client.force_login(max_)
    assert client.get(page).status_code == 200


def test_a_stranger_and_someone_elses_person_are_404(
    client: Client, max_: Person, ada: Person
) -> None:
    far = make_person("Far Away", role="learner", organization=make_district("Elsewhere Schools"))
    client.force_login(ada)
    assert client.get(f"/people/{max_.pk}/").status_code == 404
    assert (
        client.post(f"/people/{ada.pk}/memberships/", {"role": "program-admin"}).status_code == 404
    )
    client.force_login(max_)
    assert client.get(f"/people/{ada.pk}/").status_code == 200
    assert client.get(f"/people/{far.pk}/").status_code == 404
    assert "Far Away" not in client.get("/people/?q=far").content.decode()


def test_filters_narrow_the_list(
    client: Client, max_: Person, ada: Person, bo: Person, district: Organization
) -> None:
    client.force_login(max_)

    def names(query: str) -> set[str]:
        return {row["display_name"] for row in client.get(f"/people/?{query}").context["page_obj"]}

    assert names("q=marsh+ada") == {"Ada Marsh"}
    assert names("role=assessor") == {"Bo Lind"}
    school = ada.organizations_as("learner")[0]
    assert names(f"organization={school.pk}") == {"Ada Marsh"}
    assert names(f"organization={district.pk}&role=learner") == {"Ada Marsh", "Bo Lind"}
    assert names("role=nonsense") >= {"Ada Marsh", "Max Sund"}


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_costs_the_same_however_many_there_are(
    client: Client, max_: Person, district: Organization, django_assert_num_queries, many: int
) -> None:
    school = make_school(district)
    for n in range(many):
        make_person(f"Person{n} Test", role="learner", organization=school)
    client.force_login(max_)
    with django_assert_num_queries(9):
        client.get("/people/")
    with django_assert_num_queries(5):
        client.get("/people/organizations/")


def test_a_forged_role_or_organization_changes_nothing(
    client: Client, max_: Person, ada: Person
) -> None:
    elsewhere = make_district("Elsewhere Schools")
    client.force_login(max_)
    for data in (
        {"role": "root", "organization": elsewhere.pk},
        {"role": "coach", "organization": elsewhere.pk},
    ):
        assert client.post(f"/people/{ada.pk}/memberships/", data).status_code == 422
    assert Person.objects.get(pk=ada.pk).roles() == {"learner"}


def test_roles_are_given_and_ended_from_the_page(
    client: Client, max_: Person, ada: Person, district: Organization
) -> None:
    client.force_login(max_)
    client.post(f"/people/{ada.pk}/memberships/", {"role": "coach", "organization": district.pk})
    membership = ada.memberships.get(role="coach")
    assert "End this role" in client.get(f"/people/{ada.pk}/").content.decode()
    answer = client.post(f"/people/{max_.pk}/memberships/{membership.pk}/ending/")
    assert answer.status_code == 404  # the role of somebody else under this address
    client.post(f"/people/{ada.pk}/memberships/{membership.pk}/ending/")
    answer = client.post(f"/people/{ada.pk}/memberships/{membership.pk}/ending/")
    assert answer.status_code == 409
    assert "already ended" in answer.content.decode()


def test_many_are_invited_at_once_and_only_the_bad_ones_stay(
    client: Client, max_: Person, district: Organization
) -> None:
    make_invitation("old@example.org", district, by=max_)
    client.force_login(max_)
    data = {"emails": "a@example.org, b@example.org\nnobody old@example.org", "role": "learner"}
    answer = client.post("/people/invitations/", {**data, "organization": district.pk})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "2 invitations are written" in text
    assert "nobody is not an e-mail address" in text
    assert "old@example.org is already invited" in text
    assert "nobody\nold@example.org</textarea>" in text


def test_invitations_of_elsewhere_are_404(client: Client, max_: Person) -> None:
    there = make_district("Elsewhere Schools")
    other = make_person("Other Admin", role="program-admin", organization=there)
    invitation = make_invitation("x@example.org", there, by=other)
    client.force_login(max_)
    for act in ("sending", "withdrawal"):
        assert client.post(f"/people/invitations/{invitation.pk}/{act}/").status_code == 404


def test_an_organization_is_made_changed_and_closed_from_its_pages(
    client: Client, max_: Person, district: Organization
) -> None:
    client.force_login(max_)
    assert client.get(f"/people/organizations/new/?below={district.pk}").status_code == 200
    assert client.get("/people/organizations/new/?below=999999").status_code == 404
    data = {"below": district.pk, "name": "Fern Street", "kind": "school", "url": "nonsense here"}
    answer = client.post("/people/organizations/new/", data)
    assert answer.status_code == 422
    assert 'value="Fern Street"' in answer.content.decode()
    client.post("/people/organizations/new/", {**data, "url": ""})
    made = Organization.objects.get(name="Fern Street")
    client.post(f"/people/organizations/{made.pk}/", {"name": "Fern Road", "kind": "school"})
    made.refresh_from_db()
    assert made.name == "Fern Road"
    assert client.post(f"/people/organizations/{made.pk}/ending/").status_code == 302
    elsewhere = make_district("Elsewhere Schools")
    assert client.get(f"/people/organizations/{elsewhere.pk}/").status_code == 404
