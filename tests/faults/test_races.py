"""Many who press at once, each with a connection of their own: the database decides, and the losers get a sentence.

Eight in the suite, thirty by `make faults`. On SQLite writes come one after another; PostgreSQL is where a look
beforehand lies, so a run there is what counts (`make test` does both).
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessing
from assay.assessment.models import Assignment, Conflict, Evaluation, Stem
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    take_next,
)
from assay.catalog import actions as catalog
from assay.catalog.models import MicroCredential, Version
from assay.catalog.tests.factories import make_version
from assay.credentials import actions as crediting
from assay.credentials.models import Award, EndorsementAsk, PublicPage, Share, StatusList
from assay.credentials.tests.factories import make_award
from assay.credentials.tests.factories import make_evaluation as make_released
from assay.credits import actions as licensing
from assay.credits.models import CreditApproval
from assay.credits.tests.factories import make_approval, make_license
from assay.evidence import actions as gathering
from assay.evidence.models import Condition, Hold, Submission
from assay.evidence.tests.factories import make_artifact, make_draft
from assay.frameworks.tests.factories import make_framework
from assay.journeys import actions as journeys
from assay.journeys.models import Goal, SelfRating
from assay.lib.clock import now, today
from assay.lib.errors import Refusal
from assay.people import actions as people
from assay.people.models import Invitation, Membership, Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.program import actions as program
from assay.program.models import ClosedPeriod, Mandate, Policy
from assay.record.actions import note
from assay.record.models import Event
from assay.record.sealing import check, seal, unsealed

pytestmark = pytest.mark.django_db(transaction=True)

SHORT, LONG = 8, 30


@pytest.fixture(params=[SHORT, pytest.param(LONG, marks=pytest.mark.slow)])
def many(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def at_once(many: int, act: Callable[[int], Any]) -> tuple[list[Any], list[str]]:
    """What each of so many got who began at the same moment: answers, and the sentences of refusals."""
    gate, answers, refused, broken = (
        threading.Barrier(many),
        list[Any](),
        list[str](),
        list[BaseException](),
    )

    def one(number: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            answers.append(act(number))
        except Refusal as refusal:
            refused.append(refusal.message)
        except PermissionDenied:
            refused.append("Not open to you.")
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    assert len(answers) + len(refused) == many
    assert all(refused), "a refusal without a sentence"
    return answers, refused


def noted(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


# People


def test_one_address_has_one_invitation_that_waits(
    many: int, district: Organization, max_: Person
) -> None:
    answers, refused = at_once(
        many, lambda _n: people.invite("new@example.org", district, "assessor", by=max_)
    )
    assert (len(answers), Invitation.objects.pending().count(), noted("people.invited")) == (
        1,
        1,
        1,
    )
    assert all("already invited" in sentence for sentence in refused)


def test_an_invitation_that_ran_out_gives_way_to_one(
    many: int, district: Organization, max_: Person
) -> None:
    old = people.invite("new@example.org", district, "assessor", by=max_)
    Invitation.objects.filter(pk=old.pk).update(expires_at=now() - timedelta(days=1))
    answers, _refused = at_once(
        many, lambda _n: people.invite("new@example.org", district, "assessor", by=max_)
    )
    assert (len(answers), Invitation.objects.pending().count()) == (1, 1)


def test_one_invitation_is_accepted_once(
    many: int, district: Organization, max_: Person, dee: Person
) -> None:
    invitation = people.invite(dee.email, district, "assessor", by=max_)
    answers, _refused = at_once(
        many, lambda _n: people.accept(Invitation.objects.get(pk=invitation.pk), by=dee)
    )
    assert len(answers) == 1
    assert dee.memberships.current().filter(role="assessor").count() == 1


def test_one_address_signs_up_once(many: int, district: Organization) -> None:
    sent = {
        "email": "nia@example.org",
        "display_name": "Nia Berg",
        "password1": "a long password of hers",
        "password2": "a long password of hers",
        "name": "Nia Berg",
        "agreed": "on",
    }
    answers, _refused = at_once(
        many,
        lambda n: Client(REMOTE_ADDR=f"10.0.{n}.1", raise_request_exception=False).post(
            reverse("account_signup"), sent
        ),
    )
    assert {answer.status_code for answer in answers} <= {200, 302, 409, 422}
    assert Person.objects.filter(email="nia@example.org").count() == 1


def test_a_district_keeps_its_last_administrator(
    many: int, district: Organization, max_: Person
) -> None:
    others = [
        make_person(f"Admin {n}", role="program-admin", organization=district)
        for n in range(many - 1)
    ]
    everybody = [max_, *others]

    def end_the_next(number: int) -> None:
        person, by = everybody[number], everybody[(number + 1) % many]
        people.end_membership(person.memberships.current().get(role="program-admin"), by=by)

    _answers, refused = at_once(many, end_the_next)
    left = Person.objects.filter(
        memberships__role="program-admin", memberships__until_on=None
    ).count()
    assert left == max(1, len(refused))


def test_a_school_is_closed_with_nobody_in_it(
    many: int, district: Organization, max_: Person
) -> None:
    school = make_school(district, "Elm Street")
    person = make_person("Eve Elm")

    def press(number: int) -> None:
        if number % 2:
            people.end_organization(Organization.objects.get(pk=school.pk), by=max_)
        else:
            people.grant(person, Organization.objects.get(pk=school.pk), "learner", by=max_)

    at_once(many, press)
    school.refresh_from_db()
    assert (
        school.ended_on is None
        or not person.memberships.current().filter(organization=school).exists()
    )


# Program and catalog


def test_rules_that_are_set_at_once_are_numbered_in_a_row(
    many: int, district: Organization
) -> None:
    before = Policy.objects.filter(kind="calendar").count()
    kind, data = "assessment", {}
    answers, _refused = at_once(
        many, lambda n: program.set_policy(kind, data | {"max_open_per_assessor": n + 1}, by=None)
    )
    numbers = sorted(Policy.objects.filter(kind=kind).values_list("number", flat=True))
    assert len(answers) >= 1 and len(numbers) == len(set(numbers))
    assert before == Policy.objects.filter(kind="calendar").count()


def test_days_are_closed_once(many: int, district: Organization) -> None:
    at_once(many, lambda _n: program.close_period(today(), today(), by=None))
    assert (ClosedPeriod.objects.count(), noted("program.period_closed")) == (1, 1)


def test_leave_is_given_once_and_used_once(
    many: int, version: Version, max_: Person, district: Organization
) -> None:
    at_once(many, lambda _n: program.give_mandate("publish", version, by=max_, within=district))
    assert Mandate.objects.filter(used_at=None).count() == 1
    answers, _refused = at_once(many, lambda _n: program.use_mandate("publish", version))
    assert len(answers) == 1


def test_one_title_makes_one_micro_credential(many: int, district: Organization) -> None:
    author = make_person("Cam Ost", role="author", organization=district)
    answers, refused = at_once(
        many, lambda _n: catalog.create("Asking why", owner=district, by=author)
    )
    assert (len(answers), MicroCredential.objects.filter(slug="asking-why").count()) == (1, 1)
    assert all("already" in sentence for sentence in refused)


def test_one_draft_is_open_at_a_time(many: int, version: Version, district: Organization) -> None:
    author = make_person("Cam Ost", role="author", organization=district)
    answers, refused = at_once(
        many, lambda _n: catalog.start_new_version(Version.objects.get(pk=version.pk), by=author)
    )
    assert (len(answers), version.micro_credential.versions.count()) == (1, 2)
    assert all("already open" in sentence for sentence in refused)


# A learner's own


def test_one_press_sets_one_goal(many: int, ada: Person) -> None:
    client = Client()
    client.force_login(ada)
    page = client.get(reverse("journeys:goals")).content.decode()
    press = page.partition('name="press" value="')[2].partition('"')[0]
    assert press
    sent = {"text": "Wait longer after a question", "source": "own", "press": press}

    def again(_number: int) -> int:
        own = Client()
        own.cookies = client.cookies
        return own.post(reverse("journeys:goals"), sent).status_code

    answers, _refused = at_once(many, again)
    assert set(answers) == {302}
    assert (Goal.objects.count(), noted("journeys.goal_set")) == (1, 1)


def test_one_day_has_one_rating_of_a_competency(many: int, ada: Person) -> None:
    competency = make_framework().competencies.all()[0]
    at_once(many, lambda n: journeys.rate(ada, competency, n % 4 + 1, by=ada))
    assert SelfRating.objects.count() == 1


def test_what_is_taken_out_of_the_plan_goes_once(many: int, ada: Person, version: Version) -> None:
    item = journeys.plan(ada, version.micro_credential, by=ada)
    answers, _refused = at_once(many, lambda _n: journeys.unplan(item, by=ada))
    assert (len(answers), noted("journeys.unplanned")) == (1, 1)


def test_one_start_has_one_first_draft(many: int, ada: Person, version: Version) -> None:
    journeys.start(ada, version, by=ada)
    at_once(many, lambda _n: gathering.begin(ada, version.micro_credential, by=ada))
    assert Submission.objects.count() == 1


def test_a_file_is_held_once_and_asked_about_once(
    many: int, ada: Person, version: Version, district: Organization
) -> None:
    officer = make_person("Olu Prive", role="privacy-officer", organization=district)
    draft = make_draft(ada, version)
    artifact = make_artifact(draft, "p2b")
    answers, _refused = at_once(many, lambda _n: gathering.hold(artifact, "privacy", by=officer))
    assert (len(answers), Hold.objects.filter(lifted_at=None).count(), noted("evidence.held")) == (
        1,
        1,
        1,
    )
    at_once(many, lambda _n: gathering.open_condition(draft, "coach_talk", by=None))
    assert (Condition.objects.count(), noted("evidence.condition_opened")) == (1, 1)


# Assessing


def test_a_conflict_is_declared_once(many: int, bo: Person, ada: Person) -> None:
    answers, _refused = at_once(
        many, lambda _n: assessing.declare_conflict(bo, ada, "family", by=bo)
    )
    assert (len(answers), Conflict.objects.count()) == (1, 1)


def test_nobody_holds_more_than_they_may(
    many: int, district: Organization, version: Version, lea: Person
) -> None:
    bo = make_assessor(version, district, lead=lea)
    for n in range(many):
        learner = make_person(
            f"Learner {n}", role="learner", organization=make_school(district, f"School {n}")
        )
        make_evaluation(learner, district, lead=lea, version=version)
    program.set_policy("assessment", {"max_open_per_assessor": 2}, by=None)
    answers, refused = at_once(many, lambda _n: assessing.offer_next(bo))
    assert len({offer.pk for offer in answers}) == 1, "one offer, however often they press"
    offer = Assignment.objects.get()
    answers, refused = at_once(many, lambda _n: assessing.accept(offer, by=bo))
    assert (len(answers), len(refused)) == (1, many - 1)
    take_next(bo)
    answers, refused = at_once(many, lambda _n: assessing.offer_next(bo))
    assert (len(answers), Assignment.objects.open().filter(assessor=bo).count()) == (0, 2)


def test_a_list_of_sentences_has_its_limit(many: int, bo: Person) -> None:
    Stem.objects.bulk_create(
        Stem(person=bo, level="demonstrated", text=f"Sentence {n}", added_at=now())
        for n in range(59)
    )
    answers, _refused = at_once(
        many, lambda n: assessing.add_stem(bo, "demonstrated", f"Another {n}", by=bo)
    )
    assert (len(answers), Stem.objects.count()) == (1, 60)


# Credentials


def test_one_press_gives_out_one_link(many: int, ada: Person, version: Version) -> None:
    award = make_award(ada, version)
    client = Client()
    client.force_login(ada)
    page = client.get(f"/awards/{award.pk}/").content.decode()
    press = page.partition('name="press" value="')[2].partition('"')[0]
    assert press

    def again(_number: int) -> int:
        own = Client()
        own.cookies = client.cookies
        return own.post(
            reverse("credentials:shares", args=[award.pk]), {"label": "principal", "press": press}
        ).status_code

    answers, _refused = at_once(many, again)
    assert set(answers) == {302}
    assert (Share.objects.count(), noted("credentials.shared")) == (1, 1)


def test_links_have_their_limit(many: int, ada: Person, version: Version) -> None:
    award = make_award(ada, version)
    Share.objects.bulk_create(Share(award=award, made_at=now()) for _ in range(48))
    answers, refused = at_once(many, lambda _n: crediting.share(award, by=ada))
    assert (len(answers), len(refused), Share.objects.count()) == (2, many - 2, 50)


def test_one_person_has_one_public_page(many: int, ada: Person) -> None:
    at_once(many, lambda n: crediting.open_public_page(statement=f"Words {n}", by=ada))
    assert (PublicPage.objects.get().slug, noted("credentials.public_page_opened")) == (
        "ada-marsh",
        1,
    )


def test_one_is_asked_once_and_five_wait(
    many: int, ada: Person, version: Version, district: Organization
) -> None:
    award = make_award(ada, version)
    asked = [
        make_person(f"Colleague {n}", role="learner", organization=district) for n in range(many)
    ]
    answers, _refused = at_once(
        many, lambda _n: crediting.ask_for_endorsement(award, of=asked[0], by=ada)
    )
    assert len(answers) == 1
    answers, _refused = at_once(
        many, lambda n: crediting.ask_for_endorsement(award, of=asked[n], by=ada)
    )
    assert EndorsementAsk.objects.open().filter(award=award).count() == 5


def test_offers_to_a_wallet_have_their_limit_and_one_is_open(
    many: int, ada: Person, version: Version
) -> None:
    award = make_award(ada, version)
    at_once(many, lambda _n: crediting.offer_to_wallet(award, by=ada))
    assert award.wallet_offers.open().count() == 1


def test_many_write_while_several_seal_and_the_chain_is_whole(many: int, ada: Person) -> None:
    before = Event.objects.count()

    def act(n: int) -> None:
        if n % 4:
            for turn in range(5):
                note("people.greeted", ada, by=None, turn=turn)
        else:
            seal()

    _answers, refused = at_once(many, act)
    assert not refused
    written = 5 * sum(n % 4 != 0 for n in range(many))
    assert Event.objects.count() == before + written
    found = check()
    assert found.whole and found.rows == before + written
    assert not unsealed().exists() and seal() == 0


def test_the_first_badges_of_an_issuer_share_its_first_list(
    many: int, district: Organization, version: Version
) -> None:
    decided = [
        make_released(make_person(f"Learner {n}", role="learner", organization=district), version)
        for n in range(many)
    ]
    answers, _refused = at_once(many, lambda n: crediting.award(decided[n], by=None))
    assert (len(answers), StatusList.objects.count()) == (many, 1)
    assert len({answer.status_index for answer in answers}) == many
    assert check().whole


def test_one_decision_makes_one_badge(many: int, ada: Person, version: Version) -> None:
    decided = make_released(ada, version)
    answers, _refused = at_once(many, lambda _n: crediting.award(decided, by=None))
    assert (len(answers), len(set(answers)), noted("credentials.awarded")) == (many, 1, 1)


def test_attesting_many_in_any_order_waits_and_nobody_is_turned_away(
    many: int, lea: Person, district: Organization
) -> None:
    """Each lead names the same people and versions, every other one from the end."""
    people_ = [make_person(f"Kim {n}", role="assessor", organization=district) for n in range(3)]
    slugs = ("wait-time", "another")
    versions = [(make_version(district, slug=slug).micro_credential, "1") for slug in slugs]

    def attest(n: int) -> int:
        way = -1 if n % 2 else 1
        done, refused = assessing.attest_many(
            people_[::way], versions[::way], by=lea, basis="expert"
        )
        assert len(done) + len(refused) == 6
        return len(done)

    answers, refused = at_once(many, attest)
    assert sum(answers) == 6 and not refused
    assert noted("assessment.attested") == 6


def test_an_end_is_taken_back_or_the_role_given_anew_and_never_both(
    many: int, max_: Person, bo: Person, district: Organization
) -> None:
    role = bo.memberships.get(role="assessor")
    people.end_membership(role, by=max_)

    def act(n: int) -> None:
        if n % 2:
            people.keep_membership(Membership.objects.get(pk=role.pk), by=max_)
        else:
            people.grant(bo, district, "assessor", by=max_)

    answers, _refused = at_once(many, act)
    assert len(answers) == 1
    assert bo.memberships.current().filter(role="assessor").count() == 1


def test_two_who_close_what_pauses_a_submission_let_it_go_on(
    ada: Person, district: Organization
) -> None:
    """A safety report and a hold, closed at one moment: neither leaves it standing still for the other's sake."""
    lead = make_person("Lea Lead", role="lead-assessor", organization=district)
    guard = make_person("Pia Guard", role="privacy-officer", organization=district)
    evaluation = make_evaluation(ada, district, lead=lead)
    reader = make_assessor(evaluation.submission.version, district, lead=lead)
    take_next(reader)
    words = "Looked at, with enough words to be said."
    for _turn in range(3):
        report = assessing.report_safety(evaluation, words, by=reader)
        held = assessing.hold_for_integrity(evaluation, "copied", words, by=lead)

        def close(number: int, report: Any = report, held: Any = held) -> None:
            if number:
                assessing.end_safety_report(report, words, by=guard)
            else:
                assessing.lift_hold(held, "cleared", words, by=lead)

        at_once(2, close)
        evaluation.refresh_from_db()
        assert evaluation.paused_at is None


def test_a_decision_is_held_or_released_and_never_both(ada: Person, district: Organization) -> None:
    lead = make_person("Lea Lead", role="lead-assessor", organization=district)
    approver = make_person("Chi Sato", role="approver", organization=district)
    decided = make_decided(ada, district, lead=lead)
    words = "Looked at, with enough words to be said."

    def act(number: int) -> None:
        if number:
            assessing.release(Evaluation.objects.get(pk=decided.pk), by=approver)
        else:
            assessing.hold_for_integrity(decided, "copied", words, by=lead)

    at_once(2, act)
    decided.refresh_from_db()
    assert (decided.status == "released") != decided.integrity_holds.open().exists()


def test_a_badge_is_taken_back_at_once_or_by_a_case_and_never_both(
    ada: Person, version: Version, district: Organization
) -> None:
    approver = make_person("Chi Sato", role="approver", organization=district)
    award, story = make_award(ada, version), "The video shows another class, as its teacher told."

    def act(number: int) -> None:
        if number:
            crediting.revoke(Award.objects.get(pk=award.pk), by=approver)
        else:
            crediting.open_case(award, ground="falsified_evidence", reason=story, by=approver)

    at_once(2, act)
    award.refresh_from_db()
    assert award.revoked != award.cases.exists()


def test_cycles_of_one_license_never_overlap_also_where_two_are_changed(ada: Person) -> None:
    """One after the other is moved onto the same days; an approval pressed twice stands once."""
    day = today()
    rows = [
        make_license(ada, first=day + timedelta(start), last=day + timedelta(start + 99))
        for start in (0, 300)
    ]

    def act(number: int) -> None:
        licensing.change_license(
            rows[number],
            kind="",
            name_on_license="Ada Marsh",
            identifier="",
            has_plan=False,
            first=day + timedelta(150),
            last=day + timedelta(250),
            by=ada,
        )

    done, refused = at_once(2, act)
    assert (len(done), len(refused)) == (1, 1)


def test_one_press_writes_down_one_approval(
    many: int, version: Version, district: Organization
) -> None:
    keeper = make_person("Odalys", role="credit-coordinator", organization=district)
    at_once(many, lambda _number: make_approval(district, version, keeper))
    assert CreditApproval.objects.count() == 1


def test_a_pilot_never_takes_more_than_was_decided(many: int, district: Organization) -> None:
    version = make_version(district)
    places = many // 2
    Version.objects.filter(pk=version.pk).update(status="pilot", most_starts=places)
    learners = [
        make_person(
            f"Learner {n}", role="learner", organization=make_school(district, f"School {n}")
        )
        for n in range(many)
    ]

    def start(number: int) -> Submission:
        micro_credential = MicroCredential.objects.get(pk=version.micro_credential_id)
        return gathering.begin(learners[number], micro_credential, by=learners[number])

    started, refused = at_once(many, start)
    version.refresh_from_db()
    assert len(started) == places == version.starts_taken == version.starts.count()
    assert len(refused) == many - places
    assert all(f"All {places} places of this pilot are taken." in said for said in refused)
