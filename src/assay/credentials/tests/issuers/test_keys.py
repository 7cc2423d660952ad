import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials import actions
from assay.credentials.endorsements.actions.endorsing import ensure_person_key
from assay.credentials.issuers import identity, status_lists
from assay.credentials.models import Award, IssuerKey, StatusList
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking
from assay.people.models import Organization, Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def secure(settings) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True


def body(award: Award) -> bytes:
    return bytes(award.credentials.get(replaced_at=None).body)


def test_a_key_is_made_on_first_need_and_kept(district: Organization) -> None:
    key = actions.ensure_issuer(district)
    assert actions.ensure_issuer(district) == key
    assert key.did == f"did:key:{key.multikey}"


def test_the_secret_half_lies_sealed(district: Organization) -> None:
    key = actions.ensure_issuer(district)
    private = identity.private_key(key)
    assert private.public.multikey == key.multikey
    assert private.to_bytes() not in bytes(key.sealed)


def test_one_key_signs_at_a_time(district: Organization) -> None:
    key = actions.ensure_issuer(district)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.create(
            issuer=district, multikey="z6Mkx", did="did:key:z6Mkx", sealed=b"", made_at=key.made_at
        )


@pytest.mark.usefixtures("secure")
def test_over_https_the_issuer_is_a_did_web(district: Organization) -> None:
    assert (
        actions.ensure_issuer(district).did
        == f"did:web:badges.example.org:issuers:{district.ident}"
    )


def test_a_port_is_written_as_did_web_wants_it(settings, district: Organization) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.example.org:8443", True
    assert (
        actions.ensure_issuer(district).did
        == f"did:web:badges.example.org%3A8443:issuers:{district.ident}"
    )


def test_an_intranet_name_gets_a_did_key(settings, district: Organization) -> None:
    settings.BASE_URL, settings.SECURE = "https://badges.local", True
    assert actions.ensure_issuer(district).did.startswith("did:key:")


def test_moving_to_https_makes_a_key_of_the_new_name(settings, district: Organization) -> None:
    old = actions.ensure_issuer(district)
    settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    new = actions.ensure_issuer(district)
    assert new != old
    assert new.did.startswith("did:web:")


@pytest.mark.usefixtures("secure")
def test_after_rotation_old_badges_stay_valid_and_both_keys_are_published(
    client, ada: Person, dee: Person, max_: Person, version: Version
) -> None:
    before = make_award(ada, version)
    new = actions.rotate_key(version.micro_credential.issuer, by=max_)
    after = make_award(dee, version)
    for award in (before, after):
        assert checking.check_own(body(award)).verdict == "valid"
    assert json.loads(body(after))["proof"]["verificationMethod"].endswith(new.multikey)
    document = client.get(f"/issuers/{version.micro_credential.issuer.ident}/did.json").json()
    assert [m["publicKeyMultibase"] for m in document["verificationMethod"]] == [
        new.multikey,
        before.credentials.get().key.multikey,
    ]
    assert document["assertionMethod"] == [m["id"] for m in document["verificationMethod"]]
    assert Event.objects.filter(verb="credentials.key_rotated").count() == 1


@pytest.mark.usefixtures("secure")
def test_after_rotation_the_new_key_signs_the_lists(
    ada: Person, dee: Person, version: Version
) -> None:
    before = make_award(ada, version)
    assert before.status_list is not None
    status_lists.signed_list(before.status_list)
    new = actions.rotate_key(version.micro_credential.issuer, by=None)
    passed_on = StatusList.objects.get(pk=before.status_list.pk)
    assert json.loads(status_lists.signed_list(passed_on))["proof"]["verificationMethod"].endswith(
        new.multikey
    )
    assert make_award(dee, version).status_list == passed_on


def test_under_did_key_the_old_list_stays_with_the_old_name(
    ada: Person, dee: Person, version: Version
) -> None:
    before = make_award(ada, version)
    actions.rotate_key(version.micro_credential.issuer, by=None)
    after = make_award(dee, version)
    assert before.status_list != after.status_list
    for award in (before, after):
        assert checking.check_own(body(award)).verdict == "valid"


def test_only_an_administrator_rotates(district: Organization, ada: Person, chi: Person) -> None:
    for person in (ada, chi):
        with pytest.raises(PermissionDenied):
            actions.rotate_key(district, by=person)


def test_keys_from_the_command_line(capsys, district: Organization) -> None:
    call_command("keys", "rotate", district.ident)
    call_command("keys", "rotate", district.ident)
    capsys.readouterr()
    call_command("keys", "list")
    out = capsys.readouterr().out
    assert out.count("signs now") == 1
    assert out.count("signed until") == 1
    with pytest.raises(CommandError, match="nobody"):
        call_command("keys", "rotate", "nobody")


def test_a_did_key_issuer_has_no_document(client, award: Award) -> None:
    assert client.get(f"/issuers/{award.issuer.ident}/did.json").status_code == 404


def test_the_issuer_page_speaks_to_people_and_machines(client, award: Award) -> None:
    address = f"/issuers/{award.issuer.ident}/"
    page = client.get(address)
    assert award.version.title in page.content.decode()
    assert "Accept" in page["Vary"]
    profile = client.get(address, headers={"accept": "application/ld+json"})
    assert profile["Content-Type"] == "application/ld+json"
    assert profile.json()["id"] == award.status_list.key.did
    assert profile.json()["type"] == ["Profile"]


@pytest.mark.usefixtures("secure")
def test_the_key_history_tells_of_every_key_what_it_signs_and_when(client, award: Award) -> None:
    actions.sign_jwt(award)
    actions.rotate_key(award.issuer, by=None)
    page = client.get(f"/issuers/{award.issuer.ident}/keys/").content.decode()
    keys = IssuerKey.objects.of(award.issuer)
    assert [key.kind for key in keys] == ["Ed25519", "P-256", "Ed25519", "P-256"]
    for key in keys:
        assert key.multikey in page
        thumbprint = identity.public_key(key).thumbprint
        jwk = client.get(f"/issuers/{award.issuer.ident}/keys/{thumbprint}")
        assert f'href="/issuers/{award.issuer.ident}/keys/{thumbprint}"' in page
        assert jwk["Cache-Control"] == "public, max-age=3600"
    assert page.index(keys[0].multikey) < page.index(keys[2].multikey)
    assert page.count("Signs now") == 2
    assert page.count("Copies of badges as text, for readers that want those (JWT)") == 2
    document = client.get(f"/issuers/{award.issuer.ident}/did.json").json()
    assert document["verificationMethod"][0]["publicKeyMultibase"] == keys[0].multikey


def test_the_issuer_goes_by_the_name_of_the_key_that_signs_its_badges(client, award: Award) -> None:
    actions.sign_jwt(award)
    profile = client.get(
        f"/issuers/{award.issuer.ident}/", headers={"accept": "application/json"}
    ).json()
    assert profile["id"] == award.status_list.key.did


@pytest.mark.usefixtures("secure")
def test_the_issuer_page_leads_to_every_document_for_machines(client, award: Award) -> None:
    page = client.get(f"/issuers/{award.issuer.ident}/").content.decode()
    for name in ("did.json", "status/1", "ob2.json", "keys/"):
        address = f"/issuers/{award.issuer.ident}/{name}"
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_the_issuer_pages_cost_the_same_however_much_there_is(client, award, dee) -> None:
    addresses = [f"/issuers/{award.issuer.ident}/", f"/issuers/{award.issuer.ident}/keys/"]
    for address in addresses:
        client.get(address)
    counted = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                client.get(address)
        counted.append(len(queries))
        actions.rotate_key(award.issuer, by=None)
        make_version(award.issuer, slug=f"another-{_turn}")
        make_award(dee, make_version(award.issuer, slug=f"one-more-{_turn}"))
    assert counted[0] == counted[1] <= 9


def test_who_issues_nothing_has_no_page(client, ada: Person) -> None:
    school = ada.current_memberships[0].organization
    assert client.get(f"/issuers/{school.ident}/").status_code == 404


def test_the_vault_key_is_seen_to_open_every_seal(
    district: Organization, ada: Person, capsys
) -> None:
    actions.ensure_issuer(district)
    ensure_person_key(ada)
    call_command("keys", "check")
    assert "Sealed keys: 2. The vault key opens all of them." in capsys.readouterr().out


def test_what_was_sealed_under_another_key_is_named(
    district: Organization, ada: Person, settings, capsys
) -> None:
    key = actions.ensure_issuer(district)
    ensure_person_key(ada)
    settings.VAULT_KEY = "another key, as long as it has to be"
    with pytest.raises(CommandError, match="Put the vault key back") as raised:
        call_command("keys", "check")
    assert raised.value.returncode == 1
    told = capsys.readouterr().out
    assert f"{district.ident}  Ed25519  {key.multikey}  signs now: sealed under another key" in told
    assert "1 keys of people who endorse: sealed under another key" in told


def test_nothing_is_served_while_an_issuer_cannot_sign(district: Organization, settings) -> None:
    actions.ensure_issuer(district)
    call = {"only": "work", "workers": 0}
    settings.VAULT_KEY = "another key, as long as it has to be"
    with pytest.raises(CommandError, match=f"does not open the signing keys of {district.ident}"):
        call_command("serve", **call)
