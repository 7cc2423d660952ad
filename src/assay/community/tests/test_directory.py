"""Being found, asking, answering; and what keeps helping and judging apart."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions as assessment
from assay.assessment import policy as judging
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.judging.queue import kept_apart
from assay.assessment.models import Conflict
from assay.assessment.tests.factories import make_assessor, make_evaluation, score, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.actions.directory import MOST_ASKED, SILENCE
from assay.community.models import DirectoryEntry, Inquiry
from assay.community.subscribers import (
    end_what_rested_on_the_badge,
    end_what_the_account_offered,
    end_what_was_offered_there,
)
from assay.community.tests.holders import make_entry, make_inquiry
from assay.credentials.models import Award, AwardStatus
from assay.credentials.tests.factories import make_award
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people import actions as people
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.models import MACHINE, Event


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__startswith="community.").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def found_by(person: Person) -> list[DirectoryEntry]:
    return list(DirectoryEntry.objects.visible_to(person))


def test_who_holds_no_badge_offers_nothing(ada: Person, hal: Person, version: Version) -> None:
    place = hal.current_memberships[0].organization
    for by in (hal, ada):
        with pytest.raises(PermissionDenied):
            actions.offer(hal, version.micro_credential, place, "All of it.", 3, by=by)


def test_an_offer_is_bounded_changed_paused_and_ended(
    hal: Person, ada: Person, entry: DirectoryEntry
) -> None:
    micro_credential, place = entry.micro_credential, entry.place
    elsewhere = ada.current_memberships[0].organization
    for about, most, where, field in (
        (" ", 3, place, "about"),
        ("x" * 301, 3, place, "about"),
        ("All of it.", 0, place, "most_a_month"),
        ("All of it.", 21, place, "most_a_month"),
        ("All of it.", 3, elsewhere, "place"),
    ):
        with pytest.raises(BadInput) as refusal:
            actions.offer(hal, micro_credential, where, about, most, by=hal)
        assert field in refusal.value.fields
    again = actions.offer(hal, micro_credential, place, "Only the plan.", 1, by=hal)
    assert again.pk == entry.pk and again.about == "Only the plan."
    assert found_by(ada) == [entry]
    actions.pause_offer(entry, by=hal)
    assert found_by(ada) == []
    for verb in (actions.pause_offer, actions.resume_offer, actions.end_offer):
        with pytest.raises(PermissionDenied):
            verb(entry, by=ada)
    with pytest.raises(WrongState):
        actions.pause_offer(entry, by=hal)
    actions.resume_offer(entry, by=hal)
    assert found_by(ada) == [entry]
    actions.end_offer(entry, by=hal)
    with pytest.raises(WrongState):
        actions.end_offer(entry, by=hal)
    assert found_by(ada) == []
    assert verbs() == [
        "community.offered",
        "community.offer_changed",
        "community.offer_paused",
        "community.offer_resumed",
        "community.offer_ended",
    ]


def test_another_district_finds_no_one(fay: Person, entry: DirectoryEntry) -> None:
    assert found_by(fay) == []
    with pytest.raises(PermissionDenied):
        actions.ask(entry, "May I ask?", by=fay)


def test_from_asking_to_closing(hal: Person, ada: Person, dee: Person, inquiry: Inquiry) -> None:
    assert inquiry.status == "asked"
    with pytest.raises(WrongState, match="Go on there"):
        actions.ask(inquiry.entry, "Again?", by=ada)
    with pytest.raises(PermissionDenied):
        actions.write(inquiry, "Let me in.", by=dee)
    for nothing in ("  ", "x" * 3001):
        with pytest.raises(BadInput):
            actions.write(inquiry, nothing, by=hal)
    one = actions.write(inquiry, "Gladly.", by=hal)
    assert actions.write(inquiry, "Gladly.", by=hal) == one
    inquiry.refresh_from_db()
    assert inquiry.status == "answered"
    with pytest.raises(PermissionDenied):
        actions.close_inquiry(inquiry, by=dee)
    actions.close_inquiry(inquiry, by=hal)
    with pytest.raises(WrongState):
        actions.close_inquiry(inquiry, by=ada)
    with pytest.raises(WrongState, match="closed"):
        actions.write(inquiry, "One more.", by=ada)
    assert verbs()[1:] == ["community.asked", "community.wrote", "community.inquiry_closed"]
    said = Event.objects.filter(verb__startswith="community.").values_list("particulars", flat=True)
    assert "Gladly" not in str(list(said))


def test_as_many_reach_a_holder_as_they_wish(
    hal: Person, ada: Person, dee: Person, version: Version
) -> None:
    entry = make_entry(hal, version, most=1)
    with pytest.raises(PermissionDenied):
        actions.ask(entry, "Myself?", by=hal)
    make_inquiry(entry, ada)
    with pytest.raises(WrongState, match="as often this month"):
        make_inquiry(entry, dee)
    with held_at(now() + timedelta(days=31)):
        make_inquiry(entry, dee)


def test_one_learner_asks_so_many_within_a_month(
    ada: Person, district: Organization, version: Version
) -> None:
    for number in range(MOST_ASKED + 1):
        holder = make_person(f"Holder {number}", role="learner", organization=district)
        entry = make_entry(holder, version)
        if number < MOST_ASKED:
            make_inquiry(entry, ada)
    with pytest.raises(WrongState, match="Give them time"):
        make_inquiry(entry, ada)


def test_who_is_blocked_finds_them_no_more_and_their_talk_is_closed(
    hal: Person, ada: Person, dee: Person, inquiry: Inquiry
) -> None:
    for person in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.block(inquiry, by=person)
    actions.block(inquiry, by=hal)
    actions.block(inquiry, by=hal)
    inquiry.refresh_from_db()
    assert inquiry.status == "closed" and found_by(ada) == [] and len(found_by(dee)) == 1
    with pytest.raises(PermissionDenied):
        actions.ask(inquiry.entry, "Why?", by=ada)
    assert verbs()[-2:] == ["community.inquiry_closed", "community.blocked"]


def test_it_ends_with_the_badge(hal: Person, ada: Person, inquiry: Inquiry) -> None:
    Award.objects.update(status=AwardStatus.REVOKED)
    assert found_by(ada) == []
    event = Event(verb="credentials.revoked", subject_id=str(Award.objects.get().pk))
    end_what_rested_on_the_badge(event)
    end_what_rested_on_the_badge(event)
    inquiry.refresh_from_db()
    assert (inquiry.entry.status, inquiry.status) == ("ended", "closed")


def test_another_version_of_it_carries_the_offer_on(
    hal: Person, ada: Person, district: Organization, entry: DirectoryEntry
) -> None:
    first = Award.objects.get()

    make_award(hal, make_version(district, number="2.0"))
    Award.objects.filter(pk=first.pk).update(status=AwardStatus.REVOKED)
    end_what_rested_on_the_badge(Event(subject_id=str(first.pk)))
    assert found_by(ada) == [entry]


def test_it_ends_with_the_account(hal: Person, ada: Person, max_: Person, inquiry: Inquiry) -> None:
    people.deactivate(hal, by=MACHINE)
    assert found_by(ada) == []
    end_what_the_account_offered(Event(subject_id=str(hal.pk)))
    inquiry.refresh_from_db()
    assert (inquiry.entry.status, inquiry.status) == ("ended", "closed")


def test_it_ends_where_the_holder_belongs_no_more(
    hal: Person, ada: Person, entry: DirectoryEntry
) -> None:
    membership = hal.memberships.get()
    people.end_membership(membership, by=MACHINE)
    assert found_by(ada) == []
    end_what_was_offered_there(Event(subject_id=str(membership.pk)))
    entry.refresh_from_db()
    assert entry.status == "ended"


def test_what_no_one_writes_in_is_closed(inquiry: Inquiry) -> None:
    assert actions.close_silent() == 0
    with held_at(now() + SILENCE + timedelta(days=1)):
        assert actions.close_silent() == 1 and actions.close_silent() == 0
    inquiry.refresh_from_db()
    assert inquiry.status == "closed" and inquiry.closed_by is None


def apart(one: Person, other: Person) -> bool:
    found = kept_apart([one.pk, other.pk], in_force(AssessmentPolicy))
    assert (other.pk in found[one.pk]) == (one.pk in found[other.pk]) == judging.tied_to(one, other)
    return judging.tied_to(one, other)


def test_neither_judges_the_other_from_the_first_message_for_the_time_the_policy_says(
    hal: Person, ada: Person, entry: DirectoryEntry
) -> None:
    assert not apart(hal, ada)
    inquiry = make_inquiry(entry, ada)
    assert apart(hal, ada)
    months = in_force(AssessmentPolicy).coached_within_months
    with held_at(now() + timedelta(days=20)):
        actions.write(inquiry, "Gladly.", by=hal)
    with held_at(now() + timedelta(days=30 * months + 10)):
        assert apart(hal, ada)  # counted from the newest message
        actions.close_inquiry(inquiry, by=ada)
    with held_at(now() + timedelta(days=31 * months + 21)):
        assert not apart(hal, ada)


def test_an_assessor_who_was_asked_is_not_offered_the_work_and_an_approver_does_not_release_it(
    ada: Person, chi: Person, lea: Person, district: Organization, version: Version
) -> None:
    evaluation = make_evaluation(ada, district, lead=lea, version=version)
    assessor = make_assessor(version, district, lead=lea)
    asked = make_inquiry(make_entry(assessor, version), ada)
    with pytest.raises(NothingWaits):
        assessment.offer_next(assessor)
    for name in ("Rea Der", "Rio Der"):
        one = make_assessor(version, district, lead=lea, name=name)
        score(take_next(one), by=one)
    evaluation.refresh_from_db()
    evaluation = type(evaluation).objects.get(pk=evaluation.pk)
    assert judging.why_not_release(chi, evaluation) == ""
    make_inquiry(make_entry(chi, version), ada)
    assert judging.why_not_release(chi, evaluation) != ""
    with pytest.raises(PermissionDenied):
        assessment.release(evaluation, by=chi)
    assert asked.learner == ada and Conflict.objects.count() == 2


def test_a_refused_question_keeps_no_one_apart(
    hal: Person, ada: Person, entry: DirectoryEntry
) -> None:
    with pytest.raises(BadInput):
        actions.ask(entry, " ", by=ada)
    assert not apart(hal, ada) and not Inquiry.objects.exists()


def test_the_holder_says_last_how_many_reach_them(entry: DirectoryEntry, ada: Person) -> None:
    place = ada.current_memberships[0].organization
    make_inquiry(entry, make_person("Bo Early", role="learner", organization=place))
    read_before = DirectoryEntry.objects.get(pk=entry.pk)
    DirectoryEntry.objects.filter(pk=entry.pk).update(most_a_month=1)
    assert read_before.most_a_month > 1
    with pytest.raises(WrongState):
        actions.ask(read_before, "How do you begin?", by=ada)
