"""System checks: what `assay check`, and every command before it begins, says of this machine."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from assay.evidence.quota import disk_warnings


def room(**_options: Any) -> list[CheckMessage]:
    """Whether a disk is nearly full; asks the system, not the database."""
    hint = "Make room, or give it a larger disk: a full one takes neither files nor texts."
    return [Warning(text, hint=hint, id="evidence.W001") for text in disk_warnings()]
