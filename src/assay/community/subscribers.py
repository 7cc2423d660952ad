"""What earlier rooms do that community hears of."""

from assay.community.actions import end_offers_without_ground, withdraw_broken
from assay.community.models import Exemplar
from assay.credentials.models import Award
from assay.people.models import Membership, Person
from assay.record.delivery import on
from assay.record.models import Event


@on("credentials.revoked")
def end_what_rested_on_the_badge(event: Event) -> None:
    award = Award.objects.select_related("person").get(pk=event.subject_id)
    end_offers_without_ground(award.person)


@on("people.deactivated")
def end_what_the_account_offered(event: Event) -> None:
    end_offers_without_ground(Person.objects.get(pk=event.subject_id))


@on("people.ended")
def end_what_was_offered_there(event: Event) -> None:
    held = Membership.objects.select_related("person").filter(pk=event.subject_id).first()
    if held is not None:
        end_offers_without_ground(held.person)


@on("evidence.public_consent_ended", "evidence.held", "evidence.artifact_removed", repeatable=True)
def take_back_what_shows_it(event: Event) -> None:
    """Of an artifact."""
    _take_back(pieces__artifact=event.subject_id)


@on("credentials.revoked", repeatable=True)
def take_back_without_its_badge(event: Event) -> None:
    _take_back(submission__evaluation__award=event.subject_id)


@on("evidence.attempt_set_aside", repeatable=True)
def take_back_without_its_decision(event: Event) -> None:
    _take_back(submission=event.subject_id)


@on("people.deactivated", repeatable=True)
def take_back_with_the_account(event: Event) -> None:
    _take_back(submission__start__person=event.subject_id)


def _take_back(**of: object) -> None:
    for row in Exemplar.objects.open().with_work().filter(**of).distinct():
        withdraw_broken(row)
