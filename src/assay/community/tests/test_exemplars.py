"""The verbs of exemplars: who agrees, what may be shown to whom, and what closes it at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.assessment import actions as assessment
from assay.assessment.models import Evaluation, SimilarEvidence
from assay.assessment.tests.factories import make_assessor, make_evaluation, make_lead, score
from assay.catalog.models import Version
from assay.community import actions, policy, subscribers
from assay.community.actions.exemplars import ChosenPiece, Terms
from assay.community.models import Exemplar
from assay.community.tests.exemplar_factories import (
    answer,
    file,
    make_agreed,
    make_exemplar,
)
from assay.credentials import actions as credentials
from assay.credentials.models import Award
from assay.evidence import actions as evidence
from assay.evidence import keepers
from assay.evidence.models import Artifact, Scope, Submission
from assay.lib.clock import held_at, now, today
from assay.lib.errors import BadInput, WrongState
from assay.people.actions import deactivate
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.program.actions import set_policy
from assay.record.models import Event


def shown() -> list[Exemplar]:
    return list(Exemplar.objects.all().shown(today()))


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def judged_by(submission: Submission) -> Person:
    return submission.evaluation.assignments.earliest("pk").assessor


class TestProposing:
    def test_whoever_judged_it_proposes_a_work_and_a_second_press_gives_the_same(
        self, earned: Submission
    ) -> None:
        row = actions.propose_exemplar(earned.evaluation, by=judged_by(earned))
        again = actions.propose_exemplar(earned.evaluation, by=judged_by(earned))
        assert (
            again == row and row.status == "proposed" and noted("community.exemplar_proposed") == 1
        )
        particulars = Event.objects.get(verb="community.exemplar_proposed").particulars
        assert set(particulars) == {"submission"}

    def test_neither_its_learner_nor_a_stranger_to_it_proposes(
        self, earned: Submission, ada: Person, bo: Person, dee: Person
    ) -> None:
        for person in (ada, bo, dee):
            with pytest.raises(PermissionDenied):
                actions.propose_exemplar(earned.evaluation, by=person)

    def test_scores_that_were_not_sent_give_no_say(
        self, ada: Person, district: Organization, version: Version, lea: Person
    ) -> None:
        evaluation = make_evaluation(ada, district, lead=lea, version=version)
        assessor = make_assessor(version, district, lead=lea)
        assignment = assessment.offer_next(assessor)
        assert not policy.can_propose_exemplar(assessor, evaluation)
        score(assignment, by=assessor)
        row = actions.propose_exemplar(Evaluation.objects.get(pk=evaluation.pk), by=assessor)
        assert row.status == "proposed", "before it is decided: who proposes learns no outcome"
        with pytest.raises(WrongState):
            make_agreed(evaluation.submission)

    def test_its_learner_declines_without_saying_why(self, earned: Submission, ada: Person) -> None:
        row = actions.propose_exemplar(earned.evaluation, by=judged_by(earned))
        with pytest.raises(PermissionDenied):
            actions.decline_exemplar(row, by=judged_by(earned))
        actions.decline_exemplar(row, by=ada)
        assert row.status == "declined" and noted("community.exemplar_declined") == 1
        with pytest.raises(PermissionDenied):
            actions.decline_exemplar(row, by=ada)
        assert actions.propose_exemplar(earned.evaluation, by=judged_by(earned)) == row
        assert row.status == "declined", "a learner is asked once"
        assert noted("community.exemplar_proposed") == 1


class TestAgreeing:
    def test_a_learner_agrees_piece_by_piece_and_nothing_is_shown_yet(
        self, earned: Submission, ada: Person
    ) -> None:
        row = make_agreed(earned, answer(earned), answer(earned, "p3q1", passage="answer-p3q1"))
        first, second = row.pieces.all()
        assert row.status == "agreed" and row.proposed_by == ada and row.program is not None
        assert first.strength == "Seen at c1." and second.passage == "answer-p3q1"
        assert (
            "at any time" in row.statement
            and shown() == []
            and noted("community.exemplar_agreed") == 1
        )

    def test_what_was_proposed_is_the_same_row(self, earned: Submission) -> None:
        row = actions.propose_exemplar(earned.evaluation, by=judged_by(earned))
        assert make_agreed(earned) == row

    def test_a_second_press_is_told_so(self, earned: Submission) -> None:
        make_agreed(earned)
        with pytest.raises(WrongState):
            make_agreed(earned)
        assert noted("community.exemplar_agreed") == 1

    def test_nobody_agrees_for_a_learner(self, earned: Submission, max_: Person) -> None:
        with pytest.raises(PermissionDenied):
            actions.show_as_exemplar(
                earned, (answer(earned),), Terms(title="Mine"), confirmed=True, by=max_
            )

    def test_what_is_not_earned_is_no_example(
        self, ada: Person, district: Organization, version: Version, lea: Person
    ) -> None:
        evaluation = make_evaluation(ada, district, lead=lea, version=version)
        with pytest.raises(WrongState):
            make_agreed(evaluation.submission)

    @pytest.mark.parametrize(
        ("field", "change"),
        [
            ("title", {"title": " "}),
            ("title", {"title": "x" * 121}),
            ("audience", {"audience": "world"}),
            ("license", {"license": "mine"}),
        ],
    )
    def test_bad_terms(self, earned: Submission, field: str, change: dict[str, str]) -> None:
        with pytest.raises(BadInput) as caught:
            make_agreed(earned, **change)
        assert field in caught.value.fields

    def test_bad_pieces(self, earned: Submission, ada: Person) -> None:
        good = answer(earned)
        bad = {
            "pieces": ChosenPiece(key="r0", criterion="c1"),
            f"criterion-{good.key}": ChosenPiece(key=good.key, criterion="c4"),
            f"passage-{good.key}": answer(earned, passage="Words of somebody else."),
        }
        for field, piece in bad.items():
            with pytest.raises(BadInput) as caught:
                make_agreed(earned, piece)
            assert field in caught.value.fields
        for chosen in ((), (good, good)):
            with pytest.raises(BadInput) as caught:
                actions.show_as_exemplar(
                    earned, chosen, Terms(title="Mine"), confirmed=False, by=ada
                )
            assert {"pieces", "confirmed"} == set(caught.value.fields)
        assert not Exemplar.objects.exists()

    def test_people_in_it_must_have_agreed_as_far(self, earned: Submission, ada: Person) -> None:
        video = file(earned, "p2a")
        with pytest.raises(BadInput) as caught:
            make_agreed(earned, video)
        assert "for the assessment alone" in caught.value.fields[f"piece-{video.key}"]
        artifact = Artifact.objects.get(pk=int(video.key[1:]))
        artifact.consent.scope = Scope.TRAINING
        artifact.consent.save(update_fields=["scope"])
        with pytest.raises(BadInput):
            make_agreed(earned, video, audience="public")
        row = make_agreed(earned, video, audience="program")
        assert row.pieces.get().permission is None

    def test_no_one_recognizable_is_enough(self, earned: Submission) -> None:
        video = file(earned, "p2a", from_seconds=5, to_seconds=20)
        consent = Artifact.objects.get(pk=int(video.key[1:])).consent
        type(consent).objects.filter(pk=consent.pk).update(nobody_recognizable=True)
        piece = make_agreed(earned, video, audience="public").pieces.get()
        assert (piece.from_seconds, piece.to_seconds) == (5, 20)


class TestDeciding:
    def test_the_privacy_officer_approves_for_as_long_as_the_policy_allows(
        self, earned: Submission, ofelia: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        assert (
            shown() == [row]
            and row.decided_by == ofelia
            and noted("community.exemplar_approved") == 1
        )
        assert row.ends_on is not None and (row.ends_on - today()).days in (730, 731)
        with pytest.raises(WrongState):
            actions.approve_exemplar(row, by=ofelia)

    def test_nobody_else_approves(
        self, earned: Submission, ada: Person, max_: Person, chi: Person
    ) -> None:
        row = make_agreed(earned)
        abroad = Organization.objects.create(ident="north", name="North", kind="partner")
        other = make_person("Otto Far", role="privacy-officer", organization=abroad)
        for person in (ada, max_, chi, other):
            with pytest.raises(PermissionDenied):
                actions.approve_exemplar(row, by=person)

    def test_a_privacy_officer_does_not_approve_their_own(
        self, earned: Submission, ada: Person, district: Organization
    ) -> None:
        make_person(ada, role="privacy-officer", organization=district)
        row = make_agreed(earned)
        me = Person.objects.get(pk=ada.pk)
        with pytest.raises(PermissionDenied):
            actions.approve_exemplar(row, by=me)
        assert row not in Exemplar.objects.all().guarded_by(me)

    def test_days_that_cannot_be(self, earned: Submission, ofelia: Person, max_: Person) -> None:
        set_policy("evidence", {"exemplar_months": 6}, by=max_)
        row, day = make_agreed(earned), today()
        for name, begin, end in (
            ("starts_on", day - timedelta(days=1), day),
            ("ends_on", day, day - timedelta(days=1)),
            ("ends_on", day, day + timedelta(days=200)),
        ):
            with pytest.raises(BadInput) as caught:
                actions.approve_exemplar(row, starts_on=begin, ends_on=end, by=ofelia)
            assert name in caught.value.fields
        actions.approve_exemplar(row, starts_on=day + timedelta(days=2), by=ofelia)
        assert shown() == []
        with held_at(now() + timedelta(days=3)):
            assert shown() == [row]

    def test_a_no_says_why_and_another_try_is_free(
        self, earned: Submission, ofelia: Person
    ) -> None:
        row = make_agreed(earned)
        with pytest.raises(BadInput):
            actions.decline_exemplar(row, by=ofelia)
        actions.decline_exemplar(row, "A street name stands in it.", by=ofelia)
        assert row.words == "A street name stands in it." and row.decided_by == ofelia
        with pytest.raises(WrongState):
            actions.decline_exemplar(row, "Again.", by=ofelia)
        assert make_agreed(earned) != row

    def test_what_has_gone_meanwhile_is_not_approved(
        self, earned: Submission, ofelia: Person
    ) -> None:
        row = make_agreed(earned, file(earned, "p2b"))
        Artifact.objects.filter(step_id="p2b").update(removed_at=now())
        with pytest.raises(WrongState):
            actions.approve_exemplar(row, by=ofelia)


class TestTakingBack:
    def test_its_learner_takes_it_back_at_any_time(
        self, earned: Submission, ofelia: Person, ada: Person, dee: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        with pytest.raises(PermissionDenied):
            actions.withdraw_exemplar(row, by=dee)
        actions.withdraw_exemplar(row, by=ada)
        assert (
            shown() == []
            and row.ended_because == "learner"
            and noted("community.exemplar_withdrawn") == 1
        )
        with pytest.raises(WrongState):
            actions.withdraw_exemplar(row, by=ada)

    def test_the_officer_takes_it_back_and_says_why(
        self, earned: Submission, ofelia: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        with pytest.raises(BadInput):
            actions.withdraw_exemplar(row, by=ofelia)
        actions.withdraw_exemplar(row, "A parent asked us.", by=ofelia)
        assert shown() == [] and row.ended_because == "officer"

    @pytest.mark.parametrize("why", ["consent", "hold", "evidence", "award", "account"])
    def test_what_it_rests_on_goes_and_it_is_shown_no_more_at_once(
        self, why: str, earned: Submission, ofelia: Person, ada: Person, max_: Person, chi: Person
    ) -> None:
        step = "p2a" if why == "consent" else "p2b"
        artifact = earned.artifacts.filter(step_id=step).earliest("pk")
        if why == "consent":
            evidence.record_public_consent(artifact, permissions=20, agreed=True, by=ada)
        row = make_exemplar(earned, file(earned, step), officer=ofelia, audience="public")
        assert shown() == [row]
        if why == "consent":
            evidence.end_public_consent(artifact, by=ada)
        elif why == "hold":
            evidence.hold(artifact, "privacy", by=ofelia)
        elif why == "evidence":
            Artifact.objects.filter(pk=artifact.pk).update(removed_at=now())
        elif why == "award":
            Award.objects.filter(person=ada).update(status="revoked")
        else:
            deactivate(ada, by=max_)
        assert shown() == [], "by the live rows alone, before anybody heard of it"
        assert actions.withdraw_broken(Exemplar.objects.get()) is True
        assert actions.withdraw_broken(Exemplar.objects.get()) is False
        row.refresh_from_db()
        assert (row.status, row.ended_because) == ("withdrawn", why) and noted(
            "community.exemplar_withdrawn"
        ) == 1

    def test_a_piece_whose_rows_are_gone_is_not_shown(
        self, earned: Submission, ofelia: Person
    ) -> None:
        make_exemplar(earned, file(earned, "p2b"), officer=ofelia)
        earned.artifacts.filter(step_id="p2b").delete()
        assert shown() == []

    def test_its_time_ends_and_both_hear_of_it_before(
        self, earned: Submission, ofelia: Person
    ) -> None:
        row = make_exemplar(earned, officer=ofelia)
        actions.tend_exemplars()
        assert noted("community.exemplar_ending") == 0
        end = row.ends_on
        assert end is not None
        with held_at(now() + timedelta(days=(end - today()).days - 30)):
            actions.tend_exemplars()
            actions.tend_exemplars()
            assert noted("community.exemplar_ending") == 1 and shown() == [row]
        with held_at(now() + timedelta(days=(end - today()).days + 1)):
            assert shown() == []
            actions.tend_exemplars()
        row.refresh_from_db()
        assert (row.status, row.ended_because) == ("withdrawn", "time")

    def test_tending_takes_back_what_nobody_heard_of(
        self, earned: Submission, ofelia: Person
    ) -> None:
        make_exemplar(earned, file(earned, "p2b"), officer=ofelia)
        Artifact.objects.filter(step_id="p2b").update(removed_at=now())
        actions.tend_exemplars()
        assert Exemplar.objects.get().ended_because == "evidence"


def test_what_an_exemplar_shows_is_kept_as_long_as_it_does(
    earned: Submission, ofelia: Person, ada: Person
) -> None:
    rows = list(earned.artifacts.all())
    row = make_agreed(earned, file(earned, "p2b"))
    needed = {earned.artifacts.get(step_id="p2b").pk}
    assert set(keepers.reasons_to_keep(rows)) == needed, "also while the officer decides"
    actions.approve_exemplar(row, by=ofelia)
    assert set(keepers.reasons_to_keep(rows)) == needed
    actions.withdraw_exemplar(row, by=ada)
    assert keepers.reasons_to_keep(rows) == {}


def test_who_copies_an_exemplar_is_seen_by_the_check_for_copies(
    earned: Submission, dee: Person, version: Version, ofelia: Person, district: Organization
) -> None:
    """Nothing of its own: every submission of a micro-credential is compared with those before it."""
    assessment.compare_evidence(earned)
    make_exemplar(earned, officer=ofelia)
    copy = make_evaluation(dee, district, lead=make_lead(district), version=version).submission
    assessment.compare_evidence(copy)
    assert SimilarEvidence.objects.filter(submission=copy, other=earned, likeness="text").exists()


def test_a_badge_taken_back_by_the_verb_is_heard(
    earned: Submission, ofelia: Person, chi: Person
) -> None:
    make_exemplar(earned, officer=ofelia)
    award = Award.objects.get()
    credentials.revoke(award, by=chi)
    assert shown() == []
    subscribers.take_back_without_its_badge(Event(subject_id=str(award.pk)))
    assert Exemplar.objects.get().ended_because == "award"


def test_the_end_of_a_decision_and_of_an_account_are_heard(
    earned: Submission, ofelia: Person, ada: Person, max_: Person
) -> None:
    row = make_exemplar(earned, officer=ofelia)
    Submission.objects.filter(pk=earned.pk).update(set_aside_at=now())
    subscribers.take_back_without_its_decision(Event(subject_id=str(earned.pk)))
    row.refresh_from_db()
    assert row.ended_because == "award"
    Submission.objects.filter(pk=earned.pk).update(set_aside_at=None)
    again = make_exemplar(Submission.objects.with_version().get(pk=earned.pk), officer=ofelia)
    deactivate(ada, by=max_)
    subscribers.take_back_with_the_account(Event(subject_id=str(ada.pk)))
    again.refresh_from_db()
    assert again.ended_because == "account"
