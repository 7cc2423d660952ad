from datetime import date
from pathlib import Path

import pytest

from assay.assessment.tests.factories import make_evaluation, make_lifted_hold
from assay.catalog.tests.factories import make_version
from assay.credentials.models import CaseStatus, RevocationCase, Wallet
from assay.credentials.tests.factories import make_award
from assay.evidence.models import Submission
from assay.evidence.tests.factories import make_submission
from assay.governance.models import Committee, Proposal, ServedNeed
from assay.letters.page import page_of
from assay.letters.tests.post import posted
from assay.lib.clock import now
from assay.notices import letters, words
from assay.notices.actions import tell
from assay.notices.learners.cases import tell_what_the_panel_decided
from assay.notices.learners.needs import tell_who_voted
from assay.notices.learners.subscribers import (
    send_receipt,
    tell_that_a_wallet_took_it,
    tell_that_it_goes_on,
    tell_the_day,
)
from assay.notices.models import Notice
from assay.people.letters import KINDS
from assay.people.models import Organization, Person
from assay.program.actions import voice_need
from assay.record.actions import note


def test_a_letter_speaks_the_persons_language_and_escapes_nothing(
    ada: Person, district: Organization
) -> None:
    version = make_version(district)
    version.title = "Wait & <time>"
    event = note("people.greeted", ada, by=None)
    tell("award", ada, event, path="/awards/1/", version=version)
    ada.locale = "es"
    tell("award", ada, note("people.greeted", ada, by=None), path="/awards/1/", version=version)
    english, spanish = posted()
    assert english.to == [ada.email]
    assert english.subject == "Your badge “Wait & <time>”"
    assert "/awards/1/" in english.body and "Hello Ada," in english.body
    assert "Hola" in spanish.body


def test_the_earner_hears_that_a_wallet_took_a_badge(ada: Person, district: Organization) -> None:
    award = make_award(ada, make_version(district))
    wallet = Wallet.objects.create(person=ada, did="did:key:z6MkExample0", bound_at=award.issued_at)
    tell_that_a_wallet_took_it(
        note("credentials.wallet_bound", award, by=ada, offer=1, wallet=wallet.pk)
    )
    [letter] = posted()
    assert letter.to == [ada.email]
    assert wallet.short in letter.body and f"/awards/{award.pk}/wallet/" in letter.body
    assert wallet.did not in letter.body


def test_who_voted_for_a_need_hears_that_it_is_there(
    ada: Person, bo: Person, district: Organization
) -> None:
    version, need = make_version(district), voice_need("Talk.", by=ada)
    committee = Committee.objects.create(
        organization=district, name="Committee", charter="One standard.", established_at=now()
    )
    proposal = Proposal.objects.create(
        committee=committee,
        kind="new",
        version=version,
        department=district,
        author=bo,
        why="Students are not heard.",
        begun_at=now(),
        moved_at=now(),
    )
    ServedNeed.objects.create(proposal=proposal, need=need, chosen_by=bo, chosen_at=now())
    event = note("program.need_answered", need, by=None)
    for _again in range(2):
        tell_who_voted(event)
    [letter] = posted()
    assert letter.to == [ada.email] and f"/catalog/{version.micro_credential.slug}/" in letter.body


def test_nobody_writes_to_a_closed_account(ada: Person) -> None:
    ada.is_active = False
    tell("award", ada, note("people.greeted", ada, by=None), path="/")
    assert posted() == [] and not Notice.objects.exists()


def test_whoever_has_no_address_reads_it_in_their_list(ada: Person) -> None:
    ada.email = ""
    tell("award", ada, note("people.greeted", ada, by=None), path="/")
    assert posted() == [] and Notice.objects.get().person == ada


def test_receipts_name_the_micro_credential_and_a_day_only_if_there_is_one(
    ada: Person, district: Organization
) -> None:
    submission = make_submission(ada, make_version(district))
    submission.promised_on = None
    submission.save()
    send_receipt(note("evidence.submitted", submission, by=ada))
    receipt = posted()[-1]
    assert receipt.subject == f"We have your evidence for “{submission.version.title}”"
    assert "No day is promised yet" in receipt.body and "None" not in receipt.body
    submission.promised_on = date(2026, 12, 8)
    submission.save()
    tell_the_day(note("evidence.promised", submission, by=None))
    assert "You will get a decision by Tuesday, December 8" in posted()[-1].body


def test_one_event_is_one_letter_and_one_notice(ada: Person, district: Organization) -> None:
    submission = make_submission(ada, make_version(district))
    event = note("evidence.submitted", submission, by=ada)
    before = len(posted())
    send_receipt(event)
    send_receipt(event)
    assert len(posted()) == before + 1
    assert Notice.objects.filter(kind="receipt", person=ada).count() == 1


def test_every_letter_has_a_name_where_administrators_look_after_them() -> None:
    assert _written() and {f"notices.{name}" for name in _written()} <= set(KINDS)


def test_every_letter_to_a_person_has_words_in_their_list() -> None:
    to_guests = {"letter", "given", "confirm_by_link", "vetted", "not_vetted", "vetting_ended"}
    by_choice_alone = {"digest"}  # an e-mail, and no line among the notices
    assert set(words.KINDS) == _written() - to_guests - by_choice_alone


@pytest.mark.parametrize(
    "name", sorted(p.stem for p in Path(letters.__file__).parent.glob("templates/notices/*.txt"))
)
def test_every_letter_has_one_button_and_the_same_signature(name: str) -> None:
    source = (Path(letters.__file__).parent / f"templates/notices/{name}.txt").read_text()
    assert source.count("{{ url }}") == 1
    assert source.endswith("\n\n{{ program }}{% endautoescape %}\n")
    page = page_of("Subject", "Hello,\n\nOpen your desk:\nhttps://assay.example/desk/\n\nProgram")
    assert page.count(">Open your desk</a>") == 1 and "Open your desk:" not in page


def _written() -> set[str]:
    return {p.stem for p in Path(letters.__file__).parent.glob("templates/notices/*.txt")}


def test_the_end_of_a_hold_names_the_day_that_is_promised_or_none(
    ada: Person, lea: Person, district: Organization
) -> None:
    """Not the day the program counts from, which may be long over; and nothing goes on that was taken back."""
    evaluation = make_evaluation(ada, district, lead=lea)
    submission, row = evaluation.submission, make_lifted_hold(evaluation, by=lea)
    for promised, said, left_out in (
        (date(2027, 3, 9), "March 9", "None"),
        (None, "judging goes on where it was.", "You will get a decision by"),
    ):
        Submission.objects.filter(pk=submission.pk).update(promised_on=promised)
        tell_that_it_goes_on(note("assessment.hold_lifted", row, by=lea))
        body = posted()[-1].body
        assert said in body and left_out not in body
    before = len(posted())
    Submission.objects.filter(pk=submission.pk).update(status="withdrawn")
    tell_that_it_goes_on(note("assessment.hold_lifted", row, by=lea))
    assert len(posted()) == before


@pytest.mark.parametrize("status", [CaseStatus.DECIDED, CaseStatus.ENDED])
def test_nobody_is_told_of_an_appeal_where_none_is_left(
    ada: Person, chi: Person, district: Organization, status: str
) -> None:
    """Where policy knows no appeal, the badge is withdrawn with the third vote."""
    award, at = make_award(ada, make_version(district)), now()
    case = RevocationCase.objects.create(
        award=award,
        status=status,
        ground="consent_breach",
        reason="As its teacher told.",
        opened_by=chi,
        opened_at=at,
        notice_until=at.date(),
        respond_until=at.date(),
        appeal_until=at.date(),
        ended_at=at if status == CaseStatus.ENDED else None,
    )
    tell_what_the_panel_decided(note("credentials.case_decided", case, by=None))
    told = [mail.body for mail in posted() if mail.to == [ada.email] and "appeal" in mail.body]
    assert len(told) == (status == CaseStatus.DECIDED)
