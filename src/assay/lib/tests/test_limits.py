"""Limits: who is counted, that a window ends, and that no process counts for itself."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from assay.lib import http, limits
from assay.lib.clock import held_at
from assay.lib.errors import TooMany
from assay.lib.http import client_address, client_network, refused
from assay.lib.limits import at_most, count, drop_ended, give_back
from assay.lib.models import Window

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_one_beyond_the_limit_is_refused_and_nobody_else() -> None:
    for _ in range(3):
        at_most(3, of="tea", by="ada")
    with pytest.raises(TooMany):
        at_most(3, of="tea", by="ada")
    at_most(3, of="tea", by="ben")
    at_most(3, of="milk", by="ada")


@pytest.mark.django_db
def test_a_window_ends_and_says_when() -> None:
    with held_at(AT):
        at_most(1, of="tea", by="ada", seconds=600)
    with (
        held_at(AT + timedelta(seconds=240)),
        pytest.raises(TooMany, match="Wait 6 minutes") as refusal,
    ):
        at_most(1, of="tea", by="ada", seconds=600)
    assert refusal.value.retry_after_seconds == 360
    with held_at(AT + timedelta(seconds=600)):
        at_most(1, of="tea", by="ada", seconds=600)


@pytest.mark.django_db
def test_what_turned_out_not_to_count_is_given_back() -> None:
    at_most(1, of="tea", by="ada")
    give_back(of="tea", by="ada")
    at_most(1, of="tea", by="ada")
    give_back(of="milk", by="nobody")


@pytest.mark.django_db
def test_ended_windows_are_dropped_and_no_name_stands_in_them() -> None:
    with held_at(AT):
        count(of="tea", by="ada@example.org", seconds=60)
        count(of="milk", by="ada@example.org", seconds=600)
        assert "example" not in "".join(Window.objects.values_list("name", flat=True))
    with held_at(AT + timedelta(seconds=60)):
        assert drop_ended() == 1
    assert [name.partition(":")[0] for name in Window.objects.values_list("name", flat=True)] == [
        "milk"
    ]


@pytest.mark.django_db
def test_counting_is_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        at_most(3, of="tea", by="ada")


ASK = """
import django
django.setup()
from assay.lib.errors import TooMany
from assay.lib.limits import at_most
passed = 0
for _ in range({times}):
    try:
        at_most(100, of="tea", by="everybody", seconds=3600)
        passed += 1
    except TooMany:
        pass
print(passed)
"""


@pytest.mark.django_db(transaction=True)
def test_four_processes_share_one_count() -> None:
    """Each asks sixty times; of the 240, exactly a hundred pass."""
    base = connection.settings_dict
    kind = connection.vendor
    url = f"sqlite:///{base['NAME']}" if kind == "sqlite" else _url(base)
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "assay.config.settings"}
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK.format(times=60)], env=env, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    passed = [int(process.communicate(timeout=120)[0]) for process in asking]
    assert sum(passed) == 100, passed
    assert Window.objects.get().used == 240


def _url(base: dict[str, str]) -> str:
    from urllib.parse import quote

    host = base.get("HOST") or ""
    return (
        f"postgres://{base.get('USER', '')}:{quote(base.get('PASSWORD') or '')}@{quote(host, safe='')}"
        + (f":{base['PORT']}/{base['NAME']}" if base.get("PORT") else f"/{base['NAME']}")
    )


def test_too_many_says_when_to_come_back(db: None) -> None:
    answer: HttpResponse = refused(
        RequestFactory().get("/", HTTP_ACCEPT="application/json"), _too_many()
    )
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")


def _too_many() -> TooMany:
    return limits.too_many(limits.Use(times=4, ends_in_seconds=90))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "192.0.2.1"),  # what a visitor claims is never read
        (0, None, "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.7, 203.0.113.5", "203.0.113.5"),  # invented, then what the proxy itself saw
        (2, "198.51.100.7, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (
            2,
            "203.0.113.5",
            "192.0.2.1",
        ),  # asked past the outer proxy: nothing there can be believed
        (1, None, "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "' OR 1=1 --", "192.0.2.1"),
        (1, "203.0.113.5:40112", "203.0.113.5"),
        (1, "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2:3:4:5:6"),
        (1, "2001:DB8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_who_asks_is_what_trusted_proxies_saw(
    settings, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    claimed = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **claimed)) == expected


def test_a_proxy_that_says_nothing_is_told_of_once(settings, caplog, monkeypatch) -> None:
    monkeypatch.setattr(http, "_told", [])
    settings.TRUSTED_PROXIES = 1
    for _ in range(3):
        client_address(RequestFactory().get("/"))
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "ASSAY_TRUSTED_PROXIES" in caplog.text


def test_an_ipv6_household_counts_as_one() -> None:
    def network(address: str) -> str:
        return client_network(RequestFactory().get("/", REMOTE_ADDR=address))

    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert network("2001:db8:1:3::1") != network("2001:db8:1:2::1")
    assert network("192.0.2.1") != network("192.0.2.2")
    assert network("") == "0.0.0.0"  # asked through a socket file
