"""Agreements between districts: proposed by one administrator, accepted by the other's, ended by either."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people import actions
from assay.people.models import (
    DataSharingAgreement,
    Organization,
    OrganizationKind,
    Person,
    districts_of,
    readers_agreed,
)
from assay.people.tests.factories import make_department, make_district, make_person
from assay.record.models import Event
from assay.ui.work import waiting_for


@pytest.fixture
def consortium(db: None) -> Organization:
    return make_district("Bayshore", kind=OrganizationKind.CONSORTIUM)


@pytest.fixture
def here(consortium: Organization) -> Organization:
    return make_district("Lakeside Schools", parent=consortium)


@pytest.fixture
def there(consortium: Organization) -> Organization:
    return make_district("Foxglove Schools", parent=consortium)


@pytest.fixture
def nora(here: Organization) -> Person:
    return make_person("Nora Here", role="program-admin", organization=here)


@pytest.fixture
def theo(there: Organization) -> Person:
    return make_person("Theo There", role="program-admin", organization=there)


def propose(
    first: Organization, second: Organization, by: Person, **other: object
) -> DataSharingAgreement:
    said: dict[str, object] = {
        "shares": "both",
        "purposes": ["scoring"],
        "reference": "DSA 12",
        "first_on": today(),
        "last_on": today() + timedelta(days=300),
    }
    return actions.propose_data_sharing(first, second, by=by, **(said | other))  # type: ignore[arg-type]


def test_one_proposes_the_other_accepts_and_only_then_it_holds(
    here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    agreement = propose(here, there, nora)
    assert readers_agreed("scoring") == frozenset()
    actions.accept_data_sharing(agreement, by=theo)
    assert readers_agreed("scoring") == {(here.pk, there.pk), (there.pk, here.pk)}
    assert readers_agreed("appeals") == frozenset()
    verbs = ["people.data_sharing_proposed", "people.data_sharing_accepted"]
    assert list(Event.objects.filter(verb__in=verbs).values_list("verb", flat=True)) == verbs
    with pytest.raises(WrongState):
        actions.accept_data_sharing(agreement, by=theo)


@pytest.mark.parametrize(("shares", "pairs"), [("first", "ht"), ("second", "th")])
def test_it_may_go_one_way(
    shares: str,
    pairs: str,
    here: Organization,
    there: Organization,
    nora: Person,
    theo: Person,
) -> None:
    actions.accept_data_sharing(propose(here, there, nora, shares=shares), by=theo)
    places = {"h": here.pk, "t": there.pk}
    assert readers_agreed("scoring") == {(places[pairs[0]], places[pairs[1]])}


def test_either_ends_it_and_what_was_ended_stays_so(
    here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    for ends in (nora, theo):
        agreement = propose(here, there, nora)
        actions.accept_data_sharing(agreement, by=theo)
        actions.end_data_sharing(agreement, by=ends)
        assert readers_agreed("scoring") == frozenset()
        with pytest.raises(WrongState):
            actions.end_data_sharing(agreement, by=nora)
    event = Event.objects.filter(verb="people.data_sharing_ended").last()
    assert event is not None and event.particulars["was_accepted"] is True
    open_ = propose(here, there, nora)
    actions.end_data_sharing(open_, by=theo)
    with pytest.raises(WrongState):
        actions.accept_data_sharing(open_, by=theo)


def test_nobody_signs_for_a_district_but_its_own_administrator(
    consortium: Organization, here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    above = make_person("Ulf Above", role="program-admin", organization=consortium)
    lead = make_person("Lea Ortiz", role="lead-assessor", organization=here)
    for by in (above, lead, theo):
        with pytest.raises(PermissionDenied):
            propose(here, there, by)
    agreement = propose(here, there, nora)
    make_person(nora, role="program-admin", organization=there)  # holds both: still not alone
    for by in (above, lead, nora):
        with pytest.raises(PermissionDenied):
            actions.accept_data_sharing(agreement, by=by)
    for by in (above, lead):
        with pytest.raises(PermissionDenied):
            actions.end_data_sharing(agreement, by=by)


def test_a_second_proposal_waits_for_the_answer_to_the_first(
    here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    propose(here, there, nora)
    for first, second, by in ((here, there, nora), (there, here, theo)):
        with pytest.raises(WrongState, match="open proposal"):
            propose(first, second, by)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"shares": "all"}, "shares"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["gossip"]}, "purposes"),
        ({"reference": "  "}, "reference"),
        ({"last_on": date(2001, 1, 1), "first_on": date(2000, 1, 1)}, "last_on"),
        ({"last_on": date(2000, 1, 1)}, "last_on"),
    ],
)
def test_bad_input_is_named_by_field(
    here: Organization, there: Organization, nora: Person, said: dict[str, object], wrong: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        propose(here, there, nora, **said)
    assert wrong in refusal.value.fields


def test_it_is_between_two_open_districts(
    here: Organization, there: Organization, nora: Person
) -> None:
    there.ended_on = today()
    for other in (here, there, make_department(here)):
        with pytest.raises(BadInput) as refusal:
            propose(here, other, nora)
        assert "second" in refusal.value.fields


def test_it_holds_from_its_first_day_to_its_last(
    here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    first, last = today() + timedelta(days=2), today() + timedelta(days=4)
    agreement = propose(here, there, nora, first_on=first, last_on=last)
    actions.accept_data_sharing(agreement, by=theo)
    held = []
    for days in range(7):
        with held_at(now() + timedelta(days=days)):
            held.append((bool(readers_agreed("scoring")), agreement.state))
    begins, runs, over = (False, "to_come"), (True, "in_force"), (False, "ran_out")
    assert held == [begins, begins, runs, runs, runs, over, over]
    unanswered = propose(here, there, nora)
    with held_at(now() + timedelta(days=400)), pytest.raises(WrongState, match="last day"):
        actions.accept_data_sharing(unanswered, by=theo)


def test_where_people_belong(
    consortium: Organization, here: Organization, there: Organization
) -> None:
    ada = make_person("Ada Marsh", role="learner", organization=make_department(here))
    both = make_person("Bo Lind", role="assessor", organization=consortium)
    make_person(both, role="learner", organization=there)
    staff = make_person("Cy Staff", role="assessor", organization=consortium)
    found = districts_of([ada.pk, both.pk, staff.pk])
    assert found == {ada.pk: {here.pk}, both.pk: {there.pk}, staff.pk: frozenset()}


def test_the_page_proposes_and_keeps_what_was_typed(
    client: Client, here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    client.force_login(nora)
    typed = {"first": here.pk, "second": there.pk, "shares": "both", "reference": "DSA 12"}
    told = client.post("/people/data-sharing/", typed)
    assert told.status_code == 422 and "DSA 12" in told.content.decode()
    days = {"first_on": today().isoformat(), "last_on": today().isoformat()}
    sent = client.post("/people/data-sharing/", {**typed, **days, "purposes": ["scoring"]})
    assert sent.status_code == 302
    text = client.get("/people/data-sharing/").content.decode()
    assert "Evidence of Foxglove Schools, read by assessors of Lakeside Schools" in text
    row = DataSharingAgreement.objects.get()
    assert f"/people/data-sharing/{row.pk}/acceptance/" not in text
    client.force_login(theo)
    labels = [w.kind.label for w in waiting_for(theo) if w.count]
    assert "Data-sharing agreements to answer" in labels
    assert f"/people/data-sharing/{row.pk}/acceptance/" in (
        client.get("/people/data-sharing/?show=proposed").content.decode()
    )
    client.post(f"/people/data-sharing/{row.pk}/acceptance/")
    row.refresh_from_db()
    assert row.state == "in_force"
    client.post(f"/people/data-sharing/{row.pk}/ending/")
    row.refresh_from_db()
    assert row.state == "ended"


def test_only_the_two_districts_see_it(
    client: Client, here: Organization, there: Organization, nora: Person
) -> None:
    agreement = propose(here, there, nora)
    elsewhere = make_district("Elsewhere Schools")
    client.force_login(make_person("Eve Else", role="program-admin", organization=elsewhere))
    text = client.get("/people/data-sharing/").content.decode()
    assert "DSA 12" not in text and "No agreement yet" in text
    assert client.post(f"/people/data-sharing/{agreement.pk}/ending/").status_code == 404
    client.force_login(make_person("Dee Stone", role="learner", organization=here))
    assert client.get("/people/data-sharing/").status_code == 404


def test_the_list_is_ordered_narrowed_and_exported(
    client: Client, here: Organization, there: Organization, nora: Person, theo: Person
) -> None:
    other = make_district("Aspen Schools")
    actions.accept_data_sharing(propose(here, there, nora, reference="Paper 1"), by=theo)
    propose(here, other, nora, reference="Paper 2", shares="first")
    client.force_login(nora)

    def seen(query: str) -> list[str]:
        rows = client.get(f"/people/data-sharing/?{query}").context["page_obj"]
        return [row.reference for row in rows]

    assert seen("sort=district") == ["Paper 2", "Paper 1"]
    assert seen("show=in_force") == ["Paper 1"] and seen("q=aspen") == ["Paper 2"]
    assert seen("show=over") == [] and seen("show=x&sort=x&page=x") == ["Paper 2", "Paper 1"]
    file = client.get("/people/data-sharing/?show=proposed&file=csv").getvalue().decode()
    assert "Paper 2" in file and "Paper 1" not in file
    assert "Evidence of Lakeside Schools, read by assessors of Aspen Schools" in file


def test_a_page_of_them_costs_the_same_however_many(
    client: Client, here: Organization, nora: Person, django_assert_num_queries
) -> None:
    client.force_login(nora)
    for many in (1, 6):
        for n in range(many):
            propose(here, make_district(f"District {many}-{n}"), nora)
        with django_assert_num_queries(15):
            client.get("/people/data-sharing/")
