"""The pages of groups through HTTP: a member’s, a convener’s, and what strangers meet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.catalog.models import MicroCredential, Version
from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import Cohort, CohortDay, CohortDayKind, CohortMember
from assay.community.tests.factories import join, make_cohort
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def wait_time(version: Version) -> MicroCredential:
    return version.micro_credential


@pytest.fixture
def cleo(district: Organization) -> Person:
    return make_person("Cleo Guide", role="coach", organization=district)


@pytest.fixture
def cohort(district: Organization, wait_time: MicroCredential, cleo: Person) -> Cohort:
    return make_cohort(district, wait_time, by=cleo)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"community:{name}", args=args)


def read(client: Client, name: str, *args: object) -> str:
    answer = client.get(path(name, *args))
    assert answer.status_code == 200, (name, answer.status_code)
    return b"".join(answer).decode()


def test_a_coach_opens_a_group_and_a_learner_joins_and_leaves(
    district: Organization, version: Version, cleo: Person, ada: Person
) -> None:
    theirs, mine = signed_in(cleo), signed_in(ada)
    assert "No other group is open" in read(mine, "cohorts")
    assert version.title in read(theirs, "convening")
    sent = {
        "place": district.pk,
        "kind": "cohort",
        "name": "Wait time by spring",
        "purpose": "More voices.",
        "micro_credentials": [version.micro_credential_id],
        "until_on": "2027-05-01",
    }
    theirs.post(path("convening"), sent)
    cohort = Cohort.objects.get()
    assert "Wait time by spring" in read(mine, "cohorts")
    page = read(mine, "cohort", cohort.pk)
    assert version.title in page and "Set a day" not in page and "CSV" not in page
    mine.post(path("joining", cohort.pk), {"tells_steps": "on"})
    member = CohortMember.objects.get()
    assert (member.tells_steps, member.wants_nudges) == (True, False)
    assert "Cedar Point" in read(theirs, "cohort", cohort.pk)
    mine.post(path("choices", cohort.pk), {"wants_nudges": "on"})
    member.refresh_from_db()
    assert (member.tells_steps, member.wants_nudges) == (False, True)
    assert mine.post(path("leaving", cohort.pk)).status_code == 302
    assert not CohortMember.objects.joined().exists()
    assert mine.post(path("leaving", cohort.pk)).status_code == 409  # pressed twice


def test_what_is_typed_wrong_is_told_and_nothing_is_lost(
    district: Organization, version: Version, cleo: Person, ada: Person
) -> None:
    theirs = signed_in(cleo)
    sent = {"place": district.pk, "kind": "choir", "name": "A name typed", "until_on": "soon"}
    answer = theirs.post(path("convening"), sent)
    said = answer.content.decode()
    assert answer.status_code == 422 and "A name typed" in said and "what kind of group" in said
    sent = {"place": district.pk, "kind": "cohort", "name": "A name typed", "purpose": "Together"}
    answer = theirs.post(path("convening"), sent)
    assert answer.status_code == 422 and "at least one micro-credential" in answer.content.decode()
    far = make_district("Far")
    sent |= {"place": far.pk, "micro_credentials": [version.micro_credential_id, "x"]}
    assert theirs.post(path("convening"), sent).status_code == 422
    assert not Cohort.objects.exists()
    # Of a school whoever works there opens a PLC, and nothing else.
    mine, school = signed_in(ada), ada.current_memberships[0].organization
    sent = {"place": school.pk, "kind": "cohort", "name": "Ours", "purpose": "Together"}
    sent["micro_credentials"] = [version.micro_credential_id]
    assert mine.post(path("convening"), sent).status_code == 422
    assert mine.post(path("convening"), {**sent, "kind": "plc"}).status_code == 302
    assert Cohort.objects.get().is_plc


def test_its_convener_sets_days_and_ends_it(cohort: Cohort, cleo: Person, ada: Person) -> None:
    theirs, mine = signed_in(cleo), signed_in(ada)
    join(cohort, ada)
    days = path("cohort_days", cohort.pk)
    friday = (today() + timedelta(days=4)).isoformat()
    wrong = theirs.post(days, {"kind": "drop_in", "day": "then", "place": "Room 12"})
    assert wrong.status_code == 422 and "Room 12" in wrong.content.decode()
    wrong = theirs.post(days, {"kind": "aim", "day": friday, "link": "javascript:alert(1)"})
    assert wrong.status_code == 422 and 'href="javascript' not in wrong.content.decode()
    theirs.post(days, {"kind": "drop_in", "day": friday, "time": "15:30", "place": "Room 12"})
    theirs.post(days, {"kind": "aim", "day": friday})
    drop_in = CohortDay.objects.get(kind="drop_in")
    aim = CohortDay.objects.get(kind="aim")
    page = read(mine, "cohort", cohort.pk)
    assert "Room 12" in page and "An aim, not a deadline." in page
    assert "Room 12" in read(mine, "cohort_day", drop_in.pk)
    assert f"DTSTART;VALUE=DATE:{friday.replace('-', '')}" in read(mine, "cohort_day", aim.pk)
    assert theirs.post(path("cohort_day_calling_off", aim.pk)).status_code == 302
    assert "STATUS:CANCELLED" in read(mine, "cohort_day", aim.pk)
    theirs.post(path("cohort_change", cohort.pk), {"name": "Questions", "purpose": "Together"})
    lines = read(theirs, "members_csv", cohort.pk)
    assert "Ada Marsh,Cedar Point" in lines
    theirs.post(path("conveners", CohortMember.objects.get().pk))
    theirs.post(path("stepping_down", cohort.pk))
    assert mine.post(path("cohort_ending", cohort.pk)).status_code == 302
    assert "This group has ended" not in read(mine, "cohorts")
    assert mine.post(path("cohort_ending", cohort.pk)).status_code == 409
    assert mine.post(path("cohort_opening", cohort.pk)).status_code == 302
    cohort.refresh_from_db()
    assert cohort.is_open


def test_a_group_is_changed_on_its_own_page(
    cohort: Cohort, wait_time: MicroCredential, cleo: Person
) -> None:
    theirs = signed_in(cleo)
    assert "Wait time by spring" in read(theirs, "cohort_change", cohort.pk)
    sent = {"name": "Questions", "purpose": "Together", "micro_credentials": [wait_time.pk]}
    assert theirs.post(path("cohort_change", cohort.pk), {**sent, "name": ""}).status_code == 422
    assert theirs.post(path("cohort_change", cohort.pk), sent).status_code == 302
    assert "Questions" in read(theirs, "cohort", cohort.pk)


def test_colleagues_change_nothing_and_strangers_meet_nothing(
    cohort: Cohort, ada: Person, bo: Person, cleo: Person
) -> None:
    member = join(cohort, ada)[0]
    day = actions.set_cohort_day(cohort, CohortDayKind.DROP_IN, today(), by=cleo)
    stranger = make_person("Sol Far", role="learner", organization=make_school(make_district("F")))
    pages = [path("cohort", cohort.pk), path("cohort_day", day.pk)]
    convened = [path("cohort_change", cohort.pk), path("members_csv", cohort.pk)]
    posted = [
        path(name, cohort.pk)
        for name in ("cohort_days", "cohort_ending", "cohort_opening", "stepping_down", "leaving")
    ]
    posted += [path("conveners", member.pk), path("cohort_day_calling_off", day.pk)]
    for person, seen in ((bo, 200), (stranger, 404)):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages} == {seen}
        assert {client.get(page).status_code for page in convened} == {404}
        assert {client.post(page).status_code for page in posted} == {404}
    assert signed_in(stranger).post(path("joining", cohort.pk)).status_code == 404
    assert "Wait time" not in read(signed_in(stranger), "cohorts")


def test_who_may_open_none_is_told_how_one_comes_about(district: Organization) -> None:
    learner = make_person("Lou Reed", role="learner", organization=district)
    assert "You cannot open a group here" in read(signed_in(learner), "convening")
    answer = signed_in(learner).post(path("convening"), {"name": "Mine"})
    assert answer.status_code == 200 and not Cohort.objects.exists()


def test_only_those_who_agreed_are_counted_and_no_few(
    cohort: Cohort, version: Version, cleo: Person, district: Organization
) -> None:
    school = make_school(district, "Harbor")
    people = [
        make_person(f"Per{n} Son", role="learner", organization=school, locale="en")
        for n in range(6)
    ]
    for person in people:
        make_draft(person, version)
    join(cohort, *people[:4], tells_steps=True)
    join(cohort, *people[4:])
    page = read(signed_in(cleo), "cohort", cohort.pk)
    assert "Counts appear here once" in page and "have begun" not in page
    for person in people[4:]:
        row = CohortMember.objects.get(person=person)
        actions.choose_in_cohort(row, tells_steps=True, wants_nudges=False, by=person)
    page = read(signed_in(cleo), "cohort", cohort.pk)
    assert "6 have begun" in page and "submitted</li>" not in page
    assert "You have begun it." in read(signed_in(people[0]), "cohort", cohort.pk)
    assert "You have begun it." not in page


def test_lists_cost_the_same_for_many(
    district: Organization, wait_time: MicroCredential, cleo: Person, ada: Person
) -> None:
    client = signed_in(ada)

    def cost(*address: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            read(client, *address)  # type: ignore[arg-type]
        return len(asked)

    def fill(n: int) -> Cohort:
        cohort = make_cohort(district, wait_time, by=cleo, name=f"Group {n}")
        actions.set_cohort_day(cohort, CohortDayKind.AIM, today(), by=cleo)
        school = make_school(district, f"School {n}")
        who = make_person(f"Mem{n} Ber", role="learner", organization=school)
        join(cohort, ada, who)
        return cohort

    first = fill(1)
    few = cost("cohorts"), cost("cohort", first.pk)
    for n in range(2, 6):
        fill(n)
    for n in range(6):
        who = make_person(
            f"More{n} Ber", role="learner", organization=make_school(district, f"S{n}")
        )
        join(first, who)
    assert (cost("cohorts"), cost("cohort", first.pk)) == few
    assert few[0] <= 12 and few[1] <= 22


def test_home_shows_the_next_day_of_ones_group(cohort: Cohort, cleo: Person, ada: Person) -> None:
    mine = signed_in(ada)
    actions.set_cohort_day(cohort, CohortDayKind.KICK_OFF, today() - timedelta(days=9), by=cleo)
    actions.set_cohort_day(cohort, CohortDayKind.DROP_IN, today() + timedelta(days=2), by=cleo)
    join(cohort, ada)
    assert "Drop-in time" in mine.get("/").content.decode()
