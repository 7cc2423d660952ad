"""Leave to use a name: its administrators hear what is asked, who asked the answer, and the other side of an end."""

from django.urls import reverse

from assay.catalog.models import NameLeave
from assay.notices.actions import tell
from assay.people.models import Membership, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("catalog.leave_asked")
def tell_what_is_asked(event: Event) -> None:
    leave = _leave(event)
    if leave.state == "asked":
        _tell_named("leave_asked", leave, event)


@on("catalog.leave_given")
def tell_that_it_is_given(event: Event) -> None:
    _tell_asker("leave_given", _leave(event), event)


@on("catalog.leave_declined")
def tell_that_it_is_declined(event: Event) -> None:
    _tell_asker("leave_declined", _leave(event), event)


@on("catalog.leave_ended")
def tell_of_the_end(event: Event) -> None:
    """Both sides, but for whoever ended it; a question that was taken back is told to nobody."""
    if event.particulars["was_given"]:
        leave = _leave(event)
        _tell_asker("leave_ended", leave, event)
        _tell_named("leave_ended", leave, event)


def _tell_asker(name: str, leave: NameLeave, event: Event) -> None:
    if str(leave.asked_by_id) != event.by_id:
        _tell(name, leave.asked_by, leave, event)


def _tell_named(name: str, leave: NameLeave, event: Event) -> None:
    held = Membership.objects.current().filter(role=Role.PROGRAM_ADMIN, organization=leave.named_id)
    for person in Person.objects.filter(pk__in=held.values("person")).exclude(pk=event.by_id):
        _tell(name, person, leave, event)


def _tell(name: str, person: Person, leave: NameLeave, event: Event) -> None:
    path = reverse("catalog:leave", args=[leave.pk])
    said = {"named": leave.named.name, "organization": leave.organization.name}
    tell(name, person, event, path=path, designs=leave.names_designer, **said)


def _leave(event: Event) -> NameLeave:
    rows = NameLeave.objects.select_related("named", "organization", "asked_by")
    return rows.get(pk=event.subject_id)
