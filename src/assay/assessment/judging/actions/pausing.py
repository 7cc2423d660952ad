"""What stands still: while a safety report or a hold for integrity is open, nobody goes on with it.

An anchor stands still as a submission does: to whoever reads it as one, both are the same.
"""

from django.utils.translation import gettext as _

from assay.assessment.models import (
    Anchor,
    Assignment,
    DriftCheck,
    Evaluation,
    IntegrityHold,
    SafetyReport,
)
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.locks import hold


def stand_still(subject: Evaluation | Anchor) -> None:
    """Wait until nobody else works on it, pauses it or goes on with it; until commit nobody does.

    Leases first, as a sheet that is saved holds them. Without it two who close what pauses it would each see the
    other's still open, and it would stand still for good; and a decision would be released past a hold.
    """
    if isinstance(subject, Evaluation):
        hold(Assignment.objects.open().filter(evaluation=subject))
    hold(subject)


def pause(subject: Evaluation | Anchor) -> None:
    """Let it stand still from now on; what stands still already goes on doing so. The caller has it `stand_still`."""
    rows = type(subject).objects.filter(pk=subject.pk, paused_at__isnull=True)
    rows.update(paused_at=now())


def go_on(subject: Evaluation | Anchor) -> bool:
    """Go on with it, where nothing holds it any more. False where something does. The caller has it `stand_still`."""
    return _go_on(subject) if isinstance(subject, Evaluation) else _go_on_with_anchor(subject)


def _go_on_with_anchor(anchor: Anchor) -> bool:
    if SafetyReport.objects.open().filter(anchor=anchor).exists():
        return False
    Anchor.objects.filter(pk=anchor.pk).update(paused_at=None)
    DriftCheck.objects.open().filter(reading__anchor=anchor).update(touched_at=now())
    return True


def _go_on(evaluation: Evaluation) -> bool:
    if (
        SafetyReport.objects.open().filter(evaluation=evaluation).exists()
        or IntegrityHold.objects.open().filter(evaluation=evaluation).exists()
    ):
        return False
    Evaluation.objects.filter(pk=evaluation.pk).update(paused_at=None)
    # Nobody could work on it: their time begins anew.
    Assignment.objects.open().filter(evaluation=evaluation).update(touched_at=now())
    return True


def refuse_paused(subject: Evaluation | Anchor) -> None:
    """Raises WrongState while it stands still, of an anchor in the same words. Says nothing of why: most who meet it
    have no business to know.
    """
    if type(subject).objects.filter(pk=subject.pk, paused_at__isnull=False).exists():
        raise WrongState(
            _(
                "The program has paused this work. You need do nothing. What you wrote is kept, and you "
                "can go on once the pause ends."
            )
        )
