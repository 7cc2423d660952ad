import io
import json
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.issuers import signing
from assay.credentials.models import Award, Endorsement
from assay.credentials.tests.factories import make_award
from assay.credentials.verification import checking, reports
from assay.lib.clock import now
from assay.lib.errors import BadInput, Refusal, TooLarge
from assay.lib.outbound import CouldNotFetch
from assay.people.models import Person
from badgecore.keys import PrivateKey
from badgecore.nouns import instant
from badgecore.proofs import data_integrity

pytestmark = pytest.mark.django_db


def document(award: Award) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(bytes(award.credentials.get(replaced_at=None).body))
    return read


def unsigned(award: Award, **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in document(award).items() if k != "proof"} | changes


def nobody(host: str, port: int) -> list[str]:
    raise CouldNotFetch(f"{host} is not known.")


def drop(client: Client, name: str, body: bytes, **more: str) -> Any:
    return client.post("/verify/", {"file": SimpleUploadedFile(name, body), **more})


def paste(client: Client, text: str, **more: str) -> Any:
    return client.post("/verify/", {"text": text, **more})


@pytest.mark.parametrize("name", ["badge.json", "badge.png", "badge.svg"])
def test_a_dropped_badge_is_genuine_in_every_form(
    client, ada: Person, version: Version, name: str
) -> None:
    award = make_award(ada, version, visibility="link")
    answer = drop(client, name, client.get(f"/badges/{award.pk}/{name}").content)
    assert answer.status_code == 200
    text = answer.content.decode()
    for words in (
        "This badge is genuine",
        "Ada Marsh",
        version.title,
        "It was issued by Lakeside Schools",
    ):
        assert words in text


def test_a_private_badge_is_checked_for_whoever_holds_its_file(client, award: Award) -> None:
    assert (
        "This badge is genuine"
        in drop(client, "b.json", json.dumps(document(award)).encode()).content.decode()
    )


def test_a_hosted_badge_says_what_it_is_and_where_it_stands(
    client, ada: Person, version: Version
) -> None:
    award = make_award(ada, version, visibility="link")
    text = drop(
        client, "b.png", client.get(f"/badges/{award.pk}/badge-ob2.png").content
    ).content.decode()
    for words in (
        "This badge is genuine",
        version.title,
        "It was issued by Lakeside Schools",
        "are all at 127.0.0.1",
        "It is the same as the issuer’s own copy",
        "It says nothing of a withdrawal",
    ):
        assert words in text
    assert "since it was signed" not in text, "nobody signed it"


def test_a_hosted_badge_whose_issuer_does_not_answer_is_a_claim_and_no_more() -> None:
    host = "https://badges.example.org"
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{host}/a/1",
        "badge": f"{host}/b/1",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
        "verification": {"type": "hosted"},
        "issuedOn": "2020-01-01T00:00:00Z",
    }
    telling = reports.told(checking.check(json.dumps(assertion), resolver=nobody))
    assert telling.kind == "unknown"
    assert "it is a claim and no more" in telling.title
    assert not [line for line in telling.lines if line.code == "recipient-not-asked"], (
        "its address is not coded"
    )


def test_an_endorsement_taken_back_is_a_note_beside_a_badge_that_holds(endorsed: Award) -> None:
    body = bytes(endorsed.credentials.get(replaced_at=None).body)
    offered = Endorsement.objects.get(version=endorsed.version)
    assert reports.told(checking.check_own(body)).text == "Every check passed a moment ago."
    actions.withdraw_endorsement(offered, by=offered.by)
    telling = reports.told(checking.check_own(body))
    assert telling.kind == "genuine"
    assert telling.text == "Every check of the badge itself passed a moment ago."
    assert [
        line.status for line in telling.lines if "has withdrawn an endorsement" in line.title
    ] == ["note"]
    assert not [line for line in telling.lines if line.status == "failed"]


def fields(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a text stands in a document."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in fields(item, (*path, key))]
    if isinstance(value, list):
        return [
            found for number, item in enumerate(value) for found in fields(item, (*path, number))
        ]
    return [path] if isinstance(value, str) and value else []


def test_no_altered_text_anywhere_passes_as_genuine(award: Award) -> None:
    original = document(award)
    paths = [path for path in fields(original) if path[0] != "@context"]
    assert len(paths) > 60
    for path in paths:
        altered = json.loads(json.dumps(original))
        holder = altered
        for step in path[:-1]:
            holder = holder[step]
        text = holder[path[-1]]
        holder[path[-1]] = text[:-1] + ("y" if text[-1] != "y" else "z")
        report = checking.check(json.dumps(altered).encode(), resolver=nobody)
        assert report.verdict != "valid", path


def test_a_changed_name_is_told_in_plain_words(client, award: Award) -> None:
    forged = json.dumps(document(award)).replace("Ada Marsh", "Ida Marsh").encode()
    text = drop(client, "badge.json", forged).content.decode()
    assert "Do not rely on this badge" in text
    assert "The signature does not hold" in text
    assert "It was issued by" not in text
    assert "What the badge claims" in text


def test_an_unsigned_badge_is_not_genuine(client, award: Award) -> None:
    assert "not signed" in paste(client, json.dumps(unsigned(award))).content.decode()


def test_an_expired_badge_says_when(client, award: Award) -> None:
    over = unsigned(
        award,
        validFrom=instant(now() - timedelta(days=9)),
        validUntil=instant(now() - timedelta(days=3)),
    )
    body = signing.signed_bytes(over, key=award.status_list.key, at=now())
    text = drop(client, "badge.json", body).content.decode()
    assert "This badge has expired." in text
    assert "It expired on" in text


def test_a_withdrawn_badge_is_not_genuine(client, award: Award, chi: Person) -> None:
    actions.revoke(award, ground="issued_in_error", by=chi)
    text = drop(client, "badge.json", json.dumps(document(award)).encode()).content.decode()
    assert "The issuer has withdrawn this badge." in text
    assert "It has been withdrawn" in text


def foreign(award: Award) -> bytes:
    """A sound badge of an issuer elsewhere, whose host does not answer."""
    key = PrivateKey.from_seed(bytes(32))
    did = "did:web:badges.example.net:issuers:nea"
    other = unsigned(award, id="https://badges.example.net/x")
    other["issuer"] = {"id": did, "type": ["Profile"], "name": "Elsewhere"}
    other["credentialStatus"]["statusListCredential"] = "https://badges.example.net/status/1"
    method = f"{did}#{key.public.multikey}"
    return json.dumps(
        data_integrity.sign(other, key=key, verification_method=method, created=now())
    ).encode()


def test_a_foreign_badge_whose_issuer_does_not_answer_is_neither(award: Award) -> None:
    telling = reports.told(checking.check(foreign(award), resolver=nobody))
    assert (telling.kind, telling.verdict) == ("unknown", "unclear")
    assert {line.status for line in telling.lines if line.title in ("Who issued it",)} == {
        "unknown"
    }
    assert "It was issued by" not in " ".join(line.title for line in telling.lines)


def test_a_badge_that_steals_our_name_is_not_ours(client, award: Award) -> None:
    key = PrivateKey.from_seed(bytes(32))
    did = f"did:key:{key.public.multikey}"
    forged = unsigned(award)
    forged["issuer"] |= {"id": did}
    del forged["credentialStatus"]
    method = f"{did}#{key.public.multikey}"
    body = json.dumps(
        data_integrity.sign(forged, key=key, verification_method=method, created=now())
    ).encode()
    text = drop(client, "badge.json", body).content.decode()
    assert "It was issued by Lakeside Schools" not in text
    assert "This badge is genuine" not in text
    assert "we issued a badge with this id, and this is not it" in text


def test_a_name_beside_a_strangers_key_is_vouched_for_by_nobody(client, award: Award) -> None:
    key = PrivateKey.from_seed(bytes(32))
    did = f"did:key:{key.public.multikey}"
    forged = unsigned(award, id="urn:uuid:7b1c2f7e-0000-4000-8000-000000000009")
    forged["issuer"] |= {"id": did}
    del forged["credentialStatus"]
    method = f"{did}#{key.public.multikey}"
    body = json.dumps(
        data_integrity.sign(forged, key=key, verification_method=method, created=now())
    ).encode()
    text = drop(client, "badge.json", body).content.decode()
    assert "It was issued by Lakeside Schools" not in text
    assert "we know it is the same signer, not who that is" in text
    assert "This badge is genuine" not in text
    assert "no one vouches for its issuer" in text


def test_the_earner_is_compared_by_e_mail(client, award: Award, ada: Person) -> None:
    body = json.dumps(document(award)).encode()
    assert (
        "It belongs to the address you gave"
        in drop(client, "b.json", body, email=ada.email.upper()).content.decode()
    )
    other = drop(client, "b.json", body, email="somebody@example.org").content.decode()
    assert "This badge was awarded to someone else." in other
    assert "You can check who it belongs to" in drop(client, "b.json", body).content.decode()


def test_addresses_of_ours_are_read_off_our_tables(client, ada: Person, version: Version) -> None:
    award = make_award(ada, version, visibility="link")
    for path in ("", "badge.json"):
        text = paste(client, f"http://127.0.0.1:8000/badges/{award.pk}/{path}").content.decode()
        assert "This badge is genuine" in text
    share = actions.share(award, by=ada)
    assert (
        "This badge is genuine"
        in paste(client, f"http://127.0.0.1:8000/s/{share.token}/").content.decode()
    )


def test_the_address_of_a_private_badge_tells_nothing(client, award: Award) -> None:
    private = paste(client, f"http://127.0.0.1:8000/badges/{award.pk}/")
    unknown = paste(client, "http://127.0.0.1:8000/badges/00000000-0000-4000-8000-000000000000/")
    assert private.status_code == unknown.status_code == 422
    for answer in (private, unknown):
        assert "no badge is open to you" in answer.content.decode()
    assert "Ada Marsh" not in private.content.decode()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://127.0.0.1/badge", "private address"),
        ("http://169.254.169.254/latest/meta-data/", "private address"),
        ("https://[::1]/badge", "private address"),
        ("https://10.1.2.3/badge", "private address"),
        ("https://user:secret@example.org/", "user name or password"),
        ("https://example.org:22/", "unusual ports"),
    ],
)
def test_private_and_odd_addresses_are_not_opened(client, db, url: str, words: str) -> None:
    answer = paste(client, url)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert url in answer.content.decode().replace("&amp;", "&"), "what was typed stays"


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        *chunks,
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ):
        made += (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )
    return made


HOSTILE = {
    "empty.json": b"",
    "spaces.json": b"  \n ",
    "junk.json": b"\x00\xff\xfe garbage",
    "half.json": b'{"@context": [',
    "list.json": b"[1, 2, 3]",
    "other.json": b'{"a": 1}',
    "deep.json": b"[" * 200_000,
    "twice.json": b'{"type": "x", "type": "y"}',
    "page.json": b"<!doctype html><html><body>Hi</body></html>",
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj",
    "plain.png": png(),
    "cut.png": png()[:40],
    "wrong-crc.png": png((b"iTXt", b"openbadgecredential\0\0\0\0\0{}"))[:-30] + b"x" * 30,
    "bomb.png": png(
        (b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(b"{" * 50_000_000, 9))
    ),
    "two.png": png(*[(b"iTXt", b"openbadgecredential\0\0\0\0\0{}")] * 2),
    "misnamed.png": b'{"type": ["VerifiableCredential"]}',
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "entities.svg": b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    "outside.svg": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    "token.jwt": b"eyJhbGciOiJub25lIn0.e30.",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_meet_plain_words(client, db, name: str) -> None:
    answer = drop(client, name, HOSTILE[name])
    text = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert (answer.status_code == 422) == (not HOSTILE[name].strip())
    assert "This badge is genuine" not in text
    assert "Traceback" not in text
    assert "root:" not in text
    assert "<script>alert" not in text


def test_a_file_of_zero_bytes_is_told_apart(client, db) -> None:
    assert "This file is empty" in drop(client, "badge.png", b"").content.decode()


def test_more_than_ten_megabytes_are_not_read(client, db) -> None:
    answer = drop(client, "badge.png", b"x" * (checking.MAX_BYTES + 1))
    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()


def test_nothing_at_all_is_told_in_plain_words(client, db) -> None:
    answer = client.post("/verify/", {})
    assert answer.status_code == 422
    assert "Choose a badge file, or paste" in answer.content.decode()


def test_an_address_that_is_no_e_mail_keeps_what_was_pasted(client, db) -> None:
    answer = paste(client, '{"my": "json"}', email="not an address")
    assert answer.status_code == 422
    assert "&quot;my&quot;" in answer.content.decode()


def test_words_of_a_foreign_badge_are_never_markup(client, award: Award) -> None:
    key = PrivateKey.from_seed(bytes(32))
    did = f"did:key:{key.public.multikey}"
    evil = unsigned(award, name="<script>alert(1)</script>")
    evil["issuer"] = {"id": did, "type": ["Profile"], "name": "<img src=x onerror=alert(1)>"}
    evil["credentialSubject"]["achievement"]["criteria"]["id"] = "javascript:alert(1)"
    del evil["credentialStatus"]
    method = f"{did}#{key.public.multikey}"
    body = json.dumps(
        data_integrity.sign(evil, key=key, verification_method=method, created=now())
    ).encode()
    text = drop(client, "badge.json", body).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    for mark in ("<script>alert", "<img src=x", 'href="javascript'):
        assert mark not in text


def test_checking_keeps_nothing(client, award: Award) -> None:
    from assay.credentials.models import Credential
    from assay.record.models import Event

    before = (Award.objects.count(), Credential.objects.count(), Event.objects.count())
    drop(client, "badge.json", json.dumps(document(award)).encode())
    assert (Award.objects.count(), Credential.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("given", "refusal"), [(b"", BadInput), ("  ", BadInput), (b"x" * 10_485_761, TooLarge)]
)
def test_the_verb_refuses_what_is_no_question(
    db, given: bytes | str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        checking.check(given)


def test_a_picture_without_a_badge_says_so(client, db) -> None:
    text = drop(client, "plain.png", png()).content.decode()
    assert "No badge could be read here" in text
    assert "This picture does not contain a badge." in text
    assert io.BytesIO(png()).read(4) == b"\x89PNG"


def test_who_checks_too_often_is_asked_to_wait(
    client, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.credentials.pages.public.verify.CHECKS_A_MINUTE", 2)
    asked = {"REMOTE_ADDR": "192.0.2.9"}
    for _ in range(2):
        assert client.post("/verify/", {"text": "{}"}, **asked).status_code == 200
    refused = client.post("/verify/", {"text": "{}"}, **asked)
    assert refused.status_code == 429
    assert "Wait a minute" in refused.content.decode()
    assert client.post("/verify/", {"text": "{}"}, REMOTE_ADDR="192.0.2.10").status_code == 200
