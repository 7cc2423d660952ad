"""Loops, keys that changed, people who left, thousands of words, and words in every script."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from assay.catalog.tests.factories import make_version
from assay.credentials import actions, slots
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.models import Award, Endorsement
from assay.credentials.tests.factories import make_award, make_evaluation
from assay.credentials.verification import checking
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput
from assay.people.actions import deactivate
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_department, make_district, make_person

pytestmark = pytest.mark.django_db

WORDS = "We use this in our own courses: it asks for what students did, not for what was taught."
SAW = "I sat in on two lessons and saw what the wait did to who speaks in this class."


@pytest.fixture
def institute(district: Organization) -> Organization:
    return make_district("North Coast Institute", kind=OrganizationKind.PARTNER, letters="NC")


@pytest.fixture
def ned(institute: Organization) -> Person:
    return make_person("Ned Coe", role="approver", organization=institute)


@pytest.fixture
def own(award: Award, ada: Person, bo: Person) -> Endorsement:
    """Bo has endorsed Ada's badge."""
    return actions.endorse_award(actions.ask_for_endorsement(award, of=bo, by=ada), text=SAW, by=bo)


def badge(award: Award) -> dict:
    return json.loads(bytes(award.credentials.get(replaced_at=None).body))


# Oneself, by another way


@pytest.mark.parametrize("role", ["approver", "program-admin", "author", "department-head"])
@pytest.mark.parametrize("below", [False, True], ids=["issuer", "its-department"])
def test_nobody_endorses_their_own_under_another_hat(
    client, version, district, institute, ned, role, below
) -> None:
    make_person(ned, role=role, organization=make_department(district) if below else district)
    for about in (version, district):
        with pytest.raises(PermissionDenied):
            actions.endorse(about, text=WORDS, organization=institute, by=ned)
    client.force_login(ned)
    path = f"/endorsements/of/versions/{version.pk}/"
    assert client.get(path).status_code == 403
    assert path not in client.get("/catalog/wait-time/").content.decode()


def test_a_learner_of_the_district_may_sign_for_the_institute_they_also_serve(
    version, district, institute, ned
) -> None:
    make_person(ned, role="learner", organization=district)
    assert actions.endorse(version, text=WORDS, organization=institute, by=ned).standing


def test_two_who_endorse_each_other_do_not_enclose_each_other(
    district, version, institute, ned, chi, ada
) -> None:
    for n in range(3):  # each word is signed after the other stands
        for about, house, by in ((district, institute, ned), (institute, district, chi)):
            Endorsement.objects.filter(organization=about).update(
                status="withdrawn", withdrawn_at=now()
            )
            row = actions.endorse(about, text=f"{WORDS} {n}", organization=house, by=by)
            assert "endorsement" not in json.loads(bytes(row.body))["issuer"]
    made = badge(make_award(ada, version))
    assert [said["issuer"]["name"] for said in made["issuer"]["endorsement"]] == [
        "North Coast Institute"
    ]
    assert checking.check_own(json.dumps(made).encode()).verdict == "valid"


def test_two_earners_who_endorse_each_other_stay_apart(award, own, ada, bo, version) -> None:
    other = make_award(bo, version)
    back = actions.endorse_award(
        actions.ask_for_endorsement(other, of=ada, by=bo), text=SAW, by=ada
    )
    for row, earner, theirs in ((own, ada, award), (back, bo, other)):
        actions.accept_endorsement(row, by=earner)
        actions.reissue(theirs, by=earner)
        assert [said["id"].split("/")[-2] for said in badge(theirs)["endorsement"]] == [str(row.pk)]


# What changed since


def test_the_page_of_an_endorsement_says_that_its_badge_was_withdrawn(
    client, award, own, ada, chi
) -> None:
    actions.accept_endorsement(own, by=ada)
    Award.objects.update(visibility="public")
    path = f"/endorsements/{own.pk}/"
    assert "has been withdrawn by its issuer" not in client.get(path).content.decode()
    award.refresh_from_db()
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert "has been withdrawn by its issuer" in client.get(path).content.decode()
    assert SAW not in client.get(f"/badges/{award.pk}/").content.decode()


def test_what_was_signed_stands_when_its_signers_account_is_closed(
    client, award, own, ada, bo
) -> None:
    deactivate(bo, by=None)
    actions.accept_endorsement(own, by=ada)
    actions.reissue(award, by=ada)
    assert badge(award)["endorsement"] == [json.loads(bytes(own.body))]
    assert checking.check_own(bytes(own.body)).verdict == "valid"
    Award.objects.update(visibility="public")
    assert client.get(f"/endorsements/{own.pk}/").status_code == 200


def test_a_closed_account_is_not_asked_and_does_not_answer(award, ada, bo) -> None:
    ask = actions.ask_for_endorsement(award, of=bo, by=ada)
    deactivate(bo, by=None)
    with pytest.raises(PermissionDenied):
        actions.endorse_award(ask, text=SAW, by=bo)
    actions.end_ask(ask, by=ada)
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=bo, by=ada)


def test_nobody_who_signed_is_deleted_from_under_their_words(own, bo, award, ada) -> None:
    ask = actions.ask_guest(award, address="jane.roe@elm.example", by=ada)
    row = actions.answer_letter(ask, ask.token, name="Jane Roe", text=SAW)
    for signer in (bo, row.guest):
        with pytest.raises(ProtectedError):
            signer.delete()


@pytest.mark.parametrize("web", [False, True], ids=["did-key", "did-web"])
def test_an_endorsement_outlives_the_key_that_signed_it(
    settings, version, institute, ned, ada, web: bool
) -> None:
    if web:
        settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    old = actions.endorse(version, text=WORDS, organization=institute, by=ned)
    with held_at(now() + timedelta(seconds=5)):
        actions.rotate_key(institute, by=None)
        assert checking.check_own(bytes(old.body)).verdict == "valid"
        made = badge(make_award(ada, version))
        assert made["credentialSubject"]["achievement"]["endorsement"] == [
            json.loads(bytes(old.body))
        ]
        assert checking.check_own(json.dumps(made).encode()).verdict == "valid"
        actions.withdraw_endorsement(old, by=ned)
        new = actions.endorse(version, text=WORDS, organization=institute, by=ned)
        assert (new.did == old.did) is web
        assert [checking.check_own(bytes(row.body)).verdict for row in (old, new)] == [
            "revoked",
            "valid",
        ]


def test_a_badge_no_longer_carries_what_was_said_of_its_issuers_earlier_name(
    district, version, institute, ned, ada
) -> None:
    actions.endorse(district, text=WORDS, organization=institute, by=ned)
    actions.rotate_key(district, by=None)
    made = badge(make_award(ada, version))
    assert "endorsement" not in made["issuer"], (
        "without https the key is the name, and it is another now"
    )
    assert checking.check_own(json.dumps(made).encode()).verdict == "valid"


def test_a_word_about_one_version_is_not_a_word_about_the_next(
    client, district, version, institute, ned, ada
) -> None:
    row = actions.endorse(version, text=WORDS, organization=institute, by=ned)
    newer = make_version(district, number="2.0")
    assert "endorsement" not in badge(make_award(ada, newer))["credentialSubject"]["achievement"]
    assert WORDS not in client.get("/catalog/wait-time/v/2.0/").content.decode()
    assert WORDS in client.get("/catalog/wait-time/v/1.0/").content.decode()
    assert checking.check_own(bytes(row.body)).verdict == "valid"


# Many


def test_two_thousand_endorsements_make_no_badge_larger_and_no_page_slower(
    client, version, ned, ada, bo, dee
) -> None:
    small = len(json.dumps(badge(make_award(ada, version))))
    moment = now() - timedelta(days=9)
    houses = Organization.objects.bulk_create(
        Organization(
            ident=f"house-{n}", name=f"House {n}", kind=OrganizationKind.PARTNER, path=f"/h{n}/"
        )
        for n in range(1995)
    )
    Endorsement.objects.bulk_create(
        Endorsement(
            version=version,
            by_organization=house,
            by=ned,
            did=f"did:key:z6Mk{n}",
            body=b"not read",
            sha256="",
            status_index=n,
            status="standing",
            signed_at=moment,
            accepted_at=moment,
            comment=WORDS,
            about="W",
            name_as_signed=house.name,
        )
        for n, house in enumerate(houses)
    )
    for n in range(5):
        house = make_district(f"Newest {n}", kind=OrganizationKind.PARTNER)
        row = actions.endorse(
            version,
            text=WORDS,
            organization=house,
            by=make_person("Sig Ner", role="approver", organization=house),
        )
    assert Endorsement.objects.standing().filter(version=version).count() == 2000
    make_award(bo, version)  # the first after a new word composes what all of this version share
    evaluation = make_evaluation(dee, version)
    with CaptureQueriesContext(connection) as queries:
        award = actions.award(evaluation, by=None)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 14
    made = badge(award)
    assert len(made["credentialSubject"]["achievement"]["endorsement"]) == 5
    assert len(json.dumps(made)) < small + 6 * len(row.body)
    assert len(slots.endorsements_of(None, version)["endorsements"]) == slots.SHOWN
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/catalog/wait-time/").content.decode()
    assert page.count('<figure class="word">') == slots.SHOWN
    assert len(queries) < 40


# Words


@pytest.mark.parametrize(
    "words",
    [
        "ראיתי שני שיעורים שלה, ובשני הילדים ענו זה לזה בלי להביט בה.",
        "رأيت درسين لها، وفي الثاني أجاب التلاميذ بعضهم بعضًا دون أن ينظروا إليها.",
        "Vi dos de sus clases; en la segunda, quien callaba habló. ¡Otra clase!",
        "她的两节课我都听了,第二节课上,从不开口的学生彼此回答,没有看她,她数着秒数等待,课堂完全不同。",
        "Two lessons 👩🏽‍🏫 and the second was another class: “wait” <b>did</b> & 'did' it.",
    ],
    ids=["hebrew", "arabic", "spanish", "chinese", "emoji-and-markup"],
)
def test_words_in_any_script_are_signed_as_written_and_run_their_own_way(
    client, award, ada, bo, words: str
) -> None:
    ask = actions.ask_for_endorsement(award, of=bo, words=words, by=ada)
    row = actions.endorse_award(ask, text=words, by=bo)
    actions.accept_endorsement(row, by=ada)
    Award.objects.update(visibility="public")
    assert json.loads(bytes(row.body))["credentialSubject"]["endorsementComment"] == words
    assert checking.check_own(bytes(row.body)).verdict == "valid"
    for path in (f"/endorsements/{row.pk}/", f"/badges/{award.pk}/"):
        text = client.get(path).content.decode()
        assert '<p dir="auto">' in text
        assert "<b>did</b>" not in text
    actions.reissue(award, by=ada)
    assert checking.check_own(json.dumps(badge(award)).encode()).verdict == "valid"


def test_ten_thousand_characters_are_refused_and_nothing_typed_is_lost(
    client, award, ada, bo
) -> None:
    long = "word " * 2000
    with pytest.raises(BadInput):
        actions.ask_for_endorsement(award, of=bo, words=long, by=ada)
    ask = actions.ask_for_endorsement(award, of=bo, by=ada)
    with pytest.raises(BadInput):
        actions.endorse_award(ask, text=long, by=bo)
    client.force_login(bo)
    refused = client.post(f"/endorsements/asked/{ask.pk}/", {"text": long})
    assert refused.status_code == 422
    assert long.strip() in refused.content.decode()
    letter = actions.ask_guest(award, address="jane.roe@elm.example", by=ada)
    client.logout()
    refused = client.post(
        f"/endorsements/letters/{letter.pk}/{letter.token}/", {"name": "Jane Roe", "text": long}
    )
    assert refused.status_code == 422
    assert long.strip() in refused.content.decode()
    assert not Endorsement.objects.exists()


def test_control_characters_in_a_guests_words_and_name_are_never_signed(award, ada) -> None:
    ask = actions.ask_guest(award, address="jane.roe@elm.example", words="a\x00b\u202ec", by=ada)
    assert ask.words == "abc"
    row = actions.answer_letter(
        ask,
        ask.token,
        name="Jane\n\u202eRoe\x07",
        capacity="Head,\tElm\x00",
        text=f"{SAW}\r\nTwice.\x1b[31m\u2066",
    )
    said = json.loads(bytes(row.body))
    assert said["issuer"]["name"] == "Jane Roe"
    assert said["issuer"]["description"].startswith("Head, Elm. ")
    assert said["credentialSubject"]["endorsementComment"] == f"{SAW}\nTwice.[31m"
    assert checking.check_own(bytes(row.body)).verdict == "valid"
    assert endorsement_lists.signed_list(row.did.rsplit(":", 1)[1])
