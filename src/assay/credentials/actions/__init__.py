"""The verbs of credentials."""

from assay.credentials.actions.awarding import award, reissue
from assay.credentials.actions.keeping import ensure_issuer, rotate_key
from assay.credentials.actions.revoking import revoke
from assay.credentials.actions.sharing import (
    close_public_page,
    end_share,
    open_public_page,
    set_visibility,
    share,
)
from assay.credentials.actions.showing import MAX_SENTENCE, show_evidence

__all__ = [
    "MAX_SENTENCE",
    "award",
    "close_public_page",
    "end_share",
    "ensure_issuer",
    "open_public_page",
    "reissue",
    "revoke",
    "rotate_key",
    "set_visibility",
    "share",
    "show_evidence",
]
