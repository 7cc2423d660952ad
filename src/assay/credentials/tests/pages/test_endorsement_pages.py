import json
from urllib.parse import urlsplit

import pytest
from django.test import Client

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.models import Award, Endorsement, EndorsementAsk
from assay.credentials.tests.factories import make_award, make_evaluation
from assay.credentials.verification import checking, reports
from assay.letters.tests.post import posted
from assay.lib.clock import now
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person
from badgecore.documents import check_schema
from badgecore.model import OB3_SCHEMA

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
def offered(version: Version, institute: Organization, ned: Person) -> Endorsement:
    """The institute endorses the micro-credential."""
    return actions.endorse(version, text=WORDS, organization=institute, by=ned)


@pytest.fixture
def own(award: Award, ada: Person, bo: Person) -> Endorsement:
    """Bo has endorsed Ada's badge; she has not accepted it yet."""
    return actions.endorse_award(actions.ask_for_endorsement(award, of=bo, by=ada), text=SAW, by=bo)


def opened(award: Award, visibility: str) -> None:
    Award.objects.filter(pk=award.pk).update(visibility=visibility)


def seen_by(client: Client, person: Person | None, path: str) -> int:
    client.logout()
    if person is not None:
        client.force_login(person)
    return client.get(path).status_code


def badge(award: Award) -> dict:
    return json.loads(bytes(award.credentials.get(replaced_at=None).body))


# The page of an endorsement


def test_anybody_reads_an_endorsement_and_its_check(client, offered, institute) -> None:
    answer = client.get(f"/endorsements/{offered.pk}/")
    text = answer.content.decode()
    for words in (
        "North Coast Institute endorses Using Wait Time",
        WORDS,
        "This endorsement is genuine",
        "It was signed by North Coast Institute",
        "It has not been withdrawn",
    ):
        assert words in text
    assert "badge is genuine" not in text
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize(
    "accept", ["application/vc+ld+json", "application/ld+json", "application/json"]
)
def test_machines_get_the_bytes_as_signed(client, offered, accept: str) -> None:
    answer = client.get(f"/endorsements/{offered.pk}/", headers={"accept": accept})
    assert answer.content == bytes(offered.body)
    assert answer["Content-Type"] == accept
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"]
    assert "X-Credential-Status" not in answer


def test_one_that_was_withdrawn_says_so_to_people_and_machines(client, offered, ned) -> None:
    actions.withdraw_endorsement(offered, by=ned)
    page = client.get(f"/endorsements/{offered.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "has withdrawn this endorsement" in text
    assert "no longer endorses" in text
    assert "This endorsement is genuine" not in text
    assert WORDS not in text, "who took their words back is not quoted"
    machine = client.get(f"/endorsements/{offered.pk}/", headers={"accept": "application/json"})
    assert (machine.status_code, machine["X-Credential-Status"]) == (200, "revoked")
    stated = machine.json()
    assert (stated["revoked"], stated["credential"]) == (True, json.loads(bytes(offered.body)))
    signed = client.get(
        f"/endorsements/{offered.pk}/", headers={"accept": "application/vc+ld+json"}
    )
    assert (signed.content, signed["X-Credential-Status"]) == (bytes(offered.body), "revoked")
    entry = signed.json()["credentialStatus"]
    listed = client.get(urlsplit(entry["statusListCredential"]).path)
    assert listed["Cache-Control"] == "public, max-age=300"
    report = checking.check_own(signed.content)
    assert report.verdict == "revoked"


def test_a_list_of_nobody_is_404(client, offered) -> None:
    for name in ("nobody", "é", "z" * 500, "..%2f"):
        assert client.get(f"/endorsements/lists/{name}").status_code == 404


@pytest.mark.parametrize("visibility", ["private", "link", "public"])
def test_who_reads_an_endorsement_of_a_badge(
    client, award, own, ada, bo, dee, chi, visibility: str
) -> None:
    path = f"/endorsements/{own.pk}/"
    opened(award, visibility)
    assert [seen_by(client, person, path) for person in (None, dee, chi)] == [404] * 3, (
        "not accepted yet"
    )
    assert [seen_by(client, person, path) for person in (ada, bo)] == [200, 200]
    own.refresh_from_db()
    actions.accept_endorsement(own, by=ada)
    anybody = 404 if visibility == "private" else 200
    assert [seen_by(client, person, path) for person in (None, dee)] == [anybody] * 2
    client.logout()
    if anybody == 200:
        assert ("X-Robots-Tag" in client.get(path)) is (visibility == "link")
    actions.put_endorsement_aside(own, by=ada)
    assert seen_by(client, None, path) == 404
    actions.withdraw_endorsement(own, by=bo)
    assert seen_by(client, None, path) == 404, "nobody is told what became of what was not shown"


def test_a_strangers_key_vouches_for_nobody(offered) -> None:
    from assay.credentials.models import IssuerKey

    Endorsement.objects.all().delete()
    IssuerKey.objects.filter(did=offered.did).delete()
    telling = reports.told(checking.check_own(bytes(offered.body)))
    assert (telling.kind, telling.verdict) == ("refused", "not-valid")
    assert telling.text == "It claims to be one of ours, but we never issued it."


# On the pages of what is endorsed


def test_the_micro_credentials_page_names_its_endorsers(client, version, offered, chi) -> None:
    text = client.get("/catalog/wait-time/").content.decode()
    assert WORDS in text
    assert f"/endorsements/{offered.pk}/" in text
    actions.put_endorsement_aside(offered, by=chi)
    assert WORDS not in client.get("/catalog/wait-time/").content.decode()


def test_only_who_may_endorse_is_offered_to(client, version, ned, chi, ada) -> None:
    path = f"/endorsements/of/versions/{version.pk}/"
    for person, may in ((None, False), (ada, False), (chi, False), (ned, True)):
        client.logout()
        if person:
            client.force_login(person)
        assert (path in client.get("/catalog/wait-time/").content.decode()) is may


def test_the_badges_page_says_what_others_say(
    client, ada, bo, version, offered, own, award
) -> None:
    opened(award, "public")
    path = f"/badges/{award.pk}/"
    assert SAW not in client.get(path).content.decode()
    actions.accept_endorsement(own, by=ada)
    text = client.get(path).content.decode()
    for words in (SAW, "Bo Lind", WORDS, f"/endorsements/{own.pk}/"):
        assert words in text


def test_a_shared_private_badge_quotes_without_a_link_that_is_shut(client, ada, own, award) -> None:
    actions.accept_endorsement(own, by=ada)
    share = actions.share(award, by=ada)
    text = client.get(f"/s/{share.token}/").content.decode()
    assert SAW in text
    assert f"/endorsements/{own.pk}/" not in text


def test_the_issuers_page_and_profile_carry_what_is_said_of_it(
    client, district, version, institute, ned
) -> None:
    row = actions.endorse(district, text=WORDS, organization=institute, by=ned)
    assert WORDS in client.get(f"/issuers/{district.ident}/").content.decode()
    profile = client.get(
        f"/issuers/{district.ident}/", headers={"accept": "application/json"}
    ).json()
    assert profile["endorsement"] == [json.loads(bytes(row.body))]


# In the badge


def test_a_badge_carries_what_stands_when_it_is_issued(
    ada, version, district, institute, ned, offered
) -> None:
    about = actions.endorse(district, text=WORDS, organization=institute, by=ned)
    made = badge(make_award(ada, version))
    check_schema(made, OB3_SCHEMA)
    assert made["credentialSubject"]["achievement"]["endorsement"] == [
        json.loads(bytes(offered.body))
    ]
    assert made["issuer"]["endorsement"] == [json.loads(bytes(about.body))]
    report = checking.check_own(json.dumps(made).encode())
    assert report.verdict == "valid"
    assert {place: inner.verdict for place, inner in report.inner.items()} == {
        "issuer.endorsement[0]": "valid",
        "achievement.endorsement[0]": "valid",
    }
    lines = [line for line in reports.told(report).lines if line.code == "endorsement"]
    assert [(line.status, line.title) for line in lines] == [
        ("passed", "Endorsed by North Coast Institute")
    ] * 2
    actions.withdraw_endorsement(offered, by=ned)
    after = checking.check_own(json.dumps(made).encode())
    assert after.verdict == "valid", "what others took back says nothing against the badge"
    assert "North Coast Institute has withdrawn an endorsement" in [
        line.title for line in reports.told(after).lines
    ]
    assert (
        "endorsement"
        not in badge(make_award(make_person("New One"), version))["credentialSubject"][
            "achievement"
        ]
    )


def test_ones_own_travels_once_the_badge_is_signed_anew(ada, bo, award, own) -> None:
    actions.reissue(award, by=ada)
    assert "endorsement" not in badge(award), "not accepted"
    actions.accept_endorsement(own, by=ada)
    actions.reissue(award, by=ada)
    made = badge(award)
    check_schema(made, OB3_SCHEMA)
    assert made["endorsement"] == [json.loads(bytes(own.body))]
    report = checking.check_own(json.dumps(made).encode())
    assert {place: inner.verdict for place, inner in report.inner.items()} == {
        "endorsement[0]": "valid"
    }
    actions.put_endorsement_aside(own, by=ada)
    actions.reissue(award, by=ada)
    assert "endorsement" not in badge(award)


def test_a_badge_carries_the_five_newest(ada, version, district) -> None:
    for n in range(7):
        house = make_district(f"House {n}", kind=OrganizationKind.PARTNER)
        person = make_person("Sig Ner", role="approver", organization=house)
        actions.endorse(version, text=f"{WORDS} {n}", organization=house, by=person)
    made = badge(make_award(ada, version))["credentialSubject"]["achievement"]["endorsement"]
    assert [said["issuer"]["name"] for said in made] == [f"House {n}" for n in (6, 5, 4, 3, 2)]


def test_an_endorsed_award_takes_no_more_queries(
    ada, dee, version, district, institute, ned, offered
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    actions.endorse(district, text=WORDS, organization=institute, by=ned)
    actions.award(make_evaluation(ada, version), by=None)
    evaluation = make_evaluation(dee, version)
    with CaptureQueriesContext(connection) as queries:
        award = actions.award(evaluation, by=None)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 14
    assert badge(award)["issuer"]["endorsement"]


def test_the_short_way_signs_an_endorsed_badge_as_the_long_way_does(
    ada, bo, district, version, offered
) -> None:
    from assay.credentials.issuers import signing
    from assay.credentials.issuers.batch_signing import BatchSigner

    key = actions.ensure_issuer(district)
    for person in (ada, bo):
        award = make_award(person, version)
        plain = {name: value for name, value in badge(award).items() if name != "proof"}
        long = signing.signed_bytes(plain, key=key, at=award.issued_at)
        assert (
            long
            == bytes(award.credentials.get().body)
            == BatchSigner(key).signed_bytes(plain, at=award.issued_at)
        )


# Writing, asking, answering


def test_endorsing_on_the_page(client, version, institute, ned, chi) -> None:
    path = f"/endorsements/of/versions/{version.pk}/"
    assert seen_by(client, None, path) == 302
    assert seen_by(client, chi, path) == 403
    assert seen_by(client, ned, path) == 200
    short = client.post(path, {"text": "Too short"})
    assert short.status_code == 422
    assert "Too short" in short.content.decode()
    answer = client.post(path, {"text": WORDS}, follow=True)
    assert "Signed." in answer.content.decode()
    assert Endorsement.objects.get().by_organization == institute
    again = client.post(path, {"text": WORDS})
    assert again.status_code == 422
    assert "has already endorsed this" in again.content.decode()
    assert seen_by(client, ned, "/endorsements/of/versions/999/") == 404


def test_who_signs_for_two_chooses(client, version, institute, ned) -> None:
    other = make_district("South Coast Institute", kind=OrganizationKind.PARTNER)
    make_person(ned, role="program-admin", organization=other)
    client.force_login(ned)
    path = f"/endorsements/of/versions/{version.pk}/"
    assert client.post(path, {"text": WORDS, "organization": "999"}).status_code == 422
    client.post(path, {"text": WORDS, "organization": str(other.pk)})
    assert Endorsement.objects.get().by_organization == other


def test_asking_and_answering_by_letter(
    client, award, ada, bo, dee, django_capture_on_commit_callbacks
) -> None:
    client.force_login(ada)
    path = f"/awards/{award.pk}/asks/"
    for whom in ("", "Nobody Here", "Ada Marsh"):
        refused = client.post(path, {"whom": whom, "words": "You saw it."})
        assert refused.status_code == 422
        assert "You saw it." in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"whom": "bo lind", "words": "You saw it."})
    letter = posted()[-1]
    ask = EndorsementAsk.objects.get()
    assert (letter.to, letter.subject) == ([bo.email], "Ada Marsh asks for your endorsement")
    assert f"/endorsements/asked/{ask.pk}/" in letter.body
    assert "You saw it." not in letter.body
    assert seen_by(client, dee, f"/endorsements/asked/{ask.pk}/") == 404
    client.force_login(bo)
    assert f"/endorsements/asked/{ask.pk}/" in client.get("/").content.decode()
    assert "You saw it." in client.get(f"/endorsements/asked/{ask.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            "The earner decides"
            in client.post(ask_url(ask), {"text": SAW}, follow=True).content.decode()
        )
    assert posted()[-1].to == [ada.email]
    assert SAW not in posted()[-1].body
    client.force_login(ada)
    row = Endorsement.objects.get()
    assert "Waiting for you" in client.get(f"/awards/{award.pk}/").content.decode()
    client.post(f"/endorsements/{row.pk}/acceptance/")
    text = client.get(f"/awards/{award.pk}/").content.decode()
    assert "Stop showing it" in text
    assert "once it is signed again" in text
    client.post(f"/awards/{award.pk}/reissue/")
    assert "once it is signed again" not in client.get(f"/awards/{award.pk}/").content.decode()


def ask_url(ask: EndorsementAsk) -> str:
    return f"/endorsements/asked/{ask.pk}/"


def test_two_of_one_name_are_told_apart_by_address(client, award, ada) -> None:
    twins = [
        make_person("Sam Twin", role="learner", organization=make_district(f"T{n}"))
        for n in range(2)
    ]
    client.force_login(ada)
    refused = client.post(f"/awards/{award.pk}/asks/", {"whom": "Sam Twin"})
    assert "More than one person has this name" in refused.content.decode()
    client.post(f"/awards/{award.pk}/asks/", {"whom": twins[1].email.upper()})
    assert EndorsementAsk.objects.get().asked == twins[1]


def test_declining_and_withdrawing_by_form(client, award, ada, bo, dee, own) -> None:
    ask = actions.ask_for_endorsement(award, of=dee, by=ada)
    client.force_login(bo)
    assert client.post(f"/endorsements/asked/{ask.pk}/end/").status_code == 404
    client.force_login(dee)
    assert client.post(f"/endorsements/asked/{ask.pk}/end/").status_code == 302
    assert client.post(f"/endorsements/asked/{ask.pk}/end/").status_code == 409
    assert client.post(f"/endorsements/{own.pk}/withdrawal/").status_code == 404
    client.force_login(bo)
    assert client.post(f"/endorsements/{own.pk}/acceptance/").status_code == 403
    assert client.post(f"/endorsements/{own.pk}/withdrawal/").status_code == 302
    assert client.post(f"/endorsements/{own.pk}/withdrawal/").status_code == 409
    own.refresh_from_db()
    assert own.withdrawn


# Lists


def test_one_sees_what_one_signed(client, offered, own, bo, ned, dee) -> None:
    for person, mine in ((bo, own), (ned, offered), (dee, None)):
        client.force_login(person)
        text = client.get("/endorsements/").content.decode()
        for row in (own, offered):
            assert (str(row.pk) in text) is (row == mine)


def test_stewards_see_what_concerns_their_organizations(
    client, offered, own, ada, bo, chi, ned, max_, dee
) -> None:
    path = "/endorsements/kept/"
    assert seen_by(client, dee, path) == 404
    for person in (chi, max_, ned):
        client.force_login(person)
        text = client.get(path).content.decode()
        assert str(offered.pk) in text
        assert str(own.pk) not in text, "the earner has not accepted it"
    actions.accept_endorsement(own, by=ada)
    client.force_login(chi)
    assert str(own.pk) in client.get(path).content.decode()
    assert str(own.pk) not in client.get(f"{path}?q=coast").content.decode()
    assert "No endorsement fits" in client.get(f"{path}?status=withdrawn").content.decode()
    for odd in ("status=nonsense&page=99", "q=%00", "q=%ff", "page=-1"):
        assert client.get(f"{path}?{odd}").status_code == 200


def test_stewards_order_and_export_what_concerns_them(
    client, chi, offered, own, ned, version
) -> None:
    client.force_login(chi)
    page = client.get("/endorsements/kept/?sort=by")
    assert "1 to 1 of 1" in page.content.decode()
    assert page.context["tabs"][0]["count"] is None
    file = client.get("/endorsements/kept/?file=csv").getvalue().decode("utf-8-sig")
    assert "North Coast Institute" in file and "Bo Lind" not in file  # not yet accepted by Ada
    assert "North Coast" not in (
        client.get("/endorsements/kept/?q=nobody&file=csv").getvalue().decode()
    )


def test_endorsing_begins_at_a_desk_and_in_everybodys_menu(
    client, ada, ned, chi, version, institute, district
) -> None:
    client.force_login(ned)
    page = client.get("/endorsements/").content.decode()
    assert f"Endorse {district.name} as an issuer" in page
    assert f"/catalog/?issuer={district.ident}" in page
    client.force_login(chi)
    assert "as an issuer" not in client.get("/endorsements/").content.decode()  # their own work
    client.force_login(ada)
    home = client.get("/").content.decode()
    assert 'href="/endorsements/"' in home
    assert "as an issuer" not in client.get("/endorsements/").content.decode()


def test_the_lists_cost_the_same_however_long(
    client, version, district, chi, ned, institute, offered, django_assert_num_queries
) -> None:
    def more(count: int) -> None:
        for n in range(count):
            Endorsement.objects.create(
                organization=make_district(f"D{count}{n}"),
                by_organization=institute,
                by=ned,
                did=offered.did,
                body=b"",
                status_index=endorsement_lists.free_place(offered.did),
                status="standing",
                signed_at=now(),
                accepted_at=now(),
                comment=WORDS,
                about="D",
                name_as_signed="N",
                sha256="",
            )

    client.force_login(ned)
    for count in (2, 60):
        more(count)
        with django_assert_num_queries(6):
            client.get("/endorsements/kept/")
        with django_assert_num_queries(7):
            client.get("/endorsements/")
