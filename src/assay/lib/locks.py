"""Of many who press at once: a row that is held until commit, and a constraint that answers in a sentence.

A look beforehand decides nothing on PostgreSQL: whoever looks at the same moment sees the same. SQLite lets one
transaction write after another (`IMMEDIATE`), so there is nothing to wait for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, models, transaction
from django.utils.translation import gettext as _

from assay.lib.errors import Busy, Refusal, WrongState
from assay.lib.prepared import Prepared, planned_once

# What SQLite and PostgreSQL say of two who waited for each other, or of one who waited too long.
_WAITED = (
    "database is locked",
    "deadlock detected",
    "could not obtain lock",
    "lock timeout",
    "could not serialize",
)


def hold(rows: "models.Model | models.QuerySet[Any]") -> bool:
    """Wait until nobody else holds this row (or these, in the order of their keys), and hold it until commit.

    What is counted or looked for afterwards is what there is. False where there is no such row any more. Call it in a
    transaction. Rows that point at the held one can be written meanwhile.
    """
    if isinstance(rows, models.QuerySet):
        return bool(_held(rows))
    return bool(_row_of(rows._meta.model)(rows.pk))


@cache
def _row_of(model: type[models.Model]) -> Prepared[[Any], Any]:
    def row(pk: Any) -> models.QuerySet[Any, Any]:
        return _held(model._base_manager.filter(pk=pk))

    return planned_once(row)


def _held(rows: models.QuerySet[Any]) -> models.QuerySet[Any, Any]:
    of_them = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return of_them.values_list("pk", flat=True)


@contextmanager
def first_come(
    message: str, *, refusal: type[Refusal] = WrongState, field: str = ""
) -> Iterator[None]:
    """Whoever comes second is told so: a breach of a constraint inside becomes a refusal, beside `field` if given."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as e:
        raise refusal(message, fields={field: message} if field else None) from e


def came_second(error: DatabaseError) -> Refusal | None:
    """A sentence for whoever met somebody else in the database and was turned away; None for any other error."""
    if isinstance(error, IntegrityError):
        return WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    if isinstance(error, OperationalError) and any(words in str(error) for words in _WAITED):
        return Busy(
            _("Many people are saving at this moment. Nothing was saved for you; send it again.")
        )
    return None
