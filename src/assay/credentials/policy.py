"""Who may do what with awards. `by` None is the product itself."""

from assay.credentials.models import Award
from assay.people.models import Organization, Person, Role

STEWARDS = (Role.APPROVER, Role.PROGRAM_ADMIN)


def can_award(by: Person | None, issuer: Organization) -> bool:
    """Awards follow from a released decision by themselves; an approver may repeat what a crash swallowed."""
    return by is None or by.has_role(*STEWARDS, within=issuer)


def can_revoke(by: Person, award: Award) -> bool:
    """Never one's own: nobody ends their own case."""
    return by.pk != award.person_id and by.has_role(*STEWARDS, within=award.issuer)


def can_reissue(by: Person | None, award: Award) -> bool:
    """The earner, for a name that changed; a steward, for a key that changed; the product, in bulk."""
    return by is None or by.pk == award.person_id or by.has_role(*STEWARDS, within=award.issuer)


def can_share(by: Person, award: Award) -> bool:
    """The badge is the earner's: nobody else decides who sees it."""
    return by.pk == award.person_id


def can_rotate_key(by: Person | None, issuer: Organization) -> bool:
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=issuer)


def can_keep_awards(person: Person) -> bool:
    """May enter the list of awards: those who keep them, and the credit coordinator, who reads it."""
    return person.has_role(*STEWARDS, Role.CREDIT_COORDINATOR)


def may_revoke_some(person: Person) -> bool:
    """Whether the list offers to withdraw badges; each one is asked again by `can_revoke`."""
    return person.has_role(*STEWARDS)


def kept_by(person: Person) -> list[Organization]:
    """Organizations whose awards this person keeps or reads."""
    return person.organizations_as(*STEWARDS, Role.CREDIT_COORDINATOR)
