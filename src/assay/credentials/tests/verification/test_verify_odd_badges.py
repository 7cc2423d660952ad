"""What somebody wrote into a badge never stops the verify page: odd dates, odd names, addresses that are programs."""

import json
from typing import Any

import pytest
from django.test import Client

from assay.credentials.tests.pages.test_verify_page import drop, paste
from badgecore.did import did_key, did_key_method
from badgecore.keys import PrivateKey
from badgecore.proofs import data_integrity
from badgecore.verify.shape import instant_of

pytestmark = pytest.mark.django_db

KEY = PrivateKey.from_seed(bytes(range(32)))
BEGAN = instant_of("2026-01-01T00:00:00Z")
FIRST, LAST = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"


def badge(**changes: Any) -> dict[str, Any]:
    achievement = {
        "id": "urn:uuid:7b1c2f7e-0000-4000-8000-000000000002",
        "type": ["Achievement"],
        "name": "Waiting",
        "description": "Waits.",
        "criteria": {"narrative": "Waits."},
    }
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:7b1c2f7e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": did_key(KEY.public), "type": ["Profile"], "name": "Somebody"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Waiting",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "urn:uuid:1",
            "achievement": achievement,
        },
    } | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validFrom": FIRST}, "no one vouches for its issuer"),
        ({"validFrom": LAST}, "not in force yet"),
        ({"validUntil": LAST}, "This badge does not expire."),
        ({"validFrom": FIRST, "validUntil": FIRST}, "This badge has expired."),
        ({"awardedDate": FIRST}, "no one vouches for its issuer"),
        ({"awardedDate": LAST}, "no one vouches for its issuer"),
    ],
)
def test_the_first_and_the_last_day_there_are_can_be_told(
    client: Client, changes: dict[str, str], words: str
) -> None:
    assert BEGAN is not None
    signed = data_integrity.sign(
        badge(**changes), key=KEY, verification_method=did_key_method(KEY.public), created=BEGAN
    )
    answer = paste(client, json.dumps(signed))
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["a", "b"]},
        {"name": 5},
        {"name": {"@value": "<script>alert(1)</script>", "@language": "en"}},
        {"name": "</title><script>alert(1)</script>"},
        {
            "issuer": {
                "id": "javascript:alert(1)",
                "type": ["Profile"],
                "name": '"><script>alert(1)</script>',
            }
        },
        {
            "evidence": [
                {
                    "id": "javascript:alert(1)",
                    "type": ["Evidence"],
                    "name": "<script>alert(1)</script>",
                }
            ]
        },
        {"credentialSubject": [[]]},
        {
            "credentialSubject": {
                "achievement": {"criteria": {"id": "javascript:alert(1)"}},
                "result": 3,
            }
        },
        {
            "credentialStatus": {
                "type": "BitstringStatusListEntry",
                "statusSize": 10**30,
                "statusMessage": [],
            }
        },
    ],
)
def test_nothing_in_a_badge_runs_or_breaks_the_page(
    client: Client, changes: dict[str, Any]
) -> None:
    answer = paste(client, json.dumps(badge(**changes)))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "bomb.svg",
            b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
        ),
        ("file.svg", b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
        (
            "vast.png",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00\x00\x00\x00\x00",
        ),
        ("cut.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt"),
        ("odd.jwt", b"e30.e30."),
    ],
)
def test_hostile_files_are_told_and_not_unfolded(client: Client, name: str, body: bytes) -> None:
    answer = drop(client, name, body)
    assert answer.status_code == 200
    assert "root:" not in answer.content.decode()
    assert "No badge could be read here" in answer.content.decode()
