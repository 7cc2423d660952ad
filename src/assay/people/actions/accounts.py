"""Accounts: made, changed by their owner, closed and opened again."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people import policy
from assay.people.actions.memberships import open_membership, refuse_last_administrator
from assay.people.actions.workplaces import state_workplace
from assay.people.models import Actor, Membership, Organization, Person, Role
from assay.record.actions import note

PROFILE = (
    "display_name",
    "legal_given_names",
    "legal_family_names",
    "job",
    "subject",
    "grade_band",
    "career_stage",
    "years",
)


@transaction.atomic
def add_person(
    email: str, display_name: str, *, by: Actor, password: str | None = None, **fields: Any
) -> Person:
    """An account whose address counts as confirmed: made by a command, a roster or the demo, not by a visitor."""
    if by is not None and not policy.can_administer_people(by):
        raise PermissionDenied
    person = create_account(email, display_name, password=password, **fields)
    note("people.added", person, by=by)
    return person


def create_account(email: str, display_name: str, *, password: str | None, **fields: Any) -> Person:
    """Write the rows of a new account with a confirmed address. Raises BadInput if the address has one already."""
    try:
        with transaction.atomic():
            person = Person.objects.create_person(
                email, clean_line(display_name), password=password, **fields
            )
    except IntegrityError as e:
        raise BadInput(
            _("There is already an account with this address."),
            fields={"email": _("Sign in with this address.")},
        ) from e
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def join(person: Person, *, by: Person) -> Membership | None:
    """A visitor has confirmed the address they signed up with: they become a learner of the district they named.

    Where there is one district only, of that one. Does nothing for somebody who has, or ever had, a place, nor while
    there is no district to join.
    """
    if not policy.can_join(by, person):
        raise PermissionDenied
    hold(person)
    district = _district_named(person)
    if district is None or person.memberships.exists():
        return None
    membership = open_membership(person, district, Role.LEARNER)
    note("people.joined", person, by=by, organization=district.pk, role=Role.LEARNER.value)
    workplace = person.stated_workplace
    if workplace is not None and policy.workplaces_open_to(person).filter(pk=workplace.pk).exists():
        state_workplace(person, workplace, by=by)
    return membership


def _district_named(person: Person) -> Organization | None:
    """The open district of the workplace they stated, which may be the district itself; else the only one there is."""
    stated, open_ = person.stated_workplace, Organization.objects.districts()
    if stated is not None:
        named = open_.filter(pk__in=stated.lineage).order_by("path").last()
        if named is not None:
            return named
    there = list(open_[:2])
    return there[0] if len(there) == 1 else None


@transaction.atomic
def change_profile(person: Person, *, by: Person, **fields: Any) -> None:
    """Change what a person says of themselves (`PROFILE`). Names are kept on one line, without hidden characters."""
    if not policy.can_change_profile(by, person):
        raise PermissionDenied
    for name, value in fields.items():
        if name not in PROFILE:
            raise TypeError(f"A profile has no {name}.")
        setattr(person, name, clean_line(value) if isinstance(value, str) else value)
    if not person.display_name:
        message = _("Enter the name you want to be shown with.")
        raise BadInput(message, fields={"display_name": message})
    person.save(update_fields=tuple(fields))
    note("people.profile_changed", person, by=by, fields=sorted(fields))


def choose_language(person: Person, locale: str, *, by: Person) -> None:
    """Pages and e-mails speak this language from now on. A setting, not an event: the record stays out of it."""
    if not policy.can_change_profile(by, person):
        raise PermissionDenied
    if locale not in dict(settings.LANGUAGES):
        raise BadInput(_("We do not speak this language yet."))
    person.locale = locale
    person.save(update_fields=("locale",))


@transaction.atomic
def deactivate(person: Person, *, by: Actor) -> None:
    """Close an account: nobody signs in with it, sessions end at once, what they did stays.

    Raises PermissionDenied for oneself and outside one's scope, WrongState for the last administrator.
    """
    if not policy.can_deactivate(by, person):
        raise PermissionDenied
    for membership in (
        person.memberships.current().filter(role=Role.PROGRAM_ADMIN).select_related("organization")
    ):
        refuse_last_administrator(membership)
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False) != 1:
        raise WrongState(_("This account is already closed."))
    person.is_active = False
    note("people.deactivated", person, by=by)


@transaction.atomic
def reactivate(person: Person, *, by: Actor) -> None:
    """Open a closed account again, with the roles that have not ended."""
    if not policy.can_deactivate(by, person):
        raise PermissionDenied
    if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True) != 1:
        raise WrongState(_("This account is open."))
    person.is_active = True
    note("people.reactivated", person, by=by)
