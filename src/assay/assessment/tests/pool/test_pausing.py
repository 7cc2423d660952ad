"""Pauses: who may, what it takes off the desk, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.assessment import actions, policy
from assay.assessment.judging import allocation
from assay.assessment.judging.actions import offering
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.models import (
    Assessor,
    Assignment,
    AssignmentStatus,
    Evaluation,
    Occasion,
    Pause,
    PauseEnd,
    ScreeningDuty,
)
from assay.assessment.tests.factories import (
    make_assessor,
    make_calibration,
    make_evaluation,
    make_lead,
    read_all,
    score,
)
from assay.catalog.models import Version
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.program.calendar import add_months
from assay.record.models import Event

pytestmark = pytest.mark.django_db
WHY = "Your last levels were two apart from the second reader’s."


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def assessor_of(person: Person) -> Assessor:
    return Assessor.objects.get(person=person)


def certified(person: Person, days: int = 100) -> None:
    until = today() + timedelta(days=days)
    Assessor.objects.filter(person=person).update(calibrated_at=now(), calibrated_until=until)


def test_nobody_but_a_lead_of_theirs_pauses(
    sam: Person, sue: Person, lea: Person, dee: Person, ada: Person, district: Organization
) -> None:
    roles = ("program-admin", "approver", "committee-chair", "department-head", "author")
    others = [make_person(f"Some {role}", role=role, organization=district) for role in roles]
    for other in (sam, sue, dee, ada, *others):
        with pytest.raises(PermissionDenied):
            actions.pause(sam, district, WHY, by=other)
    row = actions.pause(sam, district, WHY, by=lea)
    for other in (sam, sue, dee, ada, *others):
        with pytest.raises(PermissionDenied):
            actions.end_pause(row, "Better now.", by=other)
    assert verbs().count("assessment.paused") == 1


def test_nobody_pauses_themselves(lea: Person, version: Version, district: Organization) -> None:
    other = make_lead(district)
    actions.attest(lea, version.micro_credential, "1", by=other, basis="expert")
    with pytest.raises(PermissionDenied):
        actions.pause(lea, district, WHY, by=lea)


def test_a_pause_has_a_reason_and_is_one(sam: Person, lea: Person, district: Organization) -> None:
    for words, fault in (("  ", "Say why"), ("x" * 2001, "shorten")):
        with pytest.raises(BadInput, match=fault):
            actions.pause(sam, district, words, by=lea)
    actions.pause(sam, district, WHY, by=lea)
    with pytest.raises(WrongState, match="already paused"):
        actions.pause(sam, district, WHY, by=lea)
    assert verbs().count("assessment.paused") == 1


def test_open_leases_go_back_and_nothing_is_offered(
    leased: Assignment, sam: Person, sue: Person, lea: Person, district: Organization
) -> None:
    row = actions.pause(sam, district, WHY, by=lea)
    leased.refresh_from_db()
    assert leased.status == AssignmentStatus.LAPSED
    assert Event.objects.get(verb="assessment.paused").particulars["given_back"] == 1
    with pytest.raises(NothingWaits):
        actions.offer_next(sam)
    with pytest.raises(PermissionDenied):
        actions.take_again(leased, late=None, by=sam)
    assert policy.scored_by(sam) == frozenset()
    assert list(Assessor.objects.at_work().values_list("person", flat=True)) == [sue.pk]
    assert actions.offer_next(sue).evaluation_id == leased.evaluation_id
    actions.end_pause(row, "We talked it through.", by=lea)
    assert len(policy.scored_by(sam)) == 1
    with pytest.raises(WrongState):
        actions.end_pause(row, "Again.", by=lea)
    with pytest.raises(BadInput):
        actions.end_pause(row, "", by=lea)
    row.refresh_from_db()
    assert (row.ended_how, row.ended_by, row.end_words) == (
        PauseEnd.LEAD,
        lea,
        "We talked it through.",
    )


def test_who_is_paused_while_a_round_is_reckoned_is_offered_nothing(
    queued: Evaluation,
    sam: Person,
    lea: Person,
    district: Organization,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else it would lie with somebody who may not open it until the offer ran out."""

    def allot(*given: Any, **named: Any) -> Any:
        found = allocation.allot(*given, **named)
        actions.pause(sam, district, WHY, by=lea)
        return found

    monkeypatch.setattr(offering, "allot", allot)
    assert actions.offer_what_waits() == 0
    assert not Assignment.objects.exists()


def test_checks_of_completeness_are_free_again(
    screening: Evaluation, sam: Person, lea: Person, district: Organization
) -> None:
    make_person(sam, role="screener", organization=district)
    actions.take_screening(screening, by=sam)
    actions.pause(sam, district, WHY, by=lea)
    assert not ScreeningDuty.objects.open().exists()
    assert not policy.can_screen(sam, screening)


def test_what_was_scored_stays(
    leased: Assignment, sam: Person, lea: Person, district: Organization
) -> None:
    score(leased, by=sam)
    actions.pause(sam, district, WHY, by=lea)
    leased.refresh_from_db()
    assert leased.status == AssignmentStatus.SCORED


def test_another_issuers_pool_is_not_touched(
    sam: Person, lea: Person, district: Organization
) -> None:
    elsewhere = make_district("Elsewhere")
    with pytest.raises(PermissionDenied):
        actions.pause(sam, elsewhere, WHY, by=lea)


def test_scoring_anchors_again_ends_it(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    certified(sam)
    row = actions.pause(sam, district, WHY, by=lea)
    turn = make_calibration(sam, version, lead=lea)
    assert turn.occasion == Occasion.AFTER_PAUSE
    read_all(turn)
    row.refresh_from_db()
    assert (row.ended_how, row.ended_by) == (PauseEnd.RECALIBRATED, None)
    assert assessor_of(sam).calibrated_until == add_months(today(), 12)
    assert verbs().count("assessment.pause_ended") == 1


def test_below_the_bar_it_goes_on(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    certified(sam)
    row = actions.pause(sam, district, WHY, by=lea)
    read_all(make_calibration(sam, version, lead=lea), c1="not_yet")
    row.refresh_from_db()
    assert row.is_open and policy.scored_by(sam) == frozenset()


def test_seen_by_oneself_and_ones_leads(
    sam: Person, sue: Person, lea: Person, dee: Person, district: Organization
) -> None:
    actions.pause(sam, district, WHY, by=lea)
    seen = [Pause.objects.all().visible_to(p).count() for p in (sam, lea, sue, dee)]
    assert seen == [1, 1, 0, 0]


def test_the_page_pauses_and_ends(
    client: Client, sam: Person, lea: Person, ada: Person, district: Organization, version: Version
) -> None:
    make_evaluation(ada, district, lead=lea, version=version)
    actions.offer_next(sam)
    pk = assessor_of(sam).pk
    client.force_login(lea)
    page = client.get(f"/assessment/lead/assessors/{pk}/pausing/").content.decode()
    assert "1 submission is open with them" in page
    refused = client.post(f"/assessment/lead/assessors/{pk}/pausing/", {"reason": " "})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    client.post(f"/assessment/lead/assessors/{pk}/pausing/", {"reason": WHY})
    row = Pause.objects.get()
    assert WHY in client.get(f"/assessment/certifications/{pk}/").content.decode()
    assert "paused" in client.get("/assessment/lead/assessors/").content.decode()
    client.force_login(sam)
    assert "has paused your work" in client.get("/assessment/sheets/").content.decode()
    own = client.get(f"/assessment/certifications/{pk}/").content.decode()
    assert WHY in own and "End the pause" not in own
    assert client.get(f"/assessment/lead/pauses/{row.pk}/ending/").status_code == 404
    client.force_login(lea)
    assert client.post(f"/assessment/lead/pauses/{row.pk}/ending/", {}).status_code == 422
    client.post(f"/assessment/lead/pauses/{row.pk}/ending/", {"reason": "Talked."})
    row.refresh_from_db()
    assert not row.is_open


def test_a_lead_of_elsewhere_meets_nothing(
    client: Client, sam: Person, lea: Person, district: Organization
) -> None:
    elsewhere = make_person(
        "Lou Lead", role="lead-assessor", organization=make_district("Elsewhere")
    )
    row = actions.pause(sam, district, WHY, by=lea)
    client.force_login(elsewhere)
    pk = assessor_of(sam).pk
    assert client.get(f"/assessment/lead/assessors/{pk}/pausing/").status_code == 404
    assert client.get(f"/assessment/lead/pauses/{row.pk}/ending/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.end_pause(row, "No.", by=elsewhere)


def test_double_readers_of_others_are_not_touched(
    sam: Person, lea: Person, district: Organization, version: Version
) -> None:
    other = make_assessor(version, district, lead=lea)
    actions.pause(sam, district, WHY, by=lea)
    assert len(policy.scored_by(other)) == 1
