"""Credit: its learner hears of a proposal, of what is to be mended, and of what was sent back."""

from django.urls import reverse

from assay.credits.models import Credit
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("credits.mending_asked")
def ask_to_mend(event: Event) -> None:
    """Something stands in the way; what it is waits behind the sign-in."""
    _tell("credit_to_mend", event)


@on("credits.rejected")
def tell_that_it_came_back(event: Event) -> None:
    _tell("credit_sent_back", event)


def _tell(name: str, event: Event) -> None:
    rows = Credit.objects.select_related("person", "award__version")
    credit = rows.get(pk=event.subject_id)
    path = reverse("credits:license", args=[credit.license_id])
    tell(name, credit.person, event, path=path, version=credit.award.version)
