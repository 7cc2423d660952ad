"""Renewals: told ahead, once more and when it has run out; what is scored then is read by two again."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assay.assessment import actions, policy
from assay.assessment.models import Assessor, Evaluation
from assay.assessment.tests.factories import (
    certified,
    make_anchor,
    make_assessor,
    make_evaluation,
    score,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.lib.clock import held_at, now, span_of, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.program import actions as program
from assay.record.models import MACHINE, Event

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    rows = Event.objects.filter(
        verb__in=("assessment.renewal_due", "assessment.certification_ended")
    )
    return [verb.partition(".")[2] for verb in rows.order_by("id").values_list("verb", flat=True)]


def test_told_at_sixty_days_at_fourteen_and_when_it_is_over(sam: Person) -> None:
    certified(sam)  # for 300 days
    days = {200: 0, 239: 0, 240: 1, 260: 1, 285: 1, 286: 2, 299: 2, 301: 3, 320: 3}
    for day, times in days.items():
        morning, _midnight = span_of(
            today() + timedelta(days=day)
        )  # not an hour away, with summer time
        with held_at(morning):
            actions.remind_of_renewals()
            actions.remind_of_renewals()
        assert len(told()) == times, day
    assert told() == ["renewal_due", "renewal_due", "certification_ended"]


def test_told_anew_of_the_next_year(sam: Person) -> None:
    certified(sam)
    with held_at(now() + timedelta(days=250)):
        assert actions.remind_of_renewals() == 1
    Assessor.objects.filter(person=sam).update(calibrated_until=today() + timedelta(days=665))
    with held_at(now() + timedelta(days=500)):
        assert actions.remind_of_renewals() == 0
    with held_at(now() + timedelta(days=610)):
        assert actions.remind_of_renewals() == 1


def test_nobody_who_is_paused_or_ended_is_told(
    sam: Person, lea: Person, district: Organization
) -> None:
    certified(sam)
    actions.pause(sam, district, "We calibrate again.", by=lea)
    with held_at(now() + timedelta(days=290)):
        assert actions.remind_of_renewals() == 0


def test_it_stands_on_home_ahead_of_its_end(client: Client, sam: Person) -> None:
    certified(sam)
    client.force_login(sam)
    assert "Renew your certification" not in client.get("/").content.decode()
    Assessor.objects.filter(person=sam).update(calibrated_until=today() + timedelta(days=30))
    assert "Renew your certification" in client.get("/").content.decode()


def test_what_is_scored_after_its_end_is_read_by_two(
    sam: Person, ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    Assessor.objects.filter(person=sam).update(
        calibrated_at=now() - timedelta(days=400), calibrated_until=today() - timedelta(days=1)
    )
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    Evaluation.objects.filter(pk=evaluation.pk).update(scorings_needed=1, why_double="")
    score(actions.offer_next(sam), by=sam)
    evaluation.refresh_from_db()
    assert evaluation.scorings_needed == 2


class TestFoundingAssessors:
    """A lead appoints experts for a pilot: everything is scored by two until others are certified."""

    def test_a_pilot_is_read_by_two(self, ada: Person, lea: Person, district: Organization) -> None:
        program.set_policy(
            "assessment",
            {"double_score_first_n_per_version": 0, "double_score_percent": 0},
            by=MACHINE,
        )
        version = make_version(district)
        founder = make_assessor(version, district, lead=lea)
        evaluation = make_evaluation(ada, district, lead=lea, version=version)
        assert (evaluation.scorings_needed, evaluation.why_double) == (2, "attested_only")
        certified(founder)
        Version.objects.filter(pk=version.pk).update(status="pilot")
        other = make_evaluation(
            _learner(district), district, lead=lea, version=Version.objects.get(pk=version.pk)
        )
        assert (other.scorings_needed, other.why_double) == (2, "pilot")

    def test_a_scoring_change_asks_for_certification_again(
        self, sam: Person, lea: Person, version: Version
    ) -> None:
        certified(sam)
        assert (version.micro_credential_id, "2") not in policy.scored_by(sam)
        assert not Assessor.objects.calibrated().filter(major="2").exists()

    def test_a_program_may_ask_for_anchors_first(
        self, sue: Person, lea: Person, district: Organization, version: Version
    ) -> None:
        program.set_policy("assessor", {"with_fewer_anchors": "nobody_assesses"}, by=MACHINE)
        with pytest.raises(BadInput, match="0 anchors of 5"):
            make_assessor(version, district, lead=lea)
        for _ in range(5):
            make_anchor(version, lead=lea)
        assert make_assessor(version, district, lead=lea)


def _learner(district: Organization) -> Person:
    from assay.people.tests.factories import make_person, make_school

    return make_person("Later learner", organization=make_school(district, "Later"))


def test_a_lead_adds_a_file_to_an_anchor_made_by_hand(
    client: Client, lea: Person, version: Version
) -> None:
    anchor = make_anchor(version, lead=lea, usable=False)
    item = version.content.items[-1]
    client.force_login(lea)
    page = f"/assessment/lead/anchors/{anchor.public_id}/"
    assert "Add a file" in client.get(page).content.decode()
    refused = client.post(f"{page}files/", {"step": item.id, "description": "My words stay."})
    assert refused.status_code == 422 and "My words stay." in refused.content.decode()
    wrong = SimpleUploadedFile("notes.exe", b"MZ\x00\x01")
    assert client.post(f"{page}files/", {"step": item.id, "file": wrong}).status_code == 422
    text = SimpleUploadedFile("log.csv", b"minute,pause\n1,3\n2,4\n")
    assert (
        "csv" not in item.formats
        or client.post(f"{page}files/", {"step": item.id, "file": text}).status_code == 302
    )
    actions.put_in_use(anchor, by=lea)
    with pytest.raises(WrongState):
        from io import BytesIO

        actions.add_anchor_file(anchor, item.id, BytesIO(b"x"), name="a.csv", by=lea)
