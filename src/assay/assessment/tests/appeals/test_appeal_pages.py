"""Appeals in the browser: the learner's page, the list, the case, and what a refused form gives back."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Appeal, Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_decided, make_lead, score
from assay.catalog.models import Version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

WORDS = "The third clip at 2:10 shows just that, and nobody speaks of it."
REASON = "Two people read it again without your name and the first levels."


@pytest.fixture
def not_yet(
    ada: Person, chi: Person, district: Organization, lea: Person, version: Version
) -> Evaluation:
    first = version.content.criteria[0].id
    evaluation = make_decided(ada, district, lead=lea, version=version, **{first: "almost"})
    actions.release(evaluation, by=chi)
    return Evaluation.objects.get(pk=evaluation.pk)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def own(evaluation: Evaluation) -> str:
    return reverse("assessment:appeal", args=[evaluation.submission_id])


def test_the_letter_leads_to_it_and_says_until_when(not_yet: Evaluation, ada: Person) -> None:
    letter = browser(ada).get(reverse("assessment:decision", args=[not_yet.submission_id]))
    assert own(not_yet) in letter.content.decode()


def test_the_whole_way_from_letter_to_badge(
    not_yet: Evaluation, ada: Person, district: Organization, lea: Person, version: Version
) -> None:
    lou = make_lead(district, "Lou Lead")
    page = browser(ada).post(own(not_yet), {"ground": "procedure", "words": WORDS}, follow=True)
    assert "Take the appeal back" in page.content.decode()
    row = Appeal.objects.get()
    lead = browser(lou)
    assert not_yet.public_id in lead.get(reverse("assessment:appeals")).content.decode()
    case = reverse("assessment:case", args=[row.pk])
    assert "I answer this one" in lead.get(case).content.decode()
    lead.post(reverse("assessment:taking", args=[row.pk]))
    for _n in range(2):
        reader = make_assessor(version, district, lead=lea)
        assert reader.display_name in lead.get(case).content.decode()
        lead.post(reverse("assessment:reader", args=[row.pk]), {"reader": reader.pk})
        assignment = Assignment.objects.get(assessor=reader)
        sheet = browser(reader).get(reverse("assessment:sheet", args=[assignment.pk]))
        assert sheet.status_code == 200 and WORDS not in sheet.content.decode()
        score(assignment, by=reader)
    told = lead.get(case).content.decode()
    assert "First new reading" in told and "which one counts" not in told.lower()
    answer = {"result": "read", "reason": REASON}
    lead.post(reverse("assessment:answer", args=[row.pk]), answer)
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("decided", "rescored")
    said = browser(ada).get(own(not_yet)).content.decode()
    assert REASON in said and "Ask the chair" not in said
    letter = browser(ada).get(reverse("assessment:decision", args=[not_yet.submission_id]))
    assert "After your appeal" in letter.content.decode()


def test_a_refused_form_keeps_what_was_typed(not_yet: Evaluation, ada: Person) -> None:
    page = browser(ada).post(own(not_yet), {"ground": "unkind", "words": WORDS})
    assert page.status_code == 422
    assert WORDS in page.content.decode() and "Choose what was wrong." in page.content.decode()


def test_a_refused_answer_keeps_what_was_typed(
    not_yet: Evaluation, ada: Person, district: Organization
) -> None:
    lou = make_lead(district)
    row = actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada)
    actions.take_appeal(row, by=lou)
    answer = reverse("assessment:answer", args=[row.pk])
    page = browser(lou).post(answer, {"result": "read", "reason": REASON})
    assert page.status_code == 409 and REASON in page.content.decode()
    page = browser(lou).post(answer, {"result": "returned", "reason": "x"})
    assert page.status_code == 422
    reader = reverse("assessment:reader", args=[row.pk])
    for value in ("", "²", "999999", str(ada.pk)):
        assert browser(lou).post(reader, {"reader": value}).status_code == 422


def test_the_chair_reads_and_rules(
    not_yet: Evaluation, ada: Person, district: Organization
) -> None:
    lou, cham = (
        make_lead(district),
        make_person("Cham", role="committee-chair", organization=district),
    )
    row = actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada)
    actions.take_appeal(row, by=lou)
    actions.decide_appeal(row, reason=REASON, returned=True, by=lou)
    page = browser(ada).post(
        reverse("assessment:chair", args=[not_yet.submission_id]), {"words": "no"}
    )
    assert page.status_code == 422
    browser(ada).post(reverse("assessment:chair", args=[not_yet.submission_id]), {"words": WORDS})
    case = browser(cham).get(reverse("assessment:case", args=[row.pk])).content.decode()
    assert "Your last word" in case and ada.display_name not in case
    ruling = reverse("assessment:ruling", args=[row.pk])
    assert browser(cham).post(ruling, {"reason": REASON}).status_code == 422
    browser(cham).post(ruling, {"result": "stays", "reason": REASON})
    assert "This is final." in browser(ada).get(own(not_yet)).content.decode()


def test_who_had_part_reads_nothing_of_what_was_said(
    not_yet: Evaluation, ada: Person, lea: Person, district: Organization
) -> None:
    row = actions.appeal(not_yet, ground="bias_or_conflict", words=WORDS, by=ada)
    screener = Person.objects.get(pk=not_yet.screenings.get().by_id)
    page = browser(screener).get(reverse("assessment:case", args=[row.pk])).content.decode()
    assert WORDS not in page and "You took part" in page


def test_others_find_nothing(not_yet: Evaluation, ada: Person, dee: Person, chi: Person) -> None:
    row = actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada)
    for person in (dee, chi, ada):
        assert browser(person).get(reverse("assessment:case", args=[row.pk])).status_code == 404
    assert browser(dee).get(own(not_yet)).status_code == 404


def test_the_list_is_a_file_too_and_asks_no_more_for_more(
    not_yet: Evaluation, ada: Person, lea: Person, django_assert_max_num_queries: object
) -> None:
    actions.appeal(not_yet, ground="procedure", words=WORDS, by=ada)
    file = browser(lea).get(reverse("assessment:appeals") + "?file=csv")
    assert not_yet.public_id in b"".join(file.streaming_content).decode()
    client = browser(lea)
    client.get(reverse("assessment:appeals"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # pytest-django's fixture has no type
        client.get(reverse("assessment:appeals"))
