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


class StoredKey(models.Model):
    """A key of a bucket that somebody wrote under lately, or that is used up: what was deleted is written elsewhere.

    A bucket cannot look and delete in one step. So a key is given up before its object is deleted, in one UPDATE that
    must change one row, and whoever brings the same bytes afterwards gets another key.
    """

    key = models.CharField(max_length=200, primary_key=True)
    claimed_at = (
        models.DateTimeField()
    )  # somebody relies on what is there; their row may come later
    dropped_at = models.DateTimeField(null=True, blank=True)  # never written under again
