"""Programs set rules of their own over what holds for every program here; the nearest holds, figure by figure."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.program import actions
from assay.program.actions import let_committee_sit
from assay.program.models import Policy
from assay.program.policies import (
    KINDS,
    AssessmentPolicy,
    CommitteePolicy,
    Everywhere,
    ServiceLevelPolicy,
    VersionsPolicy,
    both_in_force,
    figures_of,
    in_force,
)
from assay.program.timeline import INHERITED
from assay.record.models import Event

SOON = timedelta(days=30)
_numbers = count(1)


@pytest.fixture
def partner(district: Organization) -> Organization:
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER)


@pytest.fixture
def ida(partner: Organization) -> Person:
    return make_person("Ida Ray", role="program-admin", organization=partner)


def change(value: Any, by: Person, within: Organization | None, **more: Any) -> Policy | None:
    asked = {"kind": "assessment", "name": "business_days_target", "reason": "So.", **more}
    return actions.change_policy(**asked, value=value, by=by, within=within)


def target(within: Organization | None, on: date | None = None) -> int:
    return in_force(ServiceLevelPolicy, within=within, on=on).business_days_target


def test_a_program_sets_its_own_and_nobody_elses_moves(
    partner: Organization, ida: Person, district: Organization, max_: Person
) -> None:
    row = change(5, ida, partner)
    assert row is not None and row.data == {"business_days_target": 5}
    assert (target(partner), target(district), target(None)) == (5, 8, 8)
    change(12, max_, None)
    assert (target(partner), target(district), target(None)) == (5, 12, 12)
    assert in_force(ServiceLevelPolicy, within=partner).business_days_max == 14
    event = Event.objects.filter(verb="program.policy_set").earliest("pk")
    assert event.particulars["organization"] == partner.pk


def test_departments_and_schools_inherit_it(partner: Organization, ida: Person) -> None:
    change(5, ida, partner)
    assert target(make_department(partner)) == target(make_school(partner)) == 5


def test_its_own_value_is_ended_from_a_day_and_the_one_above_holds(
    partner: Organization, ida: Person, max_: Person
) -> None:
    change(5, ida, partner)
    change(9, max_, None)
    change(INHERITED, ida, partner, effective_from=today() + SOON)
    assert (target(partner), target(partner, today() + SOON)) == (5, 9)
    assert change(INHERITED, ida, partner, effective_from=today() + SOON) is None
    assert change(5, ida, partner) is None
    assert Policy.objects.of(partner).count() == 2


def test_the_same_value_as_above_is_its_own(
    partner: Organization, ida: Person, max_: Person
) -> None:
    assert change(8, ida, partner) is not None
    change(10, max_, None)
    assert target(partner) == 8


def test_nobody_sets_another_programs(
    partner: Organization, ida: Person, max_: Person, lea: Person, district: Organization
) -> None:
    for by, place in ((max_, partner), (ida, None), (ida, district), (lea, district)):
        with pytest.raises(PermissionDenied):
            change(5, by, place)
    with pytest.raises(PermissionDenied):
        change(5, ida, make_department(partner))
    with pytest.raises(PermissionDenied):
        actions.set_policy("assessment", {}, by=max_, within=partner)
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": 0}, "value"),
        ({"value": "six"}, "value"),
        ({"name": "share_per_week", "value": 3}, "value"),
        ({"kind": "screening", "name": "screening_days", "value": 3}, "value"),
        ({"effective_from": date(2020, 1, 1)}, "effective_from"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_in_its_field(
    partner: Organization, ida: Person, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        change(**{"value": 5, "by": ida, "within": partner, **wrong})
    assert field in refusal.value.fields and not Policy.objects.exists()
    with pytest.raises(BadInput):
        actions.set_policy("assessment", {"share_per_week": 3}, by=ida, within=partner)
    with pytest.raises(BadInput):
        change(INHERITED, make_chair(), None)


def make_chair() -> Person:
    home = Organization.objects.program_district()
    return make_person("Cho Im", role="committee-chair", organization=home)


def test_a_closed_program_sets_nothing(partner: Organization, ida: Person) -> None:
    partner.ended_on = today()
    partner.save()
    with pytest.raises(PermissionDenied):
        change(5, ida, partner)


def test_once_its_committee_sits_its_chair_decides_alone(
    partner: Organization, ida: Person, max_: Person
) -> None:
    chair = make_person("Uma Orr", role="committee-chair", organization=partner)
    let_committee_sit(partner, by=ida)
    sent = {"kind": "versions", "name": "pilot_starts", "value": 40, "within": partner}
    with pytest.raises(PermissionDenied):
        change(by=ida, **sent)
    with pytest.raises(BadInput):
        change(by=chair, **sent)
    row = change(by=chair, decision="December 1, by consensus", **sent)
    assert row is not None and row.decision
    assert in_force(VersionsPolicy, within=partner).pilot_starts == 40
    change(30, max_, None, kind="versions", name="pilot_starts")  # no committee sits at home
    assert in_force(VersionsPolicy, within=partner).pilot_starts == 40


def test_who_changed_it_meanwhile_is_looked_at_first(
    partner: Organization, ida: Person, max_: Person
) -> None:
    change(5, ida, partner, seen=0)
    with pytest.raises(WrongState):
        change(6, ida, partner, seen=0)
    change(9, max_, None, seen=0)  # another's versions are numbered by themselves
    change(6, ida, partner, seen=1)
    assert target(partner) == 6


def test_two_in_one_question_and_many_in_one(
    partner: Organization, ida: Person, district: Organization, django_assert_num_queries: Any
) -> None:
    change(5, ida, partner)
    with django_assert_num_queries(1):
        one, other = both_in_force(ServiceLevelPolicy, AssessmentPolicy, within=partner.pk)
    assert (one.business_days_target, other.share_per_week) == (5, 2)
    found = Everywhere(ServiceLevelPolicy, AssessmentPolicy)
    with django_assert_num_queries(2):  # the path of each
        for _n in range(3):
            assert found.of(ServiceLevelPolicy, partner.pk).business_days_target == 5
            assert found.of(ServiceLevelPolicy, district.pk).business_days_target == 8
    assert [level.business_days_target for level in found.all(ServiceLevelPolicy)] == [8, 5]


def place(parent: Organization | None, kind: str) -> Organization:
    n = next(_numbers)
    return Organization.objects.create(
        ident=f"place-{n}", name=f"Place {n}", kind=kind, parent=parent
    )


OVER = {
    ServiceLevelPolicy: ("business_days_target", "business_days_max"),
    CommitteePolicy: ("decision_days", "agenda_days"),
}
SETS = st.dictionaries(
    st.sampled_from([(shape, name) for shape, names in OVER.items() for name in names]),
    st.integers(1, 60),
)


@pytest.mark.postgresql
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_nearest_holds_figure_by_figure(db: None, data: st.DataObject) -> None:
    """Any set of values along a tree, held against a plain walk up it."""
    Policy.objects.all().delete()
    tree: list[Organization | None] = [None]
    for _n in range(data.draw(st.integers(2, 7))):
        above = data.draw(st.sampled_from(tree))
        tree.append(place(above, data.draw(st.sampled_from(["consortium", "district"]))))
    own: dict[Any, dict[Any, int]] = {}
    for where in tree:
        for (shape, name), value in data.draw(SETS).items():
            key = where.pk if where else None
            own.setdefault(key, {})[shape, name] = value
            data_of = {n: v for (s, n), v in own[key].items() if s is shape}
            Policy.objects.filter(organization=where, kind=KINDS[shape]).delete()
            actions.set_policy(KINDS[shape], data_of, by=None, within=where)
    for where in tree:
        for shape in OVER:
            found = asdict(in_force(shape, within=where))
            assert found == {
                name: _nearest(own, where, shape, name, default)
                for name, default in figures_of(KINDS[shape]).items()
                if name in found
            }
            key = where.pk if where else None
            assert asdict(Everywhere(shape).of(shape, key)) == found


def _nearest(
    own: dict[Any, dict[Any, int]],
    where: Organization | None,
    shape: type[Any],
    name: str,
    default: Any,
) -> Any:
    while where is not None:
        if (shape, name) in own.get(where.pk, {}):
            return own[where.pk][shape, name]
        where = where.parent
    return own.get(None, {}).get((shape, name), default)


# Pages


def address(where: Organization) -> str:
    return f"/program/{where.ident}/policies/"


def test_its_staff_read_and_change_their_own_rules(
    client: Client, partner: Organization, ida: Person, max_: Person
) -> None:
    change(9, max_, None)
    client.force_login(ida)
    page = client.get("/program/policies/").content.decode()  # their own, without saying so
    assert "For every program here" in page and "9 business days" in page
    assert f"{address(partner)}assessment/business_days_target/" in page
    figure = f"{address(partner)}assessment/business_days_target/"
    sent = {"value": "5", "effective_from": today().isoformat(), "reason": "We are few."}
    assert client.post(figure, {**sent, "value": "x"}).status_code == 422
    page = client.post(figure, {**sent, "seen": "0"}, follow=True).content.decode()
    assert "5 business days" in page and "Set by North Coast Institute" in page
    assert "Ida Ray" in page and "Max Sund" not in page and "Inherit again: 9" in page
    table = client.get(f"/program/{partner.ident}/policies.csv").getvalue().decode()
    assert "Set by North Coast Institute" in table
    again = {**sent, "own": "inherit", "value": "", "seen": "1"}
    with held_at(now() + timedelta(days=1)):
        again["effective_from"] = today().isoformat()
        page = client.post(figure, again, follow=True).content.decode()
        assert "inherited again" in page and target(partner) == 9


def test_what_is_common_says_so_and_cannot_be_changed(
    client: Client, partner: Organization, ida: Person
) -> None:
    client.force_login(ida)
    figure = f"{address(partner)}assessment/share_per_week/"
    page = client.get(figure).content.decode()
    assert "the same for every program here" in page and "Save the change" not in page
    sent = {"value": "3", "effective_from": today().isoformat(), "reason": "So."}
    assert client.post(figure, sent).status_code == 422 and not Policy.objects.exists()


def test_nobody_reads_another_programs(
    client: Client, partner: Organization, ida: Person, max_: Person, district: Organization
) -> None:
    change(77, ida, partner)
    client.force_login(max_)
    assert client.get(address(partner)).status_code == 404
    assert client.get(f"{address(partner)}assessment/business_days_target/").status_code == 404
    assert client.get(f"/program/{partner.ident}/policies.csv").status_code == 404
    page = client.get("/program/policies/").content.decode()
    assert "77 business days" not in page and "Every program here" in page
    client.force_login(ida)
    assert client.get(address(district)).status_code == 404


def test_of_several_one_chooses(client: Client, district: Organization) -> None:
    above = place(None, "consortium")
    first, second = place(above, "district"), place(above, "district")
    who = make_person("Rea Tan", role="program-admin", organization=above)
    change(4, who, above)
    change(6, who, first)
    client.force_login(who)
    page = client.get(address(first)).content.decode()
    assert f'href="{address(above)}"' in page and f'href="{address(second)}"' in page
    assert f"Set by {first.name}" in page
    assert f"From {above.name}" in client.get(address(second)).content.decode()
    of_first = make_person("Pia Ott", role="program-admin", organization=first)
    client.force_login(of_first)
    assert client.get(address(second)).status_code == client.get(address(above)).status_code == 404
