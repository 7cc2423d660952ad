import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import Organization, PastName, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event


def test_an_organization_stands_below_its_parent(max_: Person, district: Organization) -> None:
    made = actions.create_organization(
        name=" Fern  Street ", kind="school", parent=district, by=max_, letters="fs"
    )
    made.refresh_from_db()
    assert made.path.startswith(district.path)
    assert (made.name, made.ident, made.letters) == ("Fern Street", "fern-street", "FS")
    assert Event.objects.get(verb="people.organization_created").particulars == {
        "parent": district.pk
    }
    again = actions.create_organization(name="Fern Street", kind="school", parent=district, by=max_)
    assert again.ident == "fern-street-2"


def test_only_administrators_make_them_and_nobody_plants_a_new_tree(
    max_: Person, ada: Person, district: Organization
) -> None:
    for by, parent in ((ada, district), (max_, None)):
        with pytest.raises(PermissionDenied):
            actions.create_organization(name="Fern Street", kind="school", parent=parent, by=by)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"letters": "TOOLONG"}, "letters"),
        ({"letters": "1"}, "letters"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"email": "nobody"}, "email"),
        ({"ident": "lakeside"}, "ident"),
    ],
)
def test_bad_input_is_named_by_field(
    max_: Person, district: Organization, fields: dict[str, str], wrong: str
) -> None:
    Organization.objects.create(ident="lakeside", name="Lakeside", kind="school", parent=district)
    with pytest.raises(BadInput) as refusal:
        actions.create_organization(
            **{"name": "Fern", "kind": "school", "parent": district, "by": max_, **fields}
        )
    assert wrong in refusal.value.fields
    assert not Organization.objects.filter(name="Fern").exists()


def test_an_organization_with_people_or_open_ones_below_stays_open(
    max_: Person, ada: Person, district: Organization
) -> None:
    with pytest.raises(WrongState, match="People still hold roles"):
        actions.end_organization(ada.organizations_as("learner")[0], by=max_)
    outer = make_school(district, "Outer")
    inner = actions.create_organization(name="Inner", kind="department", parent=outer, by=max_)
    with pytest.raises(WrongState, match="below"):
        actions.end_organization(outer, by=max_)
    actions.end_organization(inner, by=max_)
    actions.end_organization(outer, by=max_)
    with pytest.raises(WrongState, match="already closed"):
        actions.end_organization(outer, by=max_)
    ended = Event.objects.filter(verb="people.organization_ended").order_by("pk")
    assert [event.subject_id for event in ended] == [str(inner.pk), str(outer.pk)]


def test_a_closed_organization_takes_nobody(
    max_: Person, ada: Person, district: Organization
) -> None:
    school = make_school(district)
    actions.end_organization(school, by=max_)
    with pytest.raises(BadInput):
        actions.grant(ada, school, "coach", by=max_)
    with pytest.raises(BadInput):
        actions.invite("new@example.org", school, "learner", by=max_)


def test_a_change_is_noted_by_the_names_of_its_fields(
    max_: Person, ada: Person, district: Organization
) -> None:
    with pytest.raises(PermissionDenied):
        actions.change_organization(district, by=ada, name="Mine")
    actions.change_organization(district, by=max_, name="Lake Schools", letters="ls")
    district.refresh_from_db()
    assert (district.name, district.letters) == ("Lake Schools", "LS")
    assert Event.objects.get(verb="people.organization_changed").particulars == {
        "fields": ["letters", "name"]
    }
    head = make_person("Sam Hill", role="program-admin", organization=make_school(district))
    with pytest.raises(PermissionDenied):
        actions.change_organization(district, by=head, name="Mine")


def test_what_it_was_called_before_stays_on_its_page(
    client: Client, district: Organization, max_: Person
) -> None:
    before = district.name
    client.force_login(max_)
    path = reverse("people:organization", args=(district.pk,))
    sent = {"name": "Lakeshore Schools", "kind": district.kind, "letters": district.letters}
    for _press in range(2):
        client.post(path, sent)
    assert PastName.objects.get().name == before
    page = client.get(path).content.decode()
    assert "What it was called before" in page and before in page and "Max Sund" in page
