"""Home for those who work here: the most pressing piece, work by kind, the pool for leads, their own learning."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import attest, make_assessor, make_decided
from assay.assessment.tests.factories import make_evaluation as make_judging
from assay.catalog.models import Edition, Version
from assay.catalog.tests.factories import make_version
from assay.credentials.models import EndorsementAsk
from assay.credentials.tests.factories import make_award
from assay.evidence.tests.factories import make_draft
from assay.insights import staff
from assay.letters.models import Letter
from assay.lib.clock import held_at, now, today
from assay.people.models import Organization, OrganizationKind, Person, Role
from assay.people.tests.factories import (
    make_department,
    make_district,
    make_invitation,
    make_person,
    make_school,
)
from assay.record.models import Event, Stumble
from assay.ui import nav

pytestmark = pytest.mark.postgresql  # one question puts together those of all rooms


def home(client: Client, person: Person) -> str:
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def row(text: str, label: str) -> str:
    """The row of one kind of work, without tags."""
    rows = text.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")
    found = next(part for part in rows if f">{label}</a>" in part)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


def card(text: str) -> str:
    return text.split('class="next"')[1].split("</section>")[0]


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def sam(version: Version, district: Organization, lea: Person) -> Person:
    return make_assessor(version, district, lead=lea, name="Sam Scorer")


def overdue(evaluation: Evaluation, days: int = 7) -> Evaluation:
    Evaluation.objects.filter(pk=evaluation.pk).update(due_on=today() - timedelta(days=days))
    return evaluation


def disagreement(
    learner: Person, district: Organization, lea: Person, version: Version
) -> Evaluation:
    evaluation = make_judging(learner, district, lead=lea, version=version)
    Evaluation.objects.filter(pk=evaluation.pk).update(status="adjudication")
    return evaluation


def test_a_lead_is_led_to_what_presses_most_and_sees_the_pool(
    client: Client, ada: Person, dee: Person, lea: Person, district: Organization, version: Version
) -> None:
    settled = overdue(disagreement(ada, district, lea, version))
    other = make_person("Eve Waits", role="learner", organization=make_school(district, "Far"))
    waiting = make_judging(other, district, lead=lea, version=version, screened=False)
    text = home(client, lea)
    assert f"Settle the disagreement on {settled.public_id}" in card(text)
    assert "business days late" in card(text)
    assert f"/lead/disagreements/{settled.public_id}/" in card(text)
    assert card(text).count("button primary") == 1
    assert row(text, "To settle").startswith("To settle Two assessors disagree 1")
    assert row(text, "Past the promised date").startswith(
        "Past the promised date No matter who has it 1"
    )
    assert waiting.public_id in row(text, "To screen")
    assert row(text, "Idle") == "Idle 0 None now"
    assert "3 kinds of work are waiting. In 2 of them something is past its date." in text
    pool = text.split("The pool today")[1].split("</section>")[0]
    assert "2 submissions are in progress." in pool
    assert pool.count("<li>") == 6


def test_a_lead_who_scored_a_side_is_led_to_another_disagreement(
    client: Client, ada: Person, dee: Person, lea: Person, district: Organization, version: Version
) -> None:
    barred = overdue(disagreement(ada, district, lea, version))
    Assignment.objects.create(
        evaluation=barred,
        slot=1,
        assessor=lea,
        status="scored",
        offered_at=now(),
        touched_at=now(),
        due_on=today(),
    )
    other = make_person("Eve Waits", role="learner", organization=make_school(district, "Far"))
    free = disagreement(other, district, lea, version)
    assert free.public_id in row(home(client, lea), "To settle")


def test_an_assessor_goes_on_with_their_sheet(
    client: Client, ada: Person, lea: Person, sam: Person, district: Organization, version: Version
) -> None:
    make_judging(ada, district, lead=lea, version=version)
    text = home(client, sam)
    assert "Take the next submission" in card(text)
    assert row(text, "To take").startswith("To take Waiting for an assessor 1")
    client.post("/assessment/sheets/next/")
    lease = Assignment.objects.get(assessor=sam)
    text = home(client, sam)
    assert f"/assessment/sheets/{lease.pk}/" in card(text)
    assert lease.evaluation.public_id in row(text, "Your score sheets")
    assert "To settle" not in text
    assert "The pool today" not in text


def test_a_screener_sees_what_they_may_check_and_what_another_took_last(
    client: Client, ada: Person, lea: Person, sam: Person, district: Organization, version: Version
) -> None:
    taken = make_judging(ada, district, lead=lea, version=version, screened=False)
    client.force_login(lea)
    client.post(f"/assessment/screening/{taken.public_id}/duty/")
    other = make_person("Eve Waits", role="learner", organization=make_school(district, "Far"))
    free = make_judging(other, district, lead=lea, version=version, screened=False)
    elsewhere = make_version(district, slug="elsewhere")
    make_judging(
        make_person("Flo Far", role="learner", organization=make_school(district, "Farther")),
        district,
        lead=lea,
        version=elsewhere,
        screened=False,
    )
    sky = make_person("Sky Check", role="screener", organization=district)
    text = home(client, sky)
    assert row(text, "To screen").startswith("To screen Complete, legible, safe 3")
    assert free.public_id in row(text, "To screen")
    assert "To screen" not in home(client, sam)  # who scores has not that duty
    assert row(home(client, lea), "To screen").startswith(
        "To screen 0 None now"
    )  # nor does it press the lead, until it is late
    with held_at(now() + timedelta(days=9)):
        assert row(home(client, lea), "To screen").startswith("To screen Complete, legible, safe 3")


def test_an_approver_is_led_to_the_decision_that_waits(
    client: Client, ada: Person, chi: Person, lea: Person, district: Organization, version: Version
) -> None:
    decided = make_decided(ada, district, lead=lea, version=version)
    text = home(client, chi)
    assert f"Release the decision on {decided.public_id}" in card(text)
    assert f"/assessment/release/{decided.public_id}/" in card(text)
    assert ada.display_name not in text


@pytest.mark.parametrize("role", ["author", "department-head"])
def test_whoever_writes_goes_on_with_the_draft_changed_last(
    client: Client, district: Organization, role: str
) -> None:
    office = make_department(district)
    writer = make_person("Wri Ter", role=role, organization=office)
    draft = make_version(district, slug="a-draft", owner=office, published=False)
    text = home(client, writer)
    assert f"/authoring/{draft.pk}/" in card(text)
    assert row(text, "Drafts").startswith("Drafts Not published yet 1")


def test_a_coordinator_reads_the_awards_and_hears_that_nothing_waits(
    client: Client, ada: Person, district: Organization, version: Version
) -> None:
    make_award(ada, version)
    person = make_person("Co Ordinator", role="credit-coordinator", organization=district)
    text = home(client, person)
    assert "Nothing is waiting for you" in card(text)
    assert "/awards/" in card(text)
    assert row(text, "Awards").startswith("Awards To read; nothing has to be done 1")
    assert "Your lists" in text


def test_an_administrator_sees_what_did_not_go_through(
    client: Client, max_: Person, district: Organization
) -> None:
    make_invitation("late@example.org", district, by=max_, days_ago=60)
    event = Event.objects.order_by("pk").first()
    assert event is not None
    Stumble.objects.create(event=event, subscriber="x", next_at=now(), said="ValueError")
    text = home(client, max_)
    assert "A step that follows by itself failed" in row(text, "Steps that failed")
    assert "late@example.org" in row(text, "Invitations that ran out")
    Letter.objects.all().delete()
    assert "/people/record/" in card(home(client, max_))


def test_an_administrator_of_a_school_hears_nothing_of_letters_and_steps(
    client: Client, district: Organization
) -> None:
    person = make_person("Sch Ool", role="program-admin", organization=make_school(district, "S"))
    text = home(client, person)
    assert "Steps that failed" not in text
    assert "E-mails that did not leave" not in text
    assert "Invitations that ran out" in text


def test_a_partner_sees_its_own_and_whoever_asks_it(
    client: Client, ada: Person, district: Organization, version: Version
) -> None:
    partner = make_district("Lakes University", kind=OrganizationKind.PARTNER, parent=district)
    person = make_person("In Grid", role="approver", organization=partner)
    make_decided(ada, district, lead=make_person("Le", role="lead-assessor", organization=district))
    text = home(client, person)
    assert row(text, "To release") == "To release 0 None now"
    assert row(text, "To endorse") == "To endorse 0 None now"
    award = make_award(ada, make_version(district, slug="asked"))
    ask = EndorsementAsk.objects.create(award=award, asked=person, made_at=now())
    text = home(client, person)
    assert f"/endorsements/asked/{ask.pk}/" in card(text)
    assert row(text, "To endorse").startswith("To endorse Earners ask you 1")


def test_somebody_with_several_roles_finds_all_in_one_table(
    client: Client, ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    make_person(lea, role="approver", organization=district)
    make_person(lea, role="program-admin", organization=district)
    text = home(client, lea)
    for label in ("To settle", "To screen", "To release", "Drafts", "Steps that failed"):
        assert row(text, label)
    chips = text.split('class="chips"')[1].split("</ul>")[0]
    assert chips.count("<li>") >= 6


def test_own_learning_follows_the_work(
    client: Client, sam: Person, district: Organization, version: Version
) -> None:
    assert "You have not started anything of your own." in home(client, sam)
    make_draft(sam, make_version(district, slug="mine"))
    award = make_award(sam, make_version(district, slug="earned"))
    text = home(client, sam).split("Your own learning")[1]
    assert "steps" in text
    assert str(award.pk) in text


@pytest.mark.parametrize("role", staff.OPENING_NOTHING)
def test_a_role_that_opens_nothing_yet_is_told_so(
    client: Client, district: Organization, role: Role
) -> None:
    place = make_school(district, "S") if role == Role.PRINCIPAL else district
    person = make_person("No Page", role=role, organization=place)
    text = home(client, person)
    assert f"Your role as {role.label} is noted, but it has no page of its own yet." in text
    assert nav.desks_of(person) == []


@pytest.mark.parametrize("role", [r for r in Role if r not in (*staff.OPENING_NOTHING, "learner")])
def test_every_other_role_has_a_desk(client: Client, district: Organization, role: Role) -> None:
    places = {Role.DEPARTMENT_HEAD: make_department, Role.PRINCIPAL: make_school}
    place = places[role](district) if role in places else district
    person = make_person("Has Desk", role=role, organization=place)
    assert nav.desks_of(person)
    text = home(client, person)
    assert "opens no page" not in text
    assert 'class="menu desk-switch"' in text


def test_a_learner_has_no_desk_and_their_own_home(client: Client, ada: Person) -> None:
    text = home(client, ada)
    assert "desk-switch" not in text
    assert "Waiting for you" not in text


@pytest.mark.parametrize(
    ("roles", "queries"),
    [
        # Two each: whose draft a colleague shows them, and the next day of a group of theirs.
        (("assessor",), 11),
        (("lead-assessor",), 13),
        (("approver",), 10),
        (("author",), 10),
        (("credit-coordinator",), 10),
        # Whoever sets a program up is asked whether that is over (two), and who asks to issue in its name (one).
        (("program-admin",), 14),
        (("lead-assessor", "approver", "program-admin"), 17),
    ],
)
@pytest.mark.parametrize("many", [1, 4])
def test_home_costs_the_same_however_much_waits(
    client: Client,
    district: Organization,
    version: Version,
    lea: Person,
    django_assert_num_queries,
    roles: tuple[str, ...],
    queries: int,
    many: int,
) -> None:
    person = make_person("Bus Y", role=roles[0], organization=district)
    for role in roles[1:]:
        make_person(person, role=role, organization=district)
    if roles[0] == "assessor":
        attest(person, version, lea)
    for n in range(many):
        learner = make_person(
            f"Learner {n}", role="learner", organization=make_school(district, f"{n}")
        )
        overdue(disagreement(learner, district, lea, version))
        make_draft(person, make_version(district, slug=f"draft-{n}"))
        make_award(person, make_version(district, slug=f"earned-{n}"))
    Edition.objects.update_or_create(pk=1, defaults={"stamp": f"staff-{many}"})
    home(client, person)
    with django_assert_num_queries(queries):
        client.get("/")
