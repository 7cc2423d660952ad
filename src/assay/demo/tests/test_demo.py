"""The demo loads as its content says, keeps its locks, and grows."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse

from assay.assessment.models import (
    Anchor,
    Calibration,
    DriftAlarm,
    Evaluation,
    IntegrityHold,
    Reopening,
)
from assay.catalog.models import MicroCredential
from assay.community.models import Exemplar, ExemplarPiece
from assay.credentials.models import Award, Credential, EndorsementAsk
from assay.demo import lock
from assay.demo.cast import CAST
from assay.demo.district import PASSWORD
from assay.demo.loading import Interrupted, NotADemo, load_demo
from assay.demo.lock import begun, is_demo, loaded
from assay.demo.management.commands.demo import Command
from assay.evidence.models import Submission
from assay.letters.models import Letter
from assay.letters.post import send_due
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_invitation
from assay.record import delivery
from assay.record.actions import note
from assay.record.models import Event, Receipt, Stumble
from assay.record.sealing import check

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_loads_its_whole_story_and_grows(settings: object, client: Client) -> None:
    """One load (half a minute), then everything that is true of it."""
    load_demo(lambda line: None)
    assert loaded() and check().whole
    assert (
        MicroCredential.objects.filter(kind="micro_credential", current__isnull=False).count() == 18
    )

    outcomes = {
        (s.start.person.sourced_id, s.start.micro_credential.slug, s.attempt): s.outcome
        for s in Submission.objects.filter(status="closed").select_related(
            "start__person", "start__micro_credential"
        )
    }
    assert outcomes == {
        ("p-001", "wait-time", 1): "earned",
        ("p-002", "wait-time", 1): "not_yet",
        ("p-005", "wait-time", 1): "not_yet",
        ("p-003", "checking-for-understanding", 1): "not_yet",
        ("p-003", "checking-for-understanding", 2): "earned",
        ("p-004", "checking-for-understanding", 1): "not_yet",
        ("p-007", "district-communication-plan", 1): "earned",
        ("p-005", "student-data-privacy", 1): "not_yet",  # decided otherwise than the rule
    }
    anchors = Anchor.objects.usable().values_list("version__micro_credential__slug", flat=True)
    assert sorted(anchors) == sorted(
        [
            *["wait-time"] * 5,
            *["checking-for-understanding"] * 2,
            "district-communication-plan",
        ]
    )
    results = Calibration.objects.order_by("pk").values_list("person__sourced_id", "result")
    assert list(results) == [("p-014", "passed"), ("p-021", "")]
    assert DriftAlarm.objects.open().get().person.sourced_id == "p-021"
    assert IntegrityHold.objects.open().get().evaluation == Reopening.objects.get().evaluation
    renata = Award.objects.get(person__sourced_id="p-001")
    assert (renata.earned_on.isoformat(), renata.visibility) == ("2025-11-17", "public")
    signed = json.loads(bytes(Credential.objects.standing().get(award=renata).body))
    assert [said["issuer"]["name"] for said in signed["endorsement"]] == ["Kirsten Aldana"]
    [offered] = signed["credentialSubject"]["achievement"]["endorsement"]
    assert offered["issuer"]["name"] == "North Coast Learning Institute"
    assert EndorsementAsk.objects.open().get().asked == renata.person
    assert set(Evaluation.objects.values_list("status", flat=True)) == {
        "released",
        "screening",
        "incomplete",
        "queued",
        "scoring",
        "second_scoring",
        "adjudication",
        "awaiting_release",
    }
    first, last = Event.objects.order_by("id").first(), Event.objects.order_by("id").last()
    assert (
        first is not None
        and last is not None
        and first.at.year == 2025
        and last.verb == "demo.loaded"
    )

    # Each of these heard what happened while every door outwards was watched (tests/outdoors.py).
    listeners = {name for named in delivery._listeners.values() for name in named}
    silent = {
        name.rpartition(".")[2]
        for name in listeners - set(Receipt.objects.values_list("subscriber", flat=True))
    }
    assert silent <= {
        "tell_of_lead_time",
        "ask_about_the_stacks_it_is_in",
        "ask_for_the_work",
        "award_what_an_appeal_found",
        "call_the_panel",
        "confirm_the_appeal",
        "end_requests_that_are_done",
        "give_back_what_is_not_covered",
        "propose_at_joining",
        "remind_of_a_last_day",
        "remind_of_the_states_evaluation",
        "renew_names",
        "remind_who_reads",
        "stop_judging",
        "tell_administrators_that_it_waits",
        "tell_of_a_canceled_meeting",
        "tell_of_a_change",
        "tell_of_a_hold",
        "tell_of_a_last_day",
        "tell_of_a_late_check",
        "tell_of_a_new_reading",
        "tell_of_a_pause",
        "tell_of_a_proposal",
        "tell_of_a_renewal",
        "tell_of_a_role",
        "tell_of_an_acceptance",
        "tell_of_an_appeal",
        "tell_of_an_end",
        "tell_of_an_offer",
        "tell_of_its_end",
        "tell_of_the_answer",
        "remind_of_a_word",
        "tell_of_the_appeal",
        "tell_that_a_check_ended",
        "tell_that_a_check_ends",
        "tell_that_a_draft_is_out",
        "tell_that_a_lease_ended",
        "tell_that_a_lease_ends",
        "tell_that_a_sheet_came_back",
        "tell_that_a_wallet_took_it",
        "tell_that_it_goes_on",
        "tell_that_nobody_answered",
        "tell_that_it_ends",
        "tell_that_it_has_run_out",
        "tell_that_it_is_looked_at",
        "tell_that_it_ran_out",
        "tell_that_it_is_over",
        "tell_that_it_stays",
        "tell_that_it_was_withdrawn",
        "tell_that_there_is_nothing_to_score",
        "tell_the_answer",
        "tell_the_answer_is_there",
        "tell_the_chair",
        "tell_the_chairs_word_is_there",
        "tell_the_day",
        "tell_the_leads_of_an_override",
        "tell_the_leads_what_is_late",
        "tell_the_named_person",
        "tell_the_new_day",
        "tell_what_the_panel_decided",
        "tell_who_is_asked",
        "tell_who_reads_it_now",
        "tell_who_sits",
        "ask_to_mend",
        "take_credit_back",
        "tell_of_another_value",
        "tell_that_it_came_back",
        "tell_who_voted",
        "answer_what_was_needed",
        "tell_that_it_is_declined",
        "tell_of_the_end",
        "tell_what_was_decided",
        "tell_that_they_do_not_meet",
        "tell_that_it_was_declined",
        "tell_that_it_has_ended",
        "end_what_rested_on_the_badge",
        "end_what_the_account_offered",
        "end_what_was_offered_there",
        "end_what_ran_there",
        "end_what_ran_with_the_account",
        "send_a_digest",
        "take_back_with_the_account",
        "take_back_without_its_badge",
        "take_back_without_its_decision",
        "tell_of_the_no",
        "tell_that_it_is_shown_no_more",
        "tell_the_author",
        "tell_what_the_group_does",
        "tell_who_looks_after_it",
        "tell_whose_post_is_hidden",
        "tell_that_a_draft_was_emptied",
    }, "heard in tests of their own"
    assert not Stumble.objects.exists()
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}

    load_demo(lambda line: None)  # a second load keeps everything as it is
    assert Event.objects.filter(verb="demo.loaded").count() == 1
    _readme_is_true()
    _examples_are_shown(client)
    _locks(settings, client)
    _grows()


def _examples_are_shown(client: Client) -> None:
    """One to everyone, with its file; one to people of the program; one waits for the privacy officer."""
    address = reverse("community:exemplars")
    page = client.get(address).content.decode()
    assert "Two pauses, and who spoke" in page and "Sorting answers by" not in page
    public = Exemplar.objects.get(audience="public", status="approved")
    assert public.named
    file = client.get(reverse("community:exemplar_file", args=(public.pk, 2)))
    assert file.status_code == 200 and b"".join(file).startswith(b"%PDF-")
    client.force_login(Person.objects.get(sourced_id="p-005"))
    page = client.get(address).content.decode()
    assert "Two pauses, and who spoke" in page and "Sorting answers by" in page
    assert "A closure message" not in page
    client.logout()
    assert Exemplar.objects.waiting().get().learner.sourced_id == "p-007"
    permissions = ExemplarPiece.objects.values_list("permission", "artifact__consent")
    assert set(permissions) == {(None, None)}


def _readme_is_true() -> None:
    """Everybody in the table of README.md can sign in as it says, and is a part of the demo's bar."""
    readme = (Path(__file__).parents[4] / "README.md").read_text()
    rows = re.findall(r"^\| (.+?), .+? \| `(.+?)` \|", readme, re.MULTILINE)
    assert [name for name, _email in rows] == [part.name for part in CAST]
    assert f"`{PASSWORD}`" in readme
    for name, email in rows:
        client = Client()
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, name
        home = client.get(answer["Location"], follow=True)
        assert home.status_code == 200 and home.context["user"].display_name == name


def _locks(settings: object, client: Client) -> None:
    """Nobody becomes anybody unless the switch, the address, the database's mark and where they sit all say so."""
    client.defaults["HTTP_HOST"] = "127.0.0.1:8000"
    assert not is_demo()  # the switch is off in the test run
    assert client.post("/demo/be/p-027/").status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    assert is_demo()
    assert client.post("/demo/be/p-012/").status_code == 404  # not of the cast
    assert client.get("/demo/be/p-027/").status_code == 405
    assert "/demo/be/p-027/" in client.get("/").content.decode()
    for away in (
        {"HTTP_X_FORWARDED_FOR": "203.0.113.5"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_HOST": "a.b"},
        {"HTTP_FORWARDED": "for=203.0.113.5"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_REAL_IP": "203.0.113.5"},
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "testserver"},
    ):
        assert client.post("/demo/be/p-027/", **away).status_code == 404, away
        assert client.get("/demo/", **away).status_code == 404, away
        assert "/demo/be/" not in client.get("/", **away).content.decode(), away
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    assert client.post("/demo/be/p-027/").status_code == 404
    settings.TRUSTED_PROXIES = 0  # type: ignore[attr-defined]
    for here in ("localhost:8000", "localhost", "[::1]:8000", "127.0.0.1"):
        assert client.post("/demo/be/p-027/", HTTP_HOST=here).status_code == 302
    assert client.get("/").status_code == 200
    settings.LOOPBACK = False  # type: ignore[attr-defined]
    assert not is_demo()
    assert client.post("/demo/be/p-027/").status_code == 404


def _grows() -> None:
    before = Award.objects.count()
    call_command("simulate", learners=12, submissions=40, seed=5, verbosity=0)
    assert Submission.objects.count() >= 40 + 13
    fresh = Award.objects.filter(person__email__endswith="@learners.example")
    assert fresh.count() == Award.objects.count() - before > 10
    assert check().whole
    body = json.loads(bytes(Credential.objects.get(award=fresh[0]).body))
    assert body["id"].endswith(f"{fresh[0].pk}") or str(fresh[0].pk) in body["id"]
    # a second run adds new learners, and an assessor for each sixty submissions
    call_command("simulate", learners=10, submissions=60, seed=5, verbosity=0)
    assert Person.objects.filter(email__endswith="@learners.example").count() == 22
    added = Person.objects.get(email__endswith="@assessors.example")
    assert added.assignments.exists() and added.roles() == {"assessor"}


def test_a_database_with_people_is_never_taken_for_a_demo(ada: Person) -> None:
    with pytest.raises(NotADemo):
        load_demo(lambda line: None)
    with pytest.raises(CommandError):
        call_command("demo", reset=True)
    with pytest.raises(CommandError):
        call_command("simulate", learners=1, submissions=1)
    assert Person.objects.filter(pk=ada.pk).exists()


class Killed(BaseException):
    """As from outside: nothing of ours catches it."""


POINTS = [
    "Founding the district",
    "organization 5",
    "event 40",
    "event 400",
    "Laying out open work",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_load_that_is_stopped_anywhere_can_be_started_over(
    point: str, monkeypatch, tmp_path: Path, settings
) -> None:
    """Stopped before its mark there is nothing; after it, what is there is known as the demo's."""
    settings.VAR = tmp_path
    kind, _blank, count = point.partition(" ")
    left = [int(count)] if count.isdigit() else [0]

    def stop(sender: type, **_more: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    def tell(line: str) -> None:
        if line == point:
            raise Killed

    senders = {"organization": Organization, "event": Event}
    if kind in senders:
        post_save.connect(stop, sender=Organization) if kind == "organization" else _after_events(
            monkeypatch, left
        )
    try:
        with pytest.raises(Killed):
            load_demo(tell)
    finally:
        post_save.disconnect(stop, sender=Organization)
    monkeypatch.undo()
    assert not loaded()
    assert begun() == Person.objects.exists()
    if begun():
        with pytest.raises(Interrupted, match="--reset"):
            load_demo(tell)
    told = StringIO()
    settings.VAR = tmp_path
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "old.eml").write_text("x")
    command = Command(stdout=told)
    command._start_over()
    assert (
        not Person.objects.exists()
        and not Event.objects.exists()
        and not (tmp_path / "mail").exists()
    )
    command._start_over()  # a second press finds nothing, and minds nothing
    with pytest.raises(Killed):  # and it begins to load again
        load_demo(lambda line: _stop_at(line, "Opening the catalog"))
    assert begun()
    assert Event.objects.get(verb="demo.begun").by_id == ""


def _stop_at(line: str, where: str) -> None:
    if line == where:
        raise Killed


def _after_events(monkeypatch: pytest.MonkeyPatch, left: list[int]) -> None:
    real = delivery.announce

    def announce(events: list[Event]) -> None:
        left[0] -= len(events)
        if left[0] <= 0:
            raise Killed
        real(events)

    monkeypatch.setattr(delivery, "announce", announce)


def test_people_who_are_not_the_demos_are_never_swept_away(ada: Person) -> None:
    note("people.greeted", ada, by=None)
    with pytest.raises(CommandError, match="left as it is"):
        Command()._start_over()
    Event.objects.all().delete()
    with pytest.raises(CommandError, match="left as it is"):
        Command()._start_over()
    assert Person.objects.filter(pk=ada.pk).exists()


def test_the_demos_letters_can_be_read_with_links_that_work(settings, tmp_path: Path, max_) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    note("demo.loaded", max_, by=None)
    lock._seen.clear()
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "assay.letters.backends.Files", tmp_path
    assert client.get("/demo/letters/").status_code == 404  # the switch is off
    settings.DEMO = True
    try:
        assert "No e-mails yet" in client.get("/demo/letters/").content.decode()
        invitation = make_invitation(
            "new@example.org", max_.current_memberships[0].organization, by=max_
        )
        assert send_due() == 1
        (tmp_path / "broken.eml").write_bytes(b"\xff\xfe\x00")
        listed = client.get("/demo/letters/").content.decode()
        assert "new@example.org" in listed
        [name] = [path.stem for path in tmp_path.glob("2*.eml")]
        text = client.get(f"/demo/letters/{name}/").content.decode()
        link = re.search(r'href="(http://[^"]+/people/join/[^"]+)"', text)
        assert link and link[1].endswith(f"/{invitation.token}/")
        assert client.get(link[1].removeprefix(settings.BASE_URL)).status_code == 200
        assert 'href="/demo/letters/"' in client.get("/").content.decode()
        for wrong in ("..", "nothing", "%2e%2e%2fkeys", "2026/x"):
            assert client.get(f"/demo/letters/{wrong}/").status_code == 404
        assert client.get("/demo/letters/", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 404
    finally:
        lock._seen.clear()
