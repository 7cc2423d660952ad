"""The district's steering committee in the demo: its charter and seats, as the content names them."""

from datetime import UTC, datetime
from typing import Any

from assay.demo.district import person
from assay.demo.places import load
from assay.governance import actions
from assay.governance.models import Committee
from assay.people.models import Organization
from assay.record.models import MACHINE

ESTABLISHED = datetime(2026, 8, 10, 14, tzinfo=UTC)


def establish(district: Organization) -> Committee:
    """The committee with its seats; those of which the content names nobody are vacant."""
    said = load("district.yaml")["steering_committee"]
    row = actions.establish(
        district, said["name"], charter=said["charter"], meets=said["meets"], by=MACHINE
    )
    for seat in said["seats"]:
        for _n in range(seat.get("count", 1)):
            _seat(row, seat)
    return row


def _seat(committee: Committee, row: dict[str, Any]) -> None:
    someone = person(row["person"]) if "person" in row else None
    heads = [m.organization for m in someone.current_memberships] if someone else []
    department = next((place for place in heads if place.kind == "department"), None)
    seat = actions.add_seat(
        committee,
        row["seat"],
        department=department if row["seat"] == "department" else None,
        note_text=row.get("note", row.get("selection", "")),
        by=MACHINE,
    )
    if someone:
        actions.seat_person(seat, someone, by=MACHINE)
