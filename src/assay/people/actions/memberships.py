"""Giving a role, and ending it: with days, so that the past stays true."""

from datetime import date
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assay.lib.clock import today
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.lib.locks import hold
from assay.lib.rows import read_again
from assay.people import policy
from assay.people.models import Actor, Membership, Organization, Person, Role
from assay.record.actions import note


class MayNotGive(Refusal):
    """The table in `people.policy` gives this administrator no leave for that role there; says what to do instead."""

    status = 403
    code = "may-not-give"


def grant(
    person: Person,
    organization: Organization,
    role: str,
    *,
    by: Actor,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Membership:
    """Give a person a role in an organization, from a day (today if none is given), until a day (open if none is).

    Raises PermissionDenied outside one's own organizations and for oneself, MayNotGive where the table says no,
    BadInput for a role that does not exist or is not held there, a closed organization, or an end that is no later than
    its beginning; WrongState if they already hold it. What was refused stands in the record.
    """
    check_place(organization, role)
    if until_on is not None and until_on <= (from_on or today()):
        message = _("Choose an end that is later than the beginning.")
        raise BadInput(message, fields={"until_on": message})
    if not policy.can_grant(by, person, organization, role):
        note_refusal(organization, role, by=by, person=person.pk)
        if not policy.can_give(by, organization, role) and by != person:
            refuse_to_give(organization, role, by=by)
        raise PermissionDenied
    with transaction.atomic():
        membership = open_membership(person, organization, role, from_on=from_on)
        if until_on is not None:
            close_membership(membership, until_on)
        note(
            "people.granted",
            membership,
            by=by,
            person=person.pk,
            organization=organization.pk,
            role=role,
        )
    return membership


def end_membership(membership: Membership, *, by: Actor, on: date | None = None) -> None:
    """End a role today, or on a day to come; it stays in the person's past.

    Raises PermissionDenied, MayNotGive for a role that is not theirs to give, BadInput for a day that is over,
    WrongState if it has ended or ends sooner, or if the organization would be left without an administrator.
    """
    if on is not None and on < today():
        message = _("This day is over. Choose today or a later one.")
        raise BadInput(message, fields={"on": message})
    if not policy.can_end_membership(by, membership):
        note_refusal(
            membership.organization,
            membership.role,
            by=by,
            person=membership.person_id,
            ending=True,
        )
        refuse_to_give(membership.organization, membership.role, by=by)
    with transaction.atomic():
        if membership.role == Role.PROGRAM_ADMIN:
            refuse_last_administrator(membership)
        close_membership(membership, on)
        note(
            "people.ended",
            membership,
            by=by,
            person=membership.person_id,
            organization=membership.organization_id,
            role=membership.role,
        )


def keep_membership(membership: Membership, *, by: Actor) -> None:
    """Take back the end of a role, as long as its day is not over.

    Raises PermissionDenied also for a role of one's own, MayNotGive for a role that is not theirs to give, WrongState
    if no end is set, if it is over, if they hold the role there once more, or if the organization is closed.
    """
    person, organization = membership.person, membership.organization
    if not policy.can_grant(by, person, organization, membership.role):
        note_refusal(organization, membership.role, by=by, person=person.pk)
        if by != person:
            refuse_to_give(organization, membership.role, by=by)
        raise PermissionDenied
    with transaction.atomic():
        _hold_open(organization)  # who gives it meanwhile waits here, and the other way round
        held = Membership.objects.current().exclude(pk=membership.pk)
        if held.filter(person=person, organization=organization, role=membership.role).exists():
            raise WrongState(_("They already hold this role there."))
        ending = Membership.objects.filter(pk=membership.pk, until_on__gte=today())
        try:
            with transaction.atomic():
                kept = ending.update(until_on=None)
        except IntegrityError as e:  # it is given from a day to come
            raise WrongState(_("They already hold this role there.")) from e
        if not kept:
            raise WrongState(_("This role has no end that could be taken back."))
        membership.until_on = None
        forget_roles(person)
        note(
            "people.kept",
            membership,
            by=by,
            person=person.pk,
            organization=organization.pk,
            role=membership.role,
        )


def check_place(organization: Organization, role: str) -> None:
    """Raises BadInput for a role nobody knows, one that no organization of this kind has, and a closed organization."""
    if role not in Role.values:
        raise BadInput(
            _("There is no such role."), fields={"role": _("Choose a role from the list.")}
        )
    if organization.ended_on is not None:
        where = _("Choose an organization that is still open.")
        raise BadInput(_("This organization is closed."), fields={"organization": where})
    if not policy.can_be_held(role, organization):
        message = _(
            "No one is “%(role)s” in %(where)s: an organization of this kind has no such role."
        ) % {
            "role": Role(role).label,
            "where": organization.name,
        }
        raise BadInput(message, fields={"organization": message})


def refuse_to_give(organization: Organization, role: str, *, by: Actor) -> NoReturn:
    """Say plainly whose leave it takes, to somebody who administers there; nothing to anybody else."""
    if not policy.can_administer(by, organization):
        raise PermissionDenied
    message = _(
        "“%(role)s” is given and ended by a program administrator, not by one of %(where)s."
    ) % {
        "role": Role(role).label,
        "where": organization.name,
    }
    raise MayNotGive(message, fields={"role": message})


def note_refusal(organization: Organization, role: str, *, by: Actor, **particulars: Any) -> None:
    """In a transaction of its own, since what was refused is rolled back: who tried to give or end which role where."""
    note("people.role_refused", organization, by=by, role=role, **particulars)


def close_membership(membership: Membership, on: date | None = None) -> None:
    """End the row today or on a day, or sooner than was set; used by every verb that ends a role.

    Raises WrongState if it has ended, or ends then or sooner already.
    """
    until = max(on or today(), membership.from_on)
    still = Q(until_on__isnull=True) | Q(until_on__gt=until)
    row = Membership.objects.filter(pk=membership.pk)
    if row.filter(still).update(until_on=until) != 1:
        if row.filter(until_on__gt=today()).exists():
            raise WrongState(
                _(
                    "They hold this role there until a day that is set. Take its end back on their page."
                )
            )
        raise WrongState(_("This role has already ended."))
    membership.until_on = until
    forget_roles(membership.person)


def open_membership(
    person: Person, organization: Organization, role: str, *, from_on: date | None = None
) -> Membership:
    """Write the row; used by every verb that gives a role."""
    check_place(organization, role)
    try:
        with transaction.atomic():
            _hold_open(organization)
            _refuse_while_ending(person, organization, role)
            membership = Membership.objects.create(
                person=person, organization=organization, role=role, from_on=from_on or today()
            )
    except IntegrityError as e:
        raise WrongState(_("They already hold this role there.")) from e
    forget_roles(person)
    return membership


def _hold_open(organization: Organization) -> None:
    """Somebody may be closing it: whoever comes second sees what the first one did."""
    if not hold(Organization.objects.filter(pk=organization.pk, ended_on__isnull=True)):
        raise WrongState(_("This organization is closed."))


def _refuse_while_ending(person: Person, organization: Organization, role: str) -> None:
    """Nobody holds one role twice: while an earlier one still runs, its end is taken back instead."""
    held = Membership.objects.current().filter(
        person=person, organization=organization, role=role, until_on__isnull=False
    )
    if held.exists():
        raise WrongState(
            _("They hold this role there until a day that is set. Take its end back on their page.")
        )


def refuse_last_administrator(membership: Membership) -> None:
    """Somebody must be left who can let others in."""
    # Two administrators who end each other at once would leave none: the lock makes the second wait and see.
    Organization.objects.select_for_update().filter(pk=membership.organization_id).first()
    others = Membership.objects.current().filter(
        role=Role.PROGRAM_ADMIN,
        organization__in=membership.organization.lineage,
        person__is_active=True,
        until_on__isnull=True,
    )
    if not others.exclude(person=membership.person_id).exists():
        raise WrongState(
            _(
                "This is the last program administrator. Make someone else one first, "
                "then end this role."
            )
        )


def forget_roles(person: Person) -> None:
    """Roles are read once per request; after a change they are read again."""
    read_again(person, "current_memberships", "awake_memberships")
