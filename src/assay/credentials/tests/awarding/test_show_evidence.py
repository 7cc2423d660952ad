"""Evidence in the badge: only when its earner says so, only where everybody in it agreed, and never the bytes."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.additions import eligibility
from assay.credentials.keepers import still_needed
from assay.credentials.models import Award, ShownPiece
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.evidence.actions import hold
from assay.evidence.models import Artifact, Consent
from assay.evidence.tests.factories import make_artifact
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.models import Event
from badgecore.documents import check_plain_form, check_schema
from badgecore.model import OB3_SCHEMA

pytestmark = pytest.mark.django_db


def badge(award: Award) -> dict:
    return json.loads(bytes(award.credentials.standing().get().body))


def steps(version: Version) -> tuple[str, str]:
    """An item in which students are seen, and one without anybody in it."""
    items = version.content.items
    seen = next(item.id for item in items if item.students_visible != "no")
    return seen, next(
        item.id for item in items if item.students_visible == "no" and not item.consent_required
    )


@pytest.fixture
def paper(award: Award) -> Artifact:
    """A document with nobody in it."""
    step = steps(award.version)[1]
    return make_artifact(award.evaluation.submission, step, name="Mia Johnson.pdf")


@pytest.fixture
def video(award: Award) -> Artifact:
    """A recording of a class, consented to for assessment."""
    row = make_artifact(award.evaluation.submission, steps(award.version)[0])
    Consent.objects.create(
        artifact=row,
        students=20,
        permissions=20,
        off_camera=0,
        adults=0,
        guardians_agreed=True,
        recorded_at=now(),
    )
    return row


def test_the_badge_names_what_the_earner_picked(award: Award, ada: Person, paper: Artifact) -> None:
    assert actions.show_evidence(award, {paper.pk: "  My  log of pauses. "}, by=ada)
    found = badge(award)
    check_schema(found, OB3_SCHEMA)
    check_plain_form(found)
    [piece] = found["evidence"]
    item = award.version.content.item(paper.step_id)
    assert piece == {
        "id": f"http://127.0.0.1:8000/badges/{award.pk}/evidence/1/",
        "type": ["Evidence"],
        "name": item.title,
        "narrative": "My log of pauses.",
        "genre": eligibility.genre_of(paper),
    }
    assert "Mia Johnson" not in json.dumps(found), "the name of a file may be a pupil's"
    assert checking.check_own(json.dumps(found).encode()).verdict == "valid"
    event = Event.objects.get(verb="credentials.evidence_shown")
    assert event.particulars["artifacts"] == [paper.pk]


def test_a_second_press_signs_nothing(award: Award, ada: Person, paper: Artifact) -> None:
    actions.show_evidence(award, {paper.pk: "Here."}, by=ada)
    assert not actions.show_evidence(award, {paper.pk: "Here."}, by=ada)
    assert award.credentials.count() == 2
    assert Event.objects.filter(verb="credentials.evidence_shown").count() == 1


def test_taken_back_it_is_in_no_badge_and_its_page_is_gone(
    client, award: Award, ada: Person, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    page = f"/badges/{award.pk}/evidence/1/"
    assert client.get(page).status_code == 200
    actions.show_evidence(award, {}, by=ada)
    assert "evidence" not in badge(award)
    assert client.get(page).status_code == 410
    assert client.get(f"{page}file").status_code == 410
    assert client.get(f"/badges/{award.pk}/evidence/2/").status_code == 404
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    assert badge(award)["evidence"][0]["id"].endswith("/evidence/2/"), (
        "an address taken back is never given again"
    )


def test_nobody_else_may(award: Award, dee: Person, chi: Person, paper: Artifact) -> None:
    for person in (dee, chi):
        with pytest.raises(PermissionDenied):
            actions.show_evidence(award, {paper.pk: ""}, by=person)
    assert not ShownPiece.objects.exists()


def test_a_withdrawn_badge_names_nothing_new(
    award: Award, ada: Person, chi: Person, paper: Artifact
) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    with pytest.raises(WrongState):
        actions.show_evidence(Award.objects.get(), {paper.pk: ""}, by=ada)


def test_a_class_filmed_for_assessment_stays_there(
    award: Award, ada: Person, video: Artifact
) -> None:
    with pytest.raises(BadInput, match="permission is for the assessment"):
        actions.show_evidence(award, {video.pk: ""}, by=ada)
    Consent.objects.update(scope="public")
    assert actions.show_evidence(award, {video.pk: ""}, by=ada)


@pytest.mark.parametrize(
    ("consent", "may"),
    [
        ({"nobody_recognizable": True}, True),
        ({"students": 20, "permissions": 19, "guardians_agreed": True, "scope": "public"}, False),
        ({"students": 20, "permissions": 20, "guardians_agreed": False, "scope": "public"}, False),
        ({"students": 0, "adults": 2, "adults_agreed": False, "scope": "public"}, False),
        ({"students": 3, "permissions": 3, "guardians_agreed": True, "scope": "training"}, False),
    ],
)
def test_a_consent_has_to_reach_and_add_up(
    award: Award, ada: Person, video: Artifact, consent: dict, may: bool
) -> None:
    blank = {
        "students": None,
        "permissions": None,
        "off_camera": None,
        "adults": None,
        "guardians_agreed": False,
    }
    Consent.objects.update(**(blank | consent))
    piece = next(p for p in eligibility.pieces(award) if p.artifact == video)
    assert (piece.why_not == "") is may


def test_without_a_record_of_who_is_in_it_nothing_is_shown(
    award: Award, ada: Person, video: Artifact
) -> None:
    Consent.objects.all().delete()
    with pytest.raises(BadInput, match="No one has said yet"):
        actions.show_evidence(award, {video.pk: ""}, by=ada)


def test_a_hold_stops_it_at_once_and_for_the_next_badge(
    client, award: Award, ada: Person, bo: Person, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="public", by=ada)
    hold(paper, "privacy", by=bo)
    assert client.get(f"/badges/{award.pk}/evidence/1/").status_code == 410
    actions.reissue(award, by=ada)
    assert "evidence" not in badge(award)


def test_somebody_elses_piece_is_no_piece_of_this_badge(
    award: Award, ada: Person, dee: Person, version
) -> None:
    other = make_award(dee, version)
    foreign = make_artifact(other.evaluation.submission, steps(version)[1])
    with pytest.raises(BadInput):
        actions.show_evidence(award, {foreign.pk: ""}, by=ada)


def test_those_who_keep_awards_see_no_work_of_a_private_badge(
    client, award: Award, ada: Person, chi: Person, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    client.force_login(chi)
    assert client.get(f"/badges/{award.pk}/").status_code == 200
    assert client.get(f"/badges/{award.pk}/evidence/1/").status_code == 404
    assert client.get(f"/badges/{award.pk}/evidence/1/file").status_code == 404


def test_the_work_of_a_withdrawn_badge_is_gone(
    client, award: Award, ada: Person, chi, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="public", by=ada)
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert client.get(f"/badges/{award.pk}/evidence/1/").status_code == 410
    assert (
        f"/badges/{award.pk}/evidence/1/" not in client.get(f"/badges/{award.pk}/").content.decode()
    )


def test_the_form_costs_the_same_however_many_pieces(
    client, award: Award, ada: Person, django_assert_max_num_queries
) -> None:
    for n in range(12):
        make_artifact(award.evaluation.submission, steps(award.version)[n % 2], n=n)
    client.force_login(ada)
    client.get(f"/awards/{award.pk}/evidence/")
    with django_assert_max_num_queries(10):
        client.get(f"/awards/{award.pk}/evidence/")


def test_a_page_is_as_visible_as_its_badge(
    client, award: Award, ada: Person, dee: Person, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: "My log."}, by=ada)
    page = f"/badges/{award.pk}/evidence/1/"
    assert client.get(page).status_code == 404
    client.force_login(dee)
    assert client.get(page).status_code == 404
    link = actions.share(award, by=ada)
    text = client.get(f"/s/{link.token}/").content.decode()
    assert f"/s/{link.token}/evidence/1/" in text
    shared = client.get(f"/s/{link.token}/evidence/1/")
    assert "My log." in shared.content.decode()
    assert "noindex" in shared["X-Robots-Tag"]
    actions.end_share(link, by=ada)
    assert client.get(f"/s/{link.token}/evidence/1/").status_code == 404


def test_a_file_is_a_download_under_a_name_that_says_nothing(
    client, award: Award, ada: Person, paper: Artifact
) -> None:
    Artifact.objects.filter(pk=paper.pk).update(media_type="image/png")
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    answer = client.get(f"/badges/{award.pk}/evidence/1/file")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="wait-time-evidence-1.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not Event.objects.filter(verb="evidence.opened").exists()


def test_a_link_is_shown_and_never_fetched(client, award: Award, ada: Person) -> None:
    row = Artifact.objects.create(
        submission=award.evaluation.submission,
        step_id=steps(award.version)[1],
        kind="link",
        name="Log",
        url="https://log.example.org/a?b=1&c=2",
        added_at=now(),
    )
    actions.show_evidence(award, {row.pk: ""}, by=ada)
    actions.set_visibility(award, visibility="link", by=ada)
    text = client.get(f"/badges/{award.pk}/evidence/1/").content.decode()
    assert 'href="https://log.example.org/a?b=1&amp;c=2"' in text
    assert client.get(f"/badges/{award.pk}/evidence/1/file").status_code == 404
    assert "log.example.org" not in json.dumps(badge(award))


def test_the_form_keeps_what_was_typed_and_says_why_not(
    client, award: Award, ada: Person, paper: Artifact, video: Artifact
) -> None:
    client.force_login(ada)
    path = f"/awards/{award.pk}/evidence/"
    assert "permission is for the assessment" in client.get(path).content.decode()
    sent = {"piece": [str(paper.pk)], f"sentence-{paper.pk}": "Kept words. " * 60}
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert "Kept words. " * 60 in answer.content.decode()
    assert client.post(path, {"piece": [str(video.pk)]}).status_code == 422
    assert client.post(path, sent | {f"sentence-{paper.pk}": "Fine."}).status_code == 302
    assert badge(award)["evidence"][0]["narrative"] == "Fine."
    assert client.post(path, {"piece": ["²", "9" * 40]}).status_code == 302


def test_a_stranger_finds_no_form(client, award: Award, dee: Person, paper: Artifact) -> None:
    client.force_login(dee)
    assert client.get(f"/awards/{award.pk}/evidence/").status_code == 404
    assert (
        client.post(f"/awards/{award.pk}/evidence/", {"piece": [str(paper.pk)]}).status_code == 404
    )


def test_sensitive_work_stays_with_those_who_judged_it(ada: Person, district) -> None:
    from assay.catalog.tests.factories import make_version, wait_time

    data = wait_time()
    for item in data["requirements"]["part2"]["items"]:
        item["sensitivity"] = "special-education"
    award = make_award(ada, make_version(district, slug="sensitive", data=data))
    row = make_artifact(award.evaluation.submission, steps(award.version)[1])
    with pytest.raises(BadInput, match="sensitive"):
        actions.show_evidence(award, {row.pk: ""}, by=ada)


def test_what_a_badge_shows_is_not_deleted_until_it_is_taken_back(
    award: Award, ada: Person, paper: Artifact
) -> None:
    actions.show_evidence(award, {paper.pk: ""}, by=ada)
    why = "Its learner shows it to the public on a badge."
    assert still_needed([paper]) == {paper.pk: why}
    actions.show_evidence(award, {}, by=ada)
    assert still_needed([paper]) == {}
