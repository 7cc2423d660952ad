"""Who may look after people: program administrators, each within their own organizations.

`by` is None only for the product itself (a command, the demo), which may do what an administrator may.
"""

from assay.people.models import Invitation, Membership, Organization, Person, Role


def can_administer(by: Person | None, organization: Organization) -> bool:
    """Whether this person is program administrator of the organization or of one above it."""
    return by is None or (by.is_active and by.has_role(Role.PROGRAM_ADMIN, within=organization))


def can_administer_people(by: Person) -> bool:
    """Whether the desk "People" is theirs at all."""
    return by.has_role(Role.PROGRAM_ADMIN)


def can_invite(by: Person | None, organization: Organization) -> bool:
    return can_administer(by, organization)


def can_change_invitation(by: Person | None, invitation: Invitation) -> bool:
    return can_administer(by, invitation.organization)


def can_accept(by: Person, invitation: Invitation) -> bool:
    """An invitation is for one address: whoever has that address."""
    return by.is_active and by.email.lower() == invitation.email.lower()


def can_end_membership(by: Person | None, membership: Membership) -> bool:
    return can_administer(by, membership.organization)


def can_set_workplace(by: Person | None, person: Person, workplace: Organization) -> bool:
    """An administrator of the place they go to and of the one they leave."""
    here = person.workplace
    return can_administer(by, workplace) and (here is None or can_administer(by, here.organization))


def can_deactivate(by: Person | None, person: Person) -> bool:
    """Somebody they look after, wholly: an administrator of a school closes no account that serves elsewhere too."""
    if by is None:
        return True
    if by.pk == person.pk or not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        return False
    return all(can_administer(by, membership.organization) for membership in person.current_memberships)


def can_change_profile(by: Person | None, person: Person) -> bool:
    """What a person says of themselves is theirs alone to say."""
    return by is not None and by.pk == person.pk


def can_read_record(by: Person) -> bool:
    """The record holds ids and figures of everybody: for administrators of the program's district or above it."""
    district = Organization.objects.program_district()
    return district is not None and by.has_role(Role.PROGRAM_ADMIN, within=district)


def can_look_after_letters(by: Person) -> bool:
    """Which e-mails left, and to whom, concerns everybody here: for those who may read the record."""
    return can_read_record(by)


def can_look_after_steps(by: Person) -> bool:
    """What follows by itself from an event and did not go through, for those who may read the record."""
    return can_read_record(by)
