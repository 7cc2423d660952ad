"""Permission to bring in frameworks, and to rank what is in them."""

from assay.people.models import Actor, Organization, Person, Role
from assay.program import policy as program_policy


def can_import(person: Person) -> bool:
    """The home district's administrators: a framework is there for everybody in the installation."""
    return person.has_role(Role.PROGRAM_ADMIN, within=Organization.objects.program_district())


def can_set_priorities(by: Actor) -> bool:
    """The program's map of what is essential: as with its standard, whoever may set rules; once the committee sits, its
    chair, who answers for what it decided."""
    return program_policy.can_set_standard(by)


def committee_ranks() -> bool:
    """Whether a committee sits, whose decision a ranking then is. One query."""
    return program_policy.committee_sits(Organization.objects.program_district())


def can_read_ranking(person: Person) -> bool:
    """How the map came about, and who set it: the staff who read the other rules of the program."""
    return program_policy.can_read_rules(person)
