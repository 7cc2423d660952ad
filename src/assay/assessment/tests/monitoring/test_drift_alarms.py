"""Drift told from rows: what counts as a check, when leads are told, what they decide, and when it begins anew."""

from datetime import timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.assessment import actions
from assay.assessment.agreement.drift import LATEST
from assay.assessment.models import (
    AlarmAnswer,
    AnchorReading,
    Assessor,
    Calibration,
    DriftAlarm,
    Occasion,
    Pause,
)
from assay.assessment.monitoring.drift import look_for_drift, record_of
from assay.assessment.pool.actions.calibrating import last_calibration, why_not_yet
from assay.assessment.tests.factories import (
    make_anchor,
    make_assessor,
    make_calibration,
    make_evaluation,
    make_lead,
    read_all,
    score,
)
from assay.catalog.models import Version
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event

pytestmark = pytest.mark.django_db
CRITERIA = ("c1", "c2", "c3", "c4", "c5")
_names = count(1)


def check(person: Person, version: Version, lead: Person, *, differing: int) -> AnchorReading:
    """An anchor read among ordinary work, of whose criteria so many differ from the expert's."""
    anchor = make_anchor(version, lead=lead)
    levels = {c: "almost" if n < differing else "demonstrated" for n, c in enumerate(CRITERIA)}
    return AnchorReading.objects.create(
        person=person, anchor=anchor, levels=levels, saved_at=now(), handed_over_at=now()
    )


def checks(person: Person, version: Version, lead: Person, *differing: int) -> None:
    start = now() - timedelta(hours=len(differing))
    for n, each in enumerate(differing):
        with held_at(start + timedelta(hours=n)):
            check(person, version, lead, differing=each)


def read_by_two(
    version: Version, district: Organization, lead: Person, one: Person, two: Person, **levels: str
) -> None:
    learner = make_person(
        f"Learner {next(_names)}", organization=make_school(district, f"S {next(_names)}")
    )
    make_evaluation(learner, district, lead=lead, version=version)
    score(actions.offer_next(one), by=one)
    score(actions.offer_next(two), by=two, **levels)


def told() -> int:
    return Event.objects.filter(verb="assessment.drift_told").count()


def test_anchors_and_double_readings_count_together(
    sam: Person, sue: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 0, 2)
    read_by_two(version, district, lea, sam, sue, c1="almost")
    record = record_of(sam, district)
    assert [(c.agreeing, c.asked) for c in record.checks] == [(5, 5), (3, 5), (4, 5)]
    assert record.lately.n == 15 and not record.is_full
    assert [c.agreeing for c in record_of(sue, district).checks] == [4]


def test_a_steady_assessor_is_left_alone(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, *([1, 0, 2, 1] * 6))
    assert look_for_drift(sam, district) is None
    assert told() == 0


def test_a_fall_is_told_once_and_a_pause_proposed_below_the_line(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 3, 4)
    alarm = look_for_drift(sam, district)
    assert alarm is not None and not alarm.proposes_pause  # three checks are no twelve
    assert (alarm.agreeing, alarm.asked, alarm.checks) == (4, 15, 3)
    assert look_for_drift(sam, district) is None and told() == 1
    checks(sam, version, lea, *([3] * 9))
    again = look_for_drift(sam, district)
    assert again == alarm and again is not None and again.proposes_pause
    assert told() == 2 and not Pause.objects.exists()  # proposed: a lead decides


def test_below_the_line_takes_twelve(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, *([2] * LATEST))  # 60 in a hundred
    record = record_of(sam, district)
    assert record.is_full and record.is_below(70) and not record.is_below(60)
    alarm = look_for_drift(sam, district)
    assert alarm is not None and alarm.proposes_pause and alarm.percent == 60


def test_calibrating_begins_anew(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    assert look_for_drift(sam, district) is not None
    assessor = Assessor.objects.get(person=sam)
    Assessor.objects.filter(pk=assessor.pk).update(
        calibrated_at=now(), calibrated_until=today() + timedelta(days=200)
    )
    turn = make_calibration(sam, version, lead=lea)
    assert turn.occasion == Occasion.ON_DRIFT  # long before a renewal is due
    read_all(turn)
    alarm = DriftAlarm.objects.get()
    assert (alarm.answer, alarm.answered_by) == (AlarmAnswer.RECALIBRATED, None)
    record = record_of(sam, district)
    assert record.checks == () and look_for_drift(sam, district) is None
    assessor.refresh_from_db()
    assert "renewal" in why_not_yet(assessor, last_calibration(assessor))


def test_a_lead_lets_them_go_on(
    sam: Person, sue: Person, lea: Person, dee: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    alarm = look_for_drift(sam, district)
    assert alarm is not None
    for other in (sam, sue, dee):
        with pytest.raises(PermissionDenied):
            actions.let_go_on(alarm, "All fine.", by=other)
        with pytest.raises(PermissionDenied):
            actions.pause_after(alarm, "Not fine.", by=other)
    with pytest.raises(BadInput):
        actions.let_go_on(alarm, " ", by=lea)
    actions.let_go_on(alarm, "Three odd submissions; we looked at them.", by=lea)
    for act in (actions.let_go_on, actions.pause_after):
        with pytest.raises(WrongState):
            act(alarm, "Again.", by=lea)
    assert Event.objects.filter(verb="assessment.drift_answered").count() == 1
    assert record_of(sam, district).checks == ()


def test_a_lead_pauses_after_an_alarm(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    alarm = look_for_drift(sam, district)
    assert alarm is not None
    actions.pause_after(alarm, "Let us calibrate again.", by=lea)
    assert (alarm.answer, alarm.answer_words) == (AlarmAnswer.PAUSED, "Let us calibrate again.")
    checks(sam, version, lea, 4, 4, 4)
    assert look_for_drift(sam, district) is None  # who is paused is told of nobody again


def test_nobody_no_longer_attested_is_told_of(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    actions.end_basis(Assessor.objects.get(person=sam), by=lea)
    assert look_for_drift(sam, district) is None


def test_leads_see_those_they_look_after_and_never_themselves(
    sam: Person, sue: Person, lea: Person, dee: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    look_for_drift(sam, district)
    seen = [DriftAlarm.objects.all().visible_to(p).count() for p in (lea, sam, sue, dee)]
    assert seen == [1, 0, 0, 0]
    other = make_lead(district)
    actions.attest(lea, version.micro_credential, "1", by=other, basis="expert")
    checks(lea, version, other, 4, 4, 4)
    look_for_drift(lea, district)
    assert DriftAlarm.objects.all().visible_to(lea).count() == 1
    assert DriftAlarm.objects.all().visible_to(other).count() == 2


def test_the_pages(
    client: Client, sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    client.force_login(lea)
    assert "Nothing to answer" in client.get("/assessment/lead/drift/").content.decode()
    checks(sam, version, lea, *([2] * 14))
    alarm = look_for_drift(sam, district)
    assert alarm is not None
    page = client.get("/assessment/lead/drift/").content.decode()
    assert "Sam Scorer" in page and "A pause is proposed" in page
    csv = b"".join(client.get("/assessment/lead/drift/?file=csv").streaming_content).decode()  # type: ignore[attr-defined]  # it streams
    assert "Sam Scorer" in csv and "60 % (36/60)" in csv
    assert "Sam Scorer" not in client.get("/assessment/lead/drift/?q=nobody").content.decode()
    one = f"/assessment/lead/drift/{alarm.pk}/"
    assert "36 of 60 levels" in client.get(one).content.decode()
    refused = client.post(one, {"reason": "Because of the last two."})
    assert refused.status_code == 422 and "Because of the last two." in refused.content.decode()
    assert client.post(one, {"answer": "goes_on", "reason": ""}).status_code == 422
    assert "Decide whether to pause Sam Scorer" in client.get("/").content.decode()
    client.post(one, {"answer": "paused", "reason": "We calibrate again."})
    assert Pause.objects.get().reason == "We calibrate again."
    assert "We calibrate again." in client.get(one).content.decode()
    client.force_login(sam)
    assert client.get(one).status_code == 404
    page = client.get(f"/assessment/certifications/{Assessor.objects.get().pk}/").content.decode()
    assert "We calibrate again." in page
    client.force_login(make_assessor(version, district, lead=lea))
    assert client.get("/assessment/lead/drift/").status_code == 404


def test_the_assessor_sees_it_on_their_own_page(
    client: Client, sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    checks(sam, version, lea, 4, 4, 4)
    look_for_drift(sam, district)
    client.force_login(sam)
    page = client.get(f"/assessment/certifications/{Assessor.objects.get().pk}/").content.decode()
    assert "differ more often" in page


def test_both_readers_are_looked_at_when_the_second_hands_over(
    sam: Person, sue: Person, lea: Person, version: Version, district: Organization
) -> None:
    from assay.assessment.subscribers import compare_both_readings

    checks(sam, version, lea, 4, 4)
    read_by_two(version, district, lea, sam, sue, c1="almost", c2="almost", c3="almost")
    event = Event.objects.filter(verb="assessment.scored").latest("pk")
    compare_both_readings(event)
    assert DriftAlarm.objects.get().person == sam


def test_a_turn_at_the_anchors_is_no_check(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    read_all(make_calibration(sam, version, lead=lea), c1="almost", c2="almost", c3="almost")
    assert Calibration.objects.get().result == "below"
    assert record_of(sam, district).checks == ()
