import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client

from assay.frameworks import case_package
from assay.frameworks.actions import CannotImport, import_case
from assay.frameworks.models import Association, Competency, Framework
from assay.frameworks.tests.factories import make_framework, package
from assay.people.models import Person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


def test_a_package_keeps_its_identifiers_and_its_order() -> None:
    framework = import_case(package(codes=("2", "1", "1(a)")), "demo", by=None)
    assert [c.code for c in framework.competencies.all()] == ["2", "1", "1(a)"]
    assert (
        str(framework.competencies.all()[0].identifier)
        == package(codes=("2",))["CFItems"][0]["identifier"]
    )
    assert Association.objects.count() == 3


def test_the_same_package_again_changes_nothing() -> None:
    first = make_framework()
    ids = set(Competency.objects.values_list("pk", flat=True))
    assert make_framework() == first
    assert set(Competency.objects.values_list("pk", flat=True)) == ids
    assert Event.objects.filter(verb="frameworks.imported").count() == 1


def test_a_newer_edition_updates_in_place_and_drops_what_is_gone() -> None:
    before = import_case(package(codes=("1", "2")), "demo", by=None)
    kept = before.competencies.get(code="1").pk
    after = import_case(package(codes=("1", "3"), at="2026-05-01"), "demo", by=None)
    assert after == before
    assert [c.code for c in after.competencies.all()] == ["1", "3"]
    assert after.competencies.get(code="1").pk == kept


def test_only_an_administrator_imports(ada: Person, max_: Person) -> None:
    with pytest.raises(PermissionDenied):
        import_case(package(), "demo", by=ada)
    assert import_case(package(), "demo", by=max_)


def _without_title(p: dict[str, Any]) -> None:
    del p["CFDocument"]["title"]


def _same_id(p: dict[str, Any]) -> None:
    p["CFItems"][1]["identifier"] = p["CFItems"][0]["identifier"]


def _no_uuid(p: dict[str, Any]) -> None:
    p["CFItems"][0]["identifier"] = "8"


def _loose_end(p: dict[str, Any]) -> None:
    p["CFAssociations"][0]["destinationNodeURI"] = {
        "identifier": "0b6a2152-9c90-5701-846e-001c7d242b5c"
    }


def _no_items(p: dict[str, Any]) -> None:
    p["CFItems"] = []


def _odd_day(p: dict[str, Any]) -> None:
    p["CFDocument"]["lastChangeDateTime"] = "yesterday"


def _item_is_text(p: dict[str, Any]) -> None:
    p["CFItems"][0] = "8"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_title, "title is missing"),
        (_same_id, "is there twice"),
        (_no_uuid, "not a UUID"),
        (_loose_end, "not in the package"),
        (_no_items, "CFItems"),
        (_odd_day, "lastChangeDateTime"),
        (_item_is_text, "CFItems[1] is not an object"),
    ],
)
def test_a_spoiled_package_is_refused_with_the_entry_named(spoil: Any, said: str) -> None:
    spoiled = package()
    spoil(spoiled)
    with pytest.raises(CannotImport) as refusal:
        import_case(spoiled, "demo", by=None)
    assert any(said in problem for problem in refusal.value.problems)
    assert not Framework.objects.exists()


@pytest.mark.parametrize("odd", [[], "text", None, 3])
def test_what_is_no_package_is_refused(odd: Any) -> None:
    with pytest.raises(CannotImport):
        import_case(odd, "demo", by=None)


def test_a_circle_in_the_tree_is_borne() -> None:
    circle = package(codes=("1", "2"))
    one, two = (item["identifier"] for item in circle["CFItems"])
    for association, parent in zip(circle["CFAssociations"], (two, one), strict=True):
        association["destinationNodeURI"]["identifier"] = parent
    assert import_case(circle, "demo", by=None).competencies.count() == 2


def test_two_frameworks_cannot_have_one_address() -> None:
    make_framework("intasc-2013")
    with pytest.raises(CannotImport):
        import_case(package("another"), "intasc-2013", by=None)


def test_anybody_may_read_the_tree(client: Client) -> None:
    framework = make_framework()
    assert "Label 8(i)" in client.get(f"/frameworks/{framework.slug}/").content.decode()
    assert framework.title in client.get("/frameworks/").content.decode()
    assert client.get("/frameworks/nowhere/").status_code == 404


def test_a_time_without_a_zone_is_taken_as_utc_and_told(tmp_path: Path, capsys: Any) -> None:
    """As OpenSALT exports it."""
    plain = package()
    plain["CFDocument"]["lastChangeDateTime"] = "2026-03-01T08:00:00"
    (tmp_path / "demo.json").write_text(json.dumps(plain))
    call_command("frameworks", "import", str(tmp_path / "demo.json"))
    assert Framework.objects.get().changed_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert "has no time zone, so it was taken as UTC" in capsys.readouterr().out
    assert case_package.notes(package()) == []
