"""A colleague’s comment on a moment of a video, told by e-mail; and that neither judges the other’s work afterwards."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assay.assessment import actions as assessment
from assay.assessment import policy
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.tests.factories import make_assessor
from assay.catalog.tests.factories import make_version
from assay.coaching.models import Comment, DraftShare, Pairing, PeerOffer
from assay.evidence import actions as evidence
from assay.evidence.models import Submission
from assay.evidence.tests.factories import fill, make_draft
from assay.letters.tests.post import posted
from assay.notices.models import Notice
from assay.people.models import Organization, Person

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT, SAID, NO = "Is my wait long enough?", "Two more hands go up here.", "After May"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"coaching:{name}", args=args)


def test_from_an_offer_to_a_conflict_in_assessment(
    ada: Person, lea: Person, district: Organization
) -> None:
    version = make_version(district)
    pia = make_assessor(version, district, lead=lea, name="Pia Fields")
    draft, start = fill(make_draft(ada, version)), make_draft(pia, version).start
    mine, theirs = signed_in(ada), signed_in(pia)
    theirs.post(path("colleagues"), {"start": start.pk, "most_drafts": 1})
    offer = PeerOffer.objects.get()
    asked = {"offer": offer.pk, "about": ABOUT}
    mine.post(path("asking", draft.pk), asked)
    theirs.post(path("declining", Pairing.objects.get().pk), {"words": NO})
    assert NO in mine.get(path("index")).content.decode()
    mine.post(path("asking", draft.pk), asked)
    pairing = Pairing.objects.asked().get()
    theirs.post(path("acceptance", pairing.pk))
    parts = {"pairing": pairing.pk, "parts": ["part1", "part2", "part3"]}
    mine.post(path("sharing", draft.pk), parts)
    share = DraftShare.objects.get()
    video = draft.artifacts.filter(media_type__startswith="video/").earliest("pk")
    said = {"text": SAID, "recording": video.pk, "moment": "0:31", "now": "1"}
    theirs.post(path("comments", share.pk, video.step_id), said)
    comment = Comment.objects.get()
    assert (comment.artifact, comment.at_seconds, comment.by) == (video, 31, pia)
    assert SAID in mine.get(path("shared", share.pk)).content.decode()
    mine.post(path("replies", comment.pk), {"text": "I will count them."})
    assert "I will count them." in theirs.get(path("draft", share.pk)).content.decode()

    evidence.submit(Submission.objects.get(pk=draft.pk), by=ada)
    assert theirs.get(path("draft", share.pk)).status_code == 404
    evaluation = Submission.objects.get(pk=draft.pk).evaluation
    assessment.screen(evaluation, complete=True, by=lea)
    assert policy.tied_to(pia, ada) and policy.tied_to(ada, pia)
    with pytest.raises(NothingWaits):
        assessment.offer_next(pia)
    mine.post(path("ending", pairing.pk))
    with pytest.raises(NothingWaits):
        assessment.offer_next(pia)
    other = make_assessor(version, district, lead=lea, name="Oma Other")
    assert assessment.offer_next(other) is not None
    with pytest.raises(PermissionDenied):
        assessment.release(evaluation, by=pia)

    assert list(
        Notice.objects.filter(kind__startswith="colleague")
        .order_by("pk")
        .values_list("kind", "person__display_name")
    ) == [
        ("colleague_asked", "Pia Fields"),
        ("colleague_declined", "Ada Marsh"),
        ("colleague_asked", "Pia Fields"),
        ("colleague_accepted", "Ada Marsh"),
        ("colleague_commented", "Ada Marsh"),
        ("colleague_ended", "Pia Fields"),
    ]
    assert Notice.objects.filter(kind="draft_shared", person=pia).exists()
    for letter in posted():
        assert not re.search("|".join(map(re.escape, (ABOUT, SAID, NO))), letter.body)
