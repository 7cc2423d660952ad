"""The pages of retention and storage: whose they are, what they show, files, and a fixed number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions, keepers
from assay.evidence.models import Submission
from assay.evidence.tests.factories import again, make_submission
from assay.lib.clock import held_at, now, today
from assay.people.tests.factories import make_district, make_person, make_school

RETENTION, STORAGE = "evidence:retention", "evidence:storage"


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch):
    monkeypatch.setattr(keepers, "_asks", [])


@pytest.fixture
def pia(district):
    return make_person("Pia Vane", role="privacy-officer", organization=district)


@pytest.fixture
def decided(ada, district):
    """Documents alone: recordings have a time of their own."""
    decided = make_submission(ada, make_version(district), outcome="earned")
    decided.artifacts.update(media_type="application/pdf")
    return decided


def text(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def page(client, name, **query):
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return text(answer)


def test_what_goes_next_what_stays_and_what_went(client, pia, ada, chi, decided):
    client.force_login(pia)
    said = page(client, RETENTION)
    assert said.count(f'scope="row">{decided.public_id}') == 4
    assert "What was handed in, after the decision" in said
    assert ada.display_name not in said
    assert "Look for another word" in page(client, RETENTION, q="nothing of the kind")
    hold = actions.hold(decided.artifacts.first(), "privacy", by=chi)
    with held_at(now() + timedelta(days=91)):
        client.force_login(pia)
        assert page(client, RETENTION, show="kept").count("the next run deletes it") == 3
        actions.delete_due()
        kept = page(client, RETENTION, show="kept")
        assert "It is on hold for privacy." in kept
        assert kept.count('scope="row"') == 1
        gone = page(client, RETENTION, show="deleted", q=decided.public_id)
        assert gone.count('scope="row"') == 3
        table = page(client, RETENTION, show="deleted", file="csv")
        assert all(stone.sha256 in table for stone in decided.tombstones.all())
        actions.lift(hold, by=chi)


def test_a_draft_stands_there_once_its_learner_was_told(client, pia, ada, district):
    draft = make_submission(ada, make_version(district), handed_in=False)
    with held_at(now() + timedelta(days=370)):
        client.force_login(pia)
        assert draft.public_id not in page(client, RETENTION, show="drafts")
        actions.delete_due()
        said = page(client, RETENTION, show="drafts")
    assert draft.public_id in said
    assert "A draft with 4 files" in said


def test_room_taken_by_learner_school_and_program(client, max_, ada, district, decided):
    client.force_login(max_)
    files = list(decided.artifacts.all())
    size = sum(a.size_bytes for a in files)
    for by, name in (
        ("learner", "Ada Marsh"),
        ("school", "Cedar Point"),
        ("program", district.name),
    ):
        lines = page(client, STORAGE, by=by, file="csv").strip().splitlines()
        assert len(lines) == 2
        assert lines[1].endswith(f"{name},4,{size}")
        assert name in page(client, STORAGE, by=by)
    assert "No files are kept" in page(client, STORAGE, q="someone else")


def test_the_same_file_of_one_person_counts_once(client, max_, ada, district):
    before = make_submission(ada, make_version(district), outcome="not_yet")
    actions.open_next_attempt(before, {}, by=None)
    client.force_login(max_)
    assert ",4," in page(client, STORAGE, file="csv")


def test_queries_do_not_grow_with_people(client, pia, district, django_assert_num_queries):
    version = make_version(district)
    school = make_school(district, "Alder")
    counts = []
    for number in range(2):
        for who in range(1 + 2 * number):
            learner = make_person(f"Learner {number}{who}", role="learner", organization=school)
            make_submission(learner, version, outcome="earned")
        client.force_login(pia)
        for address in (
            reverse(RETENTION),
            f"{reverse(STORAGE)}?by=learner",
            f"{reverse(STORAGE)}?by=school",
        ):
            client.get(address)
            with django_assert_num_queries(len_of(client, address)):
                client.get(address)
            counts.append(len_of(client, address))
    assert counts[:3] == counts[3:]


def len_of(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_others_do_not_find_the_pages_and_another_district_sees_nothing(
    client, ada, bo, chi, decided
):
    for person in (ada, bo, chi):
        client.force_login(person)
        assert client.get(reverse(RETENTION)).status_code == 404
        assert client.get(reverse(STORAGE)).status_code == 404
    other = make_district("Otter Lake")
    client.force_login(make_person("Oda Lund", role="privacy-officer", organization=other))
    assert decided.public_id not in page(client, RETENTION)
    assert "Ada Marsh" not in page(client, STORAGE)


def test_whoever_belongs_nowhere_any_more_counts_where_they_belonged(ada, district, decided):
    paths = [district.path]
    assert Submission.objects.guarded_from(paths).count() == 1
    ada.memberships.update(until_on=today())
    with held_at(now() + timedelta(days=2)):
        assert Submission.objects.guarded_from(paths).count() == 1
        make_person(ada, role="learner", organization=make_district("Otter Lake"))
        assert Submission.objects.guarded_from(paths).count() == 0, "they learn elsewhere now"


def test_a_learner_reads_until_when_each_file_is_kept_and_when_it_went(client, ada, chi, decided):
    address = reverse("evidence:detail", args=[decided.pk])
    client.force_login(ada)
    said = text(client.get(address))
    assert said.count("Then it is deleted.") == 4
    hold = actions.hold(decided.artifacts.first(), "consent", by=chi)
    with held_at(now() + timedelta(days=91)):
        client.force_login(ada)
        actions.delete_due()
        said = text(client.get(address))
        assert said.count("as promised.") == 3
        assert "It stays for now: It is on hold until consent is clear." in said
    with held_at(now() + timedelta(days=120)):
        client.force_login(ada)
        actions.lift(hold, by=chi)
        actions.delete_due()
        assert "It was needed for longer than promised." in text(client.get(address))
    assert again(decided).outcome == "earned"
