"""Agreements between two districts on who may read whose evidence: proposed by one, accepted by the other."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people import policy
from assay.people.models import (
    DataSharingAgreement,
    DataSharingStatus,
    Organization,
    OrganizationKind,
    Person,
    ReadingPurpose,
    SharedEvidence,
)
from assay.record.actions import note


@transaction.atomic
def propose_data_sharing(
    first: Organization,
    second: Organization,
    *,
    shares: str,
    purposes: Sequence[str],
    reference: str,
    first_on: date,
    last_on: date,
    by: Person,
) -> DataSharingAgreement:
    """Propose to another district who may read whose evidence; nothing holds until its administrator accepts.

    Raises PermissionDenied, BadInput with `fields`, WrongState while a proposal between the two waits for an answer.
    """
    if not policy.can_propose_agreement(by, first):
        raise PermissionDenied
    reference = clean_line(reference)
    _check(first, second, shares, purposes, reference, first_on, last_on)
    hold(Organization.objects.filter(pk__in=(first.pk, second.pk)))
    if DataSharingAgreement.objects.between(first, second).proposed().exists():
        raise WrongState(
            _("These two districts already have an open proposal. Accept it, or end it first.")
        )
    agreement = DataSharingAgreement.objects.create(
        first=first,
        second=second,
        shares=shares,
        purposes=sorted(set(purposes)),
        reference=reference,
        first_on=first_on,
        last_on=last_on,
        proposed_by=by,
        proposed_at=now(),
    )
    note(
        "people.data_sharing_proposed",
        agreement,
        by=by,
        first=first.pk,
        second=second.pk,
        shares=shares,
        purposes=agreement.purposes,
        first_on=first_on.isoformat(),
        last_on=last_on.isoformat(),
    )
    return agreement


@transaction.atomic
def accept_data_sharing(agreement: DataSharingAgreement, *, by: Person) -> None:
    """The other district agrees. Raises PermissionDenied, WrongState where it was answered or its last day is over."""
    if not policy.can_accept_agreement(by, agreement):
        raise PermissionDenied
    if agreement.last_on < today():
        raise WrongState(_("The last day of this agreement is over. A new one can be proposed."))
    move(agreement, to=DataSharingStatus.ACCEPTED, accepted_by=by, accepted_at=now())
    note(
        "people.data_sharing_accepted",
        agreement,
        by=by,
        first=agreement.first_id,
        second=agreement.second_id,
    )


@transaction.atomic
def end_data_sharing(agreement: DataSharingAgreement, *, by: Person) -> None:
    """Either district ends it at once, or takes the proposal off the table. Raises PermissionDenied, WrongState."""
    if not policy.can_end_agreement(by, agreement):
        raise PermissionDenied
    was_accepted = agreement.status == DataSharingStatus.ACCEPTED
    move(agreement, to=DataSharingStatus.ENDED, ended_by=by, ended_at=now())
    note(
        "people.data_sharing_ended",
        agreement,
        by=by,
        first=agreement.first_id,
        second=agreement.second_id,
        was_accepted=was_accepted,
    )


def _check(
    first: Organization,
    second: Organization,
    shares: str,
    purposes: Sequence[str],
    reference: str,
    first_on: date,
    last_on: date,
) -> None:
    wrong: dict[str, str] = {}
    if second.kind != OrganizationKind.DISTRICT or second.ended_on is not None:
        wrong["second"] = _("Choose a district that is still open.")
    elif second.pk == first.pk:
        wrong["second"] = _("Choose another district than your own.")
    if shares not in SharedEvidence.values:
        wrong["shares"] = _("Choose one from the list.")
    if not purposes or set(purposes) - set(ReadingPurpose.values):
        wrong["purposes"] = _("Choose at least one.")
    if not reference:
        wrong["reference"] = _("Say where the signed agreement is kept.")
    if last_on < first_on:
        wrong["last_on"] = _("The last day comes before the first.")
    elif last_on < today():
        wrong["last_on"] = _("This day is over. Choose today or a later one.")
    if wrong:
        raise BadInput(_("Some of this cannot be used as it is."), fields=wrong)
