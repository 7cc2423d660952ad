"""Bad input on the learner's and the staff's way, through HTTP: a plain message, the right status, nothing typed lost.

What a room shows by itself stands beside the room; here is what crosses rooms or was shown only below the pages.
"""

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessing
from assay.assessment.tests.factories import make_assessor, make_decided, make_evaluation, take_next
from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.evidence.files.tests import samples
from assay.evidence.models import Artifact
from assay.evidence.tests.factories import again, fill, make_artifact, make_draft, make_submission
from assay.lib.clock import held_at, now
from assay.people.models import Person
from assay.people.tests.factories import make_district, make_invitation, make_person
from assay.record.models import Event

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
SCRIPTED = samples.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")


@pytest.fixture
def version(district):
    return make_version(district)


def as_(person, **more):
    client = Client(**more)
    client.force_login(person)
    return client


def step(draft, name="p2b"):
    return reverse("evidence:step", args=(draft.pk, name))


BAD_FILES = [
    ("plan.exe", b"MZ" + bytes(200), "not taken here"),
    ("tally.pdf", b"", "empty"),
    ("tally.pdf", samples.picture("PNG"), "is really PNG"),
    ("tally.docx", samples.bomb(), "unfolds to far more"),
    ("tally.pdf", SCRIPTED, "Print it to a new PDF"),
    ("tally.svg", SVG, "Save the drawing as PNG"),
    ("tally.png", SVG, "something else"),
]
WORDS = [
    "wrong type",
    "zero bytes",
    "misnamed",
    "zip bomb",
    "PDF with scripts",
    "SVG",
    "SVG called PNG",
]


@pytest.mark.parametrize(("name", "body", "said"), BAD_FILES, ids=WORDS)
def test_a_bad_file_is_told_on_the_page_and_what_was_typed_beside_it_is_kept(
    ada, version, name, body, said
):
    draft = make_draft(ada, version)
    kept = make_artifact(draft, "p2c")
    data = {
        "files": SimpleUploadedFile(name, body),
        f"a{kept.pk}-description": "Tallies of week two.",
        "then": "next",
    }
    page = as_(ada).post(step(draft, "p2c"), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text and "Tallies of week two." in text
    assert list(draft.artifacts.values_list("pk", flat=True)) == [kept.pk]
    kept.refresh_from_db()
    assert kept.description == "Tallies of week two."


@pytest.mark.parametrize(("name", "body", "said"), BAD_FILES, ids=WORDS)
def test_a_bad_file_that_comes_in_parts_is_told_and_leaves_nothing(ada, version, name, body, said):
    draft, client, tus = make_draft(ada, version), as_(ada), {"Tus-Resumable": "1.0.0"}
    meta = f"filename {base64.b64encode(name.encode()).decode()}"
    answer = client.post(
        reverse("evidence:uploads", args=(draft.pk, "p2b")),
        headers={**tus, "Upload-Length": str(len(body)), "Upload-Metadata": meta},
    )
    if answer.status_code == 201:
        answer = client.patch(
            answer["Location"],
            body,
            content_type="application/offset+octet-stream",
            headers={**tus, "Upload-Offset": "0"},
        )
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert not Artifact.objects.exists()


def test_a_file_too_large_is_refused_by_the_plain_form(ada, version):
    draft = make_draft(ada, version)
    big = SimpleUploadedFile("tally.pdf", samples.pdf() + bytes(26 * 1024 * 1024))
    page = as_(ada).post(step(draft), {"files": big, "then": "next"})
    assert page.status_code in {413, 422}
    assert "25 MB" in page.content.decode()
    assert not draft.artifacts.exists()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://169.254.169.254/meta", "http://[::1]/", "file:///etc"]
)
def test_no_badge_is_fetched_from_a_private_address(client, db, address):
    answer = client.post("/verify/", {"text": address})
    text = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert "This badge is genuine" not in text
    assert address in text


def test_text_over_its_limit_is_kept_told_and_not_handed_in(ada, version):
    draft, client = fill(make_draft(ada, version)), as_(ada)
    long = "word " * 260
    client.post(
        step(draft, "p1q1"),
        {"text": long, "revision": str(draft.responses.get(prompt_id="p1q1").revision)},
    )
    answer = client.post(reverse("evidence:submission", args=(draft.pk,)))
    assert answer.status_code == 422
    assert "10 words over" in answer.content.decode()
    assert draft.responses.get(prompt_id="p1q1").text.split() == long.split()
    assert again(draft).status == "draft"


@pytest.mark.parametrize("name", ["\u202e", "\x00\x07", "   "])
def test_a_name_of_nothing_but_control_characters_is_asked_for_again(client, max_, district, name):
    invitation = make_invitation("nia@example.org", district, by=max_)
    answer = client.post(
        f"/people/join/{invitation.token}/", {"display_name": name, "password": "three plain words"}
    )
    assert answer.status_code == 422
    assert not Person.objects.filter(email="nia@example.org").exists()


def test_control_characters_leave_a_name_wherever_it_is_given(client, max_, district, ada):
    invitation = make_invitation("nia@example.org", district, by=max_)
    client.post(
        f"/people/join/{invitation.token}/",
        {"display_name": "Nia\u202e Berg\x1b", "password": "three plain words"},
    )
    shown = set(
        Person.objects.filter(email="nia@example.org").values_list("display_name", flat=True)
    )
    assert shown <= {"Nia Berg"}, "cleaned, or refused with a word"
    as_(ada).post(
        "/people/profile/",
        {"display_name": "Ada\u202e Marsh\r\nBcc: x@example.org", "locale": "en"},
    )
    ada.refresh_from_db()
    assert all(c.isprintable() for c in ada.display_name)


def test_a_lease_that_ran_out_by_the_clock_is_told_and_the_typing_comes_back(
    ada, version, district, lea
):
    make_evaluation(ada, district, lead=lea, version=version)
    sam = make_assessor(version, district, lead=lea, name="Sam Scorer")
    lease = take_next(sam)
    with held_at(now() + timedelta(days=60)):
        assessing.lapse_idle()
        data = {"revision": "0", "summary": "An hour of thought.", "level-c1": "demonstrated"}
        for name in ("sheet", "handover"):
            answer = as_(sam).post(reverse(f"assessment:{name}", args=[lease.pk]), data)
            text = answer.content.decode()
            assert answer.status_code == 409, name
            assert (
                "An hour of thought." in text and "Your time with this submission has ended" in text
            )


def test_a_second_press_of_everything_does_it_once(ada, version, district, lea, chi):
    submission = make_submission(ada, version)
    client = as_(ada)
    again_ = client.post(reverse("evidence:submission", args=(submission.pk,)))
    assert again_.url == reverse("evidence:receipt", args=(submission.pk,))
    assert Event.objects.filter(verb="evidence.submitted").count() == 1


def test_a_stale_tab_of_an_approver_changes_nothing(ada, version, district, lea, chi):
    decided, client = make_decided(ada, district, lead=lea, version=version), as_(chi)
    ident = decided.submission.public_id
    client.post(reverse("assessment:releasing", args=[ident]))
    late = client.post(reverse("assessment:returning", args=[ident]), {"note": "Look at c3 again."})
    assert late.status_code == 409
    assert "Look at c3 again." in late.content.decode()
    decided.refresh_from_db()
    assert decided.status == "released"


def test_a_role_cannot_be_forged_by_what_a_form_sends(client, ada, max_, district):
    invitation = make_invitation("nia@example.org", district, by=max_)
    forged = {
        "role": "program-admin",
        "is_superuser": "on",
        "is_staff": "on",
        "organization": str(district.pk),
    }
    client.post(
        f"/people/join/{invitation.token}/",
        {"display_name": "Nia", "password": "three plain words", **forged},
    )
    assert Person.objects.get(email="nia@example.org").roles() == {"learner"}
    as_(ada).post("/people/profile/", {"display_name": "Ada Marsh", "locale": "en", **forged})
    as_(ada).post(
        f"/people/{ada.pk}/memberships/", {"role": "approver", "organization": str(district.pk)}
    )
    assert Person.objects.get(pk=ada.pk).roles() == {"learner"}


def test_without_a_role_no_desk_takes_a_press(ada, dee, version, district, lea):
    decided = make_decided(ada, district, lead=lea, version=version)
    ident = decided.submission.public_id
    sheet = decided.assignments.first()
    presses = [
        reverse("assessment:next"),
        reverse("assessment:many"),
        reverse("assessment:outcome", args=[ident]),
        reverse("assessment:releasing", args=[ident]),
        reverse("assessment:returning", args=[ident]),
        reverse("assessment:adjudication", args=[ident]),
        reverse("assessment:handover", args=[sheet.pk]),
        reverse("assessment:sheet", args=[sheet.pk]),
        reverse("assessment:assessors"),
        reverse("assessment:taking_back", args=[sheet.pk]),
        reverse("people:invitations"),
    ]
    for person in (ada, dee):
        client = as_(person)
        assert {
            url: client.post(url, {"complete": "yes", "real": "yes"}).status_code for url in presses
        } == dict.fromkeys(presses, 404)
    decided.refresh_from_db()
    assert decided.status == "awaiting_release"


def test_an_approver_of_another_district_releases_and_withdraws_nothing_here(
    ada, version, district, lea
):
    decided = make_decided(ada, district, lead=lea, version=version)
    other = as_(
        make_person("Otto Other", role="approver", organization=make_district("Hillside Schools"))
    )
    ident = decided.submission.public_id
    assert other.post(reverse("assessment:releasing", args=[ident])).status_code == 404
    other.post(reverse("assessment:many"), {"submission": [ident]})
    decided.refresh_from_db()
    assert decided.status == "awaiting_release"


def test_somebody_elses_addresses_are_not_there(ada, dee, version):
    award, submission = (
        make_award(ada, version),
        make_submission(dee, make_version(version.micro_credential.issuer, slug="second")),
    )
    stranger = as_(make_person("Sly Reader"))
    gets = [
        f"/awards/{award.pk}/",
        f"/awards/{award.pk}/files/certificate.pdf",
        f"/badges/{award.pk}/",
        reverse("evidence:detail", args=(submission.pk,)),
        reverse("evidence:receipt", args=(submission.pk,)),
        reverse("evidence:file", args=(submission.artifacts.first().pk,)),
        reverse("assessment:decision", args=(submission.pk,)),
        reverse("assessment:file", args=(submission.public_id, submission.artifacts.first().pk)),
    ]
    assert {url: stranger.get(url).status_code for url in gets} == dict.fromkeys(gets, 404)
    posts = [
        f"/awards/{award.pk}/visibility/",
        f"/awards/{award.pk}/shares/",
        f"/awards/{award.pk}/reissue/",
        reverse("evidence:withdrawal", args=(submission.pk,)),
        reverse("assessment:revision", args=(submission.pk,)),
    ]
    assert {
        url: stranger.post(url, {"visibility": "public"}).status_code for url in posts
    } == dict.fromkeys(posts, 404)
    award.refresh_from_db()
    assert award.visibility == "private"


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000, "-1", "1e3", "\u0661"])
def test_numbers_that_are_none_are_no_trouble(ada, lea, max_, version, number):
    learner, lead = as_(ada), as_(lea)
    assert learner.post(reverse("journeys:plan"), {"micro_credential": number}).status_code == 404
    ident = str(version.micro_credential_id)
    assert (
        learner.post(
            reverse("journeys:plan"), {"micro_credential": ident, "goal": number}
        ).status_code
        < 500
    )
    said = {"level": "almost", "text": "Say how long you waited.", "sheet": number}
    assert lead.post(reverse("assessment:stems"), said).status_code == 302
    for person in (ada, lea, max_):
        for url in (
            "/catalog/",
            "/people/",
            "/awards/",
            "/portfolio/",
            reverse("assessment:lead"),
            "/people/record/",
        ):
            sent = {"page": number[:40], "organization": number[:40], "who": number[:40]}
            assert as_(person).get(url, sent).status_code < 500, url
