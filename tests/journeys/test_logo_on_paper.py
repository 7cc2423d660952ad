"""The program's logo and name stand on what is printed and mailed; nothing is fetched, and no drawing breaks a page."""

import io
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import cast

import pytest
from PIL import Image
from pypdf import PdfReader

from assay.catalog.tests.factories import make_version
from assay.credentials.badge.printing import certificate
from assay.credentials.tests.factories import make_award
from assay.credits.models import Recognition
from assay.credits.printing import recognition_paper, transcript
from assay.letters.actions import write
from assay.letters.tests.post import posted
from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.program.actions import set_appearance
from assay.program.appearance import in_force
from assay.program.models import AppearanceSet
from assay.ui import appearance

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Tamarack Learns"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20z" fill="navy"/></svg>'


def picture() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(into, "PNG")
    return into.getvalue()


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    appearance.put(appearance.OURS)
    yield
    appearance.put(appearance.OURS)


def first_page(body: bytes) -> tuple[str, int]:
    """Its words, and how many pictures and drawings are read aloud by a text of their own."""
    reader = PdfReader(io.BytesIO(body))
    alts = body.count(b"/Alt")
    return reader.pages[0].extract_text(), alts


@pytest.mark.parametrize("logo", [picture(), DRAWING], ids=["picture", "drawing"])
def test_paper_has_both(ada: Person, max_: Person, district: Organization, logo: bytes) -> None:
    award = make_award(ada, make_version(district))
    facts = {"name": "Ada Marsh", "awards": [], "credits": [], "elsewhere": []}
    row = Recognition(
        name="A letter", kind="letter", organization=district, words="", said_by="Max"
    )

    def papers() -> list[bytes]:
        day = today()
        letter = recognition_paper(row, name="Ada", badge="B", language="en", earned_on=day)
        whole = transcript(facts, address="http://x.example/t/1", made_on=day, until=day)
        return [certificate(award), whole, letter]

    before = [first_page(body)[1] for body in papers()]
    set_appearance(name=NAME, color="", logo=logo, by=max_)
    after = [first_page(body) for body in papers()]
    assert all(NAME in words for words, _alts in after)
    assert [alts for _words, alts in after] == [n + 1 for n in before]


@pytest.mark.parametrize("logo", [picture(), DRAWING], ids=["picture", "drawing"])
def test_an_e_mail_carries_it_in_the_page_and_asks_for_nothing(max_: Person, logo: bytes) -> None:
    set_appearance(name=NAME, color="", logo=logo, by=max_)
    write("notices.receipt", "ada@example.org", "Arrived", "Hello\n\nSigned", key="one")
    [letter] = posted()
    message = message_from_bytes(letter.message().as_bytes())
    assert message.get_content_type() == "multipart/related"
    parts = {part.get_content_type(): part for part in message.walk()}
    carried, page = parts["image/png"], parts["text/html"]
    assert carried["Content-ID"] == "<logo@assay>"
    drawn = Image.open(io.BytesIO(bytes_of(carried)))
    assert drawn.height == 84 and drawn.convert("RGB").getpixel((20, 10)) == (0, 0, 128)
    said = bytes_of(page).decode()
    assert 'src="cid:logo@assay"' in said and 'src="http' not in said and NAME in said


def bytes_of(part: "Message[str, str]") -> bytes:
    return cast("bytes", part.get_payload(decode=True))


def test_without_a_logo_there_is_the_name_alone(max_: Person) -> None:
    write("notices.receipt", "ada@example.org", "Arrived", "Hello\n\nSigned", key="two")
    [letter] = posted()
    assert letter.message().get_content_type() == "multipart/alternative"


def test_a_drawing_that_no_paper_can_show_is_left_out(
    ada: Person, max_: Person, district: Organization
) -> None:
    award = make_award(ada, make_version(district))
    set_appearance(name=NAME, color="", logo=DRAWING, by=max_)
    AppearanceSet.objects.update(logo=b"<svg", logo_sha256="0" * 64)
    appearance.put(in_force())
    assert appearance.logo_file() is None
    words, _alts = first_page(certificate(award))
    assert NAME in words
