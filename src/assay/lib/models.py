from django.db import models


class Turn(models.Model):
    """When a piece of repeating work is due next; a turn is taken by a conditional UPDATE, so by one process only."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    last_outcome = models.CharField(max_length=400, blank=True)
