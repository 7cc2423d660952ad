"""The pages of packages: what is shown before a press, what was typed stays, and nobody sees another's."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assay.catalog.models import MicroCredential, Version
from assay.governance.models import Package
from assay.governance.tests.test_exchange import author, department, elsewhere, made, version
from assay.people.models import Person

__all__ = ["author", "department", "version"]  # fixtures
HERE = "/exchange/"


def test_a_package_is_shown_before_anything_changes(
    client: Client, version: Version, author: Person, django_assert_max_num_queries: Any
) -> None:
    client.force_login(author)
    sent = {"version": version.pk, "license": "CC-BY-4.0"}
    answer = client.post(reverse("governance:packing"), sent)
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    _department, fay = elsewhere()
    client.force_login(fay)
    file = SimpleUploadedFile("p.zip", content)
    page = client.post(reverse("governance:arrival"), {"file": file}, follow=True)
    assert "New here: becomes draft 1.0." in " ".join(page.content.decode().split())
    assert not MicroCredential.objects.exists()
    row = Package.objects.get()
    here = reverse("governance:package", args=[row.pk])
    assert client.post(here, {}).status_code == 422
    client.post(here, {"ident": "mc-wait-time"})
    assert MicroCredential.objects.get().origin["license"] == "CC-BY-4.0"
    with django_assert_max_num_queries(14):
        assert client.get(HERE).status_code == 200
    assert b"Lakeside" in b"".join(client.get(HERE, {"file": "csv"}).streaming_content)
    client.force_login(author)
    assert client.get(here).status_code == 404
    assert client.post(reverse("governance:discarding", args=[row.pk])).status_code == 404


def test_a_file_that_is_none_is_refused_on_the_page(client: Client, author: Person) -> None:
    client.force_login(author)
    for file, words in (
        (SimpleUploadedFile("p.zip", b"PK nothing"), "not a zip file"),
        (None, "Choose a file."),
    ):
        answer = client.post(reverse("governance:arrival"), {"file": file} if file else {})
        assert answer.status_code == 422 and words in answer.content.decode()


def test_lessons_are_for_those_who_work_with_it(
    client: Client, version: Version, author: Person, ada: Person
) -> None:
    here = reverse("governance:lessons", args=["wait-time"])
    client.force_login(author)
    assert client.post(here, {"text": ""}).status_code == 422
    assert "Two clips." in client.post(here, {"text": "Two clips."}, follow=True).content.decode()
    client.force_login(ada)
    assert client.get(here).status_code == 404


def test_the_command_does_the_same(
    version: Version, author: Person, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "p.zip")
    call_command("exchange", "make", "wait-time", "--to", file, "--by", author.email)
    department, fay = elsewhere()
    call_command("exchange", "look", file, "--by", fay.email)
    assert "new here, becomes draft 1.0" in capsys.readouterr().out
    assert not Package.objects.exists()
    call_command("exchange", "bring", file, "--by", fay.email)
    assert Version.objects.get().micro_credential.owner == department
    (tmp_path / "p.zip").write_bytes(b"no")
    with pytest.raises(CommandError, match="nothing changed"):
        call_command("exchange", "bring", file, "--by", fay.email)
    with pytest.raises(CommandError):
        call_command("exchange", "look", str(tmp_path / "none.zip"), "--by", fay.email)


def test_the_package_of_somebody_else_cannot_be_opened(
    client: Client, version: Version, author: Person, max_: Person
) -> None:
    assert BytesIO(made(version, author))
    row = Package.objects.get()
    client.force_login(max_)
    assert client.get(reverse("governance:package", args=[row.pk])).status_code == 200
