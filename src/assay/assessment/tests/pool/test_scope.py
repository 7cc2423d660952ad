"""Whom a lead reaches, who is in whose pool, who works beside whom."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import Assessor, Conflict, Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_assessor, make_evaluation, make_lead, take_next
from assay.assessment.workplaces import share_a_workplace
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(district: Organization) -> Organization:
    """A partner that stands below the district: the nearest a stranger can be."""
    return Organization.objects.create(
        ident="north", name="North Coast", kind="partner", parent=district
    )


@pytest.fixture
def strangers(partner: Organization, district: Organization) -> list[Person]:
    """Leads of a partner, of a school, and of a department that owns nothing here."""
    places = (
        partner,
        make_school(district, "Far School"),
        make_department(district, "Other Office"),
    )
    return [
        make_person(f"Lead of {place.name}", role="lead-assessor", organization=place)
        for place in places
    ]


def test_leads_reach_versions_of_their_own_organization_only(
    screening: Evaluation,
    sam: Person,
    bo: Person,
    ada: Person,
    lea: Person,
    strangers: list[Person],
    version: Version,
) -> None:
    conflict = actions.declare_conflict(sam, ada, "family", by=sam)
    attested = Assessor.objects.get(person=sam)
    for lead in strangers:
        with pytest.raises(PermissionDenied):
            actions.take_screening(screening, by=lead)
        with pytest.raises(PermissionDenied):
            actions.screen(screening, complete=True, by=lead)
        with pytest.raises(PermissionDenied):
            actions.attest(bo, version.micro_credential, "1", by=lead, basis="expert")
        with pytest.raises(PermissionDenied):
            actions.end_basis(attested, by=lead)
    for lead in strangers[:2]:  # a department's lead sees its own district's pool
        with pytest.raises(PermissionDenied):
            actions.end_conflict(conflict, by=lead)
        with pytest.raises(PermissionDenied):
            actions.declare_conflict(bo, ada, "family", by=lead)
        client = sign_in(lead)
        for name in ("lead", "assessors", "load", "conflicts"):
            page = client.get(reverse(f"assessment:{name}")).content.decode()
            assert not [w for w in (screening.public_id, "Sam Scorer", "Bo Lind") if w in page], (
                lead,
                name,
            )
        assert client.post(reverse("assessment:ending", args=[attested.pk])).status_code == 404
        assert (
            client.post(reverse("assessment:conflict_ending", args=[conflict.pk])).status_code
            == 404
        )
    assert Conflict.objects.exists() and Assessor.objects.current().filter(pk=attested.pk).exists()
    actions.end_conflict(conflict, by=lea)
    actions.end_basis(attested, by=lea)


def test_a_departments_lead_looks_after_the_departments_versions_with_the_whole_pool(
    district: Organization, ada: Person, bo: Person, lea: Person, version: Version
) -> None:
    department = make_department(district, "Curriculum")
    dora = make_lead(department, "Dora Head")
    own = make_version(district, slug="own", owner=department)
    assert policy.can_attest(dora, bo, own.micro_credential)
    assert not policy.can_attest(dora, bo, version.micro_credential)
    actions.attest(bo, own.micro_credential, "1", by=dora, basis="expert")
    one = make_evaluation(ada, district, lead=lea, version=own)
    other = make_evaluation(make_person("Ann Other"), district, lead=lea, version=version)
    assert list(Evaluation.objects.all().led_by(dora)) == [one]
    lease = take_next(bo)
    actions.attest(bo, version.micro_credential, "1", by=lea, basis="expert")
    second = take_next(bo)
    assert second.evaluation == other
    [row] = [
        p for p in sign_in(dora).get(reverse("assessment:load")).context["page"] if p["pk"] == bo.pk
    ]
    assert row["open"] == 1  # of the two, the one that falls on the department
    client = sign_in(dora)
    assert client.post(reverse("assessment:taking_back", args=[second.pk])).status_code == 404
    assert client.post(reverse("assessment:taking_back", args=[lease.pk])).status_code == 302


def test_the_pool_of_a_program_is_its_departments_and_what_stands_above_and_nobody_elses(
    district: Organization, partner: Organization, version: Version, lea: Person
) -> None:
    region = Organization.objects.create(ident="region", name="Region", kind="consortium")
    Organization.objects.filter(pk=district.pk).update(
        parent=region, path=f"{region.path}{district.pk}/"
    )
    district.refresh_from_db()
    school = make_school(district, "Its School")
    places = {
        "above": (region, True),
        "itself": (district, True),
        "department": (make_department(district), True),
        "school": (school, False),
        "office of a school": (make_department(school), False),
        "partner": (partner, False),
        "department of a partner": (make_department(partner), False),
    }
    mc = (
        Version.objects.select_related("micro_credential__issuer")
        .get(pk=version.pk)
        .micro_credential
    )
    for organization, _may in places.values():
        if organization.parent_id:
            organization.parent = Organization.objects.get(pk=organization.parent_id)
        organization.save()
    for name, (organization, may) in places.items():
        person = make_person(f"As {name}", role="assessor", organization=organization)
        assert policy.may_score(person, mc) is may, name
        in_list = (
            Person.objects.get_queryset()
            .serving([district], *policy.ASSESSORS)
            .filter(pk=person.pk)
            .exists()
        )
        assert in_list is may, name
        if not may:
            with pytest.raises(BadInput, match="is no assessor of"):
                actions.attest(person, mc, "1", by=lea, basis="expert")


def test_an_attestation_from_before_opens_nothing_to_somebody_outside_the_pool(
    queued: Evaluation, partner: Organization, version: Version, lea: Person
) -> None:
    paul = make_person("Paul Partner", role="assessor", organization=partner)
    Assessor.objects.create(
        person=paul,
        micro_credential=version.micro_credential,
        major="1",
        basis="expert",
        attested_by=lea,
        attested_at=queued.opened_at,
    )
    with pytest.raises(NothingWaits):
        take_next(paul)
    assert not sign_in(paul).get(reverse("assessment:desk")).context["waiting"]
    assert not list(Evaluation.objects.all().checked_by(paul))


def test_a_role_that_ended_closes_what_was_taken(queued: Evaluation, sam: Person) -> None:
    lease = take_next(sam)
    assert policy.may_open(sam, queued) == policy.Ground.LEASE
    sam.memberships.filter(role="assessor").delete()
    again = Person.objects.get(pk=sam.pk)
    fresh = Evaluation.objects.get(pk=queued.pk)
    assert policy.may_open(again, fresh) is None
    assert not policy.can_write_sheet(again, lease)


@pytest.mark.parametrize(
    ("judge", "learner", "close"),
    [
        (("learner", "school"), ("learner", "school"), True),
        (("learner", "office"), ("learner", "school"), True),  # an office of the school
        (("learner", "office"), ("learner", "office 2"), True),  # two offices of one school
        (("department-head", "department"), ("learner", "department"), True),
        (("coach", "department"), ("learner", "department"), True),
        (
            ("assessor", "department"),
            ("learner", "department"),
            False,
        ),  # kept there, works elsewhere
        (
            ("learner", "district"),
            ("learner", "district"),
            False,
        ),  # the district itself is no workplace
        (("learner", "school"), ("learner", "department"), False),
    ],
)
def test_people_of_one_workplace_never_judge_each_other(
    judge: tuple[str, str], learner: tuple[str, str], close: bool, district: Organization
) -> None:
    school, department = make_school(district), make_department(district)
    places = {
        "district": district,
        "school": school,
        "department": department,
        "office": make_department(school),
        "office 2": make_department(school),
    }
    one = make_person("One", role=judge[0], organization=places[judge[1]])
    other = make_person("Other", role=learner[0], organization=places[learner[1]])
    assert share_a_workplace(one, other) is share_a_workplace(other, one) is close


def test_a_colleague_of_ones_department_is_not_offered(
    version: Version, district: Organization, lea: Person
) -> None:
    department = make_department(district, "Student Services")
    learner = make_person("Olive Office", role="learner", organization=department)
    scorer = make_assessor(version, district, lead=lea)
    make_person(scorer, role="learner", organization=department)
    make_evaluation(learner, district, lead=lea, version=version)
    with pytest.raises(NothingWaits):
        take_next(Person.objects.get(pk=scorer.pk))
