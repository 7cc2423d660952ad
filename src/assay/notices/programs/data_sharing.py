"""Agreements between districts: the other side hears of what one side did."""

from django.db.models import QuerySet
from django.urls import reverse

from assay.notices.actions import tell
from assay.people.models import DataSharingAgreement, Membership, Organization, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("people.data_sharing_proposed")
def tell_of_a_proposal(event: Event) -> None:
    agreement = _agreement(event)
    if agreement.state == "proposed":
        _tell("agreement_proposed", agreement.second, agreement.first, event)


@on("people.data_sharing_accepted")
def tell_of_an_acceptance(event: Event) -> None:
    agreement = _agreement(event)
    _tell("agreement_accepted", agreement.first, agreement.second, event)


@on("people.data_sharing_ended")
def tell_of_an_end(event: Event) -> None:
    """Both sides, but for whoever ended it."""
    agreement = _agreement(event)
    _tell("agreement_ended", agreement.first, agreement.second, event)
    _tell("agreement_ended", agreement.second, agreement.first, event)


def _tell(name: str, whom: Organization, other: Organization, event: Event) -> None:
    path = reverse("people:data-sharing")
    for person in _administrators(whom).exclude(pk=event.by_id):
        tell(name, person, event, path=path, other=other.name)


def _administrators(district: Organization) -> "QuerySet[Person]":
    held = Membership.objects.current().filter(role=Role.PROGRAM_ADMIN, organization=district)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True)


def _agreement(event: Event) -> DataSharingAgreement:
    return DataSharingAgreement.objects.select_related("first", "second").get(pk=event.subject_id)
