"""Limits: who is counted, and that a window ends."""

import time

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from assay.lib.errors import TooMany
from assay.lib.http import visitor
from assay.lib.limits import at_most


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_the_one_beyond_the_limit_is_refused_and_nobody_else() -> None:
    for _ in range(3):
        at_most(3, of="tea", by="ada")
    with pytest.raises(TooMany):
        at_most(3, of="tea", by="ada")
    at_most(3, of="tea", by="ben")
    at_most(3, of="milk", by="ada")


def test_a_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    at_most(1, of="tea", by="ada", seconds=600)
    with pytest.raises(TooMany):
        at_most(1, of="tea", by="ada", seconds=600)
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)
    at_most(1, of="tea", by="ada", seconds=600)


def test_what_a_visitor_claims_about_their_address_counts_only_behind_a_proxy(settings) -> None:
    asked = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="198.51.100.7, 203.0.113.5")
    settings.BEHIND_PROXY = False
    assert visitor(asked) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert visitor(asked) == "203.0.113.5"  # what the proxy itself saw, not what was claimed to it
