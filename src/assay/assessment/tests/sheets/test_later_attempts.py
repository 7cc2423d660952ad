"""A later attempt: old beside new, what was said beside each open criterion, and attempts that count."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.models import Appeal, Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_decided, make_lead, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.evidence.tests.factories import again, make_artifact, record
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def not_yet(ada: Person, lea: Person, district: Organization, version: Version) -> Evaluation:
    """Ada's first attempt: the third criterion was almost there."""
    return first_attempt(ada, lea, district, version, c3="almost")


def first_attempt(
    ada: Person, lea: Person, district: Organization, version: Version, **levels: str
) -> Evaluation:
    evaluation = make_decided(ada, district, lead=lea, version=version, **levels)
    approver = make_person("Chi Approver", role="approver", organization=district)
    actions.release(evaluation, by=approver)
    return Evaluation.objects.get(pk=evaluation.pk)


def handed_in_again(not_yet: Evaluation, ada: Person, lea: Person, **texts: str) -> Evaluation:
    draft = actions.revise(not_yet, by=ada)
    for prompt, text in texts.items():
        evidence.save_response(draft, prompt, text, by=ada)
    hand_in(draft, ada)
    evaluation = Evaluation.objects.get(submission=draft)
    actions.screen(
        evaluation, complete=True, by=make_lead(lea.organizations_as("lead-assessor")[0])
    )
    return evaluation


def hand_in(draft: Submission, ada: Person) -> None:
    evidence.explain(draft, "A new recording.", by=ada)
    for artifact in draft.artifacts.present():
        if not hasattr(artifact, "consent"):
            record(artifact, by=ada)
    evidence.declare(
        draft,
        own_work=True,
        ai_use="None.",
        student_privacy=True,
        practice_months_ago=0,
        recognizable={a.pk: True for a in draft.artifacts.present()},
        by=ada,
    )
    evidence.submit(draft, by=ada)
    if not Evaluation.objects.filter(submission=draft).exists():
        actions.open_evaluation(again(draft))


def leased_to_somebody(evaluation: Evaluation, district: Organization, lea: Person) -> Assignment:
    version = evaluation.submission.version
    return take_next(make_assessor(version, district, lead=lea))


def page_of(assignment: Assignment) -> str:
    client = Client()
    client.force_login(assignment.assessor)
    return client.get(reverse("assessment:sheet", args=[assignment.pk])).content.decode()


def test_the_sheet_shows_what_was_said_and_asks_only_what_is_open(
    not_yet: Evaluation, ada: Person, lea: Person, district: Organization
) -> None:
    later = handed_in_again(not_yet, ada, lea)
    lease = leased_to_somebody(later, district, lea)
    page = page_of(lease)
    assert "Last time:" in page and "Try c3 again." in page
    assert page.count('class="earlier-said') == 1  # of the open one alone
    assert 'name="level-c3"' in page and 'name="level-c1"' not in page
    sheet = page.split('class="desk"')[1].split("</main>")[0]
    assert "Assessor" not in sheet.replace(lease.assessor.display_name, "")  # nobody else is named
    assert "attempt 2" in page


def test_what_changed_in_a_text_is_marked_and_what_did_not_is_said(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    last = version.content.criteria[-1]
    first = first_attempt(ada, lea, district, version, **{last.id: "almost"})
    prompt = next(p.id for p in version.content.prompts if p.id in last.evidence)
    before = first.submission.responses.get(prompt_id=prompt).text
    later = handed_in_again(first, ada, lea, **{prompt: before.replace("words", "signs", 1)})
    page = page_of(leased_to_somebody(later, district, lea))
    assert "<ins> signs</ins>" in page and "<del> words</del>" in page
    assert "As it was last time." in page


def test_a_replaced_file_is_marked(
    not_yet: Evaluation, ada: Person, lea: Person, district: Organization
) -> None:
    draft = actions.revise(not_yet, by=ada)
    content = draft.version.content
    step = next(i.id for i in content.items if {c.id for c in content.criteria_on(i.id)} & {"c3"})
    old = draft.artifacts.present().filter(step_id=step).first()
    evidence.describe(old, "The first recording.", by=ada)
    kept = not_yet.submission.artifacts.get(sha256=old.sha256)
    kept.description = "The first recording."
    kept.save()
    evidence.remove_artifact(old, by=ada)
    record(make_artifact(draft, step, n=8), by=ada)
    hand_in(again(draft), ada)
    evaluation = Evaluation.objects.get(submission=draft)
    actions.screen(evaluation, complete=True, by=make_lead(district))
    page = page_of(leased_to_somebody(evaluation, district, lea))
    assert "New since last time" in page
    assert "Replaced since last time:" in page and "The first recording.</del>" in page


class TestFilesOfTheAttemptBefore:
    @pytest.fixture
    def lease(
        self, not_yet: Evaluation, ada: Person, lea: Person, district: Organization
    ) -> Assignment:
        """A later attempt, in which one file was replaced, with an assessor who read nothing of it before."""
        draft = actions.revise(not_yet, by=ada)
        content = draft.version.content
        step = next(
            i.id for i in content.items if {c.id for c in content.criteria_on(i.id)} & {"c3"}
        )
        old = draft.artifacts.present().filter(step_id=step).first()
        assert old is not None
        evidence.remove_artifact(old, by=ada)
        record(make_artifact(draft, step, n=8), by=ada)
        hand_in(again(draft), ada)
        evaluation = Evaluation.objects.get(submission=draft)
        actions.screen(evaluation, complete=True, by=make_lead(district))
        return leased_to_somebody(evaluation, district, lea)

    @pytest.fixture
    def address(self, lease: Assignment, not_yet: Evaluation) -> str:
        """The replaced one, as the sheet links it."""
        present = lease.evaluation.submission.artifacts.present()
        now_there = set(present.values_list("sha256", flat=True))
        gone = not_yet.submission.artifacts.exclude(sha256__in=now_there).get()
        return reverse("assessment:file", args=[not_yet.public_id, gone.pk])

    def test_who_reads_the_later_one_opens_them_and_it_is_noted(
        self, lease: Assignment, address: str, not_yet: Evaluation
    ) -> None:
        assert address in page_of(lease)
        client = Client()
        client.force_login(lease.assessor)
        answer = client.post(address, follow=True)
        assert answer.status_code == 200 and "Ada" not in str(answer.headers)
        event = Event.objects.filter(verb="evidence.opened").latest("pk")
        assert event.particulars["ground"] == "earlier"
        assert event.particulars["submission"] == not_yet.submission_id
        assert event.by_id == str(lease.assessor.pk)
        assert policy.may_open(lease.assessor, not_yet) == policy.Ground.EARLIER

    def test_nobody_else_does(
        self,
        lease: Assignment,
        address: str,
        not_yet: Evaluation,
        lea: Person,
        district: Organization,
    ) -> None:
        other = make_assessor(lease.evaluation.submission.version, district, lead=lea)
        scored_then = not_yet.assignments.first()
        assert scored_then is not None
        client = Client()
        for person in (other, lea, scored_then.assessor):
            client.force_login(person)
            assert client.get(address).status_code == 404

    def test_only_while_the_lease_lives(
        self, lease: Assignment, address: str, lea: Person, not_yet: Evaluation
    ) -> None:
        actions.take_back(lease, by=lea)
        client = Client()
        client.force_login(lease.assessor)
        assert client.get(address).status_code == 404
        assert policy.may_open(lease.assessor, not_yet) is None

    def test_what_an_appeal_set_aside_is_not_read_beside(
        self, lease: Assignment, not_yet: Evaluation
    ) -> None:
        evidence.count_attempt(not_yet.submission, counts=False, by=None)
        fresh = Evaluation.objects.get(pk=not_yet.pk)
        assert policy.may_open(lease.assessor, fresh) is None

    def test_what_is_deleted_or_held_is_not_offered(
        self, lease: Assignment, address: str, not_yet: Evaluation
    ) -> None:
        pk = int(address.rstrip("/").rsplit("/", 1)[1])
        not_yet.submission.artifacts.filter(pk=pk).update(removed_at=now())
        page = page_of(lease)
        assert "Replaced since last time:" in page and address not in page
        client = Client()
        client.force_login(lease.assessor)
        assert client.get(address).status_code == 404


def test_a_sheet_of_a_later_attempt_asks_few_questions(
    not_yet: Evaluation,
    ada: Person,
    lea: Person,
    district: Organization,
    django_assert_max_num_queries,
) -> None:
    lease = leased_to_somebody(handed_in_again(not_yet, ada, lea), district, lea)
    page_of(lease)
    client = Client()
    client.force_login(lease.assessor)
    url = reverse("assessment:sheet", args=[lease.pk])
    client.get(url)
    with django_assert_max_num_queries(17):
        client.get(url)


def test_an_attempt_that_an_appeal_gave_back_does_not_count(
    not_yet: Evaluation, ada: Person, lea: Person, district: Organization
) -> None:
    draft = actions.revise(not_yet, by=ada)
    assert (draft.attempt, draft.counted) == (2, 2)
    actions.appeal(not_yet, ground="procedure", words="A file was never opened by anybody.", by=ada)
    row = Appeal.objects.get()
    other = make_lead(district)
    actions.take_appeal(row, by=other)
    actions.decide_appeal(row, returned=True, reason="The recording was not opened.", by=other)
    first = again(not_yet.submission)
    assert first.set_aside_at is not None and not first.counts
    assert Event.objects.filter(verb="evidence.attempt_set_aside").count() == 1
    assert (again(draft).attempt, again(draft).counted) == (2, 1)
    evidence.count_attempt(first, counts=False, by=None)  # a second time changes nothing
    assert again(draft).counted == 1
    hand_in(again(draft), ada)
    evaluation = Evaluation.objects.get(submission=draft)
    actions.screen(evaluation, complete=True, by=make_lead(district))
    page = page_of(leased_to_somebody(evaluation, district, lea))
    assert (
        "attempt 1" in page and "Last time:" not in page
    )  # what does not count is not read beside
    client = Client()
    client.force_login(ada)
    status = client.get(reverse("evidence:detail", args=[draft.pk])).content.decode()
    assert "set aside by your appeal: it does not count" in status
    evidence.count_attempt(first, counts=True, by=None)
    assert again(draft).counted == 2
    assert Event.objects.latest("id").verb == "evidence.attempt_counted"


def test_what_an_approver_decided_otherwise_is_read_beside(
    ada: Person, lea: Person, district: Organization, version: Version
) -> None:
    first = make_decided(ada, district, lead=lea, version=version)
    approver = make_person("Chi Approver", role="approver", organization=district)
    why = "The notice gives families no way to say no. Show it again."
    actions.override(first, "not_yet", reason=why, criteria=["c3"], by=approver)
    later = handed_in_again(Evaluation.objects.get(pk=first.pk), ada, lea)
    page = page_of(leased_to_somebody(later, district, lea))
    assert why in page and "decided otherwise than the rule" in page
    assert "Chi" not in page


def test_only_the_product_sets_a_decided_attempt_aside(
    not_yet: Evaluation, ada: Person, lea: Person
) -> None:
    for person in (ada, lea):
        with pytest.raises(PermissionDenied):
            evidence.count_attempt(not_yet.submission, counts=False, by=person)
    draft = actions.revise(not_yet, by=ada)
    with pytest.raises(WrongState):
        evidence.count_attempt(draft, counts=False, by=None)


def test_what_is_taken_back_is_no_attempt(not_yet: Evaluation, ada: Person, lea: Person) -> None:
    later = handed_in_again(not_yet, ada, lea)
    evidence.withdraw(again(later.submission), by=ada)
    third = evidence.take_up_again(again(later.submission), by=ada)
    assert (third.attempt, third.counted) == (3, 2)
