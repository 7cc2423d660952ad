import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.catalog.models import Version
from assay.catalog.public import catalog_index
from assay.credentials import actions
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.endorsements.actions import endorsing
from assay.credentials.models import Award, Endorsement, EndorsementStatus
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput, TooMany, WrongState
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_department, make_district, make_person
from assay.record.models import Event
from badgecore.documents import check_schema
from badgecore.keys import PublicKey
from badgecore.model import OB3_ENDORSEMENT_SCHEMA
from badgecore.proofs import data_integrity
from badgecore.status import StatusList

pytestmark = pytest.mark.django_db

WORDS = "We use this in our own courses: it asks for what students did, not for what was taught."


@pytest.fixture
def institute(district: Organization) -> Organization:
    """A university institute beside the district."""
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER, letters="NC")


@pytest.fixture
def ned(institute: Organization) -> Person:
    """Who signs for the institute."""
    return make_person("Ned Coe", role="approver", organization=institute)


def endorsed(
    version: Version, institute: Organization, ned: Person, **fields: object
) -> Endorsement:
    return actions.endorse(version, text=WORDS, organization=institute, by=ned, **fields)  # type: ignore[arg-type]


def document(row: Endorsement) -> dict:
    return json.loads(bytes(row.body))


def test_an_organization_signs_what_it_says_of_a_micro_credential(version, institute, ned) -> None:
    row = endorsed(version, institute, ned)
    said = document(row)
    check_schema(said, OB3_ENDORSEMENT_SCHEMA)
    key = institute.signing_keys.get()
    data_integrity.check(said, said["proof"], PublicKey.from_multikey(key.multikey))
    assert said["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert said["id"] == f"http://127.0.0.1:8000/endorsements/{row.pk}/"
    assert (said["issuer"]["id"], said["issuer"]["name"]) == (key.did, "North Coast Institute")
    assert said["credentialSubject"] == {
        "id": "http://127.0.0.1:8000/catalog/wait-time/v/1.0/",
        "type": ["EndorsementSubject"],
        "endorsementComment": WORDS,
    }
    assert row.standing
    event = Event.objects.get(verb="credentials.endorsed", subject_id=str(row.pk))
    assert event.particulars == {"organization": institute.pk, "of": "version"}


def test_an_issuer_is_endorsed_by_the_name_its_badges_bear(district, institute, ned) -> None:
    row = actions.endorse(district, text=WORDS, organization=institute, by=ned)
    assert document(row)["credentialSubject"]["id"] == district.signing_keys.get().did


def test_only_who_holds_the_role_in_that_very_organization_signs_for_it(
    version, institute, ada, bo, chi, max_
) -> None:
    above = Organization.objects.create(
        ident="above", name="Above", kind=OrganizationKind.CONSORTIUM
    )
    institute.parent = above
    institute.save()
    boss = make_person("Bea Boss", role="program-admin", organization=above)
    for person in (
        ada,
        bo,
        chi,
        max_,
        boss,
        make_person("Ida Ink", role="author", organization=institute),
    ):
        with pytest.raises(PermissionDenied):
            endorsed(version, institute, person)
    assert not Endorsement.objects.exists()


def test_nobody_endorses_their_own(version, district, institute, ned, chi, max_) -> None:
    department = make_department(district)
    dean = make_person("Den Dean", role="approver", organization=department)
    for organization, person in ((district, chi), (department, dean)):
        with pytest.raises(PermissionDenied):
            endorsed(version, organization, person)
        with pytest.raises(PermissionDenied):
            actions.endorse(district, text=WORDS, organization=organization, by=person)
    with pytest.raises(PermissionDenied):
        actions.endorse(institute, text=WORDS, organization=institute, by=ned)


def test_a_consortium_may_speak_of_its_member(version, district) -> None:
    above = Organization.objects.create(
        ident="above", name="Above", kind=OrganizationKind.CONSORTIUM
    )
    district.parent = above
    district.save()
    boss = make_person("Bea Boss", role="program-admin", organization=above)
    assert endorsed(version, above, boss).standing


@pytest.mark.parametrize("text", ["", "   ", "Good.", "x" * 29, " " * 40 + "y", "x" * 601])
def test_a_comment_has_a_length(version, institute, ned, text: str) -> None:
    with pytest.raises(BadInput) as refusal:
        actions.endorse(version, text=text, organization=institute, by=ned)
    assert "text" in refusal.value.fields


def test_what_is_typed_is_cleaned_before_it_is_signed(version, institute, ned) -> None:
    typed = "Tabs\tand\r\ncontrols\x07 go, é stays: \u202ethat is all"
    row = actions.endorse(version, text=typed, organization=institute, by=ned)
    assert (
        document(row)["credentialSubject"]["endorsementComment"]
        == "Tabs and\ncontrols go, é stays: that is all"
    )


def test_one_word_of_one_organization_about_one_thing(version, institute, ned) -> None:
    first = endorsed(version, institute, ned)
    with pytest.raises(WrongState):
        endorsed(version, institute, ned)
    actions.withdraw_endorsement(first, by=ned)
    assert endorsed(version, institute, ned).standing


def test_a_closed_organization_and_an_unpublished_version_are_refused(
    version, institute, ned
) -> None:
    version.published_at = None
    with pytest.raises(WrongState):
        endorsed(version, institute, ned)
    institute.ended_on = now().date()
    with pytest.raises(WrongState):
        actions.endorse(version.micro_credential.issuer, text=WORDS, organization=institute, by=ned)


def test_not_more_than_twenty_a_day(version, institute, ned) -> None:
    row = endorsed(version, institute, ned)
    for n in range(19):
        place = endorsement_lists.free_place(row.did)
        Endorsement.objects.create(
            organization=make_district(f"D{n}"),
            by_organization=institute,
            by=ned,
            did=row.did,
            status_index=place,
            status="standing",
            signed_at=now(),
            comment=WORDS,
            body=b"",
            about="",
            name_as_signed="",
        )
    with pytest.raises(TooMany):
        actions.endorse(version.micro_credential.issuer, text=WORDS, organization=institute, by=ned)
    with held_at(now() + timedelta(days=1, minutes=1)):
        actions.endorse(version.micro_credential.issuer, text=WORDS, organization=institute, by=ned)


def test_the_page_of_the_micro_credential_is_read_anew(version, institute, ned) -> None:
    before = catalog_index.stamp()
    row = endorsed(version, institute, ned)
    between = catalog_index.stamp()
    actions.withdraw_endorsement(row, by=ned)
    assert len({before, between, catalog_index.stamp()}) == 3


# Withdrawing, putting aside, taking up again


def test_what_is_withdrawn_stands_in_the_signers_list(version, institute, ned) -> None:
    row = endorsed(version, institute, ned)
    entry = document(row)["credentialStatus"]
    name = entry["statusListCredential"].rsplit("/", 1)[1]
    before = json.loads(endorsement_lists.signed_list(name) or b"")
    actions.withdraw_endorsement(row, by=ned)
    after = json.loads(endorsement_lists.signed_list(name) or b"")
    assert before["issuer"] == after["issuer"] == row.did
    assert before["credentialSubject"]["encodedList"] != after["credentialSubject"]["encodedList"]
    assert after["proof"]["verificationMethod"].startswith(row.did)
    assert row.withdrawn
    assert (
        Event.objects.filter(
            verb="credentials.endorsement_withdrawn", subject_id=str(row.pk)
        ).count()
        == 1
    )


def test_what_was_withdrawn_under_an_earlier_name_is_not_in_the_list_of_the_present_one(
    settings, version, institute, ned
) -> None:
    settings.SECURE = True
    for place, host in ((7, "old"), (8, "new"), (9, "new")):
        settings.BASE_URL = f"https://{host}.example.org"
        row = endorsed(version, institute, ned)
        assert row.did == f"did:web:{host}.example.org:issuers:{institute.ident}"
        if place < 9:
            actions.withdraw_endorsement(row, by=ned)
        Endorsement.objects.filter(pk=row.pk).update(status_index=place)
    said = json.loads(endorsement_lists.signed_list(institute.ident) or b"")
    assert said["issuer"] == row.did
    bits = StatusList.decoded(said["credentialSubject"]["encodedList"])
    assert [place for place in range(len(bits)) if bits.get(place)] == [8]


def test_a_list_that_nobody_signs_is_none(version, institute, ned) -> None:
    assert endorsement_lists.signed_list("z6Mk" + "a" * 44) is None
    assert endorsement_lists.signed_list(institute.ident) is None


def test_only_the_endorser_withdraws_and_only_once(version, institute, ned, chi, max_) -> None:
    row = endorsed(version, institute, ned)
    for person in (chi, max_):
        with pytest.raises(PermissionDenied):
            actions.withdraw_endorsement(row, by=person)
    other = make_person("Nia Coe", role="program-admin", organization=institute)
    actions.withdraw_endorsement(row, by=other)
    with pytest.raises(WrongState):
        actions.withdraw_endorsement(row, by=ned)
    with pytest.raises(WrongState):
        actions.accept_endorsement(row, by=chi)


def test_the_issuer_may_put_it_aside_and_take_it_up_again(
    version, institute, ned, chi, ada
) -> None:
    row = endorsed(version, institute, ned)
    for person in (ada, ned):
        with pytest.raises(PermissionDenied):
            actions.put_endorsement_aside(row, by=person)
    actions.put_endorsement_aside(row, by=chi)
    assert not Endorsement.objects.standing().exists()
    with pytest.raises(WrongState):
        actions.put_endorsement_aside(row, by=chi)
    assert Event.objects.get(verb="credentials.endorsement_put_aside").subject_id == str(row.pk)
    actions.accept_endorsement(row, by=chi)
    assert Endorsement.objects.standing().get() == row
    assert Event.objects.filter(subject_id=str(row.pk)).count() == 3


# A person's word about one badge


@pytest.fixture
def pia(district: Organization) -> Person:
    """A principal of Ada's district."""
    return make_person(
        "Pia Bell",
        role="principal",
        organization=district.children.create(
            ident="pine", name="Pine Ridge", kind=OrganizationKind.SCHOOL, parent=district
        ),
    )


def test_a_person_signs_with_a_key_of_their_own_and_the_earner_accepts(
    award: Award, ada, pia
) -> None:
    ask = actions.ask_for_endorsement(award, of=pia, words="You saw the lesson.", by=ada)
    row = actions.endorse_award(ask, text=WORDS, by=pia)
    said = document(row)
    check_schema(said, OB3_ENDORSEMENT_SCHEMA)
    data_integrity.check(said, said["proof"], PublicKey.from_multikey(pia.signing_key.multikey))
    assert said["issuer"] == {
        "id": pia.signing_key.did,
        "type": ["Profile"],
        "name": "Pia Bell",
        "description": "Principal, Pine Ridge",
    }
    assert said["credentialSubject"]["id"] == f"http://127.0.0.1:8000/badges/{award.pk}/"
    assert row.status == EndorsementStatus.OFFERED
    assert not Endorsement.objects.standing().exists()
    for person in (pia, make_person("Sam Sly")):
        with pytest.raises(PermissionDenied):
            actions.accept_endorsement(row, by=person)
    actions.accept_endorsement(row, by=ada)
    with pytest.raises(WrongState):
        actions.accept_endorsement(row, by=ada)
    ask.refresh_from_db()
    assert (ask.ending, row.standing) == ("answered", True)
    said = Event.objects.filter(verb__startswith="credentials.").order_by("id")
    assert [e.verb for e in said][-3:] == [
        "credentials.endorsement_asked",
        "credentials.endorsed",
        "credentials.endorsement_accepted",
    ]


def test_the_same_person_signs_with_the_same_key(award: Award, ada, dee, pia) -> None:
    assert endorsing.ensure_person_key(pia) == endorsing.ensure_person_key(pia)
    key = endorsing.ensure_person_key(pia)
    assert pia.signing_key.multikey.encode() not in bytes(key.sealed)


def test_that_one_holds_it_too_is_said_only_on_request(
    award: Award, ada, dee, pia, version
) -> None:
    from assay.credentials.tests.factories import make_award

    make_award(pia, version)
    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    assert "holds" not in actions.endorse_award(ask, text=WORDS, by=pia).capacity
    ask = actions.ask_for_endorsement(award, of=dee, by=ada)
    assert (
        actions.endorse_award(ask, text=WORDS, as_holder=True, by=dee).capacity
        == "Colleague, Dune Grass"
    )
    Endorsement.objects.get(by=pia).delete()
    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    row = actions.endorse_award(ask, text=WORDS, as_holder=True, by=pia)
    assert row.capacity == "Principal, Pine Ridge, holds this micro-credential"


def test_only_who_was_asked_answers_and_only_once(award: Award, ada, dee, chi, pia) -> None:
    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    for person in (ada, dee, chi):
        with pytest.raises(PermissionDenied):
            actions.endorse_award(ask, text=WORDS, by=person)
    with pytest.raises(BadInput):
        actions.endorse_award(ask, text="Nice.", by=pia)
    actions.endorse_award(ask, text=WORDS, by=pia)
    with pytest.raises(WrongState):
        actions.endorse_award(ask, text=WORDS, by=pia)


def test_a_withdrawn_badge_is_neither_asked_about_nor_endorsed(
    award: Award, ada, chi, pia, dee
) -> None:

    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    actions.revoke(award, ground="issued_in_error", by=chi)
    ask.refresh_from_db()
    with pytest.raises(WrongState):
        actions.endorse_award(ask, text=WORDS, by=pia)
    with pytest.raises(WrongState):
        actions.ask_for_endorsement(Award.objects.get(pk=award.pk), of=dee, by=ada)


def test_who_may_be_asked(award: Award, ada, dee, pia) -> None:
    with pytest.raises(PermissionDenied):
        actions.ask_for_endorsement(award, of=pia, by=dee)
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=ada, by=ada)
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=pia, words="x" * 401, by=ada)
    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=pia, by=ada)
    actions.endorse_award(ask, text=WORDS, by=pia)
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=pia, by=ada)


def test_not_more_than_five_are_asked_at_a_time(award: Award, ada) -> None:
    asks = [actions.ask_for_endorsement(award, of=make_person(f"P{n} Q"), by=ada) for n in range(5)]
    with pytest.raises(TooMany):
        actions.ask_for_endorsement(award, of=make_person("One More"), by=ada)
    for ask in asks:
        actions.end_ask(ask, by=ada)
    for n in range(15):
        actions.end_ask(
            actions.ask_for_endorsement(award, of=make_person(f"R{n} Q"), by=ada), by=ada
        )
    with pytest.raises(TooMany):
        actions.ask_for_endorsement(award, of=make_person("One More"), by=ada)


@pytest.mark.parametrize(("who", "ending"), [("pia", "declined"), ("ada", "taken_back")])
def test_an_ask_is_declined_or_taken_back_once(
    award: Award, ada, pia, dee, who: str, ending: str
) -> None:
    ask = actions.ask_for_endorsement(award, of=pia, by=ada)
    with pytest.raises(PermissionDenied):
        actions.end_ask(ask, by=dee)
    person = {"ada": ada, "pia": pia}[who]
    actions.end_ask(ask, by=person)
    with pytest.raises(WrongState):
        actions.end_ask(ask, by=person)
    assert ask.ending == ending
    assert Event.objects.get(verb="credentials.endorsement_ask_ended").particulars == {
        "ending": ending
    }
    with pytest.raises(WrongState):
        actions.endorse_award(ask, text=WORDS, by=pia)


def test_a_signer_whose_list_is_full_is_refused_and_does_not_wait_for_ever(
    version: Version, ned: Person, institute: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    endorsed(version, institute, ned)
    monkeypatch.setattr("assay.credentials.endorsements.endorsement_lists.status.MIN_LENGTH", 1)
    Endorsement.objects.update(status_index=0)
    with pytest.raises(WrongState, match="list is full"):
        endorsement_lists.free_place(Endorsement.objects.get().did)
