"""Where somebody works: said by themselves at first, set right by an administrator.

The rule that nobody judges work from their own school (B8, field guide 5) protects nobody whose school is unknown.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.people import policy
from assay.people.actions.memberships import close_membership, open_membership
from assay.people.models import Actor, Membership, Organization, Person, Role
from assay.record.actions import note


@transaction.atomic
def state_workplace(person: Person, workplace: Organization, *, by: Person) -> Membership:
    """Say in which school or office one works oneself; it counts at once and is marked until an administrator looks.

    Raises PermissionDenied for others and outside the district, BadInput for a place that cannot be chosen, WrongState
    once it is confirmed.
    """
    if not policy.can_state_workplace(by, person):
        raise PermissionDenied
    if not policy.workplaces_open_to(person).filter(pk=workplace.pk).exists():
        message = _("Choose a school or office from the list.")
        raise BadInput(message, fields={"workplace": message})
    Person.objects.select_for_update().get(pk=person.pk)  # two presses at once leave one workplace
    before = list(person.memberships.current().filter(role=Role.LEARNER).workplaces())
    if any(not membership.is_stated for membership in before):
        raise WrongState(
            _("Your workplace is on record. Ask your program administrator if it has changed.")
        )
    return _move(person, workplace, before, by=by, is_stated=True)


@transaction.atomic
def set_workplace(person: Person, workplace: Organization, *, by: Actor) -> Membership:
    """Set right where somebody works, or confirm what they said; an administrator of both places.

    Raises PermissionDenied outside one's own organizations, BadInput for a place that cannot be chosen.
    """
    if not policy.can_set_workplace(by, person, workplace):
        raise PermissionDenied
    if not Organization.objects.workplaces().filter(pk=workplace.pk).exists():
        message = _("Choose a school or office from the list.")
        raise BadInput(message, fields={"workplace": message})
    hold(person)  # two who set it at once leave one workplace
    before = list(person.memberships.current().filter(role=Role.LEARNER).workplaces())
    return _move(person, workplace, before, by=by, is_stated=False)


def _move(
    person: Person, workplace: Organization, before: list[Membership], *, by: Actor, is_stated: bool
) -> Membership:
    """Leave the earlier workplaces and belong to this one; the same again only renews who says so."""
    kept = next(
        (membership for membership in before if membership.organization_id == workplace.pk), None
    )
    for membership in before:
        if membership is not kept:
            close_membership(membership)
    if kept is None:
        kept = open_membership(person, workplace, Role.LEARNER)
    if kept.is_stated != is_stated:
        kept.is_stated = is_stated
        kept.save(update_fields=("is_stated",))
    verb = "people.workplace_stated" if is_stated else "people.workplace_set"
    note(verb, kept, by=by, person=person.pk, organization=workplace.pk)
    return kept
