"""Invitations: one link, for one address, with the role waiting behind it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.letters.actions import take_back_about
from assay.lib.addresses import is_address
from assay.lib.clock import now
from assay.lib.errors import BadInput, Gone, WrongState
from assay.lib.locks import first_come
from assay.people import policy
from assay.people.actions.accounts import create_account
from assay.people.actions.memberships import (
    MayNotGive,
    check_place,
    note_refusal,
    open_membership,
    refuse_to_give,
)
from assay.people.actions.workplaces import state_workplace
from assay.people.addresses import is_own
from assay.people.letters import write_invitation
from assay.people.models import Invitation, Membership, Organization, Person
from assay.record.actions import note

VALID_DAYS = 14


def invite(
    email: str, organization: Organization, role: str, *, by: Person, locale: str = ""
) -> Invitation:
    """Offer somebody a role; the e-mail with their link is in the post then. It works once, for 14 days.

    `locale`: the language of the e-mail, the inviter's own by default; who has an account gets it in theirs.

    Raises PermissionDenied outside one's own organizations, MayNotGive where the table says no, BadInput for an
    address, role or organization that cannot be used, or one's own address, WrongState if they hold the role or an
    invitation to it is waiting. What was refused stands in the record.
    """
    if not policy.can_administer(by, organization):
        note_refusal(organization, role, by=by)
        raise PermissionDenied
    email = _checked(email, organization, role)
    own = is_own(email, by)
    if own or not policy.can_invite(by, organization, role):
        note_refusal(organization, role, by=by)
        if not own:
            refuse_to_give(organization, role, by=by)
        message = _(
            "This is your own address, and no one can give themselves a role. Ask another "
            "administrator."
        )
        raise BadInput(message, fields={"emails": message})
    return _write(email, organization, role, by, locale or by.locale)


@transaction.atomic
def _write(
    email: str, organization: Organization, role: str, by: Person, locale: str
) -> Invitation:
    # One that ran out gives way to the new one.
    same = Invitation.objects.filter(
        email=email, organization=organization, role=role, accepted_at__isnull=True
    )
    same.filter(withdrawn_at__isnull=True, expires_at__lte=now()).update(withdrawn_at=now())
    if (
        Membership.objects.current()
        .filter(person__email=email, organization=organization, role=role)
        .exists()
    ):
        raise WrongState(_("%(email)s already holds this role.") % {"email": email})
    invitation = Invitation(
        email=email, organization=organization, role=role, invited_by=by, locale=locale
    )
    _stamp(invitation)
    with first_come(
        _("%(email)s is already invited. You can send the e-mail again.") % {"email": email}
    ):
        invitation.save(force_insert=True)
    write_invitation(invitation)
    note("people.invited", invitation, by=by, organization=organization.pk, role=role)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Person) -> None:
    """Send a fresh link, good for 14 days more; the earlier one stops working."""
    if not policy.can_change_invitation(by, invitation):
        raise PermissionDenied
    if invitation.state in {"accepted", "withdrawn"}:
        raise WrongState(_("This invitation was used or taken back. Send a new one."))
    _stamp(invitation)
    invitation.save(update_fields=("token_hash", "invited_at", "expires_at"))
    take_back_about(invitation)  # with the link that has stopped working
    write_invitation(invitation)
    note(
        "people.invited",
        invitation,
        by=by,
        organization=invitation.organization_id,
        role=invitation.role,
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person) -> None:
    """Take it back: its link stops working."""
    if not policy.can_change_invitation(by, invitation):
        raise PermissionDenied
    rows = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    at = now()
    if rows.update(withdrawn_at=at) != 1:
        raise WrongState(_("This invitation was already used or taken back."))
    invitation.withdrawn_at = at
    take_back_about(invitation)
    note("people.invitation_withdrawn", invitation, by=by)


def accept(invitation: Invitation, *, by: Person) -> Membership:
    """Somebody with an account takes the role that waits for them.

    Raises MayNotGive for who sent it, Gone if the link is spent, or if whoever sent it may no longer give this role.
    """
    if by.pk == invitation.invited_by_id:
        note_refusal(invitation.organization, invitation.role, by=by, person=by.pk)
        raise MayNotGive(
            _("You sent this invitation yourself, and no one can give themselves a role.")
        )
    if not policy.can_accept(by, invitation):
        raise PermissionDenied
    if not policy.can_invite(invitation.invited_by, invitation.organization, invitation.role):
        raise Gone(
            _(
                "Whoever invited you can no longer give this role. Ask the program for a "
                "new invitation."
            )
        )
    return _take(invitation, by)


@transaction.atomic
def _take(invitation: Invitation, by: Person) -> Membership:
    _use(invitation, by)
    held = (
        by.memberships.current()
        .filter(organization=invitation.organization, role=invitation.role)
        .first()
    )
    membership = held or open_membership(by, invitation.organization, invitation.role)
    note("people.joined", by, by=by, organization=invitation.organization_id, role=invitation.role)
    return membership


@transaction.atomic
def join_by_invitation(
    invitation: Invitation,
    *,
    display_name: str,
    password: str,
    workplace: Organization | None = None,
) -> Person:
    """Somebody without an account takes the role: the link proves the address, so it counts as confirmed."""
    refuse_spent(invitation)
    person = create_account(
        invitation.email, display_name, password=password, locale=(get_language() or "en")[:2]
    )
    accept(invitation, by=person)
    if (
        workplace is not None
        and person.workplace is None
        and policy.can_state_workplace(person, person)
    ):
        state_workplace(person, workplace, by=person)
    return person


def refuse_spent(invitation: Invitation) -> None:
    """Raises Gone, in plain words, for a link that was used, taken back, or has run out."""
    if invitation.state == "accepted":
        raise Gone(_("This invitation has been used. Sign in with the address it was sent to."))
    if invitation.state == "withdrawn":
        raise Gone(_("This invitation was taken back. Ask the person who invited you."))
    if invitation.state == "expired":
        raise Gone(
            _("This invitation has run out. Ask the person who invited you to send it again.")
        )


def _use(invitation: Invitation, person: Person) -> None:
    refuse_spent(invitation)
    at = now()
    rows = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    if rows.update(accepted_at=at, accepted_by=person) != 1:
        raise Gone(_("This invitation has been used. Sign in with the address it was sent to."))
    invitation.accepted_at, invitation.accepted_by = at, person


def _checked(email: str, organization: Organization, role: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
        if not is_address(email):
            raise ValidationError("")  # too long for a mail server
    except ValidationError as e:
        message = _("%(email)s is not an e-mail address.") % {"email": email or "“”"}
        raise BadInput(message, fields={"emails": message}) from e
    check_place(organization, role)
    return email


def _stamp(invitation: Invitation) -> None:
    invitation.invited_at = now()
    invitation.expires_at = invitation.invited_at + timedelta(days=VALID_DAYS)
    invitation.token_hash = Invitation.hash_of(invitation.token)
