"""A link to a file in a page opens it for some minutes, for one person in the session in which the page was opened."""

import json
from datetime import timedelta
from time import perf_counter

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from assay.evidence.openings.signed_links import LASTS, in_place_of, signed
from assay.lib.clock import held_at, now

pytestmark = pytest.mark.django_db
ADDRESS = "/assessment/evidence/XX-0000/1/"


def ask(address, person, session="session-one", method="get", **headers):
    request = getattr(RequestFactory(), method)(address, headers=headers)
    request.user, request.session = person, SessionStore(session)
    return request


def link(person, address=ADDRESS):
    return signed(address, ask(address, person))


def later(**passed):
    return held_at(now() + timedelta(**passed))


def test_it_opens_for_some_minutes_and_a_recording_for_its_length_more(bo):
    address = link(bo)
    assert timedelta(minutes=2) < LASTS <= timedelta(minutes=15)
    with held_at(now() + LASTS - timedelta(seconds=2)):
        assert in_place_of(ask(address, bo)) is None
    with held_at(now() + LASTS + timedelta(seconds=2)):
        assert in_place_of(ask(address, bo), seconds=300) is None
        answer = in_place_of(ask(address, bo))
    assert answer.status_code == 410 and answer["Cache-Control"] == "private, no-store"
    assert "This link has run out" in answer.content.decode()


@pytest.mark.parametrize("copy", ["poster", "page&position=2", "captions", "original"])
def test_one_link_opens_every_copy_and_its_pages(bo, copy):
    assert in_place_of(ask(f"{link(bo)}&copy={copy}", bo)) is None


def test_in_another_session_or_for_another_person_it_opens_nothing(bo, dee):
    address = link(bo)
    assert in_place_of(ask(address, bo, session="session-two")).status_code == 410
    assert in_place_of(ask(address, dee)).status_code == 410  # who came to sit at the same machine


@pytest.mark.parametrize(
    "key", ["", "1", "1-", "²-x", "9" * 40 + "-x", "-", "1-a:b", "1790000000-forged", "-1-x"]
)
def test_an_invented_key_opens_nothing(bo, key):
    assert in_place_of(ask(f"{ADDRESS}?key={key}", bo)).status_code == 410


def test_it_opens_no_other_file_and_lasts_no_longer_by_another_number(bo):
    address = link(bo)
    assert in_place_of(ask(address.replace("/1/", "/2/"), bo)).status_code == 410
    second = int(now().timestamp()) + 600
    longer = f"{ADDRESS}?key={second}-{address.partition('-')[2]}"
    assert in_place_of(ask(longer, bo)).status_code == 410


def test_a_form_is_led_on_by_a_new_link_that_keeps_copy_and_page(bo):
    asked = ask(f"{ADDRESS}?key=old&copy=page&position=2", bo, method="post")
    answer = in_place_of(asked)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{ADDRESS}?copy=page&position=2&key=")
    assert in_place_of(ask(answer["Location"], bo)) is None


def test_a_player_is_given_the_key_alone(bo):
    asked = ask(f"{ADDRESS}?copy=poster", bo, method="post", Accept="application/json")
    key = json.loads(in_place_of(asked).content)["key"]
    assert in_place_of(ask(f"{ADDRESS}?key={key}", bo)) is None


def test_a_link_that_leads_out_is_shown_to_be_pressed(bo):
    answer = in_place_of(ask(ADDRESS, bo, method="post"), leads_out=True)
    assert answer.status_code == 200 and f"{ADDRESS}?key=" in answer.content.decode()


def test_signing_costs_far_less_than_a_tenth_of_a_millisecond(bo):
    request = ask(ADDRESS, bo)
    signed(ADDRESS, request)
    started = perf_counter()
    for _n in range(200):
        signed(ADDRESS, request)
    assert (perf_counter() - started) / 200 < 0.0005  # 0.01 ms on a quiet machine
