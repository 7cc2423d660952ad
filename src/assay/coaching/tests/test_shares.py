"""A draft is shown to its coach, whole or by part, and closed in one press; both see what changed since it was read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.coaching import actions, policy
from assay.coaching.draft_view import view_of
from assay.coaching.models import DraftShare, Pairing
from assay.coaching.tests.factories import make_comment, make_pairing, make_share
from assay.evidence import actions as evidence_actions
from assay.evidence.models import Artifact, Submission
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Membership, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event


def opened(coach: Person) -> list[DraftShare]:
    return list(DraftShare.objects.open_to(coach))


def test_shared_and_closed_in_one_press_each(
    draft: Submission, pairing: Pairing, ada: Person, cleo: Person, cor: Person
) -> None:
    share = actions.share_draft(draft, pairing, question=" Is the goal too wide? ", by=ada)
    assert opened(cleo) == [share] and not opened(cor)
    assert share.question == "Is the goal too wide?"
    actions.stop_sharing(share, by=ada)
    assert not opened(cleo)
    with pytest.raises(WrongState):
        actions.stop_sharing(share, by=ada)
    again = actions.share_draft(draft, pairing, parts=("part1",), by=ada)
    assert again == share and again.is_again and opened(cleo) == [share]
    verbs = [event.verb for event in Event.objects.order_by("pk")]
    assert [verb for verb in verbs if "draft_" in verb] == [
        "coaching.draft_shared",
        "coaching.draft_closed",
        "coaching.draft_shared",
    ]


def test_nobody_shares_for_the_learner(
    draft: Submission, pairing: Pairing, cleo: Person, dee: Person, max_: Person
) -> None:
    for by in (cleo, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.share_draft(draft, pairing, by=by)
    share = make_share(draft, pairing)
    for by in (cleo, dee, max_):
        with pytest.raises(PermissionDenied):
            actions.stop_sharing(share, by=by)


def test_another_learners_pairing_is_no_way_in(
    draft: Submission, ada: Person, dee: Person, cor: Person
) -> None:
    other = make_pairing(dee, cor, dee.current_memberships[0].organization)
    with pytest.raises(PermissionDenied):
        actions.share_draft(draft, other, by=ada)
    assert not opened(cor)


def test_what_is_wrong_with_a_share_is_said_beside_its_field(
    draft: Submission, pairing: Pairing, ada: Person
) -> None:
    yesterday = today() - timedelta(days=1)
    with pytest.raises(BadInput) as refused:
        actions.share_draft(
            draft, pairing, parts=("part9",), question="x" * 301, hands_in_on=yesterday, by=ada
        )
    assert set(refused.value.fields) == {"parts", "question", "hands_in_on"}
    assert not DraftShare.objects.exists()


def test_handed_in_it_is_closed_and_returned_it_is_open_again(
    draft: Submission, share: DraftShare, pairing: Pairing, ada: Person, cleo: Person
) -> None:
    evidence_actions.submit(draft, by=ada)
    assert not opened(cleo)
    with pytest.raises(WrongState, match="handed in"):
        actions.share_draft(draft, pairing, by=ada)
    with pytest.raises(PermissionDenied):
        actions.mark_read(share, by=cleo)


def test_an_ended_pairing_closes_what_was_shared(
    share: DraftShare, draft: Submission, pairing: Pairing, ada: Person, cleo: Person
) -> None:
    make_comment(share, "p1q1")
    actions.end_pairing(pairing, by=cleo)
    assert not opened(cleo)
    share.refresh_from_db()
    assert share.ended_at is not None and share.comments.count() == 1
    with pytest.raises(WrongState, match="do not work with you"):
        actions.share_draft(draft, pairing, by=ada)


def test_what_changed_since_it_was_read_is_said_in_words(
    share: DraftShare, draft: Submission, ada: Person, cleo: Person
) -> None:
    actions.mark_read(share, by=cleo)
    assert not view_of(share, cleo).changed
    prompt, item = draft.version.content.prompts[0], draft.version.content.items[0]
    text = draft.responses.get(prompt_id=prompt.id).text
    evidence_actions.save_response(draft, prompt.id, f"{text} and two more", by=ada)
    Artifact.objects.filter(submission=draft, step_id=item.id).update(removed_at=share.shared_at)
    make_artifact(draft, item, n=7)
    changed = {passage.id: passage.changed for passage in view_of(share, cleo).changed}
    assert changed[prompt.id] == "3 words added"
    assert "1 file added" in changed[item.id] and "taken out" in changed[item.id]


def test_only_the_parts_that_are_shared_are_shown(
    draft: Submission, pairing: Pairing, cleo: Person
) -> None:
    share = make_share(draft, pairing, parts=("part3",))
    shown = {passage.id for passage in view_of(share, cleo).passages}
    assert shown == {prompt.id for prompt in draft.version.content.prompts_of("part3")}


def test_what_is_under_a_hold_is_not_shown(
    share: DraftShare, draft: Submission, cleo: Person, lea: Person
) -> None:
    artifact = draft.artifacts.first()
    assert artifact is not None
    evidence_actions.hold(artifact, "privacy", by=lea)
    shown = [f.artifact for p in view_of(share, cleo).passages for f in p.files]
    assert artifact not in shown


def test_a_coach_who_has_moved_to_another_district_reads_nothing_here(
    share: DraftShare, pairing: Pairing, cleo: Person
) -> None:
    assert opened(cleo) == [share] and policy.can_log(cleo, pairing)
    Membership.objects.filter(person=cleo).delete()
    make_person(cleo, role="coach", organization=make_district("Far Away"))
    cleo = Person.objects.get(pk=cleo.pk)
    assert not opened(cleo) and not Pairing.objects.reached_by(cleo).exists()
    for verb in (policy.can_log, policy.can_set_meeting):
        assert not verb(cleo, pairing)
    with pytest.raises(PermissionDenied):
        actions.mark_read(share, by=cleo)
    actions.end_pairing(pairing, by=cleo)  # what one was asked to do can still be ended
