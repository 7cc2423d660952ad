"""Items of the standard that a program or a department of it adds, beside those that hold for every program here."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.program import actions
from assay.program.models import ChecklistItem, PastWording
from assay.record.models import Event


@pytest.fixture
def partner(district: Organization) -> Organization:
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER)


@pytest.fixture
def ida(partner: Organization) -> Person:
    return make_person("Ida Ray", role="program-admin", organization=partner)


@pytest.fixture
def department(district: Organization) -> Organization:
    return make_department(district, "Special Education")


def add(by: Person, within: Organization | None, text: str, title: str = "Worth") -> ChecklistItem:
    return actions.add_item(title, text, by=by, within=within)


def asked(place: Organization) -> list[str]:
    return [row.code for row in ChecklistItem.objects.holding_for(place)]


@pytest.mark.postgresql
def test_items_add_up_along_the_tree_in_its_order(
    district: Organization,
    department: Organization,
    partner: Organization,
    max_: Person,
    ida: Person,
) -> None:
    below = make_department(department, "Early years")
    sibling = make_department(district, "Arts")
    for by, place, text in (
        (max_, department, "A plan is named."),
        (max_, district, "A school tried it."),
        (ida, partner, "A sponsor is named."),
        (max_, None, "It is worth it."),
        (max_, below, "Play is part of it."),
    ):
        add(by, place, text)
    codes = ["q01", "a02", "a01", "a04"]
    assert asked(below) == codes
    assert asked(department) == codes[:3]
    assert asked(sibling) == asked(district) == asked(make_school(district)) == codes[:2]
    assert asked(partner) == ["q01", "a03"]
    both = ChecklistItem.objects.holding_for(department, partner)
    assert [row.code for row in both] == ["q01", "a02", "a01", "a03"]
    for row in both:
        assert row.holds_for(department) is (row.code in codes[:3])
    event = Event.objects.filter(verb="program.checklist_set").latest("pk")
    assert event.particulars == {"items": 1, "organization": below.pk}


def test_whoever_sets_a_programs_rules_adds_items_and_nobody_else(
    district: Organization,
    department: Organization,
    partner: Organization,
    max_: Person,
    ida: Person,
) -> None:
    head = make_person("Hed Ruiz", role="department-head", organization=department)
    school = make_school(district)
    refused = ((max_, partner), (ida, None), (ida, district), (head, department), (max_, school))
    for by, place in refused:
        with pytest.raises(PermissionDenied):
            add(by, place, "A plan is named.")
    row, above = add(max_, department, "A plan is named."), add(max_, None, "It is worth it.")
    for by, item in ((ida, row), (head, row), (ida, above)):
        with pytest.raises(PermissionDenied):
            actions.reword_item(item, "Nothing is named.", required=False, by=by)
        with pytest.raises(PermissionDenied):
            actions.end_item(item, by=by)
    Organization.objects.filter(pk=department.pk).update(ended_on=now())
    with pytest.raises(PermissionDenied):
        add(max_, Organization.objects.get(pk=department.pk), "Another is named.")


def test_once_a_committee_sits_its_chair_adds_items_for_its_own_program(
    district: Organization, partner: Organization, max_: Person, ida: Person
) -> None:
    actions.let_committee_sit(partner, by=ida)
    with pytest.raises(PermissionDenied):
        add(ida, partner, "A sponsor is named.")
    chair = make_person("Cam Roe", role="committee-chair", organization=partner)
    assert add(chair, partner, "A sponsor is named.").organization == partner
    assert add(max_, district, "A school tried it.")  # where none sits, as before


def test_the_same_again_is_kept_and_what_is_asked_above_is_said(
    department: Organization, district: Organization, max_: Person
) -> None:
    row = add(max_, department, "A plan is named.")
    assert add(max_, department, "A plan is named.") == row
    add(max_, None, "It is worth it.")
    with pytest.raises(BadInput, match="q01"):
        add(max_, department, "It is worth it.")
    for title, text in ((" ", "A."), ("Worth", ""), ("Worth", "x" * 401)):
        with pytest.raises(BadInput):
            add(max_, department, text, title)
    assert ChecklistItem.objects.count() == 2


def test_one_is_reworded_with_its_past_and_ended_for_good(
    department: Organization, max_: Person
) -> None:
    row, above = add(max_, department, "A plan is named."), add(max_, None, "It is worth it.")
    actions.reword_item(row, "A student's plan is named.", required=False, by=max_)
    assert PastWording.objects.get().text == "A plan is named."
    actions.end_item(row, by=max_)
    assert asked(department) == ["q01"]
    event = Event.objects.get(verb="program.item_ended")
    assert event.particulars == {"items": 0, "organization": department.pk}
    row.refresh_from_db()
    with pytest.raises(WrongState):
        actions.end_item(row, by=max_)
    with pytest.raises(WrongState):
        actions.reword_item(row, "Another.", required=True, by=max_)
    with pytest.raises(WrongState, match="never removed"):
        actions.end_item(above, by=max_)
    with transaction.atomic(), pytest.raises(IntegrityError):
        ChecklistItem.objects.filter(pk=above.pk).update(ended_at=now())
    again = add(max_, department, "A student's plan is named.")
    assert (again.code, again.pk != row.pk) == ("a02", True)


def test_the_file_of_the_standard_touches_no_item_of_a_program(
    department: Organization, max_: Person
) -> None:
    row = add(max_, department, "A plan is named.")
    data: dict[str, Any] = {
        "schema": "mc-quality-checklist/1",
        "sections": [{"id": "a", "title": "A", "items": [{"id": "q01", "text": "One."}]}],
    }
    assert [one.code for one in actions.set_checklist(data, by=max_)] == ["q01"]
    assert [one.code for one in actions.set_checklist(data, by=max_)] == ["q01"]
    data["sections"][0]["items"].append({"id": row.code, "text": "Two."})
    with pytest.raises(BadInput, match="a01"):
        actions.set_checklist(data, by=max_)
    row.refresh_from_db()
    assert row.text == "A plan is named."


def test_one_program_alone_has_one_page_for_all_and_for_its_departments(
    client: Client, department: Organization, district: Organization, max_: Person
) -> None:
    client.force_login(max_)
    sent = {"section": "Worth", "text": "It is worth it.", "required": "on"}
    assert client.post("/program/standard/", sent).status_code == 302
    page = client.get("/program/standard/").content.decode()
    assert "Every department" in page and "Special Education" in page
    assert "For every program here" not in page
    wrong = client.post("/program/standard/", {**sent, "organization": "elsewhere"})
    assert wrong.status_code == 422 and "It is worth it." in wrong.content.decode()
    own = {"section": "Plans", "text": "A plan is named.", "organization": department.ident}
    assert client.post("/program/standard/", own).status_code == 302
    page = client.get("/program/standard/").content.decode()
    assert "Added by Special Education" in page and "For every program here" in page
    row = ChecklistItem.objects.get(organization=department)
    assert row.required is False
    client.post(f"/program/standard/{row.code}/", {"text": "A student's plan is named."})
    page = client.get(f"/program/standard/{row.code}/").content.decode()
    assert "A plan is named." in page and "End this item" in page
    assert "End this item" not in client.get("/program/standard/q01/").content.decode()
    done = client.post(f"/program/standard/{row.code}/ending/", follow=True)
    assert "No longer asked" in done.content.decode()
    assert client.post(f"/program/standard/{row.code}/ending/").status_code == 409
    assert client.post("/program/standard/q01/ending/").status_code == 409
    page = client.get(f"/program/standard/{row.code}/").content.decode()
    assert "Not asked since" in page and "End this item" not in page
    assert client.post("/program/standard/q99/ending/").status_code == 404


def test_each_program_reads_its_own_items_and_those_above(
    client: Client, department: Organization, partner: Organization, max_: Person, ida: Person
) -> None:
    add(max_, None, "It is worth it.")
    theirs, ours = add(max_, department, "A plan is named."), add(ida, partner, "=A sponsor.")
    client.force_login(ida)
    address = f"/program/{partner.ident}/standard/"
    for page in (client.get("/program/standard/"), client.get(address)):
        text = page.content.decode()
        assert "It is worth it." in text and "=A sponsor." in text and "A plan" not in text
        assert "Added by North Coast Institute" in text
    assert client.post(address, {"section": "Worth", "text": "A second."}).status_code == 302
    assert ChecklistItem.objects.get(text="A second.").organization == partner
    assert client.get(f"/program/standard/{theirs.code}/").status_code == 404
    assert client.post(f"/program/standard/{theirs.code}/ending/").status_code == 404
    assert client.post("/program/standard/q01/", {"text": "Other."}).status_code == 403
    assert client.get("/program/standard/q01/").status_code == 200
    table: Any = client.get(f"/program/{partner.ident}/standard.csv")
    lines = table.getvalue().decode()
    assert "North Coast Institute" in lines and "For every program here" in lines
    assert "'=A sponsor." in lines and "A plan" not in lines
    client.force_login(max_)
    assert client.get(address).status_code == 404
    assert client.get(f"/program/{partner.ident}/standard.csv").status_code == 404
    assert client.get(f"/program/standard/{ours.code}/").status_code == 404
    common = client.get("/program/standard/").content.decode()
    assert "A plan is named." not in common  # with other programs here, that of all stands alone
    home = max_.current_memberships[0].organization
    page = client.get(f"/program/{home.ident}/standard/").content.decode()
    assert "Added by Special Education" in page and "sponsor" not in page


def test_a_district_opens_what_its_consortium_added_and_does_not_change_it(
    client: Client, district: Organization
) -> None:
    consortium = make_district("Coast Consortium", kind=OrganizationKind.CONSORTIUM)
    member = make_district("Bay Schools", parent=consortium)
    con = make_person("Con Ide", role="program-admin", organization=consortium)
    kim = make_person("Kim Ode", role="program-admin", organization=member)
    row = add(con, consortium, "It is shared.")
    assert asked(member) == [row.code] and asked(district) == []
    client.force_login(kim)
    page = client.get(f"/program/{member.ident}/standard/").content.decode()
    assert "Added by Coast Consortium" in page
    assert client.get(f"/program/standard/{row.code}/").status_code == 200
    changed = {"text": "It is mine."}
    assert client.post(f"/program/standard/{row.code}/", changed).status_code == 403
    assert client.post(f"/program/standard/{row.code}/ending/").status_code == 403


def test_the_page_asks_no_more_for_more_items(
    client: Client, department: Organization, max_: Person, django_assert_max_num_queries: Any
) -> None:
    client.force_login(max_)
    add(max_, department, "One.")
    client.get("/program/standard/")
    with django_assert_max_num_queries(20) as few:
        client.get("/program/standard/")
    for n in range(12):
        add(max_, department, f"Another {n}.", f"Section {n % 3}")
    with django_assert_max_num_queries(len(few)):
        client.get("/program/standard/")
