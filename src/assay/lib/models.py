from django.db import models


class Turn(models.Model):
    """When a piece of repeating work is due next; a turn is taken by a conditional UPDATE, so by one process only."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    last_outcome = models.CharField(max_length=400, blank=True)


class Window(models.Model):
    """How often something was done by somebody since a window opened (`lib.limits`). Says neither name nor address."""

    name = models.CharField(max_length=80, primary_key=True)  # "verify:" and a keyed mark of who
    used = models.PositiveIntegerField()
    ends_epoch = models.BigIntegerField(
        db_index=True
    )  # seconds since 1970, as both databases compare them alike
