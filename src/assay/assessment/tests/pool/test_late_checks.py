"""A check whose time ran out: what is written later is kept, it is taken up again, and its reading is paid."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.assessment import actions
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.models import (
    Anchor,
    AnchorReading,
    AssignmentStatus,
    DriftCheck,
    LateSheet,
    PayLine,
    SharedComment,
)
from assay.assessment.pay.actions import correct_pay
from assay.assessment.tests.factories import certified, has_read, make_anchor, score, take_next
from assay.catalog.models import Version
from assay.lib.clock import held_at, now
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program import actions as program
from assay.record.models import MACHINE, Event
from assay.ui.http import mark_of

pytestmark = pytest.mark.django_db
WORDS = "The pause at 2:05 is four seconds, and three students answer."


@pytest.fixture
def check(sam: Person, sue: Person, version: Version, lea: Person) -> DriftCheck:
    """Taken by Sam and begun."""
    certified(sam)
    has_read(sam, sue, version, 14)
    make_anchor(version, lead=lea)
    found = actions.offer_check(sam)
    assert found is not None
    actions.accept_check(found, by=sam)
    write(found, summary="So far.")
    return found


@pytest.fixture
def lapsed(check: DriftCheck) -> DriftCheck:
    with held_at(now() + timedelta(days=20)):
        assert actions.lapse_idle_checks() == 1
    DriftCheck.objects.update(ended_at=now())
    check.refresh_from_db()
    return check


def reading_of(check: DriftCheck) -> AnchorReading:
    assert check.reading is not None
    return check.reading


def write(check: DriftCheck, **more: Any) -> AnchorReading:
    return actions.save_reading(
        reading_of(check), levels={"c1": "almost"}, feedback={}, by=check.person, **more
    )


def write_late(check: DriftCheck, **more: Any) -> LeaseEnded:
    with pytest.raises(LeaseEnded) as told:
        write(check, summary=WORDS, **more)
    return told.value


def hand_over(reading: AnchorReading) -> None:
    criteria = reading.anchor.version.content.criteria
    actions.save_reading(
        reading,
        levels={c.id: "demonstrated" for c in criteria},
        feedback={},
        summary="Well shown.",
        by=reading.person,
    )
    actions.hand_over_reading(reading, by=reading.person)


def test_it_is_kept_beside_the_sheet_one_row_a_tab(lapsed: DriftCheck) -> None:
    told = write_late(lapsed)
    assert told.kept and "Your desk keeps what you wrote." in told.message
    write_late(lapsed)
    write_late(lapsed, origin="other")
    reading = AnchorReading.objects.get()
    assert reading.summary == "So far." and LateSheet.objects.filter(reading=reading).count() == 2
    with pytest.raises(LeaseEnded) as told_again:
        actions.hand_over_reading(reading, by=lapsed.person)
    assert told_again.value.kept


def test_desk_and_sheet_show_it_as_of_a_submission(
    client: Client, lapsed: DriftCheck, sue: Person
) -> None:
    client.force_login(lapsed.person)
    address = f"/assessment/sheets/{lapsed.number}/"
    sent = client.post(
        address,
        {"summary": WORDS, "revision": "1"},
        headers={
            "accept": "application/json",
            "Assay-Save": "tab9.3",
            "Assay-Person": mark_of(lapsed.person),
        },
    )
    assert (sent.status_code, sent.json()["code"]) == (409, "lease-ended")
    assert LateSheet.objects.get().origin == "tab9"
    desk = client.get("/assessment/sheets/").content.decode()
    assert "Submissions you ran out of time for" in desk and address in desk
    page = client.get(address).content.decode()
    assert WORDS in page and "Take it again, with this text" in page
    assert "An answer to" not in page and "anchor" not in page.replace("skip-anchor", "").lower()
    late = LateSheet.objects.get()
    client.force_login(sue)
    assert client.post(f"/assessment/late/{late.pk}/removal/").status_code == 404
    client.force_login(lapsed.person)
    assert client.post(f"/assessment/late/{late.pk}/removal/")["Location"] == address
    assert not LateSheet.objects.exists()


def test_it_is_taken_up_again_with_it(client: Client, lapsed: DriftCheck) -> None:
    write_late(lapsed)
    client.force_login(lapsed.person)
    old = f"/assessment/sheets/{lapsed.number}/"
    answer = client.post(f"{old}taking-again/", {"late": LateSheet.objects.get().pk})
    again = DriftCheck.objects.exclude(pk=lapsed.pk).get()
    assert answer["Location"] == f"/assessment/sheets/{again.number}/" != old
    assert again.status == AssignmentStatus.ACCEPTED and reading_of(again).summary == WORDS
    assert not LateSheet.objects.exists()
    assert "An answer to" in client.get(answer["Location"]).content.decode()
    assert client.get(old).status_code == 200  # as it goes on
    event = Event.objects.filter(verb="assessment.check_accepted").latest("pk")
    assert event.subject_id == str(again.pk)
    lapsed.refresh_from_db()
    with pytest.raises(PermissionDenied):  # a second press
        actions.take_check_again(lapsed, late=None, by=lapsed.person)
    hand_over(reading_of(again))
    again.refresh_from_db()
    assert again.status == AssignmentStatus.SCORED


def test_who_may_not_take_it_again(
    lapsed: DriftCheck, sue: Person, lea: Person, version: Version
) -> None:
    write_late(lapsed)
    with pytest.raises(PermissionDenied):
        actions.take_check_again(lapsed, late=None, by=sue)
    program.set_policy("assessment", {"max_open_per_assessor": 1}, by=MACHINE)
    with pytest.raises(WrongState), held_at(now() + timedelta(days=60)):
        actions.take_check_again(lapsed, late=LateSheet.objects.get(), by=lapsed.person)
    actions.retire_anchor(Anchor.objects.get(), by=lea)
    with pytest.raises(WrongState):
        actions.take_check_again(lapsed, late=None, by=lapsed.person)
    assert not write_late(lapsed, origin="later").kept


def test_it_goes_when_a_submission_would_be_decided(lapsed: DriftCheck) -> None:
    write_late(lapsed)
    actions.lapse_idle_checks()
    assert LateSheet.objects.exists()
    with held_at(now() + timedelta(days=60)):
        actions.lapse_idle_checks()
    assert not LateSheet.objects.exists()


def test_nothing_is_kept_for_who_stepped_back(check: DriftCheck) -> None:
    actions.recuse_check(check, "family", by=check.person)
    with pytest.raises(WrongState, match="stepped back"):
        write(check, summary=WORDS)
    assert not LateSheet.objects.exists()


def test_a_sentence_for_everybody_is_proposed_from_it(client: Client, check: DriftCheck) -> None:
    client.force_login(check.person)
    address = f"/assessment/sheets/{check.number}/"
    sent = {"criterion": "c1", "level": "almost", "text": ""}
    refused = client.post(f"{address}comments/", sent)
    assert refused.status_code == 422 and "Write one sentence" in refused.content.decode()
    sent["text"] = "Show the pause itself."
    assert client.post(f"{address}comments/", sent)["Location"] == address
    assert SharedComment.objects.get().proposed_by == check.person
    actions.recuse_check(check, "family", by=check.person)
    assert client.post(f"{address}comments/", sent).status_code == 403


class TestPay:
    @pytest.fixture(autouse=True)
    def paying(self, version: Version) -> None:
        pay = {"compensation": {"basis": "per_scored_submission", "amount_usd": 30}}
        program.set_policy("assessor", pay, by=MACHINE)

    def test_a_check_is_paid_once_as_a_first_reading(
        self, client: Client, check: DriftCheck, district: Organization
    ) -> None:
        assert not PayLine.objects.exists()  # nothing before it is handed over
        hand_over(reading_of(check))
        line = PayLine.objects.get()
        assert (line.person, line.amount_cents, line.slot) == (check.person, 3000, 1)
        assert line.pay_month.payer == district
        with pytest.raises(WrongState):
            actions.hand_over_reading(reading_of(check), by=check.person)
        assert PayLine.objects.count() == 1

    def test_its_line_reads_as_that_of_a_submission(
        self,
        client: Client,
        check: DriftCheck,
        district: Organization,
        queued: Any,
    ) -> None:
        hand_over(reading_of(check))
        score(take_next(check.person), by=check.person)
        of_check, other = (
            PayLine.objects.order_by("reading").exclude(reading=None).first(),
            (PayLine.objects.exclude(evaluation=None).get()),
        )
        assert of_check is not None
        client.force_login(check.person)
        number = reading_of(check).anchor.public_id
        page = client.get("/assessment/pay/").content.decode()
        assert number in page and other.public_id in page and page.count("First scoring") == 2
        file = b"".join(client.get("/assessment/pay/?file=csv").streaming_content).decode()
        one, two = (line.split(",") for line in sorted(file.splitlines()[1:]))
        assert one[1:] == two[1:]
        keeper = make_person("Odalys", role="credit-coordinator", organization=district)
        client.force_login(keeper)
        month = f"/assessment/pay/months/{of_check.pay_month_id}/?show=lines&sort=submission"
        assert number in client.get(month).content.decode()
        assert number in client.get(f"/assessment/pay/lines/{of_check.pk}/").content.decode()
        row = correct_pay(of_check, amount="10", reason="Half of it.", by=keeper)
        assert row.reading == of_check.reading and row.amount_cents == -2000

    def test_anchors_of_a_calibration_are_not(
        self, lea: Person, sam: Person, version: Version
    ) -> None:
        from assay.assessment.tests.factories import make_calibration, read_all

        read_all(make_calibration(sam, version, lead=lea))
        assert not PayLine.objects.exists()
