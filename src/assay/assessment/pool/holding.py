"""Who holds a micro-credential, as far as this room's own decisions tell."""

from assay.assessment.models import Evaluation
from assay.catalog.models import MicroCredential
from assay.people.models import Person


def holds(person: Person, micro_credential: MicroCredential) -> bool:
    """True if a released decision of *earned* stands for this person: this room's own knowledge of who holds it."""
    return Evaluation.objects.filter(
        submission__start__person=person,
        submission__start__micro_credential=micro_credential,
        released_at__isnull=False,
        submission__outcome="earned",
    ).exists()
