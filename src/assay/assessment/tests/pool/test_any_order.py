"""Any sequence of verbs on checks by anybody: nothing is lost, moves are the table's, no submission is touched."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import outdoors

from assay.assessment import actions
from assay.assessment.models import (
    Anchor,
    AnchorReading,
    Assignment,
    DriftCheck,
    Evaluation,
    Pause,
    SafetyReport,
    ScoreSheet,
)
from assay.assessment.tests.factories import certified, has_read, make_anchor
from assay.catalog.models import Version
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

WHY = "The second clip shows a bruise on a child."
SAM, SUE, LEA, PIA, DEE = range(5)
#: Each verb with whom it belongs to.
VERBS = {
    "offer": SAM,
    "accept": SAM,
    "decline": SAM,
    "recuse": SAM,
    "score": SAM,
    "again": SAM,
    "report": SAM,
    "take_report": PIA,
    "end_report": PIA,
    "keep_out": PIA,
    "retire": LEA,
    "retire_other": LEA,
    "pause": LEA,
    "end_pause": LEA,
    "lapse": LEA,
}
OWN = {"accept", "decline", "recuse", "score", "again"}
Step = tuple[str, int | None]
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(VERBS)), st.one_of(st.none(), st.integers(SAM, DEE))),
    min_size=4,
    max_size=18,
)


@pytest.fixture
def world(
    district: Organization, lea: Person, dee: Person, version: Version, sam: Person, sue: Person
) -> list[Person]:
    """Two for whom a check is due, a lead, the person told of harm, an outsider; two anchors."""
    for person, other in ((sam, sue), (sue, sam)):
        certified(person)
        has_read(person, other, version, 14)
    for _n in range(2):
        make_anchor(version, lead=lea)
    pia = make_person("Pia Guard", role="privacy-officer", organization=district)
    return [sam, sue, lea, pia, dee]


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("report", None), ("score", None), ("end_report", None), ("score", None)])
@example(steps=[("score", None), ("report", None), ("keep_out", None), ("offer", SUE)])
@example(steps=[("report", None), ("retire_other", None), ("offer", SUE)])
@given(steps=STEPS)
def test_whoever_presses_whatever_a_check_goes_as_work_goes(
    steps: list[Step], world: list[Person]
) -> None:
    with outdoors.atomic():
        press_all([("offer", None), ("accept", None), *steps], world)
        transaction.set_rollback(True)


def press_all(steps: list[Step], world: list[Person]) -> None:
    work = submissions()
    said: dict[int, dict[str, str]] = {}
    for verb, who in steps:
        by = world[VERBS[verb] if who is None else who]
        before = checks()
        resting = set(Anchor.objects.exclude(paused_at=None).values_list("pk", flat=True))
        gone = set(Anchor.objects.exclude(retired_at=None).values_list("pk", flat=True))
        try:
            with outdoors.atomic():
                press(verb, by, world)
        except (Refusal, PermissionDenied):
            pass
        after = checks()
        assert submissions() == work, f"{verb} touched a submission"
        for pk, (person, status, anchor) in before.items():
            now_person, now_status, now_anchor = after[pk]
            assert person == now_person
            assert now_status == status or now_status in DriftCheck.MOVES[status], verb
            if verb in OWN and person != by.pk:
                assert (now_status, now_anchor) == (status, anchor), f"{verb} by another"
            if now_status == "scored" != status:
                assert anchor not in resting, "handed over while it stood still"
        for pk in after.keys() - before.keys():
            person, _status, anchor = after[pk]
            assert anchor not in resting | gone, "an anchor that rests or is retired was given"
            met = AnchorReading.objects.filter(person=person, anchor=anchor)
            assert met.count() == 1, "an anchor they had met"
        for person in {one[0] for one in after.values()}:
            assert DriftCheck.objects.open().filter(person=person).count() <= 1
        handed = dict(
            AnchorReading.objects.exclude(handed_over_at=None).values_list("pk", "levels")
        )
        assert said.items() <= handed.items(), "a score is lost"
        said = handed


def press(verb: str, by: Person, world: list[Person]) -> Any:
    check = DriftCheck.objects.filter(person=world[SAM]).order_by("-pk").first()
    reading = check.reading if check else None
    anchor = reading.anchor if reading else None
    verbs: dict[str, Callable[[], Any]] = {
        "offer": lambda: actions.offer_check(by),
        "pause": lambda: actions.pause(world[SAM], district_of(world), WHY, by=by),
        "lapse": actions.lapse_idle_checks,
    }
    if check:
        verbs |= {
            "accept": lambda: actions.accept_check(check, by=by),
            "decline": lambda: actions.decline_check(check, by=by),
            "recuse": lambda: actions.recuse_check(check, "family", by=by),
            "again": lambda: actions.take_check_again(check, late=None, by=by),
        }
    if reading and anchor:
        verbs |= {
            "score": lambda: fill_and_hand_over(reading, by),
            "report": lambda: actions.report_safety(anchor, WHY, by=by),
            "retire": lambda: actions.retire_anchor(anchor, by=by),
        }
        if other := Anchor.objects.exclude(pk=anchor.pk).first():
            verbs["retire_other"] = lambda: actions.retire_anchor(other, by=by)
    if report := SafetyReport.objects.order_by("-pk").first():
        verbs |= {
            "take_report": lambda: actions.take_safety_report(report, by=by),
            "end_report": lambda: actions.end_report_on_anchor(report, WHY, keep_out=False, by=by),
            "keep_out": lambda: actions.end_report_on_anchor(report, WHY, keep_out=True, by=by),
        }
    if pause := Pause.objects.order_by("-pk").first():
        verbs["end_pause"] = lambda: actions.end_pause(pause, WHY, by=by)
    return verbs.get(verb, lambda: None)()


def fill_and_hand_over(reading: AnchorReading, by: Person) -> AnchorReading:
    criteria = reading.anchor.version.content.criteria
    actions.save_reading(
        reading,
        levels={c.id: "demonstrated" for c in criteria},
        feedback={c.id: {"strength": "Seen.", "next": "Again."} for c in criteria},
        by=by,
    )
    return actions.hand_over_reading(reading, by=by)


def district_of(world: list[Person]) -> Organization:
    return world[LEA].memberships.get().organization


def checks() -> dict[int, tuple[int, str, int | None]]:
    """Every check with whose it is, its status and its anchor."""
    rows = DriftCheck.objects.values_list("pk", "person", "status", "reading__anchor")
    return {pk: (person, status, anchor) for pk, person, status, anchor in rows}


def submissions() -> tuple[Any, ...]:
    """All that is judged."""
    return (
        sorted(Evaluation.objects.values_list("pk", "status", "paused_at")),
        sorted(Assignment.objects.values_list("pk", "status", "assessor")),
        sorted(ScoreSheet.objects.values_list("pk", "revision")),
    )
