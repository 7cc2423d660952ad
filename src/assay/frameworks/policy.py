"""Permission to bring in frameworks."""

from assay.people.models import Organization, Person, Role


def can_import(person: Person) -> bool:
    """The home district's administrators: a framework is there for everybody in the installation."""
    return person.has_role(Role.PROGRAM_ADMIN, within=Organization.objects.program_district())
