"""A submission that stands still: while a safety report or a hold for integrity is open, nobody goes on with it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.models import Assignment, Evaluation, IntegrityHold, SafetyReport
from assay.lib.clock import now
from assay.lib.errors import WrongState


def pause(evaluation: Evaluation) -> None:
    """Let it stand still from now on; what stands still already goes on doing so."""
    Evaluation.objects.filter(pk=evaluation.pk, paused_at__isnull=True).update(paused_at=now())


def go_on(evaluation: Evaluation) -> date | None:
    """Go on with it, where nothing holds it any more. Returns the day since which it stood still, or None."""
    if (
        SafetyReport.objects.open().filter(evaluation=evaluation).exists()
        or IntegrityHold.objects.open().filter(evaluation=evaluation).exists()
    ):
        return None
    since = Evaluation.objects.filter(pk=evaluation.pk).values_list("paused_at", flat=True).get()
    Evaluation.objects.filter(pk=evaluation.pk).update(paused_at=None)
    # Nobody could work on it: their time begins anew.
    Assignment.objects.open().filter(evaluation=evaluation).update(touched_at=now())
    return timezone.localtime(since).date() if since is not None else None


def refuse_paused(evaluation: Evaluation) -> None:
    """Raises WrongState while it stands still. Says nothing of why: most who meet it have no business to know."""
    if Evaluation.objects.filter(pk=evaluation.pk, paused_at__isnull=False).exists():
        raise WrongState(
            _(
                "The program has paused this submission. You need do nothing. What you wrote is kept, and you "
                "can go on once the pause ends."
            )
        )
