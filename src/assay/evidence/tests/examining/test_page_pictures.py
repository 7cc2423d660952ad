"""Pages of a PDF as pictures: made behind the upload, shown beside the rubric, bounded, and nothing in it runs."""

import shutil
from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.copies import copies_of
from assay.evidence.examining import pages
from assay.evidence.files.storage import keep
from assay.evidence.models import Artifact, CopyKind, Examination
from assay.evidence.tests.factories import make_artifact, make_draft

needs_poppler = pytest.mark.skipif(
    not pages.is_here(), reason="pdftoppm is not installed: apt-get install poppler-utils"
)


def document(*sizes, script=""):
    writer = PdfWriter()
    for width, height in sizes:
        writer.add_blank_page(width=width, height=height)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject(script),
            }
        )
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.fixture
def draft(ada, district):
    return make_draft(ada, make_version(district))


def give(draft, body):
    digest = sha256(body).hexdigest()
    artifact = make_artifact(
        draft,
        draft.version.content.items[0],
        extension="pdf",
        sha256=digest,
        storage_key=keep(BytesIO(body), digest),
        size_bytes=len(body),
    )
    actions.ask_for_examination(artifact)
    actions.examine_next()
    return artifact


@needs_poppler
def test_each_page_is_a_picture_in_its_order(draft, client, ada, dee):
    artifact = give(draft, document((595, 842), (842, 595), script="app.alert(1)"))
    made = list(copies_of(artifact))
    assert [(copy.kind, copy.position) for copy in made] == [(CopyKind.PAGE, 1), (CopyKind.PAGE, 2)]
    assert Artifact.objects.knowing_copies().get(pk=artifact.pk).page_pictures == 2
    address = reverse("evidence:file", args=[artifact.pk])
    client.force_login(ada)
    shapes = []
    for n in (1, 2):
        answer = client.get(f"{address}?copy=page&position={n}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        with Image.open(BytesIO(b"".join(answer.streaming_content))) as picture:
            shapes.append(picture.size)
    assert shapes == [(1131, 1600), (1600, 1131)]
    for odd in ("3", "0", "-1", "x", "99999999999999999999"):
        assert client.get(f"{address}?copy=page&position={odd}").status_code == 404
    client.force_login(dee)
    assert client.get(f"{address}?copy=page&position=1").status_code == 404


@needs_poppler
def test_an_endless_page_and_a_long_document_are_bounded(tmp_path):
    source = tmp_path / "a.pdf"
    source.write_bytes(document((14_400, 14_400), *[(100, 100)] * (pages.MOST_PAGES + 5)))
    made = pages.pictures(source, tmp_path)
    assert len(made) == pages.MOST_PAGES
    with Image.open(made[0]) as picture:
        assert max(picture.size) == pages.LONG_SIDE


@needs_poppler
@pytest.mark.parametrize("body", [b"%PDF-1.7 nothing", document((100, 100))[:200], b"\x00" * 5000])
def test_what_is_no_document_has_no_pages_and_stays_as_it_is(draft, body):
    artifact = give(draft, body)
    assert Examination.objects.get().findings == ["not-converted"]
    assert not copies_of(artifact).exists()


def test_without_poppler_it_says_so_and_is_tried_once_it_is_there(draft, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    give(draft, document((100, 100)))
    assert Examination.objects.get().findings == ["no-page-maker"]
    assert actions.ask_for_the_rest() == 0
    monkeypatch.undo()
    if shutil.which("pdftoppm"):
        assert actions.ask_for_the_rest() == 1
