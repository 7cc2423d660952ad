"""Moves between states: one conditional UPDATE that must change one row."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from assay.lib.errors import WrongState

Moves = Mapping[str, frozenset[str] | set[str]]


def move(row: models.Model, *, to: str, field: str = "status", **changes: Any) -> None:
    """Move `row` to another state and save `changes` with it, if it still stands where it was read.

    The table of moves is the model's `MOVES` (state -> states one may go to). Raises WrongState when the table forbids
    the move or when another process moved the row first, so of many who press at once exactly one succeeds.
    """
    moves: Moves = row.MOVES  # type: ignore[attr-defined]  # every model with a status carries its table
    here = str(getattr(row, field))
    if to not in moves.get(here, frozenset()):
        raise WrongState(
            _(
                "This cannot be done now: it has already moved on. Reload the page to see "
                "what changed."
            )
        )
    rows = type(row)._base_manager.filter(pk=row.pk, **{field: here})
    if rows.update(**{field: to}, **changes) != 1:
        raise WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    setattr(row, field, to)
    for name, value in changes.items():
        setattr(row, name, value)
