"""Moves between states: one conditional UPDATE that must change one row."""

from collections.abc import Mapping, Sequence
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
    here = _allowed(row, to, field)
    rows = type(row)._base_manager.filter(pk=row.pk, **{field: here})
    if rows.update(**{field: to}, **changes) != 1:
        raise WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    _moved(row, {field: to, **changes})


def move_all(
    rows: Sequence[models.Model], *, to: str, field: str = "status", **changes: Any
) -> None:
    """The same for many rows of one model: one UPDATE for each state they stand in. Run it in a transaction, so that
    WrongState for one leaves all where they were.
    """
    by_state: dict[str, list[Any]] = {}
    for row in rows:
        by_state.setdefault(_allowed(row, to, field), []).append(row.pk)
    for here, keys in by_state.items():
        found = type(rows[0])._base_manager.filter(pk__in=keys, **{field: here})
        if found.update(**{field: to}, **changes) != len(keys):
            raise WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    for row in rows:
        _moved(row, {field: to, **changes})


def _allowed(row: models.Model, to: str, field: str) -> str:
    """Where it stands. Raises WrongState where the table forbids the move."""
    moves: Moves = row.MOVES  # type: ignore[attr-defined]  # every model with a status carries its table
    here = str(getattr(row, field))
    if to not in moves.get(here, frozenset()):
        raise WrongState(
            _(
                "This cannot be done now: it has already moved on. Reload the page to see "
                "what changed."
            )
        )
    return here


def _moved(row: models.Model, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
