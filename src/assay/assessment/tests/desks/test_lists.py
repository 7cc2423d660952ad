"""Lists of the desks: their order, their numbers, and each as a file."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Evaluation
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import make_assessor, make_decided, make_evaluation, take_next
from assay.assessment.words import days_late
from assay.catalog.models import Version
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(district: Organization, lea: Person, version: Version) -> list[Evaluation]:
    """Due one day after another, the second long ago."""
    made = []
    for n, name in enumerate(("Ana A", "Ben B", "Cy C")):
        learner = make_person(name, role="learner", organization=district)
        row = make_evaluation(learner, district, lead=lea, version=version)
        row.due_on = today() + timedelta(days=n if n != 1 else -30)
        row.save(update_fields=("due_on",))
        made.append(row)
    return made


def shown(client: Client, url: str) -> list[str]:
    return [row["public_id"] for row in client.get(url).context["page"]]


def file_of(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return text.removeprefix("\ufeff").splitlines()


def test_a_lead_orders_the_list_both_ways_and_an_odd_order_is_the_first(
    three: list[Evaluation], lea: Person
) -> None:
    client, url = sign_in(lea), reverse("assessment:lead") + "?show=all"
    first, late, last = (row.submission.public_id for row in three)
    assert shown(client, url) == [late, first, last]
    assert shown(client, url + "&sort=-promised") == [last, first, late]
    assert shown(client, url + "&sort=submission") == sorted([first, late, last])
    assert shown(client, url + "&sort=pk;drop") == [late, first, last]
    page = client.get(url + "&sort=-promised").content.decode()
    assert 'aria-sort="descending"' in page and "business days late" in page


def test_the_numbers_open_their_list(three: list[Evaluation], lea: Person) -> None:
    context = sign_in(lea).get(reverse("assessment:lead")).context
    assert [(n.count, n.url) for n in context["counts"]] == [
        (1, "?show=late"),
        (0, "?show=idle"),
        (0, "?show=disagreements"),
        (3, "?show=all"),
    ]
    assert [row["public_id"] for row in context["page"]] == [three[1].submission.public_id]


def test_what_one_assessor_holds_opens_from_their_load(
    three: list[Evaluation], district: Organization, lea: Person, version: Version
) -> None:
    kim = make_assessor(version, district, lead=lea, name="Kim K")
    held = take_next(kim)
    client = sign_in(lea)
    url = f"{reverse('assessment:lead')}?show=with&person={kim.pk}"
    assert url.replace("&", "&amp;") in client.get(reverse("assessment:load")).content.decode()
    assert shown(client, url) == [held.evaluation.submission.public_id]
    assert shown(client, url.replace(f"={kim.pk}", "=9")) == []
    assert client.get(reverse("assessment:lead") + "?show=with&person=x").status_code == 200


def test_every_list_is_a_file_in_the_order_that_is_shown(
    three: list[Evaluation], district: Organization, lea: Person, chi: Person, version: Version
) -> None:
    client = sign_in(lea)
    lines = file_of(client, reverse("assessment:lead") + "?show=all&sort=-promised&page=7&file=csv")
    assert lines[0].startswith("Submission,Micro-credential,Version,Promised,Business days late")
    assert [line.split(",")[0] for line in lines[1:]] == [
        row.submission.public_id for row in (three[2], three[0], three[1])
    ]
    kim = make_assessor(version, district, lead=lea, name="=Kim()")
    assert any(
        line.startswith("'=Kim(),") for line in file_of(client, "/assessment/lead/load/?file=csv")
    )
    assert any(
        "'=Kim()" in line for line in file_of(client, "/assessment/lead/assessors/?file=csv")
    )
    actions.declare_conflict(kim, make_person("Pat P"), "family", by=kim)
    assert len(file_of(client, "/assessment/lead/conflicts/?file=csv")) >= 1
    held = take_next(kim)
    (line,) = file_of(sign_in(kim), "/assessment/sheets/?file=csv")[1:]
    assert line.startswith(held.evaluation.submission.public_id)
    assert len(file_of(sign_in(kim), "/assessment/sheets/?state=scored&file=csv")) == 1
    waits = make_person("Dot D", role="learner", organization=district)
    made = make_evaluation(waits, district, lead=lea, version=version, screened=False)
    (line,) = file_of(client, "/assessment/screening/?file=csv")[1:]
    assert line.startswith(made.submission.public_id) and "Dot D" not in line
    learner = make_person("Eve E", role="learner", organization=district)
    make_decided(learner, district, lead=lea, version=version)
    (decided,) = Evaluation.objects.filter(status="awaiting_release")
    lines = file_of(sign_in(chi), "/assessment/release/?file=csv&sort=-recommended")[1:]
    assert [line.split(",")[0] for line in lines] == [decided.submission.public_id]


def test_a_lead_takes_several_back_at_once_and_hears_why_one_was_left(
    three: list[Evaluation], district: Organization, lea: Person, version: Version
) -> None:
    kim = make_assessor(version, district, lead=lea)
    held = [take_next(kim) for _n in range(3)]
    client, url = sign_in(lea), reverse("assessment:taking_back_many")
    actions.recuse(held[2], "family", by=kim)
    sent = {"lease": [str(row.pk) for row in held] + ["x"], "next": "/assessment/lead/?show=all"}
    assert sign_in(kim).post(url, sent).status_code == 404
    answer = client.post(url, sent, follow=True)
    body = answer.content.decode()
    assert answer.redirect_chain[0][0] == "/assessment/lead/?show=all"
    assert "2 are back in the queue" in body
    assert f"{held[2].evaluation.public_id}: This assignment has already ended." in body
    lapsed = Event.objects.filter(verb="assessment.lapsed", by_id=str(lea.pk))
    assert lapsed.count() == 2
    assert "Choose at least one submission first." in client.post(url, follow=True).content.decode()
    stranger = make_person("Otto O", role="lead-assessor", organization=make_district("Hill"))
    told = sign_in(stranger).post(url, {"lease": held[0].pk}, follow=True).content.decode()
    assert "Choose at least one submission first." in told


def test_the_load_is_ordered_by_what_is_asked(
    three: list[Evaluation], district: Organization, lea: Person, version: Version
) -> None:
    for name in ("Kim K", "Bea B"):
        make_assessor(version, district, lead=lea, name=name)
    take_next(make_assessor(version, district, lead=lea, name="Moe M"))
    client, url = sign_in(lea), reverse("assessment:load")

    def names(sort: str) -> list[str]:
        page = client.get(f"{url}?sort={sort}").context["page"]
        told = [row["display_name"] for row in page]
        return [name for name in told if name in ("Kim K", "Bea B", "Moe M")]

    assert names("") == names("-open") == ["Moe M", "Bea B", "Kim K"]
    assert names("open") == ["Bea B", "Kim K", "Moe M"]
    assert names("name") == ["Bea B", "Kim K", "Moe M"]
    assert names("-name") == ["Moe M", "Kim K", "Bea B"]
    assert len(names("late")) == len(names("-late")) == 3


def test_a_desk_says_what_is_begun_and_when_it_goes_to_somebody_else(
    three: list[Evaluation], district: Organization, lea: Person, version: Version
) -> None:
    kim = make_assessor(version, district, lead=lea)
    held = take_next(kim)
    client, url = sign_in(kim), reverse("assessment:desk")
    page = client.get(url).content.decode()
    assert "Not begun" in page and "Goes to someone else if not worked on by" in page
    actions.save_sheet(held, levels={"c1": "almost"}, feedback={}, by=kim)
    (row,) = client.get(url + "?sort=-title").context["page"]
    assert row["is_begun"] and row["levels_given"] == 1 and row["goes_back_on"] is None
    assert f"{version.title} 1</a>" in page


def test_days_late_are_business_days() -> None:
    friday = today() - timedelta(days=today().weekday() + 3)
    assert days_late(friday, friday, []) == (0, "")
    assert days_late(friday, friday + timedelta(days=2), []) == (0, "Late")
    assert days_late(friday, friday + timedelta(days=3), [])[0] == 1
    assert days_late(friday, friday + timedelta(days=4), [])[1] == "2 business days late"
