from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from assay.catalog import actions as catalog
from assay.catalog.models import Version, VersionStatus
from assay.catalog.tests.factories import make_version
from assay.governance import actions
from assay.governance.models import Ballot, Decision, ItemReview, Proposal, Vote
from assay.governance.packet import details_of
from assay.governance.tests.factories import make_member, make_seat
from assay.governance.tests.scene import Scene, every_item, in_review, make_scene
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.program.actions import NoMandate, add_item, end_item, set_policy
from assay.program.models import ChecklistItem, Mandate, StandardException
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(district: Organization) -> Scene:
    return make_scene(district)


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def voting(scene: Scene, motion: str = "approved") -> Ballot:
    return actions.open_voting(in_review(scene), motion, by=scene.chair)


def cast(ballot: Ballot, people: list[Person], choices: str) -> None:
    """One letter a person: f, a, or o for an abstention."""
    words = {"f": "for", "a": "against", "o": "abstain"}
    for person, letter in zip(people, choices, strict=True):
        actions.vote(ballot, words[letter], by=person)


# --- preparing -------------------------------------------------------------------------------------------------------


def test_an_author_proposes_once_and_says_why(scene: Scene, ada: Person) -> None:
    other = make_version(
        scene.committee.organization, slug="other", published=False, owner=scene.department
    )
    with pytest.raises(PermissionDenied):
        actions.propose(other, "Why.", by=ada)
    with pytest.raises(BadInput):
        actions.propose(other, "  ", by=scene.author)
    with pytest.raises(WrongState, match="already a proposal"):
        actions.propose(scene.version, "Again.", by=scene.author)
    assert noted("governance.proposed") == 1


def test_a_change_of_wording_needs_no_committee(scene: Scene) -> None:
    district = scene.committee.organization
    make_version(district, slug="other", owner=scene.department)
    wording = make_version(
        district, slug="other", number="1.1", published=False, owner=scene.department
    )
    with pytest.raises(WrongState, match="needs no committee"):
        actions.propose(wording, "A comma.", by=scene.author)


def test_where_no_committee_sits_there_is_nobody_to_propose_to(
    scene: Scene, district: Organization
) -> None:
    partner = Organization.objects.create(ident="north", name="North", kind="partner")
    author = make_person("Pia Lund", role="author", organization=partner)
    draft = make_version(partner, slug="theirs", published=False)
    with pytest.raises(WrongState, match="no committee"):
        actions.propose(draft, "Why.", by=author)


def test_the_standard_is_answered_and_a_reason_goes_with_what_does_not_apply(
    scene: Scene, ada: Person
) -> None:
    item = ChecklistItem.objects.get(code="q07")
    with pytest.raises(PermissionDenied):
        actions.check_items(scene.proposal, {item: ("yes", "")}, by=ada)
    for answer in ("perhaps", "not_applicable_with_reason"):
        with pytest.raises(BadInput):
            actions.check_items(scene.proposal, {item: (answer, "")}, by=scene.author)
    for _n in range(2):
        actions.check_items(scene.proposal, {item: ("not_yet", "Soon.")}, by=scene.author)
    assert ItemReview.objects.get(item=item).answer == "not_yet"
    assert noted("governance.items_checked") == 2  # the scene's own, and one of two


def test_only_the_head_of_its_department_stands_behind_it(scene: Scene, max_: Person) -> None:
    for person in (scene.author, scene.chair, max_):
        with pytest.raises(PermissionDenied):
            actions.sponsor(scene.proposal, by=person)
    actions.sponsor(scene.proposal, by=scene.head)
    assert noted("governance.sponsored") == 1


def test_what_is_handed_in_has_a_sponsor_every_answer_and_a_ready_draft(scene: Scene) -> None:
    row = scene.proposal
    Proposal.objects.filter(pk=row.pk).update(sponsor=None)
    with pytest.raises(BadInput, match="sponsor it"):
        actions.submit(row, by=scene.author)
    Proposal.objects.filter(pk=row.pk).update(sponsor=scene.head)
    ItemReview.objects.filter(item__code="q03").delete()
    with pytest.raises(BadInput, match="1 item of the standard is not answered"):
        actions.submit(row, by=scene.author)
    actions.check_items(row, every_item("yes"), by=scene.author)
    data = {**scene.version.data, "estimated_hours": {"min": 50, "typical": 60, "max": 70}}
    Version.objects.filter(pk=scene.version.pk).update(data=data)
    with pytest.raises(BadInput, match="40 hours"):
        actions.submit(row, by=scene.author)
    assert Proposal.objects.get().status == "draft"


def test_handed_in_the_clock_runs_in_business_days_and_the_draft_is_closed(scene: Scene) -> None:
    row = actions.submit(scene.proposal, by=scene.author)
    assert row.answer_by is not None
    assert row.decide_by is not None
    assert row.answer_by - today() >= timedelta(days=12)
    assert row.decide_by > row.answer_by
    assert Version.objects.get(pk=scene.version.pk).status == VersionStatus.IN_REVIEW
    with pytest.raises(WrongState):
        catalog.save_draft(scene.version, {"competency": "Waits."}, by=scene.author)
    with pytest.raises(WrongState):
        actions.submit(row, by=scene.author)
    with pytest.raises(WrongState):
        actions.check_items(row, every_item("not_yet"), by=scene.author)
    assert noted("governance.submitted") == 1


def test_it_is_withdrawn_and_the_draft_is_open_again(scene: Scene, ada: Person) -> None:
    row = actions.submit(scene.proposal, by=scene.author)
    with pytest.raises(PermissionDenied):
        actions.withdraw(row, by=ada)
    actions.withdraw(row, by=scene.head)
    assert Version.objects.get(pk=scene.version.pk).status == VersionStatus.DRAFT
    with pytest.raises(WrongState):
        actions.withdraw(row, by=scene.head)
    assert noted("governance.withdrawn") == 1
    assert actions.propose(scene.version, "Once more.", by=scene.author).status == "draft"


# --- reviewing -------------------------------------------------------------------------------------------------------


def test_a_member_takes_it_up_and_whoever_has_a_part_in_it_is_recused(
    scene: Scene, max_: Person
) -> None:
    actions.seat_person(make_seat(scene.committee), scene.head, by=max_)
    row = actions.submit(scene.proposal, by=scene.author)
    for person in (max_, scene.author, scene.head):
        with pytest.raises(PermissionDenied):
            actions.take_up(row, by=person)
    for _n in range(2):
        actions.take_up(row, by=scene.members[1])
    recusal = row.recusals.get()
    assert (recusal.person, recusal.reason) == (scene.head, "sponsor")
    assert noted("governance.taken_up") == 1


def test_reviewers_answer_items_and_the_recused_do_not(scene: Scene) -> None:
    row, item = in_review(scene), ChecklistItem.objects.get(code="q14")
    one, other = scene.members[1:3]
    for _n in range(2):
        actions.review_items(row, {item: ("not_yet", "No contrast.")}, by=one)
    actions.recuse(row, by=other)
    with pytest.raises(PermissionDenied):
        actions.review_items(row, {item: ("yes", "")}, by=other)
    with pytest.raises(PermissionDenied):
        actions.review_items(row, {item: ("yes", "")}, by=scene.author)
    assert row.reviews.filter(is_self_check=False).count() == 1
    assert (noted("governance.items_reviewed"), noted("governance.recused")) == (1, 1)


def test_what_the_recused_answered_before_holds_nothing_up(scene: Scene) -> None:
    row, item = in_review(scene), ChecklistItem.objects.get(code="q14")
    actions.review_items(row, {item: ("not_yet", "No contrast.")}, by=scene.members[1])
    assert actions.open_items(row) == [item]
    actions.recuse(row, by=scene.members[1])
    assert actions.open_items(row) == []
    assert actions.open_voting(row, "approved", by=scene.chair).motion == "approved"


def test_an_answer_to_an_answer_stands_below_the_same_comment(scene: Scene) -> None:
    row = in_review(scene)
    said = actions.comment(row, "No contrast.", by=scene.members[1])
    answer = actions.comment(row, "The level below has it.", answers=said, by=scene.author)
    further = actions.comment(row, "I see it now.", answers=answer, by=scene.members[1])
    assert [*said.replies.all()] == [answer, further]


def test_a_comment_stands_at_its_item_and_is_answered_and_nothing_is_lost(
    scene: Scene, ada: Person
) -> None:
    row, item = in_review(scene), ChecklistItem.objects.get(code="q14")
    said = actions.comment(row, "No contrast.", item=item, by=scene.members[1])
    answer = actions.comment(row, "The level below has it.", answers=said, by=scene.author)
    assert answer.item == item
    for _n in range(2):  # a second tab
        actions.comment(row, "Another word.", item=item, by=scene.members[1])
    assert row.comments.count() == 3
    with pytest.raises(PermissionDenied):
        actions.comment(row, "Hello.", by=ada)
    with pytest.raises(BadInput):
        actions.comment(row, " ", by=scene.author)
    assert noted("governance.commented") == 3


# --- voting ----------------------------------------------------------------------------------------------------------


def test_by_consensus_it_is_approved_and_leave_is_given_for_just_that(
    scene: Scene, max_: Person
) -> None:
    with pytest.raises(NoMandate):
        catalog.publish(scene.version, by=max_)
    ballot = voting(scene)
    cast(ballot, scene.members, "fffof")
    actions.close_voting(ballot, by=scene.chair)
    decision = actions.decide(
        ballot, "It is what was missing.", conditions=[("Anchors.", today())], by=scene.chair
    )
    assert (decision.manner, decision.in_favor, decision.abstained) == ("consensus", 4, 1)
    assert Mandate.objects.get().decision == str(decision.pk)
    version = catalog.publish(Version.objects.get(pk=scene.version.pk), by=scene.author)
    assert version.status == VersionStatus.PUBLISHED
    for _n in range(2):
        actions.meet_condition(decision.conditions.get(), by=scene.members[1])
    with pytest.raises(PermissionDenied):
        actions.meet_condition(decision.conditions.get(), by=scene.author)
    verbs = (
        "governance.voting_opened",
        "governance.voted",
        "governance.voting_closed",
        "governance.decided",
        "governance.condition_met",
    )
    assert [noted(verb) for verb in verbs] == [1, 5, 1, 1, 1]


def test_by_majority_a_dissent_is_on_record(scene: Scene) -> None:
    ballot = voting(scene)
    with pytest.raises(BadInput, match="against"):
        actions.vote(ballot, "for", dissent="But.", by=scene.members[1])
    actions.vote(ballot, "against", dissent="It costs too much.", by=scene.members[1])
    cast(ballot, scene.members[2:], "fff")
    actions.close_voting(ballot, by=scene.chair)
    decision = actions.decide(ballot, "It is needed.", by=scene.chair)
    assert (decision.manner, decision.against) == ("majority", 1)
    assert Vote.objects.get(choice="against").dissent == "It costs too much."


def test_below_the_quorum_nothing_is_decided(scene: Scene) -> None:
    ballot = voting(scene)
    assert (ballot.filled, ballot.quorum) == (5, 3)
    cast(ballot, scene.members[:2], "ff")
    with pytest.raises(WrongState, match="2 of 3 votes"):
        actions.close_voting(ballot, by=scene.chair)
    with pytest.raises(WrongState):
        actions.decide(ballot, "All the same.", by=scene.chair)


def test_no_vote_counts_twice_or_after_the_close_or_from_outside(
    scene: Scene, max_: Person
) -> None:
    ballot = voting(scene)
    cast(ballot, scene.members[:4], "fffa")
    with pytest.raises(WrongState, match="already voted"):
        actions.vote(ballot, "against", by=scene.chair)
    for person in (max_, scene.author, scene.head):
        with pytest.raises(PermissionDenied):
            actions.vote(ballot, "for", by=person)
    with pytest.raises(BadInput):
        actions.vote(ballot, "maybe", by=scene.members[4])
    actions.close_voting(ballot, by=scene.chair)
    with pytest.raises(WrongState, match=r"^This vote is closed. Your vote was not counted.$"):
        actions.vote(ballot, "for", by=scene.members[4])
    with pytest.raises(WrongState, match="closed"):
        actions.close_voting(ballot, by=scene.chair)
    assert Vote.objects.count() == 4


def test_a_vote_of_the_recused_is_void_and_they_cast_no_other(scene: Scene) -> None:
    ballot = voting(scene)
    cast(ballot, scene.members, "ffaaa")
    actions.recuse(scene.proposal, by=scene.members[4])
    with pytest.raises(PermissionDenied):
        actions.vote(ballot, "for", by=scene.members[4])
    assert dict(actions.counted(ballot)) == {"for": 2, "against": 2}
    actions.close_voting(ballot, by=scene.chair)
    with pytest.raises(WrongState):
        actions.recuse(scene.proposal, by=scene.members[3])


def test_a_tie_is_broken_by_the_chair_alone(scene: Scene) -> None:
    ballot = voting(scene)
    cast(ballot, scene.members[:4], "ffaa")
    actions.close_voting(ballot, by=scene.chair)
    with pytest.raises(WrongState):
        actions.decide(ballot, "All the same.", by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.break_tie(ballot, carried=True, by=scene.members[1])
    actions.break_tie(ballot, carried=True, by=scene.chair)
    with pytest.raises(WrongState):
        actions.break_tie(ballot, carried=False, by=scene.chair)
    assert actions.decide(ballot, "The need is real.", by=scene.chair).manner == "chair"
    assert noted("governance.tie_broken") == 1


def test_where_the_chair_is_recused_who_sat_longest_presides(scene: Scene) -> None:
    row = in_review(scene)
    actions.recuse(row, by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.open_voting(row, "approved", by=scene.chair)
    with pytest.raises(PermissionDenied):
        actions.open_voting(row, "approved", by=scene.members[2])
    assert actions.open_voting(row, "approved", by=scene.members[1]).motion == "approved"


def test_what_is_not_carried_can_be_put_otherwise(scene: Scene) -> None:
    ballot = voting(scene)
    cast(ballot, scene.members[:3], "faa")
    actions.close_voting(ballot, by=scene.chair)
    row = Proposal.objects.get()
    again = actions.open_voting(row, "revise", by=scene.chair)
    with pytest.raises(WrongState):
        actions.open_voting(row, "declined", by=scene.chair)
    cast(again, scene.members[:3], "fff")
    actions.close_voting(again, by=scene.chair)
    with pytest.raises(BadInput):
        actions.decide(again, " ", by=scene.chair)
    with pytest.raises(BadInput):
        past = today() - timedelta(days=1)
        actions.decide(again, "Merge two.", conditions=[("Now.", past)], by=scene.chair)
    actions.decide(again, "Merge two criteria.", by=scene.chair)
    assert Proposal.objects.get().status == "revise"
    assert not Mandate.objects.exists()
    saved = catalog.save_draft(scene.version, {"competency": "Waits."}, by=scene.author)
    assert saved.competency == "Waits."
    with pytest.raises(WrongState):
        actions.decide(again, "Twice.", by=scene.chair)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("own", [True, False])
def test_while_a_required_item_is_open_nothing_is_approved(scene: Scene, own: bool) -> None:
    item = ChecklistItem.objects.get(code="q18")
    if own:
        actions.check_items(scene.proposal, {item: ("not_yet", "")}, by=scene.author)
    row = in_review(scene)
    if not own:
        actions.review_items(row, {item: ("not_yet", "")}, by=scene.members[1])
    for motion in ("approved", "pilot"):
        with pytest.raises(BadInput, match="q18"):
            actions.open_voting(row, motion, by=scene.chair)
    assert actions.open_voting(row, "revise", by=scene.chair)


def test_a_pilot_opens_a_pilot_and_comes_back(scene: Scene) -> None:
    ballot = voting(scene, "pilot")
    cast(ballot, scene.members[:3], "fff")
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "Try it.", by=scene.chair)
    row = Proposal.objects.get()
    with pytest.raises(WrongState, match="Open the pilot first"):
        actions.submit(row, by=scene.author)
    version = Version.objects.get(pk=scene.version.pk)
    with pytest.raises(NoMandate):
        catalog.publish(version, by=scene.author)
    catalog.publish(version, by=scene.author, pilot=True)
    row = actions.submit(row, by=scene.author)
    actions.take_up(row, by=scene.chair)
    with pytest.raises(BadInput):
        actions.open_voting(row, "pilot", by=scene.chair)
    ballot = actions.open_voting(row, "approved", by=scene.chair)
    cast(ballot, scene.members[:3], "fff")
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "It works.", by=scene.chair)
    version.refresh_from_db()
    assert catalog.publish(version, by=scene.author).status == VersionStatus.PUBLISHED


def test_retiring_is_proposed_and_decided_too(scene: Scene, max_: Person) -> None:
    district = scene.committee.organization
    old = make_version(district, slug="old", owner=scene.department)
    day = catalog.earliest_closing(scene.department)
    with pytest.raises(NoMandate):
        catalog.announce_retirement(old, "Done.", closes_on=day, by=max_)
    row = actions.propose(old, "Nobody starts it.", by=scene.author)
    actions.sponsor(row, by=scene.head)
    row = actions.submit(row, by=scene.author)
    actions.take_up(row, by=scene.chair)
    with pytest.raises(BadInput):
        actions.open_voting(row, "pilot", by=scene.chair)
    ballot = actions.open_voting(row, "approved", by=scene.chair)
    cast(ballot, scene.members[:3], "fff")
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "It has done its work.", by=scene.chair)
    said = catalog.announce_retirement(old, "Done.", closes_on=day, by=scene.author)
    catalog.call_off_retirement(said, by=scene.author)
    again = catalog.announce_retirement(old, "After all.", closes_on=day, by=scene.author)
    assert again.is_announced, "what the committee gave is not used up by calling it off"


def test_a_term_that_is_over_votes_no_more(scene: Scene) -> None:
    ballot = voting(scene)
    late = make_member(scene.committee, "Lat Ruiz")
    actions.vote(ballot, "for", by=late)
    with held_at(now() + timedelta(days=1)):
        leaver = Person.objects.get(pk=scene.members[4].pk)
        actions.end_term(leaver.terms.get(), by=None)
        with pytest.raises(PermissionDenied):
            actions.vote(ballot, "for", by=Person.objects.get(pk=leaver.pk))


def test_a_seat_of_its_department_is_recused_where_the_program_says_so(
    scene: Scene, max_: Person
) -> None:
    member = make_person("Dep Lund", role="learner", organization=scene.committee.organization)
    seat = actions.add_seat(scene.committee, "department", department=scene.department, by=max_)
    actions.seat_person(seat, member, by=max_)
    row = in_review(scene)
    actions.review_items(row, every_item("yes"), by=member)
    set_policy("committee", {"recuse_own_department": True}, by=None)
    with pytest.raises(PermissionDenied):
        actions.review_items(row, every_item("not_yet"), by=member)


def test_what_does_not_apply_is_an_exception_once_it_is_approved(scene: Scene) -> None:
    data = {**scene.version.data, "estimated_hours": {"min": 50, "typical": 60, "max": 70}}
    Version.objects.filter(pk=scene.version.pk).update(data=data)
    item = ChecklistItem.objects.get(code="q02")
    answer = {item: ("not_applicable_with_reason", "It takes a year.")}
    actions.check_items(scene.proposal, answer, by=scene.author)
    ballot = voting(scene)
    cast(ballot, scene.members[:3], "fff")
    actions.close_voting(ballot, by=scene.chair)
    decision = actions.decide(ballot, "A year is right here.", by=scene.chair)
    row = StandardException.objects.get()
    assert (row.item, row.reason, row.decision) == (item, "It takes a year.", str(decision.pk))
    version = catalog.publish(Version.objects.get(pk=scene.version.pk), by=scene.author)
    assert version.status == VersionStatus.PUBLISHED


# --- what its department added to the standard ---


def added(scene: Scene, place: Organization | None = None) -> ChecklistItem:
    return add_item("Plans", "A plan is named.", by=scene.chair, within=place or scene.department)


def test_an_added_item_is_answered_before_it_is_submitted(scene: Scene) -> None:
    item = added(scene)
    with pytest.raises(BadInput, match="not answered"):
        actions.submit(scene.proposal, by=scene.author)
    actions.check_items(scene.proposal, {item: ("yes", "")}, by=scene.author)
    assert actions.submit(scene.proposal, by=scene.author).status == "submitted"


def test_a_siblings_item_is_asked_of_nobody_here(scene: Scene, district: Organization) -> None:
    theirs = added(scene, make_department(district, "Arts"))
    with pytest.raises(BadInput, match="no such item"):
        actions.check_items(scene.proposal, {theirs: ("yes", "")}, by=scene.author)
    row = in_review(scene)
    with pytest.raises(BadInput, match="no such item"):
        actions.review_items(row, {theirs: ("not_yet", "")}, by=scene.members[1])
    with pytest.raises(BadInput, match="no such item"):
        actions.comment(row, "Why?", item=theirs, by=scene.members[1])
    assert actions.open_voting(row, "approved", by=scene.chair)


def test_added_in_review_it_holds_the_vote_up_until_it_ends(scene: Scene) -> None:
    """As with an item for every program: what is asked is asked of what the committee reads, too."""
    row = in_review(scene)
    item = added(scene)
    with pytest.raises(BadInput, match=item.code):
        actions.open_voting(row, "approved", by=scene.chair)
    end_item(item, by=scene.chair)
    assert actions.open_voting(row, "approved", by=scene.chair)


def test_where_it_does_not_apply_the_committee_excepts_it(scene: Scene) -> None:
    item = added(scene)
    answer = {item: ("not_applicable_with_reason", "Nobody has one.")}
    actions.check_items(scene.proposal, answer, by=scene.author)
    ballot = actions.open_voting(in_review(scene), "approved", by=scene.chair)
    for one in scene.members[:3]:
        actions.vote(ballot, "for", by=one)
    actions.close_voting(ballot, by=scene.chair)
    actions.decide(ballot, "There are no plans there.", by=scene.chair)
    assert StandardException.objects.get().item == item


def test_what_ended_stays_beside_the_answers_it_was_given(scene: Scene, client: Client) -> None:
    item = added(scene)
    actions.check_items(scene.proposal, {item: ("yes", "")}, by=scene.author)
    row = in_review(scene)
    actions.review_items(row, {item: ("yes", "")}, by=scene.members[1])
    client.force_login(scene.members[1])
    page = client.get(f"/proposals/{row.pk}/").content.decode()
    assert f"Added by {scene.department.name}" in page and f"answer-{item.code}" in page
    end_item(item, by=scene.chair)
    page = client.get(f"/proposals/{row.pk}/").content.decode()
    assert "No longer asked" in page and f"answer-{item.code}" not in page
    sent = {f"answer-{item.code}": "not_yet"}
    assert client.post(f"/proposals/{row.pk}/reviews/", sent).status_code == 302
    assert row.reviews.get(item=item, is_self_check=False).answer == "yes"


def test_a_packet_has_for_each_proposal_what_it_is_held_to(
    scene: Scene, district: Organization
) -> None:
    item = added(scene)
    actions.check_items(scene.proposal, {item: ("yes", "")}, by=scene.author)
    arts = make_department(district, "Arts")
    author = make_person("Art Odo", role="author", organization=arts)
    version = make_version(district, slug="arts", published=False, owner=arts)
    other = actions.propose(version, "Students draw.", by=author)
    details = details_of([scene.proposal, other], {scene.proposal.pk: (), other.pk: ()})
    ours, theirs = details[scene.proposal.pk].lines, details[other.pk].lines
    assert len(ours) == len(theirs) + 1
    assert ours[-1].text.endswith(f"A plan is named. (added by {scene.department.name})")
    end_item(item, by=scene.chair)
    again = details_of([scene.proposal, other], {scene.proposal.pk: (), other.pk: ()})
    assert (len(again[scene.proposal.pk].lines), len(again[other.pk].lines)) == (
        len(ours),
        len(theirs),
    )
