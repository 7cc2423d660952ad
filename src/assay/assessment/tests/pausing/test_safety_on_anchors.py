"""Harm to a child met in a check: told as of a submission, kept still as one, and true to the named person."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.models import (
    Anchor,
    AnchorPermission,
    AnchorReading,
    Calibration,
    DriftCheck,
    SafetyReport,
)
from assay.assessment.pool.actions.checking import offer_check
from assay.assessment.pool.drawing import new_to
from assay.assessment.tests.desks.test_check_pages import bare, sent, take
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import (
    certified,
    has_read,
    make_anchor,
    make_calibration,
    make_decided,
    make_evaluation,
    read_anchor,
)
from assay.catalog.models import Version
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
SEEN = "A bruise on a child in the second clip."
DONE = "Read it with the lead: no one in it is real."


@pytest.fixture
def pia(district: Organization) -> Person:
    """The district's privacy officer."""
    return make_person("Pia Guard", role="privacy-officer", organization=district)


@pytest.fixture
def due(sam: Person, sue: Person, version: Version, lea: Person) -> Person:
    """Sam, for whom a check is due and there."""
    certified(sam)
    has_read(sam, sue, version, 14)
    make_anchor(version, lead=lea)
    return sam


@pytest.fixture
def check(due: Person) -> DriftCheck:
    check = actions.offer_check(due)
    assert check is not None
    actions.accept_check(check, by=due)
    return DriftCheck.objects.select_related("reading__anchor").get()


def anchor_of(check: DriftCheck) -> Anchor:
    assert check.reading is not None
    return Anchor.objects.get(pk=check.reading.anchor_id)


def controls(page: str) -> set[str]:
    """What may be pressed or followed on a page, without what numbers it."""
    found = re.findall(r'(?:href|action|data-save)="([^"]+)"', page.partition("<main")[2])
    found += re.findall(r"<button[^>]*>([^<×]*)</button>", page.partition("<main")[2])
    return {re.sub(r"\b[0-9A-Z]{3,}-[0-9A-Z-]+|\d+", "·", " ".join(one.split())) for one in found}


def test_a_check_has_every_control_that_a_submission_has(
    client: Client, due: Person, ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    client.force_login(due)
    pages = []
    pages.append(client.get(take(client)).content.decode())
    anchor = Anchor.objects.get()
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    pages.append(client.get(take(client)).content.decode())
    ids = (anchor.public_id, evaluation.public_id)
    one, other = (controls(p.replace(i, "·")) for p, i in zip(pages, ids, strict=True))
    # files and links of the evidence are its own
    files = {c for c in one | other if "/evidence/" in c}
    assert one - files == other - files
    assert "/assessment/safety/·/telling/" in one


def test_telling_looks_the_same_and_stands_still_the_same(
    client: Client,
    check: DriftCheck,
    sam: Person,
    ada: Person,
    pia: Person,
    district: Organization,
    lea: Person,
    version: Version,
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    client.force_login(sam)
    other = take(client)
    sheets = {anchor_of(check).public_id: f"/assessment/sheets/{check.number}/"}
    sheets[evaluation.public_id] = other
    seen: dict[str, list[str]] = {}
    for public_id, sheet in sheets.items():
        telling = reverse("assessment:safety", args=[public_id])
        steps = [client.get(telling), client.post(telling, {"seen": "bad"})]
        assert client.post(telling, {"seen": SEEN}).status_code == 302
        steps += [client.get(telling), client.post(f"{sheet}handover/", sent(version))]
        assert "The program has paused this work." in client.get(sheet).content.decode()
        key = sheet.rstrip("/").rpartition("/")[2]
        pages = [bare(step.content.decode(), public_id, f"/{key}/", f":{key}") for step in steps]
        pages[3] = str(steps[3].status_code) + ("has paused this work. You" in pages[3]) * "paused"
        pages[2] = re.sub(r"\d+:\d+", "·", pages[2])
        seen[public_id] = pages
    one, two = seen.values()
    assert one == two and one[3] == "409paused"
    assert SafetyReport.objects.open().count() == 2


def test_the_named_person_reads_at_once_that_it_is_training_and_nobody_else_reads(
    check: DriftCheck,
    sam: Person,
    pia: Person,
    lea: Person,
    max_: Person,
    dee: Person,
) -> None:
    anchor = anchor_of(check)
    for person in (pia, max_, dee):
        with pytest.raises(PermissionDenied):
            actions.report_safety(anchor, SEEN, by=person)
    report = actions.report_safety(anchor, SEEN, by=sam)
    assert actions.report_safety(anchor, SEEN, by=sam) == report  # a second press
    assert Event.objects.get(verb="assessment.safety_reported").particulars == {}
    address = reverse("assessment:safety_report", args=[report.pk])
    for person in (sam, lea, max_, dee):
        assert sign_in(person).get(address).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.end_report_on_anchor(report, DONE, keep_out=True, by=person)
    home = sign_in(pia).get(reverse("home")).content.decode()
    assert f"Read the safety report on {anchor.public_id}" in home
    page = sign_in(pia).get(address).content.decode()
    assert SEEN in page and "An answer to" in page
    assert "written for it: no one in it is real" in page and "Work of" not in page
    rows = sign_in(pia).get(reverse("assessment:safety_reports")).content.decode()
    assert anchor.public_id in rows and "Written for training" in rows
    table = sign_in(pia).get(reverse("assessment:safety_reports") + "?file=csv&sort=submission")
    assert anchor.public_id in b"".join(table).decode()  # type: ignore[call-overload]  # streams


def test_nobody_new_gets_it_and_it_goes_on_after(
    check: DriftCheck, sam: Person, sue: Person, pia: Person, version: Version
) -> None:
    anchor = anchor_of(check)
    versions = [(version.micro_credential_id, version.major)]
    assert anchor in new_to(sue, versions)
    report = actions.report_safety(anchor, SEEN, by=sam)
    assert anchor not in new_to(sue, versions)
    with pytest.raises(WrongState, match="paused"):
        read_anchor(AnchorReading.objects.get())
    assert actions.lapse_idle_checks() == 0
    actions.take_safety_report(report, by=pia)
    actions.end_report_on_anchor(report, DONE, keep_out=False, by=pia)
    with pytest.raises(WrongState):
        actions.end_report_on_anchor(report, DONE, keep_out=False, by=pia)
    assert anchor in new_to(sue, versions)
    assert not policy.may_open_anchor(pia, anchor_of(check))
    assert read_anchor(AnchorReading.objects.get()).handed_over_at is not None


def test_an_offer_of_it_is_not_taken_up_meanwhile(
    check: DriftCheck, sam: Person, sue: Person, version: Version
) -> None:
    certified(sue)
    has_read(sue, sam, version, 14)
    other = offer_check(sue)
    assert other is not None
    actions.report_safety(anchor_of(check), SEEN, by=sam)
    with pytest.raises(WrongState, match="paused"):
        actions.accept_check(other, by=sue)


def test_kept_out_it_leaves_every_desk(check: DriftCheck, sam: Person, pia: Person) -> None:
    report = actions.report_safety(anchor_of(check), SEEN, by=sam)
    address = reverse("assessment:safety_ending", args=[report.pk])
    bad = sign_in(pia).post(address, {"done": " ", "anchor": "out"})
    assert bad.status_code == 422 and 'value="out" checked' in bad.content.decode()
    assert sign_in(pia).post(address, {"done": DONE, "anchor": "out"}).status_code == 302
    assert anchor_of(check).retired_at is not None
    check.refresh_from_db()
    assert check.status == "lapsed" and not policy.may_open_anchor(sam, anchor_of(check))
    page = sign_in(sam).get(reverse("assessment:desk")).content.decode()
    assert anchor_of(check).public_id not in page


def test_a_turn_goes_on_with_its_other_anchors(
    sam: Person, version: Version, lea: Person, pia: Person
) -> None:
    turn = make_calibration(sam, version, lead=lea, anchors=5)
    first, second = turn.readings.order_by("place")[:2]
    page = sign_in(sam).get(reverse("assessment:reading", args=[first.pk])).content.decode()
    assert reverse("assessment:safety", args=[first.anchor.public_id]) in page
    report = actions.report_safety(first.anchor, SEEN, by=sam)
    with pytest.raises(WrongState, match="paused"):
        read_anchor(AnchorReading.objects.get(pk=first.pk))
    read_anchor(second)
    page = sign_in(sam).get(reverse("assessment:reading", args=[first.pk])).content.decode()
    assert "The program has paused this work." in page
    actions.end_report_on_anchor(report, DONE, keep_out=True, by=pia)
    turn = Calibration.objects.get(pk=turn.pk)
    assert turn.result == "ended" or not turn.readings.filter(anchor=first.anchor).exists()


def test_a_copy_of_real_work_leads_to_the_submission_and_never_tells_its_learner(
    ada: Person, district: Organization, lea: Person, chi: Person, pia: Person, version: Version
) -> None:
    decided = make_decided(ada, district, lead=lea, version=version)
    actions.release(decided, by=chi)
    permission = AnchorPermission.objects.create(
        submission=decided.submission, asked_by=lea, asked_at=now(), given_at=now()
    )
    anchor = make_anchor(version, lead=lea)
    Anchor.objects.filter(pk=anchor.pk).update(origin="released", permission=permission)
    anchor = Anchor.objects.get(pk=anchor.pk)
    make_person(ada, role="privacy-officer", organization=district)
    told = policy.told_of_safety(anchor)
    assert list(told.people) == [pia]
    report = actions.report_safety(anchor, SEEN, by=lea)
    address = reverse("assessment:safety_report", args=[report.pk])
    assert sign_in(ada).get(address).status_code == 404
    page = sign_in(pia).get(address).content.decode()
    assert decided.public_id in page and "Ada Marsh" not in page
    assert reverse("assessment:inspection", args=[decided.public_id]) in page
