"""Colleagues through HTTP: offering, asking, a comment at a moment, closing; bad input; and what strangers meet."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.models import Version
from assay.coaching import actions
from assay.coaching.models import Comment, DraftShare, Pairing, PeerOffer
from assay.coaching.tests.factories import make_comment, make_offer, make_peers, make_share
from assay.evidence.models import Artifact, Submission
from assay.evidence.tests.factories import make_draft
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school
from assay.record.models import Event


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"coaching:{name}", args=args)


@pytest.fixture
def pia(district: Organization) -> Person:
    school = make_school(district, "Elm Street")
    return make_person("Pia Fields", role="learner", organization=school)


@pytest.fixture
def offer(pia: Person, version: Version) -> PeerOffer:
    return make_offer(pia, version)


@pytest.fixture
def peers(ada: Person, draft: Submission, offer: PeerOffer) -> Pairing:
    return make_peers(ada, offer)


@pytest.fixture
def shared(draft: Submission, peers: Pairing) -> DraftShare:
    return make_share(draft, peers)


def test_from_an_offer_to_a_comment_at_a_moment_and_its_end(
    ada: Person, pia: Person, draft: Submission, version: Version
) -> None:
    mine, theirs = signed_in(ada), signed_in(pia)
    asking = path("asking", draft.pk)
    assert "No one offers" in mine.get(asking).content.decode()
    start = make_draft(pia, version).start
    sent = {"start": start.pk, "most_drafts": 2}
    assert theirs.post(path("colleagues"), sent).status_code == 302
    page = mine.get(asking).content.decode()
    assert all(words in page for words in ("Pia Fields", "Elm Street", "Works on it", "English"))
    Person.objects.filter(pk=ada.pk).update(locale="es")
    assert "Inglés" in mine.get(asking).content.decode(), "a language is named in the reader’s"
    Person.objects.filter(pk=ada.pk).update(locale="en")
    offer = PeerOffer.objects.get()
    mine.post(asking, {"offer": offer.pk, "about": "Is it too wide?"})
    pairing = Pairing.objects.get()
    desk = theirs.get(path("colleagues")).content.decode()
    assert "Is it too wide?" in desk and "Read their draft" in desk
    assert "Asked" in mine.get(asking).content.decode()
    answer = theirs.post(path("acceptance", pairing.pk))
    assert answer.headers["Location"] == path("colleagues")
    assert "Pia Fields (Colleague)" in mine.get(path("sharing", draft.pk)).content.decode()
    parts = {"pairing": pairing.pk, "parts": ["part1", "part2"]}
    mine.post(path("sharing", draft.pk), parts)
    share = DraftShare.objects.get()
    assert path("draft", share.pk) in theirs.get(path("colleagues")).content.decode()
    listed = b"".join(theirs.get(path("colleagues_csv"))).decode("utf-8-sig").splitlines()
    assert listed[1].startswith("Ada Marsh,Cedar Point,") and listed[1].endswith(",1,1")
    recording = draft.artifacts.filter(media_type__startswith="video/").earliest("pk")
    said = {"text": "Two hands go up.", "recording": recording.pk, "moment": "0:31", "now": "1"}
    theirs.post(path("comments", share.pk, recording.step_id), said)
    read = mine.get(path("shared", share.pk)).content.decode()
    assert "Two hands go up." in read and 'data-seek="31"' in read
    assert theirs.post(path("file", share.pk, recording.pk), follow=True).status_code == 200
    criterion = draft.version.content.criteria_on(recording.step_id)[0]
    assert criterion.descriptors["demonstrated"][:40] in theirs.get(
        path("draft", share.pk)
    ).content.decode().replace("&#x27;", "'")
    assert path("guide") in theirs.get(path("draft", share.pk)).content.decode()
    workspace = reverse("evidence:workspace", args=[draft.pk])
    assert "1 comment of a colleague" in mine.get(workspace).content.decode()
    mine.post(path("closing", share.pk))
    for name, args in (("draft", [share.pk]), ("file", [share.pk, recording.pk])):
        assert theirs.get(path(name, *args)).status_code == 404
    for name in ("sending", "reading"):
        assert theirs.post(path(name, share.pk)).status_code == 404
    assert theirs.post(path("comments", share.pk, "p1q1"), {"text": "More"}).status_code == 404
    assert theirs.post(path("replies", Comment.objects.get().pk), {"text": "?"}).status_code == 404
    assert "Two hands go up." in mine.get(path("shared", share.pk)).content.decode()
    theirs.post(path("ending", pairing.pk))
    assert Pairing.objects.get().ended_by == pia


def test_the_page_of_two_colleagues_has_drafts_and_no_meetings(
    ada: Person, pia: Person, dee: Person, shared: DraftShare
) -> None:
    own = path("pairing", shared.pairing_id)
    for person, address in ((ada, path("shared", shared.pk)), (pia, path("draft", shared.pk))):
        page = signed_in(person).get(own).content.decode()
        assert address in page and "meeting" not in page.lower()
    for name in ("cycles", "meetings", "log"):
        sent = {"goal": "x", "day": "2030-01-05", "time": "10:00", "held_on": "2026-01-05"}
        answer = signed_in(pia).post(path(name, shared.pairing_id), sent | {"topic": "x"})
        assert answer.status_code in (409, 422)
        assert "With a colleague you share drafts" in answer.content.decode()
    assert signed_in(dee).get(own).status_code == 404


def test_what_is_wrong_is_said_in_words_and_nothing_typed_is_lost(
    ada: Person, pia: Person, bo: Person, draft: Submission, offer: PeerOffer, version: Version
) -> None:
    mine = signed_in(ada)
    answer = mine.post(path("asking", draft.pk), {"offer": "x1", "about": "My words"})
    assert answer.status_code == 422 and "My words" in answer.content.decode()
    answer = mine.post(path("asking", draft.pk), {"offer": offer.pk, "about": "y" * 501})
    assert answer.status_code == 422 and "y" * 501 in answer.content.decode()
    assert not Pairing.objects.exists()
    assert mine.post(path("colleagues"), {"start": 999, "most_drafts": 9}).status_code == 422
    assert signed_in(bo).get(path("asking", draft.pk)).status_code == 404
    for name in ("offer_pausing", "offer_resuming", "offer_ending"):
        assert mine.post(path(name, offer.pk)).status_code == 404


def test_a_script_a_forged_moment_and_a_file_of_another_draft(
    ada: Person, bo: Person, pia: Person, draft: Submission, shared: DraftShare, version: Version
) -> None:
    theirs = signed_in(pia)
    script = "<script>alert(1)</script>"
    theirs.post(path("comments", shared.pk, "p1q1"), {"text": script, "now": "1"})
    page = signed_in(ada).get(path("shared", shared.pk)).content.decode()
    assert script not in page and "&lt;script&gt;" in page
    recording = draft.artifacts.filter(media_type__startswith="video/").earliest("pk")
    address = path("comments", shared.pk, recording.step_id)
    for moment in ("99:59", "-1", "0:61", "1e9"):
        sent = {"text": "Here", "recording": recording.pk, "moment": moment}
        answer = theirs.post(address, sent)
        assert answer.status_code in (400, 422) and "Here" in answer.content.decode()
    other = make_draft(bo, version)
    foreign = Artifact.objects.filter(submission=other).first()
    sent = {"text": "Here", "recording": foreign.pk if foreign else 987654, "moment": "0:01"}
    assert theirs.post(address, sent).status_code == 422
    assert Comment.objects.count() == 1


def test_ten_thousand_comments_are_folded(
    ada: Person, pia: Person, shared: DraftShare, django_assert_max_num_queries
) -> None:
    first = make_comment(shared, "p1q1", "The one that is open")
    moment = now()
    done = [
        Comment(
            share=shared,
            by=pia,
            step_id="p1q1",
            text=f"Said {n}",
            written_at=moment,
            sent_at=moment,
            done_at=moment,
        )
        for n in range(10_000)
    ]
    Comment.objects.bulk_create(done)
    client = signed_in(ada)
    with django_assert_max_num_queries(25):
        page = client.get(path("shared", shared.pk)).content.decode()
    assert first.text in page and page.count("Done: Said") <= 10
    assert "9990 older comments" in page
    older = client.get(path("shared", shared.pk) + "?older=2").content.decode()
    assert "Said 9999" not in older and older.count("Done: Said") == 10
    for odd in ("0", "x", "99999999999999999999"):
        assert client.get(path("shared", shared.pk) + f"?older={odd}").status_code == 200


def test_home_leads_there_only_those_who_offer_or_are_asked(
    ada: Person, pia: Person, draft: Submission, offer: PeerOffer
) -> None:
    assert path("colleagues") in signed_in(pia).get("/").content.decode()
    assert path("colleagues") not in signed_in(ada).get("/").content.decode()
    assert path("index") in signed_in(ada).get("/").content.decode()
    actions.ask_peer(offer, by=ada)
    assert "1 colleague asks you" in signed_in(pia).get("/").content.decode()


def test_the_desk_of_colleagues_asks_little_however_many_there_are(
    pia: Person,
    offer: PeerOffer,
    district: Organization,
    version: Version,
    django_assert_max_num_queries,
) -> None:
    actions.offer_to_read(version.micro_credential, 5, by=pia)
    for n in range(4):
        learner = make_person(f"L{n} Fields", role="learner", organization=district)
        learned = make_draft(learner, version)
        make_share(learned, make_peers(learner, offer))
    client = signed_in(pia)
    with django_assert_max_num_queries(16):
        client.get(path("colleagues"))


def test_the_record_names_what_colleagues_did(shared: DraftShare) -> None:
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"coaching.peer_offered", "coaching.asked", "coaching.begun"} <= verbs
