"""The pages, through HTTP: a learner’s, a coach’s, and those of who finds coaches; and what strangers meet."""

import pytest
from django.test import Client
from django.urls import reverse

from assay.coaching import actions
from assay.coaching.models import Comment, DraftShare, Pairing, Reply
from assay.coaching.tests.factories import make_comment
from assay.evidence.models import Submission
from assay.people.models import Person
from assay.record.models import Event


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def path(name: str, *args: object) -> str:
    return reverse(f"coaching:{name}", args=args)


def test_from_asking_to_a_comment_that_is_answered(
    ada: Person, cleo: Person, draft: Submission
) -> None:
    mine, theirs = signed_in(ada), signed_in(cleo)
    assert "Cleo Guide" in mine.get(path("index")).content.decode()
    mine.post(path("index"), {"coach": cleo.pk, "about": "My questions are too fast."})
    pairing = Pairing.objects.get()
    assert "My questions are too fast." in theirs.get(path("desk")).content.decode()
    theirs.post(path("acceptance", pairing.pk))
    sharing = path("sharing", draft.pk)
    assert "Cleo Guide" in mine.get(sharing).content.decode()
    sent = {"pairing": pairing.pk, "parts": ["part1", "part2"], "question": "Is it too wide?"}
    answer = mine.post(sharing, sent)
    share = DraftShare.objects.get()
    assert answer.headers["Location"] == path("shared", share.pk)
    desk = theirs.get(path("desk")).content.decode()
    assert "Is it too wide?" in desk and path("draft", share.pk) in desk
    page = theirs.get(path("draft", share.pk)).content.decode()
    assert "answer-p1q1" in page and "answer-p3q1" not in page
    comments = path("comments", share.pk, "p1q1")
    theirs.post(comments, {"text": "Whom did you reach?"})
    assert "Whom did you reach?" not in mine.get(path("shared", share.pk)).content.decode()
    theirs.post(path("sending", share.pk))
    read = mine.get(path("shared", share.pk)).content.decode()
    assert "Whom did you reach?" in read and "Add a comment" not in read
    comment = Comment.objects.get()
    mine.post(path("replies", comment.pk), {"text": "Not the quiet ones."})
    assert Reply.objects.get().by == ada
    assert "Not the quiet ones." in theirs.get(path("draft", share.pk)).content.decode()
    theirs.post(path("done", comment.pk))
    assert "Done: Whom did you reach?" in mine.get(path("shared", share.pk)).content.decode()
    mine.post(path("opening", comment.pk))
    mine.post(path("closing", share.pk))
    assert theirs.get(path("draft", share.pk)).status_code == 404
    assert "Whom did you reach?" in mine.get(path("shared", share.pk)).content.decode()


def test_strangers_and_staff_meet_nothing(
    share: DraftShare, bo: Person, cor: Person, dee: Person, max_: Person, lea: Person
) -> None:
    comment, kept = make_comment(share, "p1q1"), None
    kept = actions.keep_comment(share, "p1q2", "Hm", by=share.pairing.coach)
    artifact = share.submission.artifacts.earliest("pk")
    got = [path("shared", share.pk), path("draft", share.pk), path("sharing", share.submission_id)]
    got.append(path("file", share.pk, artifact.pk))
    posted = [path(name, share.pk) for name in ("closing", "sending", "reading")]
    posted += [path(name, comment.pk) for name in ("replies", "done", "opening")]
    posted += [path("comments", share.pk, "p1q1"), path("comment_removal", kept.pk)]
    posted += [path(n, share.pairing_id) for n in ("ending", "acceptance", "declining")]
    posted.append(path("taking_back", share.pairing_id))
    for person in (bo, cor, dee, max_, lea):
        client = signed_in(person)
        for address in got:
            assert client.get(address).status_code == 404, (person, address)
        for address in posted:
            assert client.post(address, {"text": "Hm"}).status_code == 404, (person, address)


def test_a_file_streams_to_its_coach_alone_and_each_look_is_on_record(
    share: DraftShare, ada: Person, cleo: Person
) -> None:
    artifact = share.submission.artifacts.earliest("pk")
    theirs, address = signed_in(cleo), path("file", share.pk, artifact.pk)
    link = theirs.post(address)["Location"]  # made while it was open
    assert theirs.get(link).status_code == 200
    opened = Event.objects.filter(verb="evidence.opened", by_id=str(cleo.pk))
    assert opened.count() == 1
    actions.share_draft(share.submission, share.pairing, parts=("part1",), by=ada)
    assert theirs.get(address).status_code == 404
    actions.share_draft(share.submission, share.pairing, by=ada)
    assert theirs.get(link).status_code == 200
    actions.stop_sharing(share, by=ada)
    assert theirs.get(link).status_code == theirs.post(address).status_code == 404


def test_a_link_leads_its_coach_on_and_stands_in_no_page_of_theirs(
    share: DraftShare, cleo: Person
) -> None:
    artifact = share.submission.artifacts.earliest("pk")
    url = "https://docs.example.org/of-ada"
    share.submission.artifacts.filter(pk=artifact.pk).update(kind="link", url=url, storage_key="")
    theirs, address = signed_in(cleo), path("file", share.pk, artifact.pk)
    page = theirs.get(path("draft", share.pk)).content.decode()
    assert address in page and url not in page
    answer = theirs.get(theirs.post(address).context["made"])
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    opened = Event.objects.filter(verb="evidence.opened", by_id=str(cleo.pk))
    assert opened.count() == 1
    assert signed_in(share.pairing.learner).get(address).status_code == 404


def test_a_refused_comment_gives_its_words_back(share: DraftShare, cleo: Person) -> None:
    client, recording = (
        signed_in(cleo),
        share.submission.artifacts.filter(media_type__startswith="video/").earliest("pk"),
    )
    address = path("comments", share.pk, recording.step_id)
    for moment in ("9:99", "now", "59:00"):
        answer = client.post(address, {"text": "You wait here.", "moment": moment})
        page = answer.content.decode()
        assert answer.status_code == 422 and "You wait here." in page and moment in page
    answer = client.post(
        address, {"text": "<script>alert(1)</script>", "moment": "0:31", "now": "1"}
    )
    assert answer.status_code == 302 and Comment.objects.get().at_seconds == 31
    page = client.get(path("draft", share.pk)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "0:31" in page


def test_a_step_that_is_not_shared_takes_no_comment(
    share: DraftShare, ada: Person, cleo: Person
) -> None:
    actions.share_draft(share.submission, share.pairing, parts=("part1",), by=ada)
    answer = signed_in(cleo).post(path("comments", share.pk, "p3q1"), {"text": "Hm"})
    assert answer.status_code == 404


def test_who_has_no_coach_is_led_to_one(ada: Person, draft: Submission, cleo: Person) -> None:
    page = signed_in(ada).get(path("sharing", draft.pk)).content.decode()
    assert path("index") in page
    workspace = signed_in(ada).get(reverse("evidence:workspace", args=[draft.pk])).content.decode()
    assert path("sharing", draft.pk) in workspace


def test_where_no_one_coaches_what_was_asked_is_shown_again(ada: Person) -> None:
    answer = signed_in(ada).post(path("index"), {"coach": "1", "about": "How I group them"})
    assert answer.status_code == 422 and "How I group them" in answer.content.decode()


def test_who_looks_after_both_finds_a_coach_and_reads_nothing_more(
    ada: Person, cleo: Person, max_: Person, draft: Submission
) -> None:
    pairing = actions.ask_for_coach(ada, None, "=HYPERLINK(1)", by=ada)
    finder = signed_in(max_)
    assert "Ada Marsh" in finder.get(path("requests")).content.decode()
    listed = b"".join(finder.get(path("requests_csv"))).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in listed
    page = finder.get(path("finding", pairing.pk)).content.decode()
    assert "Cleo Guide" in page
    assert finder.post(path("finding", pairing.pk), {"coach": "x"}).status_code == 422
    finder.post(path("finding", pairing.pk), {"coach": cleo.pk})
    pairing.refresh_from_db()
    assert pairing.coach == cleo
    assert finder.get(path("finding", pairing.pk)).status_code == 404
    assert "Cleo Guide" in finder.get(path("coaches")).content.decode()
    assert "Cleo Guide,Lakeside Schools,1" in b"".join(finder.get(path("coaches_csv"))).decode()


@pytest.mark.parametrize("name", ["requests", "coaches", "requests_csv", "coaches_csv", "desk"])
def test_the_desks_are_not_there_for_others(ada: Person, bo: Person, name: str) -> None:
    for person in (ada, bo):
        assert signed_in(person).get(path(name)).status_code == 404


def test_the_desk_lists_all_learners(share: DraftShare, cleo: Person, ada: Person) -> None:
    client = signed_in(cleo)
    listed = b"".join(client.get(path("learners_csv"))).decode("utf-8-sig").splitlines()
    assert listed[1] == "Ada Marsh,Cedar Point,1,1,,,"
    client.post(path("reading", share.pk))
    assert "Read the draft" not in client.get(path("desk")).content.decode()
