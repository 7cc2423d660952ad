"""How many hours it took: one press, never twice, nobody's, and nothing on the way to a badge reads it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_draft, make_submission
from assay.governance import actions
from assay.governance.comparability.measures import Measure, times_apart
from assay.governance.comparability.report import Line, comparison_under
from assay.governance.models import HoursAsked, HoursCount
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(ada: Person, district: Organization) -> Submission:
    return make_submission(ada, make_version(district))


def answered(version: Version, *bands: str) -> None:
    for band in bands:
        row, _new = HoursCount.objects.get_or_create(
            version=version, month=today().replace(day=1), band=band
        )
        HoursCount.objects.filter(pk=row.pk).update(answers=row.answers + 1)


def test_it_is_counted_and_nothing_says_whose_it_is(submission: Submission, ada: Person) -> None:
    before = Event.objects.count()
    actions.say_hours(submission, "20", by=ada)
    row = HoursCount.objects.get()
    assert (row.version, row.band, row.answers) == (submission.version, "20", 1)
    assert row.month == today().replace(day=1)
    assert {one.name for one in HoursCount._meta.fields} == {
        "id",
        "version",
        "month",
        "band",
        "answers",
    }
    assert {one.name for one in HoursAsked._meta.fields} == {"id", "person", "micro_credential"}
    assert Event.objects.count() == before, "the record would tell when"


def test_never_twice_never_before_and_by_nobody_else(
    submission: Submission, ada: Person, dee: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.say_hours(submission, "20", by=dee)
    with pytest.raises(BadInput):
        actions.say_hours(submission, "7", by=ada)
    actions.say_hours(submission, "", by=ada)
    with pytest.raises(WrongState, match="asked this before"):
        actions.say_hours(submission, "20", by=ada)
    assert not HoursCount.objects.exists(), "whoever would rather not say is not counted"
    draft = make_draft(dee, submission.version)
    with pytest.raises(WrongState, match="once you have submitted"):
        actions.say_hours(draft, "20", by=dee)


def test_on_the_page_of_what_was_submitted_until_it_is_pressed(
    submission: Submission, ada: Person, dee: Person, client: Client
) -> None:
    client.force_login(dee)
    assert client.post(f"/hours/{submission.pk}/", {"band": "20"}).status_code == 404
    client.force_login(ada)
    page = f"/evidence/{submission.pk}/status/"
    assert "Roughly how many hours" in client.get(page).content.decode()
    assert client.post(f"/hours/{submission.pk}/", {"band": "20"}).status_code == 302
    assert "Roughly how many hours" not in client.get(page).content.decode()
    assert client.post(f"/hours/{submission.pk}/", {"band": "20"}).status_code == 409


def test_nothing_on_the_way_to_a_badge_reads_it(ada: Person, district: Organization) -> None:
    with CaptureQueriesContext(connection) as queries:
        make_award(ada, make_version(district))
    assert queries.captured_queries
    assert not [one for one in queries.captured_queries if "governance_hours" in one["sql"]]


def test_beside_the_hours_stated_and_only_of_enough(district: Organization) -> None:
    science, art = (make_department(district, name) for name in ("Science", "Art"))
    one, two, three = (
        make_version(district, slug=slug, owner=owner)
        for slug, owner in (("inquiry", science), ("clay", art), ("paint", art))
    )
    answered(one, "40", "40", "20", "more", "40", "5")
    answered(two, "5", "5", "10", "5", "5")
    answered(three, "more", "5", "5", "5")

    def lines(view: str) -> dict[str, Line]:
        found = comparison_under([district.path]).lines[view]
        return {
            line.subjects[0].slug if view == "micro-credential" else line.name: line
            for line in found
        }

    by_book = lines("micro-credential")
    cells = {slug: line.cells[Measure.TOLD] for slug, line in by_book.items()}
    assert (cells["inquiry"].value, cells["inquiry"].n) == (30, 6)
    assert cells["paint"].reason == "too_few"
    assert cells["clay"].value is None, "with the department's figure it would give the other away"
    departments = lines("department")
    assert departments["Art"].cells[Measure.TOLD].value == 3
    assert times_apart(line.cells[Measure.TOLD] for line in departments.values()) == 10
    admin = make_person("Adm Ruiz", role="program-admin", organization=district)
    client = Client()
    client.force_login(admin)
    page = client.get("/comparability/").content.decode()
    assert "Hours it took" in page and "21 to 40" in page
