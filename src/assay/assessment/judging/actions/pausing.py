"""A submission that stands still: while a safety report or a hold for integrity is open, nobody goes on with it."""

from django.utils.translation import gettext as _

from assay.assessment.models import Assignment, Evaluation, IntegrityHold, SafetyReport
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import hold


def stand_still(evaluation: Evaluation) -> None:
    """Wait until nobody else works on it, pauses it or goes on with it; until commit nobody does.

    Leases first, as a sheet that is saved holds them. Without it two who close what pauses it would each see the
    other's still open, and it would stand still for good; and a decision would be released past a hold.
    """
    hold(Assignment.objects.open().filter(evaluation=evaluation))
    hold(evaluation)


def pause(evaluation: Evaluation) -> None:
    """Let it stand still from now on; what stands still already goes on doing so. The caller has it `stand_still`."""
    Evaluation.objects.filter(pk=evaluation.pk, paused_at__isnull=True).update(paused_at=now())


def go_on(evaluation: Evaluation) -> bool:
    """Go on with it, where nothing holds it any more. False where something does. The caller has it `stand_still`."""
    if (
        SafetyReport.objects.open().filter(evaluation=evaluation).exists()
        or IntegrityHold.objects.open().filter(evaluation=evaluation).exists()
    ):
        return False
    Evaluation.objects.filter(pk=evaluation.pk).update(paused_at=None)
    # Nobody could work on it: their time begins anew.
    Assignment.objects.open().filter(evaluation=evaluation).update(touched_at=now())
    return True


def refuse_paused(evaluation: Evaluation) -> None:
    """Raises WrongState while it stands still. Says nothing of why: most who meet it have no business to know."""
    if Evaluation.objects.filter(pk=evaluation.pk, paused_at__isnull=False).exists():
        raise WrongState(
            _(
                "The program has paused this submission. You need do nothing. What you wrote is kept, and you "
                "can go on once the pause ends."
            )
        )
