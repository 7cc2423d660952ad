"""A badge inside that of a stack is withdrawn: a person says whether the whole stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.catalog.actions import import_stack
from assay.catalog.tests.factories import make_version, stack_data
from assay.credentials import actions
from assay.credentials.models import Award, AwardStatus, RevocationCase, StackReview
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def part(ada: Person, district: Organization) -> Award:
    return make_award(ada, make_version(district, slug="one"))


@pytest.fixture
def whole(ada: Person, district: Organization, part: Award) -> Award:
    stack = import_stack(stack_data(district, "mc-one"), by=None)
    return actions.award_stack(stack, by=ada)


@pytest.fixture
def review(whole: Award, part: Award, chi: Person) -> StackReview:
    actions.revoke(part, by=chi)
    return actions.ask_about_stacks(part)[0]


def test_the_machine_asks_and_withdraws_nothing(review: StackReview, whole: Award) -> None:
    whole.refresh_from_db()
    assert whole.status == AwardStatus.ISSUED
    event = Event.objects.get(verb="credentials.stack_questioned", subject_id=str(review.pk))
    assert event.by_id == ""
    assert event.particulars == {"award": str(whole.pk)}


def test_it_is_asked_once(review: StackReview, part: Award) -> None:
    assert actions.ask_about_stacks(part) == []
    assert StackReview.objects.count() == 1


def test_kept_it_stays_valid_and_the_earner_reads_why(
    client: Client, ada: Person, review: StackReview, whole: Award, chi: Person
) -> None:
    actions.settle_stack(review, "keep", reason="Two others of the group count.", by=chi)
    body = bytes(whole.credentials.standing().get().body)
    assert checking.check_own(body).verdict == "valid"
    client.force_login(ada)
    page = client.get(f"/awards/{whole.pk}/").content.decode()
    assert "Two others of the group count." in page
    event = Event.objects.get(verb="credentials.stack_settled")
    assert event.particulars == {"award": str(whole.pk), "outcome": "keep"}


WHY = "The core of the stack is missing, and nothing else counts for it."
SAID = "I have earned another badge of the core meanwhile."


def test_its_withdrawal_is_a_case_in_which_the_earner_is_heard(
    client: Client, review: StackReview, whole: Award, chi: Person
) -> None:
    with pytest.raises(BadInput, match="look at this again"):
        actions.settle_stack(review, "withdraw", reason="Too short.", by=chi)
    actions.settle_stack(review, "withdraw", reason=WHY, by=chi)
    whole.refresh_from_db()
    assert whole.status == AwardStatus.ISSUED, "valid until the case ends"
    case = RevocationCase.objects.get(award=whole)
    assert (case.ground, case.opened_by, case.reason) == ("part_withdrawn", chi, WHY)
    client.force_login(whole.person)
    address = f"/awards/{whole.pk}/case/"
    page = client.get(address).content.decode()
    assert "A badge inside it was withdrawn" in page and WHY in page
    assert client.post(address, {"answer": SAID}).status_code == 302
    case.refresh_from_db()
    assert case.answer == SAID
    assert "Read the case" in client.get(f"/awards/{whole.pk}/").content.decode()


def test_a_panel_decides_the_chair_hears_an_appeal_and_then_every_check_says_so(
    client: Client, review: StackReview, whole: Award, chi: Person, district: Organization
) -> None:
    chair = make_person("Cara Dunn", role="committee-chair", organization=district)
    panel = [
        make_person(f"Mem{n} Ott", role="committee-member", organization=district) for n in "ABC"
    ]
    actions.settle_stack(review, "withdraw", reason=WHY, by=chi)
    case = RevocationCase.objects.get(award=whole)
    actions.answer_case(case, SAID, by=whole.person)
    actions.name_panel(case, panel, by=chair)
    with held_at(now() + timedelta(days=40)):
        for person in panel:
            client.force_login(person)
            address = reverse("credentials:case", args=[case.pk])
            assert WHY in client.get(address).content.decode()
            actions.vote(case, "withdraw", reason="It is not the same without its core.", by=person)
        actions.appeal_case(case, SAID, by=whole.person)
        actions.hear_case(case, "withdraw", reason="The core is what it is about.", by=chair)
    whole.refresh_from_db()
    assert whole.revocation.ground == "part_withdrawn"
    body = bytes(whole.credentials.standing().get().body)
    assert checking.check_own(body).verdict == "revoked"


def test_while_a_case_is_open_no_second_one_is_asked_for(
    review: StackReview, whole: Award, chi: Person
) -> None:
    actions.open_case(whole, ground="plagiarism_including_undisclosed_ai", reason=WHY, by=chi)
    with pytest.raises(WrongState, match="already open"):
        actions.settle_stack(review, "withdraw", reason=WHY, by=chi)
    review.refresh_from_db()
    assert review.outcome == "", "and it is asked still"


def test_a_second_press_and_one_after_a_withdrawal_are_refused(
    review: StackReview, whole: Award, chi: Person
) -> None:
    actions.settle_stack(review, "keep", reason="It stands.", by=chi)
    with pytest.raises(WrongState):
        actions.settle_stack(review, "withdraw", reason=WHY, by=chi)
    assert Award.objects.get(pk=whole.pk).status == AwardStatus.ISSUED


@pytest.mark.parametrize(("outcome", "reason"), [("", "Why"), ("keep", " "), ("keep", "x" * 2001)])
def test_without_an_outcome_or_a_reason_nothing_happens(
    review: StackReview, chi: Person, outcome: str, reason: str
) -> None:
    with pytest.raises(BadInput):
        actions.settle_stack(review, outcome, reason=reason, by=chi)
    review.refresh_from_db()
    assert review.outcome == ""


def test_neither_a_stranger_nor_its_earner_settles_it(
    review: StackReview, ada: Person, dee: Person
) -> None:
    for person in (ada, dee):
        with pytest.raises(PermissionDenied):
            actions.settle_stack(review, "keep", reason="It stands.", by=person)


def test_the_list_leads_to_it_and_what_was_typed_stays(
    client: Client, review: StackReview, chi: Person, dee: Person
) -> None:
    client.force_login(chi)
    assert "Ada Marsh" in client.get("/awards/stacks/").content.decode()
    assert "Ada Marsh" in client.get("/awards/stacks/?file=csv").getvalue().decode("utf-8-sig")
    assert "Look at the stack of Ada Marsh" in client.get("/").content.decode()
    address = f"/awards/stacks/{review.pk}/"
    answer = client.post(address, {"reason": "The core is there."})
    assert answer.status_code == 422
    assert "The core is there." in answer.content.decode()
    done = client.post(address, {"verdict": "keep", "reason": "The core is there."})
    assert done.status_code == 302
    assert "Nothing to look at" in client.get("/awards/stacks/").content.decode()
    client.force_login(dee)
    assert client.get(address).status_code == 404


def test_whoever_settles_has_seen_all_that_was_withdrawn(
    ada: Person, district: Organization, chi: Person
) -> None:
    one, two = (make_award(ada, make_version(district, slug=slug)) for slug in ("one", "two"))
    actions.award_stack(import_stack(stack_data(district, "mc-one", "mc-two"), by=None), by=ada)
    actions.revoke(one, by=chi)
    [review] = actions.ask_about_stacks(one)
    actions.revoke(two, by=chi)
    assert actions.ask_about_stacks(two) == []  # asked already
    with pytest.raises(WrongState, match="withdrawn meanwhile"):
        actions.settle_stack(review, "keep", reason="The other counts.", by=chi, seen=1)
    actions.settle_stack(review, "keep", reason="Both were shown again.", by=chi, seen=2)
