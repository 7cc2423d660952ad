"""Every verb of credits: what it does, what it refuses, the second press, and what stands in the record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credits import actions
from assay.credits.models import CreditApproval, License
from assay.credits.tests.factories import MICHIGAN, TENNESSEE, make_approval, make_license
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def _events(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_a_license_is_kept_by_its_holder_alone(ada: Person, bo: Person) -> None:
    row = make_license(ada)
    assert list(License.objects.visible_to(ada)) == [row]
    assert not License.objects.visible_to(bo).exists()
    assert _events("credits.license_added") == 1
    with pytest.raises(PermissionDenied):
        actions.add_license(
            ada, MICHIGAN, name_on_license="x", first=today(), last=today() + timedelta(1), by=bo
        )
    with pytest.raises(PermissionDenied):
        actions.remove_license(row, by=bo)


def test_the_record_says_nothing_of_name_and_number(ada: Person) -> None:
    make_license(ada, name_on_license="Ada Augusta King", identifier="PIC-77")
    event = Event.objects.get(verb="credits.license_added")
    assert event.particulars == {"rule": MICHIGAN}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"rule": "xx"}, "rule"),
        ({"rule": TENNESSEE, "kind": "principal"}, "kind"),
        ({"name_on_license": "  "}, "name_on_license"),
        ({"last": today() - timedelta(days=900)}, "last"),
        ({"last": today() + timedelta(days=9000)}, "last"),
    ],
)
def test_a_license_that_cannot_be_says_which_field(ada: Person, fields: dict, where: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_license(ada, **fields)
    assert list(refused.value.fields) == [where]
    assert not License.objects.exists()


def test_cycles_of_one_license_follow_and_never_overlap(ada: Person) -> None:
    row = make_license(ada)
    with pytest.raises(BadInput) as refused:
        make_license(ada, first=row.last, last=row.last + timedelta(days=1800))
    assert list(refused.value.fields) == ["first"]
    make_license(ada, first=row.last + timedelta(days=1), last=row.last + timedelta(days=1800))
    make_license(ada, TENNESSEE)  # another license at the same time
    assert License.objects.count() == 3


def test_a_license_is_changed_and_removed_once(ada: Person, bo: Person) -> None:
    row = make_license(ada)
    said = {
        "kind": "",
        "name_on_license": "Ada King",
        "identifier": "",
        "has_plan": True,
        "first": row.first,
        "last": row.last + timedelta(days=30),
    }
    assert actions.change_license(row, **said, by=ada).name_on_license == "Ada King"
    with pytest.raises(PermissionDenied):
        actions.change_license(row, **said, by=bo)
    with pytest.raises(BadInput):
        actions.change_license(row, **{**said, "name_on_license": ""}, by=ada)
    actions.remove_license(row, by=ada)
    with pytest.raises(WrongState):
        actions.remove_license(row, by=ada)
    with pytest.raises(WrongState):
        actions.change_license(row, **said, by=ada)
    assert _events("credits.license_changed") == _events("credits.license_removed") == 1


def test_twenty_licenses_are_enough(ada: Person) -> None:
    first = today()
    for n in range(20):
        begins = first + timedelta(days=10 * n)
        make_license(ada, first=begins, last=begins + timedelta(days=9))
    with pytest.raises(WrongState):
        make_license(ada, TENNESSEE)


def test_an_approval_is_written_down_by_the_coordinator_of_the_program(
    district: Organization, version: Version, odalys: Person, ada: Person
) -> None:
    row = make_approval(district, version, odalys)
    assert list(CreditApproval.objects.visible_to(odalys, [district])) == [row]
    assert _events("credits.approval_added") == 1
    stranger = make_person(
        "Eve", role="credit-coordinator", organization=make_district("Elsewhere")
    )
    for somebody in (ada, stranger):
        with pytest.raises(PermissionDenied):
            make_approval(district, version, somebody)
        with pytest.raises(PermissionDenied):
            actions.end_approval(row, by=somebody)
    actions.end_approval(row, by=odalys)
    with pytest.raises(WrongState):
        actions.end_approval(row, by=odalys)
    assert not CreditApproval.objects.current().exists()
    assert _events("credits.approval_ended") == 1


def test_a_second_press_writes_no_second_approval(
    district: Organization, version: Version, odalys: Person
) -> None:
    row = make_approval(district, version, odalys)
    with pytest.raises(WrongState):
        make_approval(district, version, odalys)
    make_approval(district, version, odalys, number="2026-0001")
    provider = {"what": "provider", "micro_credential": None, "hours": None}
    make_approval(district, version, odalys, **provider)
    with pytest.raises(WrongState):
        make_approval(district, version, odalys, **provider)
    actions.end_approval(row, by=odalys)
    make_approval(district, version, odalys)  # anew, once it was ended
    assert _events("credits.approval_added") == 4


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"rule": "xx"}, "rule"),
        ({"what": "xx"}, "what"),
        ({"number": " "}, "number"),
        ({"micro_credential": None}, "micro_credential"),
        ({"hours": None}, "hours"),
        ({"what": "category"}, "category"),
        ({"first": today() - timedelta(days=500)}, "first"),
        ({"last": today() - timedelta(days=500)}, "last"),
    ],
)
def test_an_approval_that_cannot_be_says_which_field(
    district: Organization, version: Version, odalys: Person, fields: dict, where: str
) -> None:
    with pytest.raises(BadInput) as refused:
        make_approval(district, version, odalys, **fields)
    assert where in refused.value.fields
    assert not CreditApproval.objects.exists()


def test_nobody_writes_down_an_approval_of_somebody_elses_micro_credential(
    district: Organization, odalys: Person
) -> None:
    theirs = make_version(make_district("Elsewhere"), slug="theirs")
    with pytest.raises(BadInput) as refused:
        make_approval(district, theirs, odalys)
    assert list(refused.value.fields) == ["micro_credential"]
