"""Work for later, off database rows. The names are those of `django.tasks` in Django 6, so the move is an import.

A task is one line into a verb and takes ids, not objects. It may run more than once: the verb must bear that.
"""

from django_tasks import task

__all__ = ["task"]
