"""The door outwards as the product opens it: the guard's refusals in sentences for people."""

import pytest

from assay.lib import outbound
from badgecore.outbound import FOR_GOOD, Reason

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest",
        "https://[::1]/",
    ],
)
def test_private_addresses_are_refused_for_good(url: str) -> None:
    with pytest.raises(outbound.NotPublic, match="private address, which is not opened"):
        outbound.fetch(url)
    with pytest.raises(outbound.NotPublic):
        outbound.check(url)


def test_a_public_name_that_leads_inside_is_refused() -> None:
    with pytest.raises(outbound.NotPublic, match=r"badges\.example\.org leads to a private"):
        outbound.fetch(
            "https://badges.example.org/x", resolver=lambda host, port: [PUBLIC, "10.1.2.3"]
        )


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/", "https://", "nonsense", "https://a:b@example.org/"]
)
def test_only_plain_web_addresses_are_opened(url: str) -> None:
    with pytest.raises(outbound.NotPublic):
        outbound.fetch(url, resolver=lambda host, port: [PUBLIC])


def test_http_and_the_usual_ports_may_be_opened() -> None:
    for url in ("http://example.org/", "http://example.org:8080/", "https://example.org:8443/"):
        outbound.check(url, resolver=lambda host, port: [PUBLIC])


def test_a_name_that_nobody_knows_may_be_asked_again() -> None:
    with pytest.raises(outbound.CouldNotFetch, match="is not known") as refusal:
        outbound.check(f"https://{'a' * 80}.example/")
    assert not isinstance(refusal.value, outbound.NotPublic)


def test_every_refusal_of_the_guard_has_its_sentence() -> None:
    assert set(outbound.SENTENCES) == set(Reason)
    assert Reason.UNKNOWN not in FOR_GOOD
