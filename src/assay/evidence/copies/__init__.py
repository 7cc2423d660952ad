"""Copies of artifacts: which one plays, which there are, and how they go."""

from assay.evidence.copies.keeping import carry_copies, drop_copies, supply
from assay.evidence.copies.shown import (
    copies_of,
    copy_of,
    is_being_covered,
    is_hidden_from_all,
    playable,
)

__all__ = [
    "carry_copies",
    "copies_of",
    "copy_of",
    "drop_copies",
    "is_being_covered",
    "is_hidden_from_all",
    "playable",
    "supply",
]
