"""Who may bring in frameworks."""

from assay.people.models import Person, Role


def can_import(person: Person) -> bool:
    return person.has_role(Role.PROGRAM_ADMIN)
