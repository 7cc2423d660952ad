"""The lead's forecast: what it shows, to whom, and that it tells what it rests on."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client

from assay.assessment import actions
from assay.assessment.desks.views.forecast import lines_of
from assay.assessment.pool.forecast import kind_of
from assay.assessment.pool.forecast_facts import forecast_for
from assay.assessment.tests.factories import make_assessor, make_evaluation
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_submission
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person, make_school
from assay.program.actions import set_policy
from assay.record.models import MACHINE

PAGE = "/assessment/lead/forecast/"


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district, owner=make_department(district, "Curriculum"))


def learner(district: Organization, n: int) -> Person:
    return make_person(f"L{n} Earner", role="learner", organization=make_school(district, f"S{n}"))


def a_past(district: Organization, version: Version, *, many: int) -> None:
    """So many handed in three weeks after they began, in another time than now."""
    for n in range(many):
        row = make_submission(learner(district, n), version)
        began = now() - timedelta(days=120 + n)
        at = began + timedelta(weeks=3)
        Submission.objects.filter(pk=row.pk).update(created_at=began, submitted_at=at)


def test_what_waits_is_counted_against_the_pool(
    client: Client, district: Organization, ada: Person, lea: Person, version: Version
) -> None:
    make_assessor(version, district, lead=lea, name="Sam Scorer")
    make_evaluation(ada, district, lead=lea, version=version)
    told = forecast_for(lea)
    assert sum(week.need for week in told.forecast.weeks) == 2  # a new version is read twice
    assert 0 < told.forecast.weeks[1].capacity <= 2
    client.force_login(lea)
    text = client.get(PAGE).content.decode()
    assert "Curriculum" in text and version.title in text
    assert "too few to say when others come" in text
    assert "1 submission is in progress; such work still needs 2 readings" in text


def test_drafts_are_counted_once_the_past_can_tell(
    client: Client, district: Organization, lea: Person, version: Version
) -> None:
    a_past(district, version, many=12)
    for n in range(5):
        make_submission(learner(district, 100 + n), version, handed_in=False)
    told = forecast_for(lea)
    assert told.forecast.dated and told.forecast.open_drafts == 5
    assert sum(week.drafts for week in told.forecast.weeks) > 0
    client.force_login(lea)
    text = client.get(PAGE).content.decode()
    assert "5 drafts are open." in text and "half took no more than" in text


def test_peaks_come_from_the_programs_calendar(
    client: Client, district: Organization, lea: Person, version: Version
) -> None:
    a_past(district, version, many=12)
    period = f"{now():%Y-%m-%d}..{now() + timedelta(days=60):%Y-%m-%d}"
    set_policy("calendar", {"submission_peaks": [period], "peak_percent": 180}, by=MACHINE)
    told = forecast_for(lea)
    assert told.facts.peak_times == 1.8 and not told.peak_measured
    assert all(week.is_peak for week in told.forecast.weeks)
    client.force_login(lea)
    assert "1.8 times as much is taken to be handed in" in client.get(PAGE).content.decode()
    for said in ("in May", "2027-02-01..2027-01-01", "2027-02-30..2027-03-01"):
        with pytest.raises(BadInput):
            set_policy("calendar", {"submission_peaks": [said]}, by=MACHINE)


def test_leads_see_their_own_and_others_nothing(
    client: Client, district: Organization, ada: Person, bo: Person, lea: Person, version: Version
) -> None:
    make_evaluation(ada, district, lead=lea, version=version)
    other = make_district("Foxglove Schools")
    stranger = make_person("Sue Lead", role="lead-assessor", organization=other)
    assert sum(week.need for week in forecast_for(stranger).forecast.weeks) == 0
    client.force_login(stranger)
    text = client.get(PAGE).content.decode()
    assert "No readings are expected in the next two weeks" in text and version.title not in text
    for person in (bo, ada):
        client.force_login(person)
        assert client.get(PAGE).status_code == 404


def test_the_figures_are_ordered_and_exported(
    client: Client, district: Organization, ada: Person, lea: Person, version: Version
) -> None:
    make_evaluation(ada, district, lead=lea, version=version)
    other = make_version(district, slug="another-one", data=None)
    client.force_login(lea)
    titles = [line.title for line in client.get(f"{PAGE}?sort=need").context["page"]]
    assert version.title in titles and client.get(f"{PAGE}?sort=x&page=x").status_code == 200
    body = client.get(f"{PAGE}?file=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(body)))
    assert rows[1][0] == "All" and len(rows) == 1 + 6 * (1 + len(titles))
    assert sum(float(row[3]) for row in rows[1:7]) == 2
    assert other.pk


def test_it_costs_the_same_however_much_waits_and_is_kept_for_an_hour(
    client: Client,
    district: Organization,
    lea: Person,
    version: Version,
    django_assert_max_num_queries,
) -> None:
    client.force_login(lea)
    for many in (1, 4):
        for n in range(many):
            make_evaluation(learner(district, 10 * many + n), district, lead=lea, version=version)
        cache.clear()
        with django_assert_max_num_queries(24):
            client.get(PAGE)
    with django_assert_max_num_queries(7):
        client.get(PAGE)


def test_evidence_in_another_language_counts_for_those_who_read_it(
    client: Client, district: Organization, ada: Person, lea: Person, version: Version
) -> None:
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    Submission.objects.filter(pk=evaluation.submission_id).update(language="es")
    [line] = [one for one in lines_of(forecast_for(lea)) if one.written]
    assert (line.title, line.written) == (version.title, "Spanish")
    assert (line.need, line.capacity, line.short) == (2, 0, 2)
    client.force_login(lea)
    text = client.get(PAGE).content.decode()
    assert "<small>Spanish</small>" in text and "has a row of its own" in text
    rows = client.get(f"{PAGE}?file=csv")
    assert ",Spanish\r\n" in b"".join(rows).decode()  # type: ignore[call-overload]  # streams
    cache.clear()
    actions.say_availability(sam, takes_offers=True, away_until=None, languages=("es",), by=sam)
    [line] = [one for one in lines_of(forecast_for(lea)) if one.written]
    assert line.capacity > 0 and line.short < 2


def test_what_is_to_come_is_in_the_languages_of_the_past(
    district: Organization, lea: Person, version: Version
) -> None:
    a_past(district, version, many=12)
    half = list(Submission.objects.order_by("pk").values_list("pk", flat=True)[:6])
    Submission.objects.filter(pk__in=half).update(language="es")
    for n in range(4):
        make_submission(learner(district, 100 + n), version, handed_in=False)
    told = forecast_for(lea)
    assert told.forecast.open_drafts == 4
    drafts = {kind_of(one.kind)[1]: 0.0 for one in told.facts.drafts}
    for one in told.facts.drafts:
        drafts[kind_of(one.kind)[1]] += one.many
    assert drafts == {"": 2.0, "es": 2.0}
