"""Badges of stacks: their earner is told when one inside is withdrawn, and that the whole stays."""

from django.urls import reverse

from assay.credentials.models import StackOutcome, StackReview
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("credentials.stack_questioned")
def tell_that_it_is_looked_at(event: Event) -> None:
    """A person decides about the whole; until then it is valid."""
    review = _review(event.subject_id)
    if not review.outcome and not review.whole.award.revoked:
        _tell("stack_questioned", review, event)


@on("credentials.stack_settled")
def tell_that_it_stays(event: Event) -> None:
    """Where it is withdrawn, the withdrawal tells them."""
    review = _review(event.subject_id)
    if review.outcome == StackOutcome.KEEP:
        _tell("stack_kept", review, event)


def _tell(name: str, review: StackReview, event: Event) -> None:
    award = review.whole.award
    path = reverse("credentials:award", args=[award.pk])
    tell(name, award.person, event, path=path, award=award, version=award.version)


def _review(pk: str) -> StackReview:
    rows = StackReview.objects.select_related("whole__award__person", "whole__award__version")
    return rows.get(pk=pk)
