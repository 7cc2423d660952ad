"""Help by role: the pages of docs/how-to/roles, read once a process and shown in the product.

A clone reads them where they are written; a wheel carries them along (pyproject.toml, `force-include`).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString

from assay.people.models import OrganizationKind, Person, Role
from assay.ui.markdown import render

#: In the order in which they are listed.
SLUGS = (
    "learner",
    "assessor",
    "screener",
    "lead-assessor",
    "approver",
    "committee-chair",
    "committee-member",
    "author",
    "credit-coordinator",
    "privacy-officer",
    "program-admin",
    "partner",
    "no-page-yet",
)
_OF_ROLE: dict[str, tuple[str, ...]] = {
    Role.LEARNER: ("learner",),
    Role.ASSESSOR: ("assessor",),
    Role.SCREENER: ("screener",),
    Role.LEAD_ASSESSOR: ("lead-assessor", "screener", "assessor"),
    Role.APPROVER: ("approver",),
    Role.COMMITTEE_CHAIR: ("committee-chair",),
    Role.COMMITTEE_MEMBER: ("committee-member",),
    Role.AUTHOR: ("author",),
    Role.DEPARTMENT_HEAD: ("author",),
    Role.CREDIT_COORDINATOR: ("credit-coordinator",),
    Role.PRIVACY_OFFICER: ("privacy-officer",),
    Role.PROGRAM_ADMIN: ("program-admin",),
}
_IN_WHEEL = Path(__file__).parent / "roles"
_IN_CLONE = Path(__file__).parents[3] / "docs" / "how-to" / "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the text under it."""

    title: str
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """One role's page."""

    slug: str
    title: str
    lede: str
    sections: tuple[Section, ...]


def roles_of(person: Person | None) -> list[str]:
    """The pages of this person's roles, in the order of the list; the learner's for everybody else."""
    if person is None:
        return ["learner"]
    found = {"learner"}
    for membership in person.awake_memberships:
        found |= set(_OF_ROLE.get(membership.role, ("no-page-yet",)))
        if (
            membership.organization.kind == OrganizationKind.PARTNER
            and membership.role != "learner"
        ):
            found.add("partner")
    return [slug for slug in SLUGS if slug in found]


@cache
def page(slug: str, language: str) -> Help:
    """A page in a language; in English, where it is not written in that one. `slug` is one of `SLUGS`."""
    folder = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CLONE
    path = folder / language.split("-")[0] / f"{slug}.md"
    if not path.is_file():
        path = folder / f"{slug}.md"
    head, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    title, _blank, lede = head.removeprefix("# ").partition("\n")
    sections = []
    for part in parts:
        name, _end, body = part.partition("\n")
        sections.append(Section(title=name.strip(), body=render(body)))
    return Help(
        slug=slug,
        title=title.strip(),
        lede=" ".join(lede.split()),
        sections=tuple(sections),
    )
