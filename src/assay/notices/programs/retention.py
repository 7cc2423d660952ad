"""Files that were due long before anything was deleted: whoever looks after them hears of it before the first run."""

from datetime import date

from django.urls import reverse

from assay.evidence import policy
from assay.evidence.models import Submission
from assay.evidence.retention import listing
from assay.notices.actions import tell
from assay.people.models import PROGRAMS, Membership, Person
from assay.record.delivery import on
from assay.record.models import Event


@on("evidence.deletion_announced")
def tell_of_the_first_deletion(event: Event) -> None:
    """Privacy officers and administrators of programs in which there are such files, with how many there are."""
    if not event.particulars["files"]:
        return
    begins_on = date.fromisoformat(event.particulars["begins_on"])
    path = f"{reverse('evidence:retention')}?show=kept"
    for person in _guards():
        theirs = Submission.objects.guarded_from(policy.guarded_paths(person))
        files = listing.overdue(theirs.order_by()).order_by().count()
        if files:
            tell("deletion_announced", person, event, path=path, begins_on=begins_on, files=files)


def _guards() -> list[Person]:
    held = Membership.objects.current().filter(
        role__in=policy.GUARDS, organization__kind__in=PROGRAMS
    )
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return list(people.order_by("pk"))
