"""Organizations: made, changed, closed. The tree keeps its past."""

import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assay.lib.clock import today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people import policy
from assay.people.models import Actor, Membership, Organization, OrganizationKind, PastName
from assay.record.actions import note

CHANGEABLE = frozenset(
    {
        "name",
        "letters",
        "url",
        "email",
        "description",
        "time_zone",
        "vetted_on",
        "vetted_until",
        "particulars",
        "kind",
    }
)

FROM_ABOVE = frozenset({"kind", "vetted_on", "vetted_until"})


@transaction.atomic
def create_organization(
    *, name: str, kind: str, parent: Organization | None, by: Actor, ident: str = "", **fields: Any
) -> Organization:
    """Add an organization below another; only the product itself plants a new tree (`parent=None`).

    `ident` is made from the name if none is given; it never changes afterwards. Raises BadInput with `fields`.
    """
    if (parent is None and by is not None) or (
        parent is not None and not policy.can_administer(by, parent)
    ):
        raise PermissionDenied
    if kind not in OrganizationKind.values:
        raise BadInput(
            _("There is no such kind of organization."),
            fields={"kind": _("Choose one from the list.")},
        )
    if parent is not None:
        _check_below(kind, parent)
    name = clean_line(name)
    organization = Organization(
        name=name, kind=kind, parent=parent, ident=ident or _free_ident(name)
    )
    _set(organization, fields)
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError as e:
        raise BadInput(
            _("Another organization already has this short name."),
            fields={"ident": _("Choose another short name.")},
        ) from e
    note("people.organization_created", organization, by=by, parent=parent.pk if parent else None)
    return organization


@transaction.atomic
def change_organization(organization: Organization, *, by: Actor, **fields: Any) -> None:
    """Change what may change: not its short name, not its place in the tree.

    What it is, and that it was vetted, is said from above: with it come roles and the right to issue.
    """
    if not policy.can_administer(by, organization):
        raise PermissionDenied
    changed = {
        name for name in FROM_ABOVE & set(fields) if fields[name] != getattr(organization, name)
    }
    if changed and not policy.can_administer_from_above(by, organization):
        message = _("Only an administrator of an organization above this one can change this.")
        raise BadInput(message, fields=dict.fromkeys(sorted(changed), message))
    if (
        "kind" in changed
        and organization.parent is not None
        and fields["kind"] in OrganizationKind.values
    ):
        _check_below(fields["kind"], organization.parent)
    before = Organization.objects.values_list("name", flat=True).get(pk=organization.pk)
    _set(organization, fields)
    organization.save(update_fields=tuple(fields))
    if organization.name != before:
        PastName.objects.create(
            organization=organization, name=before, until_on=today(), changed_by=by
        )
    note("people.organization_changed", organization, by=by, fields=sorted(fields))


@transaction.atomic
def end_organization(organization: Organization, *, by: Actor) -> None:
    """Close it. Raises WrongState while people hold roles in it, or organizations below it are open."""
    if not policy.can_administer(by, organization):
        raise PermissionDenied
    hold(organization)
    if Membership.objects.current().filter(organization=organization).exists():
        raise WrongState(
            _("People still hold roles here. End their roles, or move them, then close it.")
        )
    if organization.children.current().exists():
        raise WrongState(_("There are open organizations below this one. Close them first."))
    if (
        Organization.objects.filter(pk=organization.pk, ended_on__isnull=True).update(
            ended_on=today()
        )
        != 1
    ):
        raise WrongState(_("This organization is already closed."))
    organization.ended_on = today()
    note("people.organization_ended", organization, by=by)


def _check_below(kind: str, parent: Organization) -> None:
    if not policy.can_stand_below(kind, parent):
        message = _("This kind of organization cannot be below %(parent)s.") % {
            "parent": parent.name
        }
        raise BadInput(message, fields={"kind": message})


def _set(organization: Organization, fields: dict[str, Any]) -> None:
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"An organization has no changeable {', '.join(sorted(unknown))}.")
    for name, value in fields.items():
        setattr(organization, name, clean_line(value) if name in {"name", "letters"} else value)
    organization.letters = organization.letters.upper()
    if organization.letters and not re.fullmatch(r"[A-Z]{1,3}", organization.letters):
        message = _("One to three letters, A to Z.")
        raise BadInput(message, fields={"letters": message})
    try:
        organization.clean_fields(exclude=("parent", "path"))
    except ValidationError as e:
        wrong = {name: " ".join(messages) for name, messages in e.message_dict.items()}
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong) from e


def _free_ident(name: str) -> str:
    """A short name from a name, with a number if it is taken."""
    base, number = slugify(name)[:70] or "organization", 1
    ident = base
    while Organization.objects.filter(ident=ident).exists():
        number += 1
        ident = f"{base}-{number}"
    return ident
