"""Work for later, off database rows. The names are those of `django.tasks` in Django 6, so the move is an import.

A task is one line into a verb and takes ids, not objects. It may run more than once: the verb must bear that.
"""

from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend

__all__ = ["queue", "task"]


def queue(what: Task[..., Any], *args: Any) -> None:
    """Queue it with what is being written: as rows of one database, both are there or neither.

    Where the queue is no rows, after commit.
    """
    if isinstance(what.get_backend(), DatabaseBackend):
        what.enqueue(*args)
    else:
        transaction.on_commit(lambda: what.enqueue(*args))
