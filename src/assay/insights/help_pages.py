"""Help by role and by topic: pages of docs/how-to, read once a process and shown in the product."""

from functools import cache
from pathlib import Path

from assay.people.models import OrganizationKind, Person, Role
from assay.ui.guides import Guide, read_guide

#: In the order in which they are listed.
SLUGS = (
    "learner",
    "coach",
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
    "principal",
    "no-page-yet",
)
_OF_ROLE: dict[str, tuple[str, ...]] = {
    Role.LEARNER: ("learner",),
    Role.COACH: ("coach",),
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
    Role.PRINCIPAL: ("principal",),
}
#: What several roles meet, from its beginning to its end, and the pages of roles that lead to it.
TOPICS: dict[str, tuple[str, ...]] = {
    "appeals": ("learner", "lead-assessor", "approver", "committee-chair", "committee-member"),
    "agreement": ("assessor", "lead-assessor", "author"),
    "committee": ("committee-chair", "committee-member", "author", "program-admin"),
    "meetings": ("committee-chair", "committee-member", "program-admin"),
    "program": ("program-admin", "committee-chair"),
    "issuing": ("author", "partner", "committee-chair", "committee-member", "program-admin"),
    "credit": ("learner", "credit-coordinator"),
    "community": ("learner", "program-admin"),
    "groups": ("learner", "coach", "principal", "program-admin"),
    "discussion": ("learner", "program-admin", "lead-assessor"),
}


def _folders(name: str) -> tuple[Path, Path]:
    return Path(__file__).parent / name, Path(__file__).parents[3] / "docs" / "how-to" / name


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


def topics_of(slug: str) -> list[str]:
    """The topics that the page of a role leads to."""
    return [topic for topic, roles in TOPICS.items() if slug in roles]


@cache
def page(slug: str, language: str) -> Guide:
    """A page in a language. `slug` is one of `SLUGS` or `TOPICS`."""
    return read_guide(_folders("topics" if slug in TOPICS else "roles"), slug, language)
