"""The pages of calibration: the whole way by HTTP, what strangers meet, what is shown before and after."""

import json

import pytest
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import (
    Anchor,
    AnchorPermission,
    AnchorReading,
    Assessor,
    AssessorOffer,
    Calibration,
    Evaluation,
    Objection,
    Result,
    TrainingRead,
)
from assay.assessment.pool import training
from assay.assessment.tests.desks.test_desk_pages import sign_in
from assay.assessment.tests.factories import (
    make_anchor,
    make_calibration,
    make_decided,
    make_lead,
    read_all,
    read_anchor,
)
from assay.catalog.models import Version
from assay.evidence.models import Consent
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"assessment:{name}", args=args)


def sheet_of(reading: AnchorReading, level: str = "demonstrated") -> dict[str, str]:
    criteria = reading.anchor.version.content.criteria
    sent = {f"level-{c.id}": level for c in criteria}
    sent |= {f"strength-{c.id}": f"I saw {c.id}." for c in criteria}
    sent |= {f"next-{c.id}": "Once more." for c in criteria}
    return {**sent, "summary": "Seen.", "revision": str(reading.revision)}


def test_the_whole_way_by_http(sam: Person, lea: Person, version: Version) -> None:
    for _ in range(5):
        make_anchor(version, lead=lea)
    assessor, client = Assessor.objects.get(person=sam), sign_in(sam)
    desk = client.get(at("desk")).content.decode()
    assert at("certification", assessor.pk) in desk and "Be certified" in desk
    page = client.get(at("certification", assessor.pk)).content.decode()
    assert "Approved by a lead, not certified yet" in page and "Begin with the anchors" not in page
    told = client.post(at("starting", assessor.pk), follow=True).content.decode()
    assert "four pages of the training" in told
    for slug in training.PAGES:
        assert client.get(at("training", slug)).status_code == 200
        client.post(at("training", slug))
    assert TrainingRead.objects.filter(person=sam).count() == 4
    assert "Begin with the anchors" in client.get(at("certification", assessor.pk)).content.decode()
    client.post(at("starting", assessor.pk))
    for place in range(1, 6):
        reading = AnchorReading.objects.get(person=sam, place=place)
        page = client.get(at("reading", reading.pk)).content.decode()
        assert f"Anchor {place} of 5" in page and "Private note" not in page
        assert "The expert saw" not in page and "Good prose" not in page
        answer = client.post(at("reading_handover", reading.pk), sheet_of(reading))
        assert answer.headers["Location"] == at("beside", reading.pk)
        page = client.get(at("beside", reading.pk)).content.decode()
        assert "same level on 5 of 5" in page and "The expert saw c1." in page
    page = client.get(at("certification", assessor.pk)).content.decode()
    assert "Certified until" in page and "25 of 25" in page
    assert "until" in client.get(at("desk")).content.decode()


def test_an_anchors_sheet_saves_as_every_sheet_does(
    sam: Person, lea: Person, version: Version
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first, second = turn.readings.all()[:2]
    client = sign_in(sam)
    accept = {"headers": {"Accept": "application/json"}}
    sent = {"level-c1": "almost", "revision": "0"}
    answer = client.post(at("reading", first.pk), sent, **accept)
    assert json.loads(answer.content)["revision"] == 1
    stale = client.post(at("reading", first.pk), sent, **accept)
    assert stale.status_code == 409 and "level-c1" in stale.content.decode()
    page = client.post(at("reading", first.pk), {**sent, "summary": "Typed here."})
    assert page.status_code == 409 and "Typed here." in page.content.decode()
    open_ = client.post(at("reading_handover", first.pk), {"level-c1": "almost", "revision": "1"})
    assert open_.status_code == 422 and "Choose a level" in open_.content.decode()
    assert client.get(at("reading", second.pk)).headers["Location"] == at("reading", first.pk)
    assert client.post(at("reading", second.pk), {}, **accept).status_code == 409
    client.post(
        at("stems"), {"level": "almost", "text": "Count it.", "sheet": f"anchor-{first.pk}"}
    )
    assert "Count it." in client.get(at("reading", first.pk)).content.decode()
    read_anchor(first)
    late = client.post(at("reading", first.pk), sent, **accept)
    assert late.status_code == 409
    again = client.post(at("reading_handover", first.pk), sheet_of(first))
    assert again.status_code == 409


def test_strangers_and_others_meet_nothing(
    sam: Person, sue: Person, dee: Person, ada: Person, lea: Person, version: Version
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = turn.readings.all()[0]
    assessor = Assessor.objects.get(person=sam)
    for person in (sue, dee, ada):
        client = sign_in(person)
        for name, key in (
            ("certification", assessor.pk),
            ("reading", first.pk),
            ("beside", first.pk),
        ):
            assert client.get(at(name, key)).status_code == 404
        for name, key in (
            ("starting", assessor.pk),
            ("stopping", turn.pk),
            ("reading_handover", first.pk),
            ("objection", first.pk),
        ):
            assert client.post(at(name, key)).status_code == 404
        assert client.get(at("anchors")).status_code in (403, 404)
        assert client.get(at("anchor", first.anchor.public_id)).status_code in (403, 404)
    assert sign_in(sam).get(at("beside", first.pk)).status_code == 404  # not handed over yet
    lead = sign_in(lea)
    assert lead.get(at("certification", assessor.pk)).status_code == 200
    assert lead.get(at("reading", first.pk)).status_code == 404


def test_leads_see_how_far_somebody_is(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = read_anchor(turn.readings.all()[0], c1="almost")
    page = sign_in(lea).get(at("beside", first.pk)).content.decode()
    assert "One level apart" in page and "I saw c1." in page and "Send to the lead" not in page
    assert (
        at("certification", Assessor.objects.get(person=sam).pk)
        in sign_in(lea).get(at("assessors")).content.decode()
    )


def test_side_by_side_says_in_which_direction(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = read_anchor(turn.readings.all()[0], c1="almost", c2="not_yet")
    page = sign_in(sam).get(at("beside", first.pk)).content.decode()
    for words in (
        "same level on 3 of 5",
        "2 differ.",
        "lower each time",
        "1 is two levels apart",
        "That moment.",
        "Good prose is not evidence.",
        "The rule allows none",
    ):
        assert words in page


def test_an_objection_goes_to_the_lead_and_comes_back(
    sam: Person, lea: Person, version: Version
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    first = read_anchor(turn.readings.all()[0], c1="almost")
    client, lead = sign_in(sam), sign_in(lea)
    empty = client.post(at("objection", first.pk), {"criterion": "c1", "words": " "})
    assert empty.status_code == 422 and "name the moment" in empty.content.decode()
    client.post(at("objection", first.pk), {"criterion": "c1", "words": "At 02:05 <she> waits."})
    assert "At 02:05 &lt;she&gt; waits." in lead.get(at("anchors")).content.decode()
    row = Objection.objects.get()
    assert client.post(at("answering", row.pk)).status_code in (403, 404)
    sent = {"answer": "corrected", "level": "almost", "words": "You are right."}
    lead.post(at("answering", row.pk), sent)
    assert lead.post(at("answering", row.pk), sent).status_code == 409
    page = client.get(at("beside", first.pk)).content.decode()
    assert "You are right." in page and "same level on 5 of 5" in page


def test_a_turn_can_be_stopped(sam: Person, lea: Person, version: Version) -> None:
    turn = make_calibration(sam, version, lead=lea)
    client = sign_in(sam)
    client.post(at("stopping", turn.pk))
    assert client.post(at("stopping", turn.pk)).status_code == 409
    assert Calibration.objects.get().result == Result.ENDED


def test_too_few_anchors_are_shown(sam: Person, lea: Person, version: Version) -> None:
    for _ in range(3):
        make_anchor(version, lead=lea)
    client = sign_in(sam)
    page = client.get(at("certification", Assessor.objects.get().pk)).content.decode()
    assert "3 anchors exist, and 5 are needed" in page
    assert "3 anchors exist" in client.get(at("desk")).content.decode()
    assert "2 lack" in sign_in(lea).get(at("anchors")).content.decode()


def test_below_says_when_the_next_try_opens(sam: Person, lea: Person, version: Version) -> None:
    read_all(make_calibration(sam, version, lead=lea), c1="almost", c2="almost")
    page = sign_in(sam).get(at("certification", Assessor.objects.get().pk)).content.decode()
    assert "below what is needed" in page and "two new anchors from" in page


def test_training_is_for_assessors(dee: Person, sam: Person) -> None:
    assert sign_in(dee).get(at("training", "bias")).status_code in (403, 404)
    client = sign_in(sam)
    assert client.get(at("training", "nothing")).status_code == 404
    client.post(at("training", "bias"))
    client.post(at("training", "bias"))
    assert TrainingRead.objects.count() == 1
    sam.locale = "es"
    sam.save()
    assert (
        "antes de que lo notemos"
        in client.get(at("training", "bias"), headers={"accept-language": "es"}).content.decode()
    )


@pytest.fixture
def released(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    evaluation = make_decided(ada, district, lead=lea, version=version)
    actions.release(evaluation, by=make_person("Yu", role="approver", organization=district))
    return Evaluation.objects.get(pk=evaluation.pk)


def test_released_work_becomes_an_anchor_with_permission(
    released: Evaluation, ada: Person, sam: Person, lea: Person, dee: Person
) -> None:
    lead, learner = sign_in(lea), sign_in(ada)
    unknown = lead.post(at("anchors"), {"submission": "0000-0000"})
    assert unknown.status_code == 422 and "lead no submission" in unknown.content.decode()
    number = released.public_id
    lead.post(at("anchors"), {"submission": number.lower()})
    twice = lead.post(at("anchors"), {"submission": number})
    assert twice.status_code == 409 and "asked already" in twice.content.decode()
    row = AnchorPermission.objects.get()
    page = learner.get(reverse("evidence:detail", args=[released.submission_id])).content.decode()
    assert "May assessors learn from this work?" in page
    assert sign_in(dee).post(at("permission", row.pk), {"answer": "yes"}).status_code == 404
    assert lead.post(at("copying", row.pk)).status_code == 409
    learner.post(at("permission", row.pk), {"answer": "yes"})
    Consent.objects.filter(artifact__submission=released.submission).update(
        nobody_recognizable=True
    )
    assert number in lead.get(at("anchors")).content.decode()
    lead.post(at("copying", row.pk))
    anchor = Anchor.objects.get()
    page = lead.get(at("anchor", anchor.public_id)).content.decode()
    assert "Ada" not in page and "Cedar Point" not in page
    assert sign_in(sam).get(at("anchor", anchor.public_id)).status_code in (403, 404)
    file = anchor.files.all()[0]
    assert lead.post(at("anchor_file", anchor.public_id, file.pk), follow=True).status_code == 200
    assert sign_in(sam).get(at("anchor_file", anchor.public_id, file.pk)).status_code == 404
    criteria = anchor.version.content.criteria
    sent = {
        "setting": "Grade 4",
        "minutes": "30",
        **{f"level-{c.id}": "almost" for c in criteria},
        **{f"reason-{c.id}": "" for c in criteria},
        f"drop-{file.pk}": "on",
        "use": "1",
    }
    refused = lead.post(at("anchor", anchor.public_id), sent)
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    sent |= {f"reason-{c.id}": f"Seen {c.id}." for c in criteria}
    lead.post(at("anchor", anchor.public_id), {**sent, "use": ""})
    lead.post(at("anchor", anchor.public_id), sent)
    anchor.refresh_from_db()
    assert anchor.is_usable and not anchor.files.filter(pk=file.pk).exists()
    assert lead.post(at("anchor", anchor.public_id), sent).status_code == 409
    lead.post(at("setting_aside", anchor.public_id), {"criterion": "c1", "why": "Unclear."})
    assert "Let it count again" in lead.get(at("anchor", anchor.public_id)).content.decode()
    lead.post(at("setting_aside", anchor.public_id), {"criterion": "c1", "again": "1"})
    learner.post(at("permission", row.pk), {"answer": "no"})
    anchor.refresh_from_db()
    assert anchor.retired_at is not None
    assert learner.post(at("permission", row.pk), {"answer": "yes"}).status_code == 409


def test_an_anchor_is_retired_by_a_press(
    lea: Person, version: Version, district: Organization
) -> None:
    anchor = make_anchor(version, lead=lea)
    client = sign_in(make_lead(district))
    client.post(at("retiring", anchor.public_id))
    assert client.post(at("retiring", anchor.public_id)).status_code == 409
    assert "Retired" in client.get(at("anchors")).content.decode()


def test_a_holder_offers_and_a_lead_answers(
    released: Evaluation, ada: Person, dee: Person, lea: Person
) -> None:
    slug = released.submission.version.micro_credential.slug
    assert sign_in(dee).post(at("offering", slug)).status_code == 422
    client, lead = sign_in(ada), sign_in(lea)
    client.post(at("offering", slug))
    offer = AssessorOffer.objects.get()
    assert client.post(at("offering", slug)).status_code == 409
    page = lead.get(at("assessors")).content.decode()
    assert "Would like to assess what they earned" in page and "Ada Marsh" in page
    assert sign_in(dee).post(at("offer_ending", offer.pk)).status_code == 404
    lead.post(at("offer_ending", offer.pk))
    assert client.post(at("offer_ending", offer.pk)).status_code == 409


def test_lists_ask_a_constant_number_of_questions(
    sam: Person, lea: Person, version: Version, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    turn = make_calibration(sam, version, lead=lea)
    lead, mine = sign_in(lea), sign_in(sam)
    pk = Assessor.objects.get().pk

    def asked() -> list[int]:
        found = []
        for client, path in (
            (lead, at("anchors")),
            (mine, at("certification", pk)),
            (mine, at("desk")),
        ):
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as context:
                client.get(path)
            found.append(len(context))
        return found

    first = turn.readings.all()[0]
    before = asked()
    read_anchor(first)
    for _ in range(5):
        make_anchor(version, lead=lea)
    read_anchor(turn.readings.all()[1])
    assert asked() == before
    assert max(before) <= 32


def test_a_lead_who_has_an_anchor_to_score_does_not_see_its_levels(
    sam: Person, lea: Person, version: Version, district: Organization
) -> None:
    turn = make_calibration(sam, version, lead=lea)
    other = make_lead(district)
    actions.attest(other, version.micro_credential, "1", by=lea, basis="expert")
    client = sign_in(other)
    read = read_anchor(turn.readings.all()[0], c1="almost")
    assert client.get(at("anchor", read.anchor.public_id)).status_code == 200
    for slug in training.PAGES:
        actions.confirm_training(slug, by=other)
    mine = actions.start_calibration(Assessor.objects.get(person=other), by=other)
    assert mine.readings.filter(anchor=read.anchor).exists()
    assert client.get(at("anchor", read.anchor.public_id)).status_code == 404
    assert client.get(at("beside", read.pk)).status_code == 404
    assert read.anchor.public_id not in client.get(at("anchors")).content.decode()
    read_all(mine)
    assert client.get(at("anchor", read.anchor.public_id)).status_code == 200
