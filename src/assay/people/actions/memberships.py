"""Giving a role, and ending it: with days, so that the past stays true."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.people import policy
from assay.people.models import Membership, Organization, Person, Role
from assay.record.actions import note


@transaction.atomic
def grant(
    person: Person, organization: Organization, role: str, *, by: Person | None, from_on: date | None = None
) -> Membership:
    """Give a person a role in an organization, from a day (today if none is given).

    Raises PermissionDenied outside one's own organizations, BadInput for a role that does not exist or a closed
    organization, WrongState if they already hold it.
    """
    if not policy.can_administer(by, organization):
        raise PermissionDenied
    membership = open_membership(person, organization, role, from_on=from_on)
    note("people.granted", membership, by=by, person=person.pk, organization=organization.pk, role=role)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Person | None) -> None:
    """End a role today; it stays in the person's past.

    Raises WrongState if it has ended, or if the organization would be left without an administrator.
    """
    if not policy.can_end_membership(by, membership):
        raise PermissionDenied
    if membership.role == Role.PROGRAM_ADMIN:
        refuse_last_administrator(membership)
    close_membership(membership)
    note("people.ended", membership, by=by, person=membership.person_id, role=membership.role)


def close_membership(membership: Membership) -> None:
    """End the row today; used by every verb that ends a role. Raises WrongState if it has ended."""
    until = max(today(), membership.from_on)
    if Membership.objects.filter(pk=membership.pk, until_on__isnull=True).update(until_on=until) != 1:
        raise WrongState(_("This role has already ended."))
    membership.until_on = until
    forget_roles(membership.person)


def open_membership(
    person: Person, organization: Organization, role: str, *, from_on: date | None = None
) -> Membership:
    """Write the row; used by every verb that gives a role."""
    if role not in Role.values:
        raise BadInput(_("There is no such role."), fields={"role": _("Choose a role from the list.")})
    if organization.ended_on is not None:
        where = _("Choose an organization that is still open.")
        raise BadInput(_("This organization is closed."), fields={"organization": where})
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, organization=organization, role=role, from_on=from_on or today()
            )
    except IntegrityError as e:
        raise WrongState(_("They already hold this role there.")) from e
    forget_roles(person)
    return membership


def refuse_last_administrator(membership: Membership) -> None:
    """Somebody must be left who can let others in."""
    # Two administrators who end each other at once would leave none: the lock makes the second wait and see.
    Organization.objects.select_for_update().filter(pk=membership.organization_id).first()
    above = [int(pk) for pk in membership.organization.path.strip("/").split("/")]
    others = Membership.objects.current().filter(
        role=Role.PROGRAM_ADMIN, organization__in=above, person__is_active=True
    )
    if not others.exclude(person=membership.person_id).exists():
        raise WrongState(_("This is the last program administrator. Make somebody else one first, then end this role."))


def forget_roles(person: Person) -> None:
    """Roles are read once per request; after a change they are read again."""
    person.__dict__.pop("current_memberships", None)
