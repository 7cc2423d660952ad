"""The picture that is the badge: small enough to send by mail by the hundred, and the same every time."""

import io
import struct

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.badge import pictures, printing
from assay.credentials.models import Award, Credential
from assay.credentials.tests.factories import make_award
from assay.people.models import Person
from badgecore.baking import unbake

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches["drawn"].clear()


def chunks(png: bytes) -> list[str]:
    found, at = [], 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append(png[at + 4 : at + 8].decode())
        at += 12 + size
    return found


def test_a_baked_png_is_mostly_the_badge_and_the_badge_stands_before_the_image(
    award: Award,
) -> None:
    credential = Credential.objects.standing().get(award=award)
    picture = pictures.baked(credential, award.version, "png", year=award.earned_on.year)
    assert len(picture) - len(credential.body) < 26_000
    names = chunks(picture)
    assert names.index("iTXt") < names.index("IDAT")
    assert names[0] == "IHDR"
    assert names[-1] == "IEND"


def test_a_baked_svg_adds_little_to_the_badge(award: Award) -> None:
    credential = Credential.objects.standing().get(award=award)
    assert (
        len(pictures.baked(credential, award.version, "svg", year=award.earned_on.year))
        - len(credential.body)
        < 26_000
    )


def test_a_struck_picture_is_sharp_at_twice_the_size_it_is_shown_at_and_clear_around(
    award: Award,
) -> None:
    image = Image.open(io.BytesIO(pictures.struck(award.version, "png")))
    assert image.size == (480, 480)
    assert image.convert("RGBA").getpixel((1, 1))[3] == 0


def test_it_is_kept_until_the_version_or_its_issuer_changes(
    award: Award,
) -> None:
    first = pictures.struck(award.version, "png")
    assert any((settings.VAR / "drawn").iterdir())
    with CaptureQueriesContext(connection) as queries:
        assert pictures.struck(award.version, "png") == first
    assert not queries.captured_queries
    award.version.micro_credential.issuer.letters = "QX"
    assert pictures.struck(award.version, "png") != first


def test_the_same_version_gives_the_same_picture(award: Award) -> None:
    first = pictures.struck(award.version, "png")
    caches["drawn"].clear()
    assert pictures.struck(award.version, "png") == first


def test_a_share_card_is_light_and_follows_the_words_on_it(award: Award) -> None:
    first = printing.card(award)
    assert len(first) < 60_000
    assert printing.card(award) == first
    award.name_as_issued = "Adaline Marsh"
    assert printing.card(award) != first


def test_the_picture_of_a_withdrawn_badge_says_so_and_still_holds_the_badge(
    client: Client, ada: Person, version: Version, chi: Person
) -> None:
    award = make_award(ada, version, visibility="link")
    before = client.get(f"/badges/{award.pk}/badge.svg").content
    assert b"withdrawn" not in before.partition(b"<defs>")[0]
    actions.revoke(award, ground="issued_in_error", by=chi)
    for name in ("badge.png", "badge.svg"):
        picture = client.get(f"/badges/{award.pk}/{name}").content
        assert picture != pictures.baked(
            Credential.objects.standing().get(), version, name[-3:], year=award.earned_on.year
        )
        assert unbake(picture).text == bytes(Credential.objects.standing().get().body).decode()
    assert b"hallmark, struck, withdrawn, version" in picture
    asked = client.get(f"/badges/{award.pk}/", headers={"accept": "image/svg+xml"}).content
    assert asked == picture


def test_it_says_so_in_the_language_of_its_version(award: Award) -> None:
    credential = Credential.objects.standing().get(award=award)
    award.version.language = "es"
    picture = pictures.baked(
        credential, award.version, "svg", year=award.earned_on.year, withdrawn=True
    )
    assert b"hallmark, struck, retirada, version" in picture
    assert pictures.baked(credential, award.version, "svg", year=award.earned_on.year) != picture
