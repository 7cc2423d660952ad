"""What an assessor wrote after the lease had ended: kept, shown to them alone, carried over, deleted."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.judging.actions.leases import give_back
from assay.assessment.judging.errors import LeaseEnded
from assay.assessment.models import Assignment, Evaluation, LateSheet
from assay.assessment.tests.desks.test_desk_pages import filled, sign_in
from assay.assessment.tests.factories import make_assessor, score, take_next
from assay.evidence import actions as evidence
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event
from assay.ui.http import mark_of
from assay.ui.tests.schema import SCHEMA

pytestmark = pytest.mark.django_db
WORDS = "The pause at 2:05 is four seconds, and three students answer."


@pytest.fixture
def lapsed(leased: Assignment, sam: Person) -> Assignment:
    """Sam saved once, and then the lease ended while the page stood open."""
    actions.save_sheet(
        leased, levels={"c1": "demonstrated"}, feedback={}, summary="So far.", revision=0, by=sam
    )
    give_back(leased)
    leased.refresh_from_db()
    return leased


def write(assignment: Assignment, by: Person, **more: Any) -> LeaseEnded:
    with pytest.raises(LeaseEnded) as told:
        said = {"c1": {"strength": WORDS, "next": ""}}
        actions.save_sheet(
            assignment, levels={"c1": "almost"}, feedback=said, revision=1, by=by, **more
        )
    return told.value


def test_it_is_kept_beside_the_sheet_which_stays_as_it_was(lapsed: Assignment, sam: Person) -> None:
    events = Event.objects.count()
    assert write(lapsed, sam).kept
    late = LateSheet.objects.get()
    assert late.feedback["c1"]["strength"] == WORDS and late.levels == {"c1": "almost"}
    lapsed.sheet.refresh_from_db()
    assert (lapsed.sheet.summary, lapsed.sheet.levels) == ("So far.", {"c1": "demonstrated"})
    write(lapsed, sam)
    assert LateSheet.objects.count() == 1 and Event.objects.count() == events


def test_two_tabs_never_overwrite_each_other_and_there_is_an_end_to_them(
    lapsed: Assignment, sam: Person
) -> None:
    for tab in range(10):
        assert write(lapsed, sam, origin=f"tab{tab}").kept
    assert not write(lapsed, sam, origin="one-more").kept
    assert LateSheet.objects.count() == 10


def test_nobody_else_writes_there_and_too_much_is_refused(
    lapsed: Assignment, sam: Person, sue: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.save_sheet(lapsed, levels={}, feedback={}, summary=WORDS, by=sue)
    with pytest.raises(BadInput):
        actions.save_sheet(lapsed, levels={}, feedback={}, summary="x" * 5000, by=sam)
    assert not LateSheet.objects.exists()


def test_where_it_cannot_be_kept_nobody_says_so(
    lapsed: Assignment, sam: Person, ada: Person
) -> None:
    evidence.withdraw(lapsed.evaluation.submission, by=ada)
    actions.withdraw_evaluation(lapsed.evaluation.submission)
    told = write(lapsed, sam)
    assert not told.kept and "kept" not in told.message and "copy it" in told.message
    assert not LateSheet.objects.exists()


def test_a_script_hears_that_it_is_kept_under_the_mark_it_sent(
    lapsed: Assignment, sam: Person
) -> None:
    url, mark = (
        reverse("assessment:sheet", args=[lapsed.pk]),
        {"Assay-Save": "tab9.3", "Assay-Person": mark_of(sam)},
    )
    answer = sign_in(sam).post(
        url, filled(lapsed) | {"summary": WORDS}, headers=mark | {"accept": "application/json"}
    )
    body = answer.json()
    SCHEMA.validate(body)
    assert (answer.status_code, body["code"], body["confirms"]) == (409, "lease-ended", "tab9.3")
    assert LateSheet.objects.get().origin == "tab9"


def test_only_its_writer_reads_it_on_desk_and_sheet(
    lapsed: Assignment, sam: Person, sue: Person, lea: Person, chi: Person, ada: Person
) -> None:
    write(lapsed, sam)
    client, url = sign_in(sam), reverse("assessment:sheet", args=[lapsed.pk])
    assert lapsed.evaluation.public_id in client.get(reverse("assessment:desk")).content.decode()
    page = client.get(url).content.decode()
    assert "You wrote this after your time had ended" in page and WORDS in page
    assert "answer-p1q1" not in page and "Ada" not in page, (
        "the evidence left with the lease, and it stays blind"
    )
    late = LateSheet.objects.get()
    for person in (sue, lea, chi, ada):
        assert sign_in(person).get(url).status_code == 404
        assert (
            sign_in(person).post(reverse("assessment:late_removal", args=[late.pk])).status_code
            == 404
        )
    for desk in ("lead", "release", "screening"):
        assert (
            WORDS
            not in sign_in(lea).get(reverse(f"assessment:{desk}"), follow=True).content.decode()
        )


def test_its_writer_takes_it_up_again_with_it(lapsed: Assignment, sam: Person) -> None:
    write(lapsed, sam)
    late = LateSheet.objects.get()
    answer = sign_in(sam).post(
        reverse("assessment:taking_again", args=[lapsed.pk]), {"late": late.pk}
    )
    again = Assignment.objects.open().get(assessor=sam)
    assert answer.status_code == 302 and answer["Location"] == reverse(
        "assessment:sheet", args=[again.pk]
    )
    assert again.sheet.feedback["c1"]["strength"] == WORDS and not LateSheet.objects.exists()
    with pytest.raises(WrongState):  # a second press: it is theirs already
        actions.take_again(lapsed, late=None, by=sam)
    score(again, by=sam)


def test_without_anything_late_the_sheet_itself_goes_along(lapsed: Assignment, sam: Person) -> None:
    again = actions.take_again(lapsed, late=None, by=sam)
    assert again.sheet.summary == "So far."


def test_who_may_not_take_it_again(lapsed: Assignment, sam: Person, sue: Person) -> None:
    write(lapsed, sam)
    late = LateSheet.objects.get()
    with pytest.raises(PermissionDenied):
        actions.take_again(lapsed, late=late, by=sue)
    take_next(sue)
    with pytest.raises(WrongState):
        actions.take_again(lapsed, late=late, by=sam)
    late.refresh_from_db()


def test_what_a_lead_took_back_stays_taken(leased: Assignment, sam: Person, lea: Person) -> None:
    actions.take_back(leased, by=lea)
    leased.refresh_from_db()
    write(leased, sam)
    with pytest.raises(PermissionDenied):
        actions.take_again(leased, late=None, by=sam)
    page = sign_in(sam).get(reverse("assessment:sheet", args=[leased.pk])).content.decode()
    assert WORDS in page and "Take it up again" not in page


def test_its_writer_deletes_it(lapsed: Assignment, sam: Person) -> None:
    write(lapsed, sam)
    url = reverse("assessment:late_removal", args=[LateSheet.objects.get().pk])
    assert sign_in(sam).post(url).status_code == 302 and not LateSheet.objects.exists()
    assert sign_in(sam).post(url).status_code == 404


def test_it_goes_with_the_decision(
    lapsed: Assignment, sam: Person, lea: Person, chi: Person, district: Any, version: Any
) -> None:
    write(lapsed, sam)
    evaluation = lapsed.evaluation
    for _ in range(Evaluation.objects.get(pk=evaluation.pk).scorings_needed):
        other = make_assessor(version, district, lead=lea)
        score(take_next(other), by=other)
    assert LateSheet.objects.exists()
    actions.release(Evaluation.objects.get(pk=evaluation.pk), by=chi)
    assert not LateSheet.objects.exists()


def test_who_stepped_back_is_not_told_that_anything_is_kept(
    leased: Assignment, sam: Person
) -> None:
    actions.recuse(leased, "family", by=sam)
    answer = sign_in(sam).post(
        reverse("assessment:sheet", args=[leased.pk]), filled(leased) | {"summary": WORDS}
    )
    body = answer.content.decode()
    assert (
        answer.status_code == 409
        and "You stepped back" in body
        and WORDS in body
        and not LateSheet.objects.exists()
    )


def test_the_sheet_that_ended_offers_nothing_to_save(lapsed: Assignment, sam: Person) -> None:
    page = sign_in(sam).get(reverse("assessment:sheet", args=[lapsed.pk])).content.decode()
    assert "data-keep" not in page and "data-save" not in page
