"""Colleagues read each other’s drafts: who offers, who is asked, how far it reaches, and when it closes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching import actions, policy
from assay.coaching.models import DraftShare, Pairing, PairingStatus, PeerOffer
from assay.coaching.talks import COACH_TALK
from assay.coaching.tests.factories import make_comment, make_offer, make_peers, make_share
from assay.evidence import actions as evidence_actions
from assay.evidence.models import Condition, Submission
from assay.evidence.tests.factories import make_draft
from assay.journeys import actions as journeys
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Membership, Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import MACHINE, Event

Status = PairingStatus


@pytest.fixture
def pia(district: Organization) -> Person:
    """A colleague at another school of the district."""
    return make_person(
        "Pia Fields", role="learner", organization=make_school(district, "Elm Street")
    )


@pytest.fixture
def offer(pia: Person, version: Version) -> PeerOffer:
    return make_offer(pia, version)


@pytest.fixture
def peers(ada: Person, draft: Submission, offer: PeerOffer) -> Pairing:
    return make_peers(ada, offer)


def verbs() -> list[str]:
    events = Event.objects.order_by("pk")
    return [event.verb for event in events if event.verb.startswith("coaching")]


def test_who_works_on_it_or_holds_it_offers_and_nobody_else(
    ada: Person, pia: Person, version: Version
) -> None:
    about = version.micro_credential
    with pytest.raises(PermissionDenied):
        actions.offer_to_read(about, by=pia)
    start = make_draft(pia, version).start
    offer = actions.offer_to_read(about, 2, by=pia)
    assert actions.offer_to_read(about, 2, by=pia) == offer  # pressed twice
    assert actions.offer_to_read(about, 3, by=pia) == offer
    for number in (0, 6):
        with pytest.raises(BadInput) as refused:
            actions.offer_to_read(about, number, by=pia)
        assert "most_drafts" in refused.value.fields
    shown = PeerOffer.objects.visible_to(ada).with_room()
    assert [(row.room, row.has_earned) for row in shown] == [(3, False)]
    journeys.finish(start, by=MACHINE)
    assert [row.has_earned for row in shown.all()] == [True]
    journeys.void(Start.objects.get(pk=start.pk), by=MACHINE)  # the badge was withdrawn
    assert not shown.all()
    assert verbs() == ["coaching.peer_offered", "coaching.peer_offered"]


def test_an_offer_is_paused_taken_up_and_ended_by_who_made_it(
    ada: Person, draft: Submission, pia: Person, offer: PeerOffer
) -> None:
    for verb in (actions.pause_offer, actions.resume_offer, actions.end_offer):
        with pytest.raises(PermissionDenied):
            verb(offer, by=ada)
    with pytest.raises(WrongState):
        actions.resume_offer(offer, by=pia)
    actions.pause_offer(offer, by=pia)
    with pytest.raises(WrongState):
        actions.pause_offer(offer, by=pia)
    with pytest.raises(PermissionDenied):
        actions.ask_peer(offer, by=ada)
    actions.resume_offer(offer, by=pia)
    asked = actions.ask_peer(offer, by=ada)
    actions.end_offer(offer, by=pia)
    asked.refresh_from_db()
    assert asked.status == Status.DECLINED
    for verb in (actions.pause_offer, actions.end_offer):
        with pytest.raises(WrongState):
            verb(offer, by=pia)
    assert verbs()[1:] == [
        *("coaching.peer_offer_paused", "coaching.peer_offer_resumed"),
        *("coaching.asked", "coaching.declined", "coaching.peer_offer_ended"),
    ]


def test_a_colleague_is_asked_and_takes_it_on_or_declines(
    ada: Person, dee: Person, draft: Submission, pia: Person, offer: PeerOffer, max_: Person
) -> None:
    pairing = actions.ask_peer(offer, " Is the goal\ntoo wide? ", by=ada)
    assert (pairing.about, pairing.coach, pairing.is_peer) == ("Is the goal too wide?", pia, True)
    with pytest.raises(WrongState, match="asked this colleague"):
        actions.ask_peer(offer, by=ada)
    for by in (ada, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.accept(pairing, by=by)
        with pytest.raises(PermissionDenied):
            actions.decline(pairing, by=by)
    actions.decline(pairing, "After May.", by=pia)
    assert pairing.answer == "After May."
    again = actions.ask_peer(offer, by=ada)
    actions.take_request_back(again, by=ada)
    with pytest.raises(WrongState):
        actions.accept(again, by=pia)
    third = actions.ask_peer(offer, by=ada)
    actions.accept(third, by=pia)
    with pytest.raises(WrongState):
        actions.accept(third, by=pia)
    for by in (dee, max_):  # an administrator finds coaches, and ends nothing between colleagues
        with pytest.raises(PermissionDenied):
            actions.end_pairing(third, by=by)
    actions.end_pairing(third, by=ada)


def test_nobody_is_asked_who_has_not_offered_there_or_by_who_does_not_work_on_it(
    ada: Person, bo: Person, pia: Person, offer: PeerOffer, version: Version
) -> None:
    with pytest.raises(WrongState, match="do not work on"):
        actions.ask_peer(offer, by=ada)
    with pytest.raises(PermissionDenied):
        actions.ask_peer(offer, by=pia)  # of oneself
    far = make_person("Far Fields", role="learner", organization=make_district("Far Away"))
    make_draft(far, version)
    with pytest.raises(PermissionDenied):
        actions.ask_peer(offer, by=far)
    assert not PeerOffer.objects.visible_to(far)
    assert not policy.can_ask_peer(far, offer)


def test_two_at_a_time_and_no_more_than_were_offered(
    ada: Person, bo: Person, district: Organization, draft: Submission, version: Version
) -> None:
    make_draft(bo, version)
    offers = [
        make_offer(make_person(f"P{n} Fields", role="learner", organization=district), version, 1)
        for n in range(3)
    ]
    for offer in offers[:2]:
        actions.ask_peer(offer, by=ada)
    with pytest.raises(WrongState, match="two colleagues"):
        actions.ask_peer(offers[2], by=ada)
    theirs = actions.ask_peer(offers[0], by=bo)
    first = Pairing.objects.get(learner=ada, coach=offers[0].person)
    actions.accept(first, by=offers[0].person)
    with pytest.raises(WrongState, match="As many drafts"):
        actions.accept(theirs, by=offers[0].person)
    with pytest.raises(WrongState, match="As many drafts"):
        actions.ask_peer(offers[0], by=bo)
    journeys.leave(draft.start, by=ada)  # whoever leaves takes no room
    actions.accept(theirs, by=offers[0].person)


def test_a_draft_is_shared_commented_answered_and_closed_as_with_a_coach(
    ada: Person, draft: Submission, pia: Person, peers: Pairing
) -> None:
    share = make_share(draft, peers)
    assert list(DraftShare.objects.open_to(pia)) == [share]
    comment = make_comment(share, "p1q1", "Whom did you reach?")
    actions.reply(comment, "Not the quiet ones.", by=ada)
    actions.finish_comment(comment, by=pia)
    actions.stop_sharing(share, by=ada)
    assert not DraftShare.objects.open_to(pia)
    for verb in (
        lambda: actions.keep_comment(share, "p1q1", "More", by=pia),
        lambda: actions.mark_read(share, by=pia),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_only_drafts_of_what_was_offered_are_shared(
    ada: Person, district: Organization, peers: Pairing
) -> None:
    other = make_draft(ada, make_version(district, slug="other"))
    with pytest.raises(PermissionDenied):
        actions.share_draft(other, peers, by=ada)


def test_it_is_closed_to_who_no_longer_knows_it_or_has_moved_and_when_its_learner_leaves(
    ada: Person, draft: Submission, pia: Person, peers: Pairing
) -> None:
    make_share(draft, peers)
    start = Start.objects.get(person=pia)

    def opened() -> bool:
        return DraftShare.objects.open_to(Person.objects.get(pk=pia.pk)).exists()

    assert opened()
    journeys.leave(start, by=pia)
    assert not opened()
    journeys.reopen(Start.objects.get(pk=start.pk), by=pia)
    assert opened()
    journeys.leave(draft.start, by=ada)
    assert not opened()
    journeys.reopen(Start.objects.get(pk=draft.start_id), by=ada)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert not opened()
    Person.objects.filter(pk=ada.pk).update(is_active=True)
    Membership.objects.filter(person=pia).delete()
    make_person(pia, role="learner", organization=make_district("Far Away"))
    assert not opened()
    actions.end_pairing(peers, by=Person.objects.get(pk=pia.pk))


def test_colleagues_have_no_meetings_and_no_talk_that_counts(
    ada: Person, draft: Submission, pia: Person, peers: Pairing
) -> None:
    evidence_actions.open_condition(draft, COACH_TALK, by=MACHINE)
    for verb in (
        lambda: actions.begin_cycle(peers, "More of them explain.", by=ada),
        lambda: actions.set_meeting(peers, now() + timedelta(days=1), by=ada),
        lambda: actions.log_meeting(peers, today(), topic="A talk", is_talk=True, by=pia),
    ):
        with pytest.raises(WrongState, match="colleague"):
            verb()
    assert Condition.objects.get().met_at is None


def test_a_coach_and_colleague_in_one_are_two_pairings(
    ada: Person, cleo: Person, pairing: Pairing, draft: Submission, version: Version
) -> None:
    peers = make_peers(ada, make_offer(cleo, version))
    assert peers != pairing
    make_share(draft, peers)
    actions.end_pairing(peers, by=cleo)
    assert not DraftShare.objects.open_to(cleo)
    assert list(Pairing.objects.reached_by(cleo).with_coaches().running()) == [pairing]


def test_comments_are_as_many_as_one_can_read_and_answers_too(
    ada: Person, draft: Submission, peers: Pairing
) -> None:
    comment = make_comment(make_share(draft, peers), "p1q1")
    for n in range(50):
        actions.reply(comment, f"Answer {n}", by=ada)
    with pytest.raises(WrongState, match="as many answers"):
        actions.reply(comment, "One more", by=ada)
