"""No path puts a content partner's name on anything, or publishes with it, unless its leave is in force."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import IO, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assay.catalog import actions as catalog
from assay.catalog.content.files import write as as_text
from assay.catalog.models import MicroCredential, NameLeave, NamePart, Version
from assay.catalog.tests.factories import as_data
from assay.governance import actions as governance
from assay.governance.exchange.manifest import SCHEMA
from assay.governance.exchange.package import write
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from tests import outdoors

AUT, MAX, PIA, MACHINE = range(4)


class World:
    """A department, its author, its administrator, a partner with an administrator or without."""

    def __init__(self, district: Organization, max_: Person) -> None:
        self.owner = make_department(district)
        self.partner = Organization.objects.create(ident="north", name="North", kind="partner")
        aut = make_person("Aut Reed", role="author", organization=self.owner)
        self.max = max_
        self.pia = make_person("Pia North")
        self.people: list[Person | None] = [aut, max_, self.pia, None]

    def data(self, number: str, status: str) -> dict[str, Any]:
        party = {"id": self.partner.ident, "name": self.partner.name}
        assert self.owner.parent is not None
        issuer = {"id": self.owner.parent.ident, "name": self.owner.parent.name}
        return as_data(
            version=number,
            status=status,
            alignments=[],
            issuer=issuer,
            department=self.owner.ident,
            content_partner=party,
        )


def fresh(person: Person | None) -> Any:
    return Person.objects.get(pk=person.pk) if person else None


def leave_in_force(world: World) -> bool:
    """Read off the rows, not asked of policy: given for this use by the partner's own, or agreed to on a document."""
    day = today()
    return any(
        row.part == NamePart.DESIGNER
        and row.status == "given"
        and row.first_on is not None
        and row.first_on <= day <= (row.last_on or day)
        and (row.answered_by == world.pia or (row.answered_by == world.max and row.agreement))
        for row in NameLeave.objects.filter(named=world.partner, organization=world.owner)
    )


def draft() -> Version:
    row = Version.objects.order_by("-pk").first()
    if row is None:
        raise Refusal("there is none")
    return row


def leave() -> NameLeave:
    row = NameLeave.objects.order_by("-pk").first()
    if row is None:
        raise Refusal("there is none")
    return row


def bring_plain(world: World, by: Any) -> None:
    data = {k: v for k, v in world.data("1.0", "draft").items() if k != "content_partner"}
    catalog.import_micro_credential(data, by=by)


def by_package(world: World, by: Any) -> None:
    data = world.data("1.0", "draft")
    path = f"micro-credentials/{data['slug']}.yaml"
    data |= {"title": "Waiting Longer"}
    origin = {"designed_by": "Far", "at": "https://far.example", "license": "CC-BY-4.0"}
    manifest = {
        "schema": SCHEMA,
        "installation": "https://far.example",
        "issuer": data["issuer"],
        "created": datetime(2026, 1, 1, tzinfo=UTC).isoformat(timespec="seconds"),
        "micro_credentials": [{"id": data["id"], "file": path, "origin": origin, "anchors": []}],
    }
    files: dict[str, IO[bytes]] = {path: BytesIO(as_text(data).encode())}
    content, _known = write(manifest, files)
    row = governance.receive_package(content, "far.zip", by=by)
    governance.bring_in(row, world.owner, [data["id"]], by=by)


def gain_a_voice(world: World, _by: Any) -> None:
    if not world.pia.memberships.exists():
        make_person(world.pia, role="program-admin", organization=world.partner)


VERBS: dict[str, Callable[[World, Any], object]] = {
    "ask": lambda w, by: catalog.ask_leave(
        w.partner, w.owner, "With you.", part=NamePart.DESIGNER, by=by
    ),
    "ask to issue": lambda w, by: catalog.ask_leave(w.partner, w.owner, "With you.", by=by),
    "give": lambda w, by: catalog.give_leave(leave(), by=by),
    "decline": lambda w, by: catalog.decline_leave(leave(), by=by),
    "end": lambda w, by: catalog.end_leave(leave(), by=by),
    "record": lambda w, by: catalog.record_agreement(
        w.partner, w.owner, "A letter", date(2025, 1, 1), by=by
    ),
    "gain a voice": gain_a_voice,
    "plain file": bring_plain,
    "file": lambda w, by: catalog.import_micro_credential(w.data("1.0", "draft"), by=by),
    "published file": lambda w, by: catalog.import_micro_credential(
        w.data("1.0", "published"), by=by
    ),
    "next file": lambda w, by: catalog.import_micro_credential(w.data("2.0", "published"), by=by),
    "name": lambda w, by: catalog.name_designer(draft().micro_credential, w.partner, by=by),
    "take off": lambda w, by: catalog.name_designer(draft().micro_credential, None, by=by),
    "new version": lambda w, by: catalog.start_new_version(draft(), by=by),
    "publish": lambda w, by: catalog.publish(draft(), by=by),
    "pilot": lambda w, by: catalog.publish(draft(), by=by, pilot=True),
    "package": by_package,
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(VERBS)), st.integers(AUT, MACHINE)), min_size=3, max_size=14
)


@pytest.fixture
def world(district: Organization, max_: Person) -> World:
    return World(district, max_)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[("plain file", AUT), ("name", AUT), ("file", MACHINE), ("published file", MAX)])
@example(steps=[("record", MAX), ("file", AUT), ("end", MAX), ("publish", MAX), ("package", AUT)])
@example(
    steps=[
        ("gain a voice", PIA),
        ("ask", AUT),
        ("file", AUT),
        ("give", PIA),
        ("published file", MAX),
        ("end", PIA),
        ("new version", AUT),
        ("next file", MAX),
        ("package", AUT),
    ]
)
@given(steps=STEPS)
def test_no_path_carries_a_partners_name_without_its_leave(
    steps: list[tuple[str, int]], world: World
) -> None:
    with outdoors.atomic():
        for verb, who in steps:
            permitted = leave_in_force(world)
            before = carried()
            try:
                with outdoors.atomic():
                    VERBS[verb](world, fresh(world.people[who]))
            except (Refusal, PermissionDenied):
                pass
            except (
                AttributeError
            ):  # most verbs are a person's alone; of a person this would be a fault
                assert who == MACHINE
            grown = carried() - before
            assert permitted or not grown, f"{verb} carried the name to {grown}"
        transaction.set_rollback(True)


def test_the_paths_do_carry_it_with_leave(world: World) -> None:
    """Else the property above would hold of verbs that are always refused."""
    aut, max_, _pia, _machine = (fresh(one) for one in world.people)
    VERBS["record"](world, max_)
    VERBS["published file"](world, max_)
    assert {status for _ident, status, _number in carried()} == {"", "published"}
    VERBS["package"](world, aut)
    assert any(status == "draft" for _ident, status, _number in carried())


def carried() -> set[tuple[str, str, str]]:
    """What carries the name: each micro-credential, and each of its versions as far as it has come."""
    rows = MicroCredential.objects.filter(content_partner__ident="north")
    said = {(ident, "", "") for ident in rows.values_list("ident", flat=True)}
    versions = Version.objects.filter(micro_credential__in=rows)
    return said | {
        (row[0], row[1], row[2])
        for row in versions.values_list("micro_credential__ident", "status", "number")
    }
