import json
import uuid
from urllib.parse import urlsplit

import jwt as pyjwt
import openbadgeslib.ob3 as theirs
import pytest
from django.test import Client

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.issuers import identity
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.lib.errors import WrongState
from assay.people.models import Person
from badgecore.keys import PublicKey
from badgecore.nouns import read_instant
from badgecore.proofs.jose import Jws, credential_of

pytestmark = pytest.mark.django_db
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
ONE_ED_TECH = "application/vc+ld+json, application/ld+json, application/json, application/jwt, text/plain, */*"


@pytest.fixture
def secure(settings) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True


@pytest.fixture
def shown(ada: Person, version: Version) -> Award:
    return make_award(ada, version, visibility="link")


def signed_json(award: Award) -> dict:
    return json.loads(bytes(award.credentials.standing().get().body))


def test_the_jwt_says_what_the_json_says_and_names_its_subject(award: Award) -> None:
    token = actions.sign_jwt(award)
    jws, badge = Jws.read(token), signed_json(award)
    said = credential_of(jws)
    assert jws.header["alg"] == "ES256"
    assert set(jws.header) == {"alg", "typ", "kid"}
    assert uuid.UUID(jws.payload["sub"].removeprefix("urn:uuid:")).version == 5
    assert (jws.payload["jti"], jws.payload["iss"]) == (badge["id"], said["issuer"]["id"])
    for name in ("id", "name", "validFrom", "awardedDate", "type", "@context"):
        assert said[name] == badge[name]
    for name in ("identifier", "result"):
        assert said["credentialSubject"][name] == badge["credentialSubject"][name]
    assert "proof" not in said
    assert checking.check(token).verdict == "valid"


def test_its_subject_tells_nothing_and_is_another_for_each_award(
    ada: Person, dee: Person, version: Version
) -> None:
    subjects = [
        Jws.read(actions.sign_jwt(make_award(person, version))).payload["sub"]
        for person in (ada, dee)
    ]
    assert len(set(subjects)) == 2


def test_it_is_signed_once_and_kept(award: Award) -> None:
    token = actions.sign_jwt(award)
    assert actions.sign_jwt(award) == token
    row = award.credentials.get()
    assert (row.jwt, row.jwt_key.kind) == (token, "P-256")
    assert IssuerKey.objects.count() == 2


def test_under_did_key_it_goes_by_the_name_of_its_own_key_and_has_a_list_of_its_own(
    award: Award,
) -> None:
    said = credential_of(Jws.read(actions.sign_jwt(award)))
    key = IssuerKey.objects.get(kind="P-256")
    assert (
        said["issuer"]["id"] == key.did == said["credentialSubject"]["achievement"]["creator"]["id"]
    )
    assert said["credentialStatus"]["statusListCredential"].endswith("/status/2")
    assert StatusList.objects.get(number=2).key == key


@pytest.mark.usefixtures("secure")
def test_under_did_web_both_forms_are_one_badge_of_one_issuer(client: Client, award: Award) -> None:
    jws, badge = Jws.read(actions.sign_jwt(award)), signed_json(award)
    said = credential_of(jws)
    assert said["issuer"] == badge["issuer"]
    assert said["credentialStatus"] == badge["credentialStatus"]
    assert said["refreshService"]["id"] == f"{badge['id']}badge.jwt"
    document = client.get(f"/issuers/{award.issuer.ident}/did.json").json()
    [method] = [m for m in document["verificationMethod"] if m["id"] == jws.header["kid"]]
    assert "d" not in method["publicKeyJwk"]
    assert jws.header["kid"] in document["assertionMethod"]
    jws.check(PublicKey.from_jwk(method["publicKeyJwk"]))


@pytest.mark.usefixtures("secure")
def test_rs256_is_signed_where_it_is_asked_for(settings, client: Client, award: Award) -> None:
    settings.JWT_ALGORITHM = "RS256"
    token = actions.sign_jwt(award)
    jws = Jws.read(token)
    assert jws.header["alg"] == "RS256"
    assert checking.check(token).verdict == "valid"
    thumbprint = jws.header["kid"].partition("#")[2]
    answer = client.get(f"/issuers/{award.issuer.ident}/keys/{thumbprint}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["kty"] == "RSA"
    jws.check(PublicKey.from_jwk(answer.json()))


@pytest.mark.usefixtures("secure")
def test_after_a_change_of_algorithm_one_key_signs_tokens_and_the_other_stays_published(
    settings, client: Client, ada: Person, dee: Person, version: Version
) -> None:
    first = actions.sign_jwt(make_award(ada, version))
    settings.JWT_ALGORITHM = "RS256"
    second = actions.sign_jwt(make_award(dee, version))
    assert [checking.check(token).verdict for token in (first, second)] == ["valid", "valid"]
    assert set(IssuerKey.objects.filter(retired_at=None).values_list("kind", flat=True)) == {
        "Ed25519",
        "RSA",
    }


def test_without_did_web_rs256_gives_way_to_what_readers_know(settings, award: Award) -> None:
    settings.JWT_ALGORITHM = "RS256"
    assert Jws.read(actions.sign_jwt(award)).header["alg"] == "ES256"


def test_a_key_has_an_address_of_its_own_and_an_unknown_one_has_none(
    client: Client, award: Award
) -> None:
    actions.sign_jwt(award)
    key = IssuerKey.objects.get(kind="P-256")
    public = identity.public_key(key)
    answer = client.get(f"/issuers/{award.issuer.ident}/keys/{public.thumbprint}")
    assert PublicKey.from_jwk(answer.json()) == public
    assert set(answer.json()) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert client.get(f"/issuers/{award.issuer.ident}/keys/nothing").status_code == 404


@pytest.mark.parametrize("https", [False, True])
def test_a_withdrawal_reaches_both_forms(
    settings, https: bool, ada, dee, chi: Person, version: Version
) -> None:
    if https:
        settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    award, other = make_award(ada, version), make_award(dee, version)
    token, others = actions.sign_jwt(award), actions.sign_jwt(other)
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert checking.check(token).verdict == "revoked"
    assert checking.check(others).verdict == "valid"
    assert actions.sign_jwt(award) == token, "what was signed is still handed out"


def test_nothing_is_signed_anew_for_a_withdrawn_badge(
    client: Client, shown: Award, chi: Person
) -> None:
    actions.revoke(shown, ground="issued_in_error", by=chi)
    with pytest.raises(WrongState):
        actions.sign_jwt(shown)
    answer = client.get(f"/badges/{shown.pk}/", headers={"accept": "application/jwt"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert client.get(f"/badges/{shown.pk}/badge.jwt").status_code == 409


@pytest.mark.parametrize("https", [False, True])
def test_after_a_rotation_both_keys_serve(
    settings, https: bool, ada: Person, dee: Person, version: Version
) -> None:
    if https:
        settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    first = actions.sign_jwt(make_award(ada, version))
    actions.rotate_key(version.micro_credential.issuer, by=None)
    second = actions.sign_jwt(make_award(dee, version))
    assert Jws.read(first).header["kid"] != Jws.read(second).header["kid"]
    assert [checking.check(token).verdict for token in (first, second)] == ["valid", "valid"]
    assert IssuerKey.objects.filter(retired_at=None).count() == 2


@pytest.mark.usefixtures("secure")
def test_a_reissue_has_a_jwt_of_its_own_that_supersedes_the_first(
    award: Award, ada: Person, chi: Person
) -> None:
    first = actions.sign_jwt(award)
    ada.display_name = "Ada Marsh-Lind"
    ada.save()
    actions.reissue(Award.objects.get(), by=ada)
    second = actions.sign_jwt(award)
    assert "Ada Marsh-Lind" in json.dumps(credential_of(Jws.read(second)))
    since = [read_instant(credential_of(Jws.read(token))["validFrom"]) for token in (first, second)]
    assert since[0] < since[1]
    assert [checking.check(token).verdict for token in (first, second)] == ["superseded", "valid"]
    actions.revoke(award, ground="issued_in_error", by=chi)
    assert [checking.check(token).verdict for token in (first, second)] == ["revoked", "revoked"]


def test_every_altered_claim_breaks_it(award: Award) -> None:
    from badgecore.multibase import base64url
    from badgecore.wire import write_json

    head, _payload, signature = actions.sign_jwt(award).split(".")
    payload = Jws.read(actions.sign_jwt(award)).payload
    for name in payload:
        altered = payload | {
            name: 1 if isinstance(payload[name], int) else "https://example.org/other"
        }
        token = f"{head}.{base64url(write_json(altered).encode())}.{signature}"
        assert checking.check(token).verdict not in ("valid", "unclear"), name


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/jwt", "application/jwt"),
        ("application/vc+jwt", "application/vc+jwt"),
        ("text/plain", "text/plain"),
        ("text/plain, */*;q=0.1", "text/plain"),
        ("application/vc+jwt, application/json;q=0.8", "application/vc+jwt"),
        ("application/json, application/vc+jwt;q=0.8", "application/json"),
        ("application/jwt, text/html;q=0.5", "application/jwt"),
        ("text/html, text/plain", "text/html; charset=utf-8"),
        ("text/html, text/plain;q=0.9, */*;q=0.8", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("text/plain;q=0, */*", "text/html; charset=utf-8"),
        ("text/html;q=0.1, text/*", "text/html; charset=utf-8"),
        ("application/*", "application/vc+ld+json"),
        ("text/html;q=0, */*", "application/vc+ld+json"),
        ("image/*", "image/png"),
        ("application/jwt;q=0, text/html", "text/html; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        (ONE_ED_TECH, "application/vc+ld+json"),
        ("application/json, text/plain, */*", "application/json"),
    ],
)
def test_who_asks_for_a_jwt_by_name_gets_one(
    client: Client, shown: Award, accept: str, content_type: str
) -> None:
    answer = client.get(f"/badges/{shown.pk}/", headers={"accept": accept})
    assert answer["Content-Type"] == content_type
    assert "Accept" in answer["Vary"]
    if "jwt" in content_type or content_type == "text/plain":
        assert checking.check(answer.content).verdict == "valid"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "public, max-age=300"


def test_the_file_is_for_who_may_see_the_badge(
    client: Client, award: Award, ada: Person, dee: Person
) -> None:
    address = f"/badges/{award.pk}/badge.jwt"
    assert client.get(address).status_code == 404
    client.force_login(dee)
    assert client.get(address).status_code == 404
    assert not IssuerKey.objects.filter(kind="P-256").exists(), (
        "a stranger's question signs nothing"
    )
    client.force_login(ada)
    answer = client.get(address)
    assert answer["Content-Disposition"] == 'attachment; filename="wait-time-badge.jwt"'
    assert answer["Cache-Control"] == "private, no-store"
    assert checking.check(answer.content).verdict == "valid"


def test_a_jwt_out_of_a_letter_in_several_lines_is_read(client: Client, award: Award) -> None:
    token = actions.sign_jwt(award)
    pasted = "\r\n".join(token[i : i + 76] for i in range(0, len(token), 76))
    answer = client.post("/verify/", {"text": f"  {pasted}\n"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "This badge is genuine" in text
    assert "It was issued by Lakeside Schools" in text


def test_the_command_reads_a_file_with_a_jwt(award: Award, tmp_path, capsys) -> None:
    from django.core.management import call_command

    file = tmp_path / "badge.jwt"
    file.write_text(actions.sign_jwt(award))
    with pytest.raises(SystemExit) as left:
        call_command("verify", str(file))
    assert left.value.code == 0
    assert "This badge is genuine" in capsys.readouterr().out


@pytest.mark.usefixtures("secure")
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_readers_made_by_others_take_it_and_refuse_a_change(
    settings, client: Client, award, algorithm: str
) -> None:
    """PyJWT by the bare JWK at the key's address; openbadgeslib, which knows what a badge says, by did.json and kid."""
    settings.JWT_ALGORITHM = algorithm
    token, badge = actions.sign_jwt(award), signed_json(award)
    thumbprint = pyjwt.get_unverified_header(token)["kid"].partition("#")[2]
    jwk = client.get(f"/issuers/{award.issuer.ident}/keys/{thumbprint}").json()
    assert pyjwt.decode(token, pyjwt.PyJWK(jwk), algorithms=[algorithm])["jti"] == badge["id"]
    actions.rotate_key(award.issuer, by=None)
    verifier = theirs.OB3Verifier.for_issuer_did(
        badge["issuer"]["id"], download=lambda url: client.get(urlsplit(url).path).content
    )
    assert verifier.verify(token).id == badge["id"]
    head, payload, signature = token.split(".")
    with pytest.raises(theirs.OB3VerificationError):
        verifier.verify(f"{head}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}")
