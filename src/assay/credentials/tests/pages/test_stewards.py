from datetime import timedelta

import pytest

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.tests.factories import make_award
from assay.lib.clock import held_at, now
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_person

pytestmark = pytest.mark.django_db


def test_only_those_who_keep_awards_enter(
    client, award: Award, ada: Person, bo: Person, chi: Person, max_
) -> None:
    for person, status in ((ada, 404), (bo, 404), (chi, 200), (max_, 200)):
        client.force_login(person)
        assert client.get("/awards/").status_code == status


def test_they_see_their_own_issuers_awards(client, award: Award) -> None:
    client.force_login(
        make_person("Out Sider", role="approver", organization=make_district("Elsewhere"))
    )
    assert award.name_as_issued not in client.get("/awards/").content.decode()
    assert client.get(f"/awards/{award.pk}/revocation/").status_code == 404


def test_the_list_can_be_narrowed_by_its_address(
    client, ada: Person, dee: Person, chi: Person, version
) -> None:
    make_award(ada, version), make_award(dee, version)
    client.force_login(chi)
    text = client.get("/awards/", {"q": "stone wait", "status": "issued"}).content.decode()
    assert "Dee Stone" in text
    assert "Ada Marsh" not in text
    assert "No award fits" in client.get("/awards/", {"status": "revoked"}).content.decode()


def test_the_list_costs_the_same_however_long(
    client, chi, version: Version, django_assert_max_num_queries
) -> None:
    for n in range(5):
        make_award(make_person(f"P{n} Q"), version)
    client.force_login(chi)
    client.get("/awards/")
    with django_assert_max_num_queries(7):
        client.get("/awards/")


def test_withdrawing_takes_a_second_press(client, award: Award, chi: Person) -> None:
    client.force_login(chi)
    path = f"/awards/{award.pk}/revocation/"
    first = client.post(path, {"ground": "issued_in_error", "reason": "Wrong person."})
    award.refresh_from_db()
    assert (first.status_code, award.status) == (200, "issued")
    assert "Wrong person." in first.content.decode()
    client.post(path, {"ground": "issued_in_error", "reason": "Wrong person.", "confirmed": "yes"})
    award.refresh_from_db()
    assert award.status == "revoked"
    assert award.revocation.reason == "Wrong person."
    third = client.post(
        path, {"ground": "issued_in_error", "reason": "Wrong person.", "confirmed": "yes"}
    )
    assert third.status_code == 409


def test_what_was_typed_stays_when_no_ground_is_chosen(client, award: Award, chi: Person) -> None:
    client.force_login(chi)
    answer = client.post(f"/awards/{award.pk}/cases/", {"ground": "", "reason": "A long story."})
    assert answer.status_code == 422
    assert "A long story." in answer.content.decode()


def test_later_only_a_case_leads_to_a_withdrawal(client, award: Award, chi: Person) -> None:
    path = f"/awards/{award.pk}/revocation/"
    with held_at(now() + timedelta(hours=25)):
        client.force_login(chi)
        assert client.get(path).url == f"/awards/{award.pk}/cases/"
        said = client.post(path, {"reason": "Wrong person.", "confirmed": "yes"})
    assert said.status_code == 409 and "open a case" in said.content.decode()
    award.refresh_from_db()
    assert award.status == "issued"


def test_nobody_withdraws_their_own_through_the_page(client, chi: Person, version: Version) -> None:
    award = make_award(chi, version)
    client.force_login(chi)
    assert client.get(f"/awards/{award.pk}/revocation/").status_code == 403


def test_states_are_tabs_that_count_and_columns_order_the_list(
    client, ada: Person, dee: Person, chi: Person, version
) -> None:
    make_award(ada, version), make_award(dee, version)
    Award.objects.filter(person=dee).update(status="revoked")
    client.force_login(chi)
    page = client.get("/awards/")
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("All", 2),
        ("Valid", 1),
        ("Withdrawn", 1),
    ]

    def names(query: str) -> list[str]:
        rows = client.get(f"/awards/?{query}").context["page_obj"]
        return [row["name_as_issued"] for row in rows]

    assert names("sort=name") == ["Ada Marsh", "Dee Stone"]
    assert names("sort=-name&status=nonsense") == ["Dee Stone", "Ada Marsh"]
    assert names("status=revoked&sort=title") == ["Dee Stone"]
    assert names("q=wait&sort=-name") == ["Dee Stone", "Ada Marsh"]
    assert "1 to 2 of 2" in page.content.decode()


def test_the_file_holds_what_the_list_shows(
    client, ada: Person, dee: Person, chi: Person, version
) -> None:
    make_award(ada, version), make_award(dee, version)
    client.force_login(chi)
    rows = client.get("/awards/?q=stone&page=4&file=csv").getvalue().decode("utf-8-sig")
    assert rows.splitlines()[0].startswith("Earned by,Micro-credential,Version,Issued by")
    assert "Dee Stone" in rows and "Ada Marsh" not in rows
    other = make_person("Out Sider", role="approver", organization=make_district("Elsewhere"))
    client.force_login(other)
    assert "Dee Stone" not in client.get("/awards/?file=csv").getvalue().decode()
    client.force_login(ada)
    assert client.get("/awards/?file=csv").status_code == 404
