import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from assay.credentials import actions
from assay.credentials.endorsements.actions.guests import GOOD_FOR
from assay.credentials.models import Award, Endorsement, EndorsementAsk, Guest
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking, reports
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.people.models import Person
from assay.record.models import Event
from badgecore.documents import check_schema
from badgecore.keys import PublicKey
from badgecore.model import OB3_ENDORSEMENT_SCHEMA
from badgecore.proofs import data_integrity

pytestmark = pytest.mark.django_db

JANE = "jane.roe@elm.example"
SAW = "I saw two of her lessons when our districts visited each other, and the second was another class."


@pytest.fixture
def ask(award: Award, ada: Person) -> EndorsementAsk:
    """Ada has written to the head of a school in another district."""
    return actions.ask_guest(award, address=JANE, words="You visited us in May.", by=ada)


def answered(ask: EndorsementAsk, **fields: str) -> Endorsement:
    said = {"name": "Jane Roe", "capacity": "Principal, Elm Street School", "text": SAW}
    return actions.answer_letter(ask, ask.token, **(said | fields))


def test_a_guest_signs_with_a_key_of_their_own_and_the_earner_accepts(
    ask: EndorsementAsk, award, ada
) -> None:
    row = answered(ask)
    said, key = json.loads(bytes(row.body)), row.guest.signing_key
    check_schema(said, OB3_ENDORSEMENT_SCHEMA)
    data_integrity.check(said, said["proof"], PublicKey.from_multikey(key.multikey))
    assert said["issuer"] == {
        "id": key.did,
        "type": ["Profile"],
        "name": "Jane Roe",
        "description": "Principal, Elm Street School. Name and role in their own words; known by an e-mail address at"
        " elm.example.",
    }
    assert said["credentialSubject"]["id"] == f"http://127.0.0.1:8000/badges/{award.pk}/"
    assert JANE not in json.dumps(said), "the address is published nowhere"
    assert (row.status, row.by, row.confirmed_domain) == ("offered", None, "elm.example")
    actions.accept_endorsement(row, by=ada)
    assert row.standing
    verbs = [
        "credentials.endorsement_asked",
        "credentials.endorsed",
        "credentials.endorsement_accepted",
    ]
    events = list(Event.objects.order_by("id"))[-3:]
    assert [event.verb for event in events] == verbs
    assert "elm" not in json.dumps([event.particulars for event in events]), (
        "the record keeps ids alone"
    )


def test_a_check_says_no_more_of_a_guest_than_is_known(ask: EndorsementAsk, award, ada) -> None:
    row = answered(ask)
    telling = reports.told(checking.check_own(bytes(row.body)))
    assert telling.title == "This endorsement is signed, and unchanged since"
    assert "they read mail at elm.example" in telling.text
    assert "It was signed by someone with an e-mail address at elm.example" in [
        line.title for line in telling.lines
    ]
    actions.accept_endorsement(row, by=ada)
    actions.reissue(award, by=ada)
    said = reports.told(checking.check_own(bytes(award.credentials.get(replaced_at=None).body)))
    assert said.title == "This badge is genuine and in force."
    assert "Endorsed by someone with an e-mail address at elm.example" in [
        line.title for line in said.lines
    ]


def test_what_is_signed_speaks_the_badges_language_not_the_visitors(ask: EndorsementAsk) -> None:
    from django.utils.translation import override

    with override("es"):
        row = answered(ask)
    assert (
        "Name and role in their own words" in json.loads(bytes(row.body))["issuer"]["description"]
    )


def test_only_who_came_through_the_letter_answers_and_only_once(
    ask: EndorsementAsk, award, ada
) -> None:
    other = actions.ask_guest(award, address="mo@oak.example", by=ada)
    for token in ("", "x", other.token, ask.token[:-1], "é"):
        with pytest.raises(PermissionDenied):
            actions.answer_letter(ask, token, name="Jane Roe", text=SAW)
        with pytest.raises(PermissionDenied):
            actions.decline_letter(ask, token)
    row = answered(ask)
    with pytest.raises(WrongState):
        answered(ask)
    with pytest.raises(WrongState):
        actions.decline_letter(ask, ask.token)
    for token in ("", ask.token):
        with pytest.raises(PermissionDenied):
            actions.withdraw_by_letter(row, token)
    assert Endorsement.objects.count() == 1


def test_a_person_of_the_program_has_no_letter_to_answer_by(award, ada, bo) -> None:
    ask = actions.ask_for_endorsement(award, of=bo, by=ada)
    with pytest.raises(PermissionDenied):
        actions.answer_letter(ask, ask.token, name="Jane Roe", text=SAW)
    row = actions.endorse_award(ask, text=SAW, by=bo)
    with pytest.raises(PermissionDenied):
        actions.withdraw_by_letter(row, row.token)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "7"),
        ("name", "\u202e\u202e"),
        ("name", "x" * 121),
        ("name", "Dune Grass SCHOOL"),
        ("capacity", "x" * 161),
        ("text", "Good."),
        ("text", "x" * 601),
        ("text", "x" * 10_000),
    ],
)
def test_what_cannot_be_signed_is_refused_and_the_letter_stays_good(
    ask, district, field: str, value: str
) -> None:
    district.name = "Dune Grass School"
    district.save()
    with pytest.raises(BadInput) as refusal:
        answered(ask, **{field: value})
    assert list(refusal.value.fields) == [field]
    assert answered(ask).guest == ask.guest


def test_a_letter_runs_out_after_fourteen_days_and_the_address_is_forgotten(
    ask: EndorsementAsk, award, ada
) -> None:
    with held_at(ask.made_at + GOOD_FOR - timedelta(seconds=1)):
        assert ask.is_open
        assert actions.end_run_out_asks() == 0
    with held_at(ask.made_at + GOOD_FOR):
        assert not award.asks.open().exists()
        with pytest.raises(WrongState):
            answered(ask)
        assert actions.end_run_out_asks() == 1
        assert actions.end_run_out_asks() == 0
        assert (Guest.objects.get().address, EndorsementAsk.objects.get().ending) == ("", "ran_out")
        again = actions.ask_guest(award, address=JANE, by=ada)
        assert again.whom == JANE, "who asks again types it again"
        assert again.guest == ask.guest


def test_asking_again_closes_what_ran_out_without_waiting_for_the_sweep(
    ask: EndorsementAsk, award, ada
) -> None:
    with held_at(ask.expires_at):
        again = actions.ask_guest(award, address=JANE, by=ada)
    assert [row.ending for row in award.asks.order_by("pk")] == ["ran_out", ""]
    assert again.token != ask.token


def test_a_guest_declines_and_is_not_asked_again_by_the_same_earner(
    ask: EndorsementAsk, award, ada, bo, version
):
    actions.decline_letter(ask, ask.token)
    assert Guest.objects.get().address == ""
    with pytest.raises(BadInput):
        actions.ask_guest(award, address=JANE, by=ada)
    other = make_award(bo, version)
    assert actions.ask_guest(other, address=JANE, by=bo).is_open


def test_who_wishes_no_more_letters_gets_none_whoever_asks(
    ask: EndorsementAsk, bo, version
) -> None:
    actions.decline_letter(ask, ask.token, for_good=True)
    other = make_award(bo, version)
    for address in (JANE, JANE.upper(), " jane.roe+school@elm.example "):
        with pytest.raises(BadInput):
            actions.ask_guest(other, address=address, by=bo)


def test_the_earner_takes_a_letter_back(ask: EndorsementAsk, ada, bo) -> None:
    with pytest.raises(PermissionDenied):
        actions.end_ask(ask, by=bo)
    actions.end_ask(ask, by=ada)
    with pytest.raises(WrongState):
        answered(ask)
    assert Guest.objects.get().address == ""


def test_a_guest_withdraws_by_letter_for_good_and_once(ask: EndorsementAsk, ada, bo) -> None:
    row = answered(ask)
    actions.accept_endorsement(row, by=ada)
    for person in (ada, bo):
        with pytest.raises(PermissionDenied):
            actions.withdraw_endorsement(row, by=person)
    actions.withdraw_by_letter(row, row.token)
    assert checking.check_own(bytes(row.body)).verdict == "revoked"
    assert Guest.objects.get().address == "", "nothing they signed is in force"
    with pytest.raises(WrongState):
        actions.withdraw_by_letter(row, row.token)
    assert Event.objects.filter(verb="credentials.endorsement_withdrawn").count() == 1


def test_whose_letter_is_used_up_may_be_asked_about_another_badge_and_signs_with_the_same_key(
    ask: EndorsementAsk, award, ada, bo, version
) -> None:
    first = answered(ask)
    with pytest.raises(BadInput):
        actions.ask_guest(award, address=JANE, by=ada)
    other = actions.ask_guest(make_award(bo, version), address=JANE, by=bo)
    assert answered(other, name="J. Roe").did == first.did


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jane",
        "jane@",
        "@elm.example",
        "jane@elm",
        "jane roe@elm.example",
        '"a b"@elm.example',
        "a@b@elm.example",
        "jane@elm.example\nBcc: x@y.example",
        "jane@elm.example, x@y.example",
        "x" * 65 + "@elm.example",
        "jane@" + "x" * 64 + ".example",
        "jané@elm.example",
    ],
)
def test_what_is_no_address_is_refused(award, ada, address: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.ask_guest(award, address=address, by=ada)
    assert "address" in refusal.value.fields
    assert not Guest.objects.exists()


def test_a_domain_of_another_script_is_shown_as_what_it_is(award, ada) -> None:
    ask = actions.ask_guest(
        award, address="jane@еlm.example", by=ada
    )  # the first letter is Cyrillic
    assert ask.guest.domain == "xn--lm-mlc.example"


@pytest.mark.parametrize("address", ["{own}", "{OWN}", "{own}+friend", "other"])
def test_nobody_writes_to_themselves(award, ada, address: str) -> None:
    from allauth.account.models import EmailAddress

    name, domain = ada.email.split("@")
    EmailAddress.objects.create(user=ada, email="ada.at.home@dune.example", verified=True)
    typed = {
        "{own}": ada.email,
        "{OWN}": ada.email.upper(),
        "{own}+friend": f"{name}+friend@{domain}",
        "other": "ada.at.home@dune.example",
    }[address]
    with pytest.raises(BadInput):
        actions.ask_guest(award, address=typed, by=ada)


def test_only_the_earner_writes_and_only_about_a_badge_that_stands(award, ada, bo, chi) -> None:
    with pytest.raises(PermissionDenied):
        actions.ask_guest(award, address=JANE, by=bo)
    ask = actions.ask_guest(award, address=JANE, by=ada)
    actions.revoke(award, ground="issued_in_error", by=chi)
    ask.refresh_from_db()
    with pytest.raises(WrongState):
        answered(ask)
    with pytest.raises(WrongState):
        actions.ask_guest(Award.objects.get(pk=award.pk), address="mo@oak.example", by=ada)


def test_five_letters_a_day_and_three_a_month_to_one_address(award, ada, bo, version) -> None:
    for n in range(5):
        actions.end_ask(actions.ask_guest(award, address=f"p{n}@elm.example", by=ada), by=ada)
    with pytest.raises(TooMany):
        actions.ask_guest(award, address="one.more@elm.example", by=ada)
    with held_at(now() + timedelta(days=1, minutes=1)):
        for _turn in range(3):
            actions.end_ask(actions.ask_guest(award, address=JANE, by=ada), by=ada)
        for person, badge in ((ada, award), (bo, make_award(bo, version))):
            with pytest.raises(BadInput, match="cannot e-mail this address"):
                actions.ask_guest(badge, address="jane.roe+again@elm.example", by=person)
    with held_at(now() + timedelta(days=32)):
        assert actions.ask_guest(award, address=JANE, by=ada).is_open


def test_the_database_keeps_guests_and_persons_apart(ask: EndorsementAsk, bo) -> None:
    row = answered(ask)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=row.pk).update(by=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=row.pk).update(confirmed_domain="")
    with pytest.raises(IntegrityError), transaction.atomic():
        EndorsementAsk.objects.filter(pk=ask.pk).update(asked=bo)


def test_a_guest_is_nobody_who_can_sign_in(ask: EndorsementAsk) -> None:
    answered(ask)
    assert not Person.objects.filter(email=JANE).exists()
    assert Person.objects.create_person(JANE, "Jane Roe").pk, "the address is free for an account"
