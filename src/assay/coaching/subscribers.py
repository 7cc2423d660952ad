"""What earlier rooms do that coaching hears of."""

from assay.coaching.actions import end_without_ground
from assay.people.models import Membership, Person
from assay.record.delivery import on
from assay.record.models import Event


@on("people.deactivated")
def end_what_ran_with_the_account(event: Event) -> None:
    end_without_ground(Person.objects.get(pk=event.subject_id))


@on("people.ended")
def end_what_ran_there(event: Event) -> None:
    """A coach or learner who has moved on; who has another role that reaches as far goes on."""
    held = Membership.objects.select_related("person").filter(pk=event.subject_id).first()
    if held is not None:
        end_without_ground(held.person)
