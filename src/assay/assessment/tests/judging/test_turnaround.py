"""A day is promised only where enough people may judge (findings: published, promised, and nobody who may score it)."""

import re

from django.test import Client

from assay.assessment import actions
from assay.assessment.models import Assessor, Evaluation
from assay.assessment.tests.factories import make_assessor
from assay.catalog.models import Edition, Version
from assay.catalog.public import turnaround
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_submission
from assay.people.models import Organization, Person
from assay.record.models import Event

NO_DAY = "no date promised yet"


def test_a_page_promises_days_only_once_two_may_score(
    client: Client, version: Version, district: Organization, lea: Person
) -> None:
    page = f"/catalog/{version.micro_credential.slug}/"
    assert NO_DAY in client.get(page).content.decode()
    make_assessor(version, district, lead=lea)
    assert NO_DAY in client.get(page).content.decode()
    make_assessor(version, district, lead=lea)
    text = client.get(page).content.decode()
    assert NO_DAY not in text and "business days" in text


def test_one_calibrated_assessor_is_enough(
    version: Version, district: Organization, lea: Person
) -> None:
    make_assessor(version, district, lead=lea)
    assert not turnaround.can_be_judged(version)
    Assessor.objects.update(calibrated_at="2026-01-01T00:00Z")
    assert turnaround.can_be_judged(version)


def test_who_lost_the_role_or_the_account_does_not_count(
    sam: Person, sue: Person, version: Version
) -> None:
    assert turnaround.can_be_judged(version)
    sue.is_active = False
    sue.save()
    assert not turnaround.can_be_judged(version)


def test_another_scoring_version_has_its_own_assessors(
    sam: Person, sue: Person, version: Version
) -> None:
    version.number = "9.0"
    assert not turnaround.can_be_judged(version)


def test_an_anonymous_copy_of_the_page_is_renewed_when_the_promise_changes(
    client: Client, version: Version, district: Organization, lea: Person
) -> None:
    page = f"/catalog/{version.micro_credential.slug}/"
    Edition.objects.update_or_create(pk=1, defaults={"stamp": "as-it-is"})
    client.get(page)  # sets the cookie that a form's token belongs to
    tag = client.get(page).headers["ETag"]
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304
    for _ in range(2):
        make_assessor(version, district, lead=lea)
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 200


def test_handing_in_without_assessors_names_no_day_and_gets_one_later(
    ada: Person, version: Version, district: Organization, lea: Person, client: Client
) -> None:
    client.force_login(ada)
    submission = make_submission(ada, version)
    assert submission.promised_on is None
    if not Evaluation.objects.filter(submission=submission).exists():
        actions.open_evaluation(submission)
    for address in ("status/", "receipt/"):
        text = client.get(f"/evidence/{submission.pk}/{address}").content.decode()
        assert "No date is promised yet" in text and "None" not in text
    for _ in range(2):
        make_assessor(version, district, lead=lea)
    for assessor in Assessor.objects.order_by("pk"):
        actions.promise_waiting(assessor)
    submission = Submission.objects.get(pk=submission.pk)
    assert submission.promised_on is not None
    assert Evaluation.objects.get(submission=submission).due_on == submission.promised_on
    assert Event.objects.filter(verb="evidence.promised", subject_id=submission.pk).count() == 1
    assert (
        "You will get a decision by"
        in client.get(f"/evidence/{submission.pk}/status/").content.decode()
    )


def test_the_lead_sees_what_too_few_may_score(
    client: Client, lea: Person, version: Version, district: Organization
) -> None:
    client.force_login(lea)
    page = client.get("/assessment/lead/assessors/")
    assert page.context["short"] == [version]
    form = client.get(
        "/assessment/lead/assessors/",
        {"version": f"{version.micro_credential.ident}|{version.major}"},
    )
    boxes = re.findall(r'<input[^>]*name="version"[^>]*>', form.content.decode())
    (ticked,) = [box for box in boxes if "checked" in box]
    assert f'value="{version.micro_credential.ident}|{version.major}"' in ticked
    for _ in range(2):
        make_assessor(version, district, lead=lea)
    assert client.get("/assessment/lead/assessors/").context["short"] == []
