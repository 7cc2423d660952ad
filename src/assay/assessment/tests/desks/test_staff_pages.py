"""Screening, the lead's and the approver's desks through HTTP."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import (
    Assessor,
    Assignment,
    Conflict,
    Evaluation,
    ScoreSheet,
    Status,
)
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import (
    make_assessor,
    make_decided,
    make_evaluation,
    score,
    take_next,
)
from assay.catalog.models import Version
from assay.lib.clock import now, today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_decided(ada, district, lead=lea, version=version, c3="almost")


@pytest.fixture
def split(queued: Evaluation, sam: Person, sue: Person) -> Evaluation:
    """One says earned, the other not yet."""
    score(take_next(sam), by=sam)
    score(take_next(sue), by=sue, c3="almost")
    return Evaluation.objects.get(pk=queued.pk)


def test_a_screener_passes_it_on(screening: Evaluation, lea: Person) -> None:
    client, ident = sign_in(lea), screening.submission.public_id
    assert ident in client.get(reverse("assessment:screening")).content.decode()
    check = reverse("assessment:check", args=[ident])
    assert (
        "What the version asks for" not in client.get(check).content.decode()
    )  # nobody has taken it yet
    assert client.post(reverse("assessment:duty", args=[ident])).status_code == 302
    page = client.get(check).content.decode()
    assert "What the version asks for" in page
    before, whose = page.split('id="whose"')
    assert "Ada Marsh" in whose and "Cedar Point" in whose  # whoever checks has to know
    assert "Ada Marsh" not in before and "Cedar Point" not in before
    url = reverse("assessment:outcome", args=[ident])
    answer = client.post(url, {"complete": "yes"})
    assert answer.status_code == 422 and "Confirm it" in answer.content.decode()
    assert client.post(url, {"complete": "yes", "real": "yes"}).status_code == 302
    screening.refresh_from_db()
    assert screening.status == Status.QUEUED
    assert screening.screenings.get().in_real_role is True
    assert client.post(url, {"complete": "yes", "real": "yes"}).status_code == 409


def test_a_screener_gives_it_back_with_a_reason_tied_to_a_step(
    screening: Evaluation, lea: Person
) -> None:
    url = reverse("assessment:outcome", args=[screening.submission.public_id])
    data = {"complete": "no", "reason": "p2a|not_legible", "line-p2a": "No sound after 0:40."}
    assert sign_in(lea).post(url, data).status_code == 302
    screening.submission.refresh_from_db()
    assert screening.submission.status == "draft" and screening.submission.attempt == 1
    assert "No sound after 0:40." in screening.submission.why_returned[0]


def test_without_a_reason_nothing_is_given_back_and_with_one_nothing_is_passed_on(
    screening: Evaluation, lea: Person
) -> None:
    client, url = sign_in(lea), reverse("assessment:outcome", args=[screening.submission.public_id])
    actions.take_screening(screening, by=lea)
    assert client.post(url, {"complete": "no", "line-p2a": "x"}).status_code == 422
    told = client.post(
        url, {"complete": "yes", "reason": "p2a|over_limit", "line-p2a": "Two minutes over."}
    )
    assert told.status_code == 422 and "Two minutes over." in told.content.decode()
    assert client.post(url, {"complete": "no", "reason": "p9z|over_limit"}).status_code == 422
    assert client.post(url, {"complete": "no", "reason": "p2a|ugly"}).status_code == 422


@pytest.mark.parametrize(
    ("role", "name"),
    [("lead-assessor", "check"), ("approver", "release_detail"), ("lead-assessor", "adjudication")],
)
def test_what_another_district_does_is_not_there(
    role: str, name: str, screening: Evaluation
) -> None:
    stranger = make_person("Otto Other", role=role, organization=make_district("Hillside Schools"))
    url = reverse(f"assessment:{name}", args=[screening.submission.public_id])
    assert sign_in(stranger).get(url).status_code == 404


def test_the_approver_releases_and_a_second_press_is_told(decided: Evaluation, chi: Person) -> None:
    client, ident = sign_in(chi), decided.submission.public_id
    assert ident in client.get(reverse("assessment:release") + "?outcome=not_yet").content.decode()
    assert (
        ident not in client.get(reverse("assessment:release") + "?outcome=earned").content.decode()
    )
    page = client.get(reverse("assessment:release_detail", args=[ident])).content.decode()
    assert "Recommended: Not yet" in page and "Ada Marsh" not in page and "Assessor 1" not in page
    url = reverse("assessment:releasing", args=[ident])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 409


def test_a_return_needs_a_note_and_opens_the_sheets_again(decided: Evaluation, chi: Person) -> None:
    client, url = sign_in(chi), reverse("assessment:returning", args=[decided.submission.public_id])
    assert client.post(url, {"note": " "}).status_code == 422
    assert client.post(url, {"note": "Look at c3 again."}).status_code == 302
    sheets = [a.sheet for a in decided.assignments.all()]
    assert all(s.handed_over_at is None and len(s.earlier) == 1 for s in sheets)
    scorer = decided.assignments.first().assessor
    page = (
        sign_in(scorer)
        .get(reverse("assessment:sheet", args=[decided.assignments.first().pk]))
        .content.decode()
    )
    assert "Look at c3 again." in page


def test_clean_ones_are_released_together_and_others_left(
    decided: Evaluation,
    dee: Person,
    district: Organization,
    lea: Person,
    version: Version,
    chi: Person,
) -> None:
    second = make_decided(dee, district, lead=lea, version=version)
    sheet = second.assignments.first().sheet
    sheet.note_to_approver = "I am not sure about the second clip."
    sheet.save()
    idents = [decided.submission.public_id, second.submission.public_id]
    answer = sign_in(chi).post(reverse("assessment:many"), {"submission": idents}, follow=True)
    body = answer.content.decode()
    assert "1 released." in body and f"These need a closer look first: {idents[1]}" in body
    decided.refresh_from_db(), second.refresh_from_db()
    assert (decided.status, second.status) == (Status.RELEASED, Status.AWAITING_RELEASE)


def test_an_approver_who_scored_it_reads_that_somebody_else_releases(
    decided: Evaluation, district: Organization
) -> None:
    scorer = make_person(
        decided.assignments.first().assessor, role="approver", organization=district
    )
    client, ident = sign_in(scorer), decided.submission.public_id
    page = client.get(reverse("assessment:release_detail", args=[ident]))
    assert page.status_code == 200 and "You took part in judging" in page.content.decode()
    assert client.post(reverse("assessment:releasing", args=[ident])).status_code == 403


def test_a_lead_settles_with_both_sheets_at_hand_and_no_names(
    split: Evaluation, lea: Person
) -> None:
    client, ident = sign_in(lea), split.submission.public_id
    assert ident in client.get(reverse("assessment:lead") + "?show=disagreements").content.decode()
    url = reverse("assessment:adjudication", args=[ident])
    assert (
        "Two sheets, side by side" not in client.get(url).content.decode()
    )  # not before it is taken
    assert client.post(reverse("assessment:settling", args=[ident])).status_code == 302
    page = client.get(url).content.decode()
    assert "Two sheets, side by side" in page
    assert not [name for name in ("Sam Scorer", "Sue Second", "Ada Marsh") if name in page]
    criteria = split.submission.version.content.criteria
    data = {f"level-{c.id}": "demonstrated" for c in criteria} | {
        "level-c3": "almost",
        "strength-c3": "Seen once.",
    }
    told = client.post(url, data)
    assert told.status_code == 422 and "Seen once." in told.content.decode()
    data |= {"next-c3": "Send one more clip."}
    told = client.post(url, data)
    assert told.status_code == 422 and 'href="#reason"' in told.content.decode()
    assert client.post(url, data | {"reason": "  "}).status_code == 422
    assert client.post(url, data | {"reason": "The second clip shows it once."}).status_code == 302
    split.refresh_from_db()
    assert split.status == Status.AWAITING_RELEASE and split.decision.settled_by == "adjudication"


def test_the_approver_reads_why_it_was_settled_so_and_the_learner_does_not(
    split: Evaluation, lea: Person, chi: Person, ada: Person
) -> None:
    third = actions.take_adjudication(split, by=lea)
    score(third, by=lea)
    why = "The second clip shows it."
    assert ScoreSheet.objects.get(assignment=third).reason == why
    ident = split.submission.public_id
    client = sign_in(chi)
    assert why in client.get(reverse("assessment:release_detail", args=[ident])).content.decode()
    client.post(reverse("assessment:releasing", args=[ident]))
    letter = reverse("assessment:decision", args=[split.submission.pk])
    assert why not in sign_in(ada).get(letter).content.decode()
    assert why not in str([event.particulars for event in Event.objects.all()])


def test_who_scored_a_sheet_does_not_settle_it(
    split: Evaluation, sam: Person, district: Organization
) -> None:
    make_person(sam, role="lead-assessor", organization=district)
    page = (
        sign_in(sam)
        .get(reverse("assessment:adjudication", args=[split.submission.public_id]))
        .content.decode()
    )
    assert (
        "You scored this one, so another lead settles it" in page
        and "Two sheets, side by side" not in page
    )
    data = {f"level-{c.id}": "demonstrated" for c in split.submission.version.content.criteria}
    answer = sign_in(sam).post(
        reverse("assessment:adjudication", args=[split.submission.public_id]), data
    )
    assert answer.status_code == 403


def test_a_lead_attests_and_ends_and_declares(
    lea: Person, bo: Person, ada: Person, version: Version
) -> None:
    client, url = sign_in(lea), reverse("assessment:assessors")
    data = {
        "person": bo.email,
        "version": "mc-wait-time|1",
        "basis": "expert",
        "statement": "Coached it for years.",
    }
    assert client.post(url, data | {"basis": "holder"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 409
    nobody = client.post(url, data | {"person": "Zoe Zett"})
    assert nobody.status_code == 422 and "No one here has this name" in nobody.content.decode()
    assert "Bo Lind" in client.get(url + "?q=lind").content.decode()
    assert (
        client.post(reverse("assessment:ending", args=[Assessor.objects.get().pk])).status_code
        == 302
    )
    conflict = {"person": "bo lind", "other": "Marsh", "ground": "family"}
    assert client.post(reverse("assessment:conflicts"), conflict).status_code == 302
    assert (
        client.post(reverse("assessment:conflicts"), conflict | {"ground": "x"}).status_code == 422
    )
    assert "Bo Lind" in client.get(reverse("assessment:conflicts")).content.decode()
    assert (
        client.post(
            reverse("assessment:conflict_ending", args=[Conflict.objects.get().pk])
        ).status_code
        == 302
    )
    assert client.get(reverse("assessment:load")).status_code == 200


def test_several_people_are_attested_for_several_versions_and_each_refusal_is_told(
    lea: Person, bo: Person, sam: Person, version: Version, district: Organization
) -> None:
    client, url = sign_in(lea), reverse("assessment:assessors")
    kit = make_person("Kit Kern", role="assessor", organization=district)
    data = {"person": bo.email, "others": "Kit Kern\nSam Scorer", "basis": "expert"}
    none = client.post(url, data)
    assert none.status_code == 422 and 'href="#versions"' in none.content.decode()
    data["version"] = "mc-wait-time|1"
    unknown = client.post(url, data | {"others": "Zoe Zett"})
    body = unknown.content.decode()
    assert unknown.status_code == 422 and "Zoe Zett: No one here has this name" in body
    assert 'value="mc-wait-time|1" checked' in body
    told = client.post(url, data, follow=True).content.decode()
    assert "2 approved." in told and "Sam Scorer can already assess this." in told
    assert {row.person for row in Assessor.objects.current()} >= {bo, kit, sam}
    again = client.post(url, data)
    assert (
        again.status_code == 422 and "Kit Kern can already assess this." in again.content.decode()
    )
    assert client.post(url, data | {"version": "none|1"}).status_code == 404
    assert client.post(url, data | {"person": lea.email}).status_code in (403, 422)


def test_the_end_of_a_certification_is_taken_back_on_the_same_day(
    lea: Person, sam: Person, sue: Person, district: Organization
) -> None:
    client, row = sign_in(lea), Assessor.objects.get(person=sam)
    assert "You can undo this today" in client.get("/assessment/lead/assessors/").content.decode()
    back = reverse("assessment:resuming", args=[row.pk])
    assert client.post(back).status_code == 409
    client.post(reverse("assessment:ending", args=[row.pk]))
    assert "Ended today" in client.get("/assessment/lead/assessors/").content.decode()
    assert sign_in(sue).post(back).status_code == 404
    assert client.post(back).status_code == 302 and client.post(back).status_code == 409
    row.refresh_from_db()
    assert row.ended_at is None
    assert (
        Event.objects.filter(verb="assessment.basis_resumed", subject_id=str(row.pk)).count() == 1
    )
    actions.end_basis(row, by=lea)
    Assessor.objects.filter(pk=row.pk).update(ended_at=now() - timedelta(days=2))
    assert client.post(back).status_code == 409
    Assessor.objects.filter(pk=row.pk).update(ended_at=None)
    actions.end_basis(row, by=None)
    assert client.post(back).status_code == 403


def test_who_carries_most_comes_first_with_all_they_hold_and_did(
    district: Organization, version: Version, lea: Person
) -> None:
    kim, _bea = (make_assessor(version, district, lead=lea, name=n) for n in ("Kim K", "Bea B"))
    for n in range(3):
        learner = make_person(f"Learner {n}", role="learner", organization=district)
        make_evaluation(learner, district, lead=lea, version=version)
    held = [take_next(kim), take_next(kim)]
    actions.recuse(held[0], "family", by=kim)
    Assignment.objects.filter(pk=held[1].pk).update(due_on=date(2020, 1, 1))
    page = sign_in(lea).get(reverse("assessment:load")).context["page"]
    said = ("display_name", "open", "late", "scored", "lapsed", "recused")
    rows = [tuple(row[name] for name in said) for row in page]
    assert rows[0] == ("Kim K", 1, 1, 0, 0, 1)
    assert ("Bea B", 0, 0, 0, 0, 0) in rows


def test_load_leaves_out_what_a_lead_does_not_look_after(
    district: Organization, version: Version, lea: Person
) -> None:
    """The lead's own submission, whoever scored it; and all of an issuer they do not lead."""
    kim = make_assessor(version, district, lead=lea, name="Kim K")
    learner = make_person("Learner", role="learner", organization=district)
    for person in (learner, lea):
        made = make_evaluation(person, district, lead=lea, version=version)
        Assignment.objects.create(
            evaluation=made,
            slot=1,
            assessor=kim,
            status="scored",
            offered_at=now(),
            touched_at=now(),
            ended_at=now(),
            due_on=today(),
        )

    def scored(lead: Person) -> int:
        page = sign_in(lead).get(reverse("assessment:load")).context["page"]
        return next(row["scored"] for row in page if row["display_name"] == "Kim K")

    other = make_person("Other Lead", role="lead-assessor", organization=district)
    assert (scored(lea), scored(other)) == (1, 2)
    home = make_department(district, "Reading Office")
    reader = make_person("Reading Lead", role="lead-assessor", organization=home)
    assert scored(reader) == 0
    Assignment.objects.update(status="lapsed")
    assert (scored(lea), scored(reader)) == (0, 0)


def test_a_lead_takes_a_lease_back(queued: Evaluation, sam: Person, lea: Person) -> None:
    assignment = take_next(sam)
    client = sign_in(lea)
    assert "Sam Scorer" in client.get(reverse("assessment:lead") + "?show=all").content.decode()
    assert client.post(reverse("assessment:taking_back", args=[assignment.pk])).status_code == 302
    queued.refresh_from_db()
    assert queued.status == Status.QUEUED
    assert client.post(reverse("assessment:taking_back", args=[assignment.pk])).status_code == 409


PINNED = {
    "desk": 12,
    "screening": 11,
    "lead": 12,
    "release": 11,
    "assessors": 14,
    "conflicts": 13,
    "load": 14,
}


@pytest.mark.parametrize("name", sorted(PINNED))
def test_lists_ask_the_same_number_of_questions_however_long(
    name: str,
    district: Organization,
    lea: Person,
    version: Version,
    chi: Person,
    django_assert_max_num_queries: object,
) -> None:
    state = {"screening": "screening", "release": "decided"}.get(name, "queued")
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    person = {"desk": sam, "release": chi}.get(name, lea)
    url = reverse(f"assessment:{name}") + ("?show=all" if name == "lead" else "")
    counts = []
    for n in range(2):
        for m in range(1 + n):
            learner = make_person(f"Learner {n}{m}", role="learner", organization=district)
            if state == "decided":
                make_decided(learner, district, lead=lea, version=version)
            else:
                make_evaluation(
                    learner, district, lead=lea, version=version, screened=state == "queued"
                )
                if name == "desk":
                    take_next(sam)
        Client().get("/")
        client = sign_in(person)
        with django_assert_max_num_queries(PINNED[name]) as found:  # type: ignore[operator]
            assert client.get(url).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_lead_sees_whose_school_nobody_knows(
    client: Client, lea: Person, queued: Evaluation, district: Organization
) -> None:
    learner = queued.submission.start.person
    client.force_login(lea)
    assert learner not in client.get("/assessment/lead/conflicts/").context["unplaced"]
    learner.memberships.update(organization=district)
    page = client.get("/assessment/lead/conflicts/")
    assert learner in page.context["unplaced"]
    assert "School or office not known" in page.content.decode()
