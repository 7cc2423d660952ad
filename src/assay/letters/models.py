from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import now


class State(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Being sent now")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    TAKEN_BACK = "taken-back", _("Taken back before it was sent")


class Trouble(models.TextChoices):
    """Why a letter has not left."""

    UNREACHABLE = "unreachable", _("The mail server could not be reached, or did not let us in.")
    LATER = "later", _("The mail server did not take it this time.")
    REFUSED = "refused", _("The mail server refused it for good.")
    UNSURE = "unsure", _("The connection broke while it was being sent: it may have arrived.")
    RUN_OUT = "run-out", _("What it was good for had run out before it could be sent.")
    UNFIT = "unfit", _("It cannot be sent as it is.")


# Tries after the first: four days in all, so that a mail server that fails over a long weekend loses no letter.
STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=36),
)
# After a line that broke in the middle. Once: who gets a letter twice is told less wrong than who gets none.
DOUBTFUL_AGAIN = timedelta(minutes=5)
MOST_DOUBTS = 2
# A letter that is being sent for longer was left by a process that ended; no hand-over takes so long (backends.py).
LEFT = timedelta(minutes=5)
# Not tried in this time: the process that sends letters is not at work.
SLOW = timedelta(minutes=10)


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(state=State.WAITING)

    def due(self) -> "LetterQuerySet":
        """Those whose turn it is, first come first."""
        return self.waiting().filter(due_at__lte=now()).order_by("due_at", "pk")

    def failed(self) -> "LetterQuerySet":
        return self.filter(state=State.FAILED)

    def stuck(self, due_before: datetime | None = None) -> "LetterQuerySet":
        """Worth somebody's look: given up, tried in vain, or due before a moment (ten minutes ago) and not tried."""
        due_before = due_before or now() - SLOW
        late = Q(state=State.WAITING) & (~Q(trouble="") | Q(tries=0, due_at__lt=due_before))
        return self.filter(Q(state=State.FAILED) | late)

    def about(self, row: models.Model) -> "LetterQuerySet":
        """Those about one row, newest first."""
        return self.filter(about_kind=row._meta.label_lower, about_id=str(row.pk)).order_by("-pk")


class Letter(models.Model):
    """One e-mail to one address, until some time after it has left. Its words are sealed, and gone once it is sent."""

    key = models.CharField(
        max_length=160, unique=True
    )  # what is written twice under one key is one letter
    kind = models.CharField(max_length=80)  # "people.invitation"
    to = models.EmailField()
    sealed = models.BinaryField(
        default=bytes
    )  # subject and words under the vault's key; empty once nobody needs them
    about_kind = models.CharField(
        max_length=60, blank=True
    )  # as the record names rows: "people.invitation"
    about_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()  # when to try next
    good_until = models.DateTimeField(null=True, blank=True)  # a link or code in it works no longer
    begun_at = models.DateTimeField(
        null=True, blank=True
    )  # when it was last given to the mail server
    ended_at = models.DateTimeField(null=True, blank=True)  # sent, given up or taken back
    tries = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(
        default=0
    )  # how often nobody knows whether it was taken
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True)
    said = models.CharField(max_length=500, blank=True)  # the mail server's own words

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.WAITING: {State.SENDING, State.FAILED, State.TAKEN_BACK},
        State.SENDING: {State.SENT, State.WAITING, State.FAILED},
        State.FAILED: {State.WAITING, State.TAKEN_BACK},
    }

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("state", "due_at"), name="letter_due"),
            models.Index(fields=("about_kind", "about_id"), name="letter_about"),
            models.Index(fields=("ended_at",), name="letter_ended"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def can_be_tried_again(self) -> bool:
        """True if its words are still here, and still good for something."""
        return bool(self.sealed) and (self.good_until is None or self.good_until > now())

    def after(self, trouble: str, at: datetime) -> dict[str, Any]:
        """The columns to change after a try that failed at an instant. `tries` holds that try."""
        for_good = trouble in {Trouble.REFUSED, Trouble.UNFIT, Trouble.RUN_OUT}
        doubts = self.doubts + (trouble == Trouble.UNSURE)
        if for_good or doubts >= MOST_DOUBTS or self.tries > len(STEPS):
            return {"state": State.FAILED, "ended_at": at, "doubts": doubts}
        step = DOUBTFUL_AGAIN if trouble == Trouble.UNSURE else STEPS[max(self.tries, 1) - 1]
        return {"state": State.WAITING, "due_at": at + step, "doubts": doubts}
