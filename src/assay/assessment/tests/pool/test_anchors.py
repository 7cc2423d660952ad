"""Anchors: made, put in use, retired; permission; objections; holders who offer themselves."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assay.assessment import actions, policy
from assay.assessment.models import (
    Anchor,
    AnchorPermission,
    Assessor,
    AssessorOffer,
    Evaluation,
    Result,
)
from assay.assessment.tests.factories import (
    make_anchor,
    make_calibration,
    make_decided,
    make_lead,
    read_all,
    read_anchor,
)
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.inventory import Tally, walk
from assay.evidence.models import Consent
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture
def stranger(district: Organization) -> Person:
    """A lead of a partner below the district."""
    place = Organization.objects.create(ident="n", name="North", kind="partner", parent=district)
    return make_person("Far Lead", role="lead-assessor", organization=place)


@pytest.fixture
def released(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    """Ada's work, earned, its decision out."""
    evaluation = make_decided(ada, district, lead=lea, version=version)
    actions.release(evaluation, by=make_person("Yu", role="approver", organization=district))
    return Evaluation.objects.get(pk=evaluation.pk)


def permitted(released: Evaluation, lea: Person) -> AnchorPermission:
    row = actions.ask_for_anchor(released, by=lea)
    actions.give_permission(row, by=released.submission.start.person)
    return row


def test_an_anchor_is_made_edited_used_and_retired(
    version: Version, lea: Person, stranger: Person
) -> None:
    anchor = make_anchor(version, lead=lea, usable=False)
    for act in (
        lambda: actions.make_anchor(version, by=stranger),
        lambda: actions.edit_anchor(anchor, by=stranger),
        lambda: actions.put_in_use(anchor, by=stranger),
        lambda: actions.retire_anchor(anchor, by=stranger),
        lambda: actions.add_anchor_file(anchor, "p2b", BytesIO(b"x"), name="a.pdf", by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(BadInput, match="open") as refused:
        actions.put_in_use(actions.make_anchor(version, by=lea), by=lea)
    assert {"level-c1", "reason-c1", "setting"} <= set(refused.value.fields)
    actions.edit_anchor(anchor, by=lea, lesson="Count the pauses.", minutes=20)
    with pytest.raises(BadInput):
        actions.edit_anchor(anchor, by=lea, minutes=0)
    with pytest.raises(BadInput):
        actions.edit_anchor(anchor, by=lea, levels={"c1": "great"})
    actions.put_in_use(anchor, by=lea)
    for again in (
        lambda: actions.put_in_use(anchor, by=lea),
        lambda: actions.edit_anchor(anchor, by=lea, setting="Elsewhere"),
        lambda: actions.add_anchor_file(anchor, "p2b", BytesIO(b"x"), name="a.pdf", by=lea),
    ):
        with pytest.raises(WrongState):
            again()
    assert Anchor.objects.usable().of(version.micro_credential_id, "1").get() == anchor
    actions.retire_anchor(anchor, by=lea)
    with pytest.raises(WrongState):
        actions.retire_anchor(anchor, by=lea)
    assert not Anchor.objects.usable().exists()
    found = verbs()
    assert "assessment.anchor_made" in found
    assert found.count("assessment.anchor_used") == found.count("assessment.anchor_retired") == 1


def test_nobody_makes_anchors_of_a_draft(district: Organization, lea: Person) -> None:
    with pytest.raises(BadInput):
        actions.make_anchor(make_version(district, published=False), by=lea)


def test_a_retired_anchor_leaves_the_desks_of_those_who_have_not_begun(
    sam: Person, version: Version, lea: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    spare = make_anchor(version, lead=lea)
    first, second = turn.readings.all()[:2]
    actions.save_reading(first, levels={"c1": "almost"}, feedback={}, by=sam)
    actions.retire_anchor(first.anchor, by=lea)
    first.refresh_from_db()  # begun: it may be finished
    assert policy.may_open_anchor(sam, first.anchor)
    actions.retire_anchor(second.anchor, by=lea)
    assert turn.readings.get(place=2).anchor == spare
    actions.retire_anchor(spare, by=lea)  # none is left
    turn.refresh_from_db()
    assert turn.result == Result.ENDED


def test_permission_is_asked_once_and_is_the_learners(
    released: Evaluation, ada: Person, lea: Person, dee: Person, stranger: Person
) -> None:
    for other in (stranger, dee, ada):
        with pytest.raises(PermissionDenied):
            actions.ask_for_anchor(released, by=other)
    row = actions.ask_for_anchor(released, by=lea)
    with pytest.raises(WrongState):
        actions.ask_for_anchor(released, by=lea)
    for other in (lea, dee):
        with pytest.raises(PermissionDenied):
            actions.give_permission(row, by=other)
        with pytest.raises(PermissionDenied):
            actions.end_permission(row, by=other)
    with pytest.raises(WrongState):
        actions.copy_as_anchor(row, by=lea)
    actions.give_permission(row, by=ada)
    with pytest.raises(WrongState):
        actions.give_permission(row, by=ada)
    assert {"assessment.anchor_asked", "assessment.anchor_permitted"} <= set(verbs())
    with pytest.raises(IntegrityError), transaction.atomic():
        AnchorPermission.objects.create(
            submission=released.submission, asked_by=lea, asked_at=now()
        )


def test_work_in_progress_is_no_anchor(
    ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    with pytest.raises(WrongState):
        actions.ask_for_anchor(make_decided(ada, district, lead=lea, version=version), by=lea)


def test_a_copy_leaves_out_who_can_be_recognized_and_whose_it_is(
    released: Evaluation, ada: Person, lea: Person, stranger: Person
) -> None:
    submission = released.submission
    shown = submission.artifacts.order_by("pk").first()
    assert shown is not None
    Consent.objects.filter(artifact__submission=submission).update(nobody_recognizable=True)
    Consent.objects.filter(artifact=shown).update(nobody_recognizable=False)
    before = submission.manifest
    row = permitted(released, lea)
    with pytest.raises(PermissionDenied):
        actions.copy_as_anchor(row, by=stranger)
    anchor = actions.copy_as_anchor(row, by=lea)
    kept = set(anchor.files.values_list("sha256", flat=True))
    assert shown.sha256 not in kept and len(kept) == submission.artifacts.count() - 1
    assert anchor.levels == released.decision.levels and not anchor.is_usable
    assert all(name not in file.name for file in anchor.files.all() for name in ("Ada", "Marsh"))
    with pytest.raises(WrongState):
        actions.copy_as_anchor(row, by=lea)
    submission.refresh_from_db()
    assert submission.manifest == before
    file = anchor.files.all()[0]
    actions.edit_anchor(anchor, by=lea, files={file.pk: {"drop": True}})
    assert anchor.files.count() == len(kept) - 1
    assert not policy.may_open_anchor(ada, anchor) and not policy.can_lead_anchor(ada, anchor)


def test_permission_taken_back_retires_the_anchor_at_once(
    released: Evaluation, ada: Person, sam: Person, lea: Person, version: Version
) -> None:
    anchor = actions.copy_as_anchor(permitted(released, lea), by=lea)
    words = {c.id: "Seen." for c in version.content.criteria}
    actions.edit_anchor(anchor, by=lea, setting="Grade 4", reasons=words)
    actions.put_in_use(anchor, by=lea)
    turn = make_calibration(sam, version, lead=lea, anchors=4)
    make_anchor(version, lead=lea)
    mine = turn.readings.get(anchor=anchor)
    if mine.place == 1:
        actions.save_reading(mine, levels={"c1": "almost"}, feedback={}, by=sam)
    assert policy.may_open_anchor(sam, anchor)
    actions.end_permission(anchor.permission, by=ada)  # type: ignore[arg-type]  # it has one
    with pytest.raises(WrongState):
        actions.end_permission(anchor.permission, by=ada)  # type: ignore[arg-type]
    anchor = Anchor.objects.get(pk=anchor.pk)
    assert anchor.retired_at is not None and not policy.may_open_anchor(sam, anchor)
    assert turn.readings.count() == 5 and not turn.readings.filter(anchor=anchor).exists()
    assert "assessment.anchor_permission_ended" in verbs()


def test_nobody_reads_their_own_work_or_what_they_judged(
    released: Evaluation, ada: Person, lea: Person, dee: Person
) -> None:
    anchor = actions.copy_as_anchor(permitted(released, lea), by=lea)
    judges = [a.assessor for a in released.assignments.all()]
    since = now() - timedelta(days=365)
    for person in (ada, lea, *judges):
        assert not Anchor.objects.filter(pk=anchor.pk).new_to(person, since).exists()
    assert Anchor.objects.filter(pk=anchor.pk).new_to(dee, since).exists()


def test_a_released_anchor_needs_a_permission(version: Version, lea: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Anchor.objects.create(
            version=version, major="1", origin="released", made_by=lea, made_at=now()
        )


def test_the_inventory_knows_an_anchors_files(version: Version, lea: Person) -> None:
    anchor = make_anchor(version, lead=lea, usable=False)
    png = BytesIO(_picture())
    file = actions.add_anchor_file(anchor, "p2b", png, name="tally.png", by=lea)
    with pytest.raises(BadInput):
        actions.add_anchor_file(anchor, "p9", BytesIO(b"x"), name="a.png", by=lea)
    assert not [f for f in walk(Tally()) if file.storage_key in f.key]


def _picture() -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def test_an_objection_is_answered_once_by_a_lead(
    sam: Person,
    sue: Person,
    lea: Person,
    version: Version,
    district: Organization,
    stranger: Person,
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = turn.readings.all()[0]
    with pytest.raises(WrongState):
        actions.object_to(first, "c1", "At 02:05 she waits.", by=sam)
    read_anchor(first, c1="almost")
    first.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.object_to(first, "c1", "No.", by=sue)
    for criterion, words in (("c9", "Words."), ("c1", "  "), ("c1", "w" * 4001)):
        with pytest.raises(BadInput):
            actions.object_to(first, criterion, words, by=sam)
    row = actions.object_to(first, "c1", "At 02:05 she waits.", by=sam)
    with pytest.raises(WrongState):
        actions.object_to(first, "c2", "And here.", by=sam)
    for other in (sam, stranger):
        with pytest.raises(PermissionDenied):
            actions.answer_objection(row, "stays", "No.", by=other)
    for answer, words in (("perhaps", "Hm."), ("stays", "")):
        with pytest.raises(BadInput):
            actions.answer_objection(row, answer, words, by=lea)
    actions.answer_objection(row, "stays", "The pause is two seconds.", by=lea)
    with pytest.raises(WrongState):
        actions.answer_objection(row, "stays", "Again.", by=lea)
    assert {"assessment.objected", "assessment.objection_answered"} <= set(verbs())
    actions.object_to(first, "c1", "Another word.", by=sam)  # one at a time, not one for ever


def test_a_wrong_expert_level_is_corrected_for_everybody(
    sam: Person, lea: Person, version: Version
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    for reading in turn.readings.order_by("place"):
        first = reading.place == 1
        read_anchor(reading, **({"c1": "not_yet"} if first else {}))
    turn.refresh_from_db()
    assert turn.result == Result.BELOW  # one two levels apart
    reading = turn.readings.get(place=1)
    row = actions.object_to(reading, "c1", "No question asks for a reason.", by=sam)
    with pytest.raises(BadInput):
        actions.answer_objection(row, "corrected", "Right.", level="demonstrated", by=lea)
    row.refresh_from_db()
    assert row.answered_at is None  # nothing was done by halves
    actions.answer_objection(row, "corrected", "You are right.", level="not_yet", by=lea)
    turn.refresh_from_db()
    assert turn.result == Result.PASSED
    assert Assessor.objects.get(person=sam).calibrated_until is not None
    assert "assessment.anchor_corrected" in verbs()


def test_a_criterion_set_aside_counts_for_nobody(
    sam: Person, lea: Person, version: Version, stranger: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    read_all(turn, c2="not_yet")
    anchors = [reading.anchor for reading in turn.readings.all()]
    with pytest.raises(PermissionDenied):
        actions.set_criterion_aside(anchors[0], "c2", "Unclear.", by=stranger)
    with pytest.raises(BadInput):
        actions.set_criterion_aside(anchors[0], "c2", " ", by=lea)
    with pytest.raises(BadInput):
        actions.set_criterion_aside(anchors[0], "c9", "Unclear.", by=lea)
    for anchor in anchors:
        actions.set_criterion_aside(anchor, "c2", "“The same measure” is unclear.", by=lea)
        with pytest.raises(WrongState):
            actions.set_criterion_aside(anchor, "c2", "Again.", by=lea)
    turn.refresh_from_db()
    assert turn.result == Result.PASSED
    with pytest.raises(PermissionDenied):
        actions.count_criterion_again(anchors[0], "c2", by=stranger)
    actions.count_criterion_again(anchors[0], "c2", by=lea)
    with pytest.raises(WrongState):
        actions.count_criterion_again(anchors[0], "c2", by=lea)
    turn.refresh_from_db()
    assert turn.result == Result.PASSED  # what was given is not taken away
    assert {"assessment.anchor_set_aside", "assessment.anchor_counted_again"} <= set(verbs())


def test_an_objection_may_set_a_criterion_aside(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    reading = read_anchor(turn.readings.all()[0], c4="almost")
    row = actions.object_to(reading, "c4", "Which measure?", by=sam)
    actions.answer_objection(row, "set_aside", "“The same measure” is unclear.", by=lea)
    reading.anchor.refresh_from_db()
    assert set(reading.anchor.set_aside) == {"c4"}


def test_a_holder_offers_themselves_and_a_lead_grants_it(
    released: Evaluation,
    ada: Person,
    dee: Person,
    district: Organization,
    lea: Person,
    stranger: Person,
) -> None:
    version = released.submission.version
    micro_credential = version.micro_credential
    with pytest.raises(BadInput):
        actions.offer_to_assess(micro_credential, by=dee)
    offer = actions.offer_to_assess(micro_credential, by=ada)
    with pytest.raises(WrongState):
        actions.offer_to_assess(micro_credential, by=ada)
    for other in (dee, stranger):
        with pytest.raises(PermissionDenied):
            actions.end_offer(offer, by=other)
    actions.end_offer(offer, by=ada)
    with pytest.raises(WrongState):
        actions.end_offer(offer, by=lea)
    offer = actions.offer_to_assess(micro_credential, by=ada)
    make_person(ada, role="assessor", organization=district)
    actions.attest(ada, micro_credential, version.major, by=lea, basis="holder")
    assert not AssessorOffer.objects.filter(ended_at__isnull=True).exists()
    with pytest.raises(WrongState):
        actions.offer_to_assess(micro_credential, by=ada)
    assert {"assessment.offered_to_assess", "assessment.offer_ended"} <= set(verbs())


def test_leads_see_anchors_of_what_they_lead(
    version: Version, lea: Person, sam: Person, stranger: Person, district: Organization
) -> None:
    make_anchor(version, lead=lea)
    other = make_lead(district)
    seen = [Anchor.objects.all().visible_to(p).count() for p in (lea, other, stranger, sam)]
    assert seen == [1, 1, 0, 0]
