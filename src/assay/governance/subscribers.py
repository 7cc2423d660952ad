"""What earlier rooms do that governance hears of."""

from assay.catalog.models import Version
from assay.governance.actions import answer_needs
from assay.record.delivery import on
from assay.record.models import Event


@on("catalog.published")
def answer_what_was_needed(event: Event) -> None:
    """The needs it was proposed for are answered."""
    answer_needs(Version.objects.get(pk=event.subject_id))
