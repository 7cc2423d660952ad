"""The leader pool: entered with a stack's badge, left at will; roles are offered, answered and confirmed by people."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assay.catalog.actions import import_stack
from assay.catalog.models import Stack
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions
from assay.credentials.awarding.actions.revoking import take_effect
from assay.credentials.models import Award, OfferStatus, RoleCandidate, RoleOffer
from assay.credentials.tests.factories import make_award
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db
WORDS = "Lead the team of grade 4 from August, for one year."


@pytest.fixture
def stack(district: Organization) -> Stack:
    make_version(district, slug="one")
    opens = {"recognition": ["salary-points-3", "teacher-leader-pool-eligibility"]}
    return import_stack(stack_data(district, "mc-one", **opens), by=None)


@pytest.fixture
def award(ada: Person, stack: Stack) -> Award:
    version = stack.members.get().micro_credential.current
    assert version is not None
    make_award(ada, version)
    return actions.award_stack(stack, by=ada)


@pytest.fixture
def candidate(award: Award) -> RoleCandidate:
    return RoleCandidate.objects.get(whole__award=award)


def verbs() -> list[str]:
    rows = Event.objects.filter(verb__regex=r"credentials\.(pool|role)_").order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_the_badge_opens_the_pool_and_names_no_other_recognition(
    award: Award, candidate: RoleCandidate
) -> None:
    assert (candidate.role, candidate.role_text, candidate.is_in) == (
        "teacher-leader",
        "Teacher leader",
        True,
    )
    event = Event.objects.get(verb="credentials.stack_awarded", subject_id=str(award.pk))
    assert event.particulars["roles"] == ["teacher-leader"]
    actions.award_stack(Stack.objects.get(), by=award.person)  # a second press
    assert RoleCandidate.objects.count() == 1


def test_a_track_opens_its_own_pool_alone(district: Organization, ada: Person) -> None:
    version = make_version(district, slug="one")
    group = {"id": "g1", "title": "Core", "rule": {"type": "all"}, "members": ["mc-one"]}
    tracks = [
        {
            "id": "lead",
            "title": "Lead",
            "groups": [group],
            "recognition": ["mentor-teacher-pool-eligibility"],
        },
        {"id": "other", "title": "Other", "groups": [{**group, "id": "g2"}]},
    ]
    data = stack_data(district, "mc-one")
    del data["groups"]
    stack = import_stack({**data, "tracks": tracks}, by=None)
    make_award(ada, version)
    actions.award_stack(stack, by=ada)
    assert [row.role for row in RoleCandidate.objects.all()] == ["mentor-teacher"]


def test_a_role_is_offered_accepted_and_put_on_record(
    candidate: RoleCandidate, max_: Person, ada: Person, dee: Person
) -> None:
    for stranger in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.offer_role(candidate, WORDS, by=stranger)
    with pytest.raises(BadInput) as found:
        actions.offer_role(candidate, " ", by=max_)
    assert list(found.value.fields) == ["words"]
    offer = actions.offer_role(candidate, WORDS, by=max_)
    with pytest.raises(WrongState, match="already open"):
        actions.offer_role(candidate, WORDS, by=max_)
    with pytest.raises(WrongState, match="has accepted"):
        actions.confirm_role(offer, by=max_)
    with pytest.raises(PermissionDenied):
        actions.answer_role(offer, accept=True, by=max_)
    actions.answer_role(offer, accept=True, by=ada)
    with pytest.raises(WrongState):
        actions.answer_role(offer, accept=False, by=ada)
    with pytest.raises(PermissionDenied):
        actions.confirm_role(offer, by=ada)
    before = list(ada.memberships.values_list("role", flat=True))
    actions.confirm_role(offer, by=max_)
    for again in (actions.confirm_role, actions.take_offer_back):
        with pytest.raises(WrongState):
            again(offer, by=max_)
    with pytest.raises(WrongState, match="already"):
        actions.offer_role(candidate, WORDS, by=max_)
    assert list(ada.memberships.values_list("role", flat=True)) == before
    assert verbs() == [
        "credentials.role_offered",
        "credentials.role_answered",
        "credentials.role_confirmed",
    ]
    assert WORDS not in str(list(Event.objects.values_list("particulars", flat=True)))


def test_who_declines_stays_and_an_offer_is_taken_back(
    candidate: RoleCandidate, max_: Person, ada: Person
) -> None:
    offer = actions.offer_role(candidate, WORDS, by=max_)
    actions.answer_role(offer, accept=False, by=ada)
    assert RoleCandidate.objects.all().in_pool().without_offer().count() == 1
    offer = actions.offer_role(candidate, WORDS, by=max_)
    with pytest.raises(PermissionDenied):
        actions.take_offer_back(offer, by=ada)
    actions.take_offer_back(offer, by=max_)
    assert verbs()[-1] == "credentials.role_offer_ended"


def test_who_leaves_is_seen_by_nobody_and_may_come_back(
    candidate: RoleCandidate, max_: Person, ada: Person
) -> None:
    offer = actions.offer_role(candidate, WORDS, by=max_)
    for verb in (actions.leave_pool, actions.return_to_pool):
        with pytest.raises(PermissionDenied):
            verb(candidate, by=max_)
    with pytest.raises(WrongState):
        actions.return_to_pool(candidate, by=ada)
    actions.leave_pool(candidate, by=ada)
    with pytest.raises(WrongState):
        actions.leave_pool(candidate, by=ada)
    offer.refresh_from_db()
    assert offer.status == OfferStatus.ENDED
    assert not RoleCandidate.objects.all().in_pool().exists()
    with pytest.raises(WrongState, match="no longer"):
        actions.offer_role(candidate, WORDS, by=max_)
    actions.return_to_pool(candidate, by=ada)
    assert verbs()[1:] == ["credentials.pool_left", "credentials.pool_returned"]
    assert candidate.is_in


def test_a_withdrawn_badge_takes_one_out_with_words(
    candidate: RoleCandidate, award: Award, max_: Person, ada: Person, client: Client
) -> None:
    offer = actions.offer_role(candidate, WORDS, by=max_)
    take_effect(award, ground="issued_in_error", reason="", opened_by=max_, by=max_)
    assert not RoleCandidate.objects.all().in_pool().exists()
    with pytest.raises(WrongState):
        actions.answer_role(offer, accept=True, by=ada)
    client.force_login(ada)
    html = client.get(f"/awards/{award.pk}/pool/").content.decode()
    assert "no longer in this pool" in html


def test_from_the_stack_to_the_pool_and_back_in_pages(
    stack: Stack, ada: Person, max_: Person, client: Client
) -> None:
    seen = client.get("/stacks/talk-that-thinks/").content.decode()
    assert "Opens the leader pool" in seen
    version = stack.members.get().micro_credential.current
    assert version is not None
    make_award(ada, version)
    client.force_login(ada)
    assert (
        "you enter the leader pool (Teacher leader)"
        in client.get("/stacks/talk-that-thinks/").content.decode()
    )
    client.post("/stacks/talk-that-thinks/badge/")
    award = Award.objects.get(person=ada, version__micro_credential__kind="stack")
    own = f"/awards/{award.pk}/pool/"
    assert own in client.get(f"/awards/{award.pk}/").content.decode()
    assert "Leave the pool" in client.get(own).content.decode()
    client.force_login(max_)
    row = RoleCandidate.objects.get()
    assert award.name_as_issued in client.get("/awards/pool/?q=talk").content.decode()
    text = b"".join(client.get("/awards/pool/?file=csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert next(csv.DictReader(io.StringIO(text)))["Role"] == "Teacher leader"
    page = f"/awards/pool/{row.pk}/"
    assert client.post(page, {"words": ""}).status_code == 422
    assert client.post(page, {"words": WORDS}).status_code == 302
    assert "No answer yet" in client.get(page).content.decode()
    late = client.post(page, {"words": "From another tab."})
    assert late.status_code == 409 and "From another tab." in late.content.decode()
    client.force_login(ada)
    asked = "Answer the offer of a role: Teacher leader"
    assert asked in client.get("/").content.decode()
    assert WORDS in client.get(own).content.decode()
    accept = {"place": row.pk, "do": "accept", "offer": RoleOffer.objects.get().pk}
    assert client.post(f"{own}answer/", accept).status_code == 302
    client.post(f"{own}answer/", accept)  # a second press: in words
    assert asked not in client.get("/").content.decode()
    assert client.post(f"{own}answer/", {"place": 0, "do": "leave"}).status_code == 404
    client.force_login(max_)
    assert "accepted a role" in client.get("/").content.decode()
    client.post(f"{page}offer/", {"do": "confirm", "offer": RoleOffer.objects.get().pk})
    assert RoleOffer.objects.get().status == OfferStatus.CONFIRMED
    assert award.name_as_issued in client.get("/awards/pool/?show=confirmed").content.decode()


def test_an_answer_is_to_the_offer_that_was_read(
    award: Award, candidate: RoleCandidate, max_: Person, ada: Person, client: Client
) -> None:
    read = actions.offer_role(candidate, WORDS, by=max_)
    actions.take_offer_back(read, by=max_)
    other = actions.offer_role(candidate, "The same from tomorrow, for ten years.", by=max_)
    sent = {"place": candidate.pk, "do": "accept", "offer": read.pk}
    client.force_login(ada)
    answer = client.post(f"/awards/{award.pk}/pool/answer/", sent, follow=True)
    assert "There is no longer an offer to answer." in answer.content.decode()
    assert f'name="offer" value="{other.pk}"' in answer.content.decode()
    client.force_login(max_)
    page = f"/awards/pool/{candidate.pk}/"
    assert f'name="offer" value="{other.pk}"' in client.get(page).content.decode()
    assert client.post(f"{page}offer/", {"do": "end", "offer": read.pk}).status_code == 404
    other.refresh_from_db()
    assert other.status == OfferStatus.OFFERED


def test_the_list_costs_the_same_and_strangers_find_none(
    candidate: RoleCandidate,
    stack: Stack,
    district: Organization,
    max_: Person,
    dee: Person,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(max_)
    client.get("/awards/pool/")
    with django_assert_num_queries(8):
        client.get("/awards/pool/")
    version = stack.members.get().micro_credential.current
    assert version is not None
    for n in range(3):
        other = make_person(f"Lea {n}", role="learner", organization=district)
        make_award(other, version)
        actions.award_stack(stack, by=other)
    with django_assert_num_queries(8):
        client.get("/awards/pool/")
    client.force_login(dee)
    assert client.get("/awards/pool/").status_code in (403, 404)
    assert client.get(f"/awards/pool/{candidate.pk}/").status_code == 404
