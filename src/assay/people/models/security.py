"""What the record hears of attempts that were refused."""

from typing import ClassVar

from django.db import models

from assay.people.models.people import Person


class RefusedAttempt(models.Model):
    """How often somebody was refused lately, in one window: no row for each try, since an attacker tries a lot.

    Once the window is over it becomes one event of the record and is deleted (`actions.security`).
    """

    reason = models.CharField(max_length=20)  # `actions.security.REASONS`
    who = models.CharField(
        max_length=40, blank=True
    )  # a keyed mark of the address that was typed, or "#12"
    network = models.CharField(max_length=50)  # a coarse one: 203.0.113.0/24
    place = models.CharField(max_length=120, blank=True)  # name of the address that was denied
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="+"
    )  # whose account, if any
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["RefusedAttempt"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("reason", "who", "network", "place"), name="refused_attempt_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} ×{self.times}"
