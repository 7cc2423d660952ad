"""The nouns of governance."""

from assay.governance.models.committees import Committee, CommitteeQuerySet, Seat, SeatKind, Term

__all__ = ["Committee", "CommitteeQuerySet", "Seat", "SeatKind", "Term"]
