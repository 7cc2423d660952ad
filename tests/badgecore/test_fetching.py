"""What `verify` asks of the `fetch` it is given: https only, each address once, and no more than a badge can need."""

import pytest

from badgecore.errors import CouldNotFetch
from badgecore.verify import Outcome
from badgecore.verify.fetching import Fetcher

from .test_verify import check, make_badge, make_web
from .web import Web

PLAIN = "http://badges.example.org/status/1"


def test_an_address_without_https_is_never_asked() -> None:
    web = make_web()
    web.put(PLAIN, b"{}")
    entry = {
        "id": f"{PLAIN}#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": PLAIN,
    }
    report = check(make_badge(credentialStatus=entry), web)
    assert report.verdict == "unclear"
    assert "could-not-fetch" in {
        step.code for step in report.steps if step.outcome is Outcome.UNKNOWN
    }
    assert not [url for url in web.asked if not url.startswith("https://")]


def test_but_on_the_callers_own_shelf_it_may_lie() -> None:
    web = Web()
    web.put(PLAIN, b"{}")
    assert Fetcher(web, own="http://badges.example.org/").body(PLAIN) == b"{}"
    with pytest.raises(CouldNotFetch):
        Fetcher(web, own="http://badges.example.org.evil.example/").body(PLAIN)


def test_an_address_is_asked_once_and_two_dozen_at_most() -> None:
    web = Web()
    fetcher = Fetcher(web)
    for number in range(40):
        for _again in range(2):
            with pytest.raises(CouldNotFetch):
                fetcher.body(f"https://badges.example.org/{number}#part")
    assert web.asked == [f"https://badges.example.org/{number}" for number in range(24)]
