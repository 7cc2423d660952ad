"""A committee at work, for tests: five who sit there, a department with its head and its author, and a draft."""

from dataclasses import dataclass
from typing import Any

import yaml

from assay.catalog.models import Version
from assay.catalog.tests.factories import DEMO, make_version
from assay.governance import actions
from assay.governance.models import Committee, Proposal
from assay.governance.tests.factories import make_committee, make_member
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person
from assay.program.actions import set_checklist
from assay.program.models import ChecklistItem


@dataclass(slots=True, kw_only=True)
class Scene:
    """`members`: the chair first."""

    committee: Committee
    members: list[Person]
    department: Organization
    head: Person
    author: Person
    version: Version
    proposal: Proposal

    @property
    def chair(self) -> Person:
        return self.members[0]

    def votes(self, in_favor: int = 0, against: int = 0) -> dict[int, str]:
        """By name, as they are recorded: the first ones for, the next ones against."""
        choices = ["for"] * in_favor + ["against"] * against
        return {one.pk: choice for one, choice in zip(self.members, choices, strict=False)}


def standard() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((DEMO / "quality-checklist.yaml").read_text())
    return data


def make_scene(district: Organization) -> Scene:
    """Everything up to a proposal that is begun, checked and sponsored."""
    set_checklist(standard(), by=None)
    committee = make_committee(district)
    members = [make_member(committee, "Cat Moss", kind="chair")]
    members += [make_member(committee, f"Mem{n} Ortiz") for n in range(4)]
    department = make_department(district)
    head = make_person("Hed Ruiz", role="department-head", organization=department)
    author = make_person("Aut Reed", role="author", organization=department)
    version = make_version(district, published=False, owner=department)
    row = actions.propose(version, "Students are not heard.", by=author)
    actions.check_items(row, every_item("yes"), by=author)
    actions.sponsor(row, by=head)
    row.refresh_from_db()
    return Scene(
        committee=committee,
        members=members,
        department=department,
        head=head,
        author=author,
        version=version,
        proposal=row,
    )


def every_item(answer: str) -> dict[ChecklistItem, tuple[str, str]]:
    return dict.fromkeys(ChecklistItem.objects.all(), (answer, ""))


def in_review(scene: Scene) -> Proposal:
    row = actions.submit(scene.proposal, by=scene.author)
    actions.take_up(row, by=scene.chair)
    return Proposal.objects.get(pk=row.pk)
