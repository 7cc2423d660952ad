"""Who may write, import and publish. Scope of an author: the own department; of an administrator: all."""

from assay.people.models import Organization, Person, Role

AUTHORS = (Role.AUTHOR, Role.DEPARTMENT_HEAD)


def may_author_somewhere(person: Person) -> bool:
    """Whether the authoring desk is theirs."""
    return person.has_role(Role.PROGRAM_ADMIN, *AUTHORS)


def can_author(person: Person, owner: Organization | None) -> bool:
    """Write drafts for a department; without one, only an administrator."""
    if person.has_role(Role.PROGRAM_ADMIN):
        return True
    return owner is not None and person.has_role(*AUTHORS, within=owner)


def departments_of(person: Person) -> list[Organization]:
    """For which departments this person may write: their own and everything below."""
    if person.has_role(Role.PROGRAM_ADMIN):
        return list(Organization.objects.filter(kind__in=("department", "district")))
    paths = [organization.path for organization in person.organizations_as(*AUTHORS)]
    rows = Organization.objects.filter(kind__in=("department", "district"))
    return [row for row in rows if any(row.path.startswith(path) for path in paths)]


def paths_of(person: Person) -> list[str] | None:
    """The paths under which this person may write, for querysets; None: everywhere."""
    if person.has_role(Role.PROGRAM_ADMIN):
        return None
    return [organization.path for organization in person.organizations_as(*AUTHORS)]
