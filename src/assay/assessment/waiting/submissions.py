"""A submission as a piece of work: of an evaluation, and of what belongs to one."""

from assay.catalog.models import version_columns

#: The columns of `ui.work.pieces` that tell which submission it is.
NAMED = {
    "key": "submission__public_id",
    "name": "submission__public_id",
    **version_columns("submission__version"),
}

#: Those of an evaluation that waits.
SUBMISSION = NAMED | {"state": "status", "since": "opened_at", "due": "due_on"}


def named_through(evaluation: str) -> dict[str, str]:
    """For a row that belongs to an evaluation, by the path to it: which submission it is about, and its own key."""
    return {name: f"{evaluation}__{path}" for name, path in NAMED.items()} | {"key": "pk"}
