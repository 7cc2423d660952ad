"""Who may open evidence: its learner, who holds it, who screens it, who releases it; everybody else with a reason."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from assay.assessment import actions, policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.models import Evaluation, Inspection, ScreeningDuty, Status
from assay.assessment.policy import Ground
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import (
    attest,
    make_assessor,
    make_decided,
    make_lead,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.evidence.models import Artifact, CopyKind, FileCopy
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.record.models import Event

pytestmark = pytest.mark.django_db
REASON = "A parent asks us whether their child is in it."


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def file_of(evaluation: Evaluation) -> str:
    artifact = Artifact.objects.filter(submission=evaluation.submission, kind="file").first()
    assert artifact is not None
    return reverse("assessment:file", args=[evaluation.public_id, artifact.pk])


def test_nobody_opens_it_before_taking_the_check(
    screening: Evaluation,
    lea: Person,
    sam: Person,
    sky: Person,
    max_: Person,
    chi: Person,
    ada: Person,
) -> None:
    for person in (lea, sam, sky, max_, chi):
        assert policy.may_open(person, screening) is None
        assert sign_in(person).get(file_of(screening)).status_code == 404
    assert policy.may_open(ada, screening) == Ground.OWN
    actions.take_screening(screening, by=sky)
    assert policy.may_open(sky, screening) == Ground.SCREENING
    assert sign_in(sky).post(file_of(screening), follow=True).status_code == 200
    assert policy.may_open(lea, screening) is None
    for person in (sam, max_, chi):  # neither scores, administers nor releases by screening
        with pytest.raises(PermissionDenied):
            actions.take_screening(screening, by=person)


def test_one_screens_at_a_time_and_a_second_press_changes_nothing(
    screening: Evaluation, lea: Person, sky: Person
) -> None:
    assert actions.take_screening(screening, by=sky) == actions.take_screening(screening, by=sky)
    assert Event.objects.filter(verb="assessment.screening_taken").count() == 1
    with pytest.raises(WrongState, match="Someone else"):
        actions.take_screening(screening, by=lea)
    with pytest.raises(WrongState, match="Someone else"):
        actions.screen(screening, complete=True, by=lea)
    page = (
        sign_in(lea).get(reverse("assessment:check", args=[screening.public_id])).content.decode()
    )
    assert "Someone else is checking this one" in page
    actions.leave_screening(screening, by=sky)
    assert policy.may_open(sky, screening) is None
    with pytest.raises(WrongState):
        actions.leave_screening(screening, by=sky)
    actions.screen(screening, complete=True, by=lea)
    assert not ScreeningDuty.objects.open().exists()
    with pytest.raises(WrongState):
        actions.take_screening(fresh(screening), by=sky)


def test_a_check_left_lying_is_free_again(screening: Evaluation, lea: Person, sky: Person) -> None:
    actions.take_screening(screening, by=sky)
    with held_at(now() + timedelta(hours=20)):
        actions.lapse_idle()
    assert policy.may_open(sky, screening) == Ground.SCREENING
    with held_at(now() + timedelta(days=5)):
        actions.lapse_idle()
        assert Event.objects.get(verb="assessment.screening_left").by_id == ""
        actions.take_screening(screening, by=lea)


def test_taken_back_by_its_learner_nobody_checks_it(screening: Evaluation, sky: Person) -> None:
    from assay.evidence import actions as evidence

    actions.take_screening(screening, by=sky)
    evidence.withdraw(screening.submission, by=screening.submission.start.person)
    actions.withdraw_evaluation(screening.submission)
    assert not ScreeningDuty.objects.open().exists()
    assert policy.may_open(sky, fresh(screening)) is None


def test_who_screened_never_scores_settles_or_releases(
    screening: Evaluation,
    sam: Person,
    sue: Person,
    version: Version,
    district: Organization,
    lea: Person,
) -> None:
    wim = make_lead(district, "Wim Widely")  # lead, assessor and approver in one
    make_person(wim, role="approver", organization=district)
    attest(wim, version, lea)
    actions.screen(screening, complete=True, by=wim)
    with pytest.raises(NothingWaits):
        take_next(wim)
    assert sign_in(wim).get(reverse("assessment:desk")).context["waiting"] == 0
    score(take_next(sam), by=sam)
    score(take_next(sue), by=sue, c3="almost")
    split = fresh(screening)
    assert split.status == Status.ADJUDICATION
    with pytest.raises(PermissionDenied):
        actions.take_adjudication(split, by=wim)
    page = (
        sign_in(wim)
        .get(reverse("assessment:adjudication", args=[split.public_id]))
        .content.decode()
    )
    assert "You checked this one for completeness, so another lead settles it" in page
    score(actions.take_adjudication(split, by=lea), by=lea)
    with pytest.raises(PermissionDenied):
        actions.release(fresh(screening), by=wim)
    with pytest.raises(PermissionDenied):
        actions.send_back(fresh(screening), "Again.", by=wim)
    page = (
        sign_in(wim)
        .get(reverse("assessment:release_detail", args=[split.public_id]))
        .content.decode()
    )
    assert "You checked this one for completeness. Another approver releases it" in page
    assert "you checked it" in sign_in(wim).get(reverse("assessment:release")).content.decode()
    assert policy.may_open(wim, fresh(screening)) is None


def test_the_settling_lead_opens_it_once_it_is_theirs(
    queued: Evaluation, sam: Person, sue: Person, lea: Person, district: Organization
) -> None:
    score(take_next(sam), by=sam)
    score(take_next(sue), by=sue, c3="almost")
    other = make_lead(district, "Leo Later")
    assert policy.may_open(lea, fresh(queued)) is None
    url = reverse("assessment:settling", args=[queued.public_id])
    assert sign_in(lea).post(url).status_code == 302
    assert sign_in(lea).post(url).status_code == 302  # a second press
    assert policy.may_open(lea, fresh(queued)) == Ground.LEASE
    assert policy.may_open(other, fresh(queued)) is None
    assert sign_in(other).post(url).status_code == 409


def test_an_approver_opens_it_while_it_waits_for_release(
    ada: Person, district: Organization, lea: Person, version: Version, chi: Person
) -> None:
    decided = make_decided(ada, district, lead=lea, version=version)
    assert policy.may_open(chi, decided) == Ground.RELEASE
    actions.release(decided, by=chi)
    assert policy.may_open(chi, fresh(decided)) is None
    assert policy.may_open(decided.assignments.first().assessor, fresh(decided)) is None


@pytest.mark.parametrize(
    ("role", "seen_as"),
    [
        ("program-admin", "Program administrator"),
        ("privacy-officer", "Privacy officer"),
        ("lead-assessor", "Lead assessor"),
        ("approver", "Approver"),
    ],
)
def test_everybody_else_states_a_reason_that_stays(
    role: str, seen_as: str, queued: Evaluation, district: Organization, ada: Person
) -> None:
    person = make_person("Rea Son", role=role, organization=district)
    client, url = sign_in(person), reverse("assessment:inspection", args=[queued.public_id])
    assert client.get(file_of(queued)).status_code == 404
    asked = client.get(url).content.decode()
    assert "Why do you need to open it?" in asked and "Ada Marsh" not in asked
    short = client.post(url, {"reason": " because "})
    assert (
        short.status_code == 422
        and "because" in short.content.decode()
        and not Inspection.objects.exists()
    )
    assert client.post(url, {"reason": REASON}).status_code == 302
    page = client.get(url).content.decode()
    assert REASON in page and "Why do you need" not in page and "attempt" not in page.lower()
    assert client.post(file_of(queued), follow=True).status_code == 200
    assert client.post(url, {"reason": REASON + " Again."}).status_code == 302  # a second press
    row = Inspection.objects.get()
    event = Event.objects.get(verb="assessment.inspected")
    assert (event.by_id, event.subject_id) == (str(person.pk), str(row.pk))
    assert event.particulars == {
        "evaluation": queued.pk,
        "submission": queued.submission_id,
        "role": role,
    }
    assert REASON not in str(event.contents())
    told = (
        sign_in(ada).get(reverse("evidence:detail", args=[queued.submission_id])).content.decode()
    )
    assert (
        "Opened outside the assessment" in told
        and seen_as in told
        and REASON in told
        and "Rea Son" not in told
    )
    listed = reverse("evidence:openings", args=[queued.submission_id])
    rows = sign_in(ada).get(listed).context["openings"]
    assert len(rows) == 2  # the reason, and the file that was opened for it
    for told_row in rows:
        assert seen_as in told_row.who and told_row.reason == REASON
    csv = b"".join(sign_in(ada).get(listed, {"file": "csv"}).streaming_content).decode()
    assert csv.count(REASON) == 2 and "Rea Son" not in csv
    with held_at(row.ends_at + timedelta(seconds=1)):
        assert policy.may_open(person, fresh(queued)) is None
        assert len(sign_in(ada).get(listed).context["openings"]) == 2  # kept for good


def test_a_reason_opens_nothing_to_strangers_to_the_workplace_or_to_the_tied(
    queued: Evaluation, district: Organization, ada: Person, dee: Person, sam: Person
) -> None:
    school = ada.organizations_as("learner")[0]
    partner = Organization.objects.create(
        ident="north", name="North Coast", kind="partner", parent=district
    )
    tied = make_person("Tia Tied", role="privacy-officer", organization=district)
    actions.keep_apart(tied, ada, "endorsed", by=tied)
    people = [
        make_person("Sam Hill", role="program-admin", organization=school),
        tied,
        ada,
        dee,
        sam,
        *(
            make_person(f"{role} of {place}", role=role, organization=place)
            for place in (
                partner,
                make_district("Elsewhere Schools"),
                make_school(district, "Other School"),
            )
            for role in ("program-admin", "privacy-officer", "lead-assessor", "approver")
        ),
    ]
    url = reverse("assessment:inspection", args=[queued.public_id])
    for person in people:
        client = sign_in(person)
        assert client.get(url).status_code == 404, person
        assert client.post(url, {"reason": REASON}).status_code == 404, person
        with pytest.raises(PermissionDenied):
            actions.inspect(fresh(queued), REASON, by=person)
    assert not Inspection.objects.exists()


def test_a_draft_is_opened_by_no_reason(screening: Evaluation, lea: Person, max_: Person) -> None:
    """Given back as incomplete it is the learner's own again."""
    reasons = [{"code": "not_legible", "step": "p2a", "line": ""}]
    actions.screen(screening, complete=False, reasons=reasons, by=lea)
    with pytest.raises(PermissionDenied):
        actions.inspect(fresh(screening), REASON, by=max_)


def test_a_reason_is_bounded(queued: Evaluation, max_: Person) -> None:
    for reason in ("", " " * 40, "x" * 1001):
        with pytest.raises(BadInput):
            actions.inspect(queued, reason, by=max_)


def test_the_page_finds_by_number_and_tells_nothing_of_others(
    queued: Evaluation, max_: Person, sam: Person
) -> None:
    client, url = sign_in(max_), reverse("assessment:inspections")
    assert client.get(url, {"submission": queued.public_id.lower()}).status_code == 302
    page = client.get(url, {"submission": "ZZ-9999"}).content.decode()
    assert "There is no submission ZZ-9999 that you may open" in page
    assert sign_in(sam).get(url).status_code == 404
    lone = make_assessor(
        queued.submission.version,
        queued.submission.version.micro_credential.issuer,
        lead=make_lead(queued.submission.version.micro_credential.issuer),
    )
    assert sign_in(lone).get(url).status_code == 404


def test_pages_are_shown_in_their_order_and_the_document_opens_below(
    screening: Evaluation, sky: Person, rf: RequestFactory
) -> None:
    submission = screening.submission
    document = submission.artifacts.filter(media_type="application/pdf").first()
    assert document is not None
    for n in (1, 2):
        FileCopy.objects.create(
            artifact=document,
            kind=CopyKind.PAGE,
            position=n,
            step_id=document.step_id,
            name=f"page-{n}.jpg",
            storage_key=f"key-{n}",
            made_at=now(),
        )
    every = [shown for one in evidence_of(submission).exhibits for shown in one.artifacts]
    shown = next(one for one in every if one.pk == document.pk)
    assert list(shown.page_numbers) == [1, 2]
    assert all(not list(one.page_numbers) for one in every if one.pk != document.pk)
    request = rf.get("/")
    request.user, request.session = sky, SessionStore("session-one")
    context = {"shown": shown, "exhibit": None}
    said = render_to_string("assessment/shown_artifact.html", context, request)
    first, second = (said.index(f"&amp;copy=page&amp;position={n}") for n in (1, 2))
    assert first < second < said.index(f'href="{shown.address}?key=')
    assert said.count(sky.display_name) == 4  # twice over each page
