"""Someone who earned it, and a learner who asks."""

from assay.catalog.models import Version
from assay.community import actions
from assay.community.models import DirectoryEntry, Inquiry
from assay.credentials.tests.factories import make_award
from assay.people.models import Person


def make_entry(holder: Person, version: Version, *, most: int = 3) -> DirectoryEntry:
    """They hold the badge, and are happy to talk."""
    make_award(holder, version)
    place = holder.current_memberships[0].organization
    about = "Choosing a lesson to record."
    return actions.offer(holder, version.micro_credential, place, about, most, by=holder)


def make_inquiry(entry: DirectoryEntry, learner: Person, text: str = "May I ask?") -> Inquiry:
    return actions.ask(entry, text, by=learner)
