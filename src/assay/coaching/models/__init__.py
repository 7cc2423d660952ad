"""The nouns of coaching."""

from assay.coaching.models.drafts import PARTS, Comment, DraftShare, DraftSnapshot, Reply
from assay.coaching.models.meetings import BroughtEntry, Cycle, CycleStep, Meeting
from assay.coaching.models.pairings import Pairing, PairingKind, PairingStatus
from assay.coaching.models.peer_offers import PeerOffer
from assay.coaching.models.reach import programs_of, reach_of

__all__ = (
    "PARTS",
    "BroughtEntry",
    "Comment",
    "Cycle",
    "CycleStep",
    "DraftShare",
    "DraftSnapshot",
    "Meeting",
    "Pairing",
    "PairingKind",
    "PairingStatus",
    "PeerOffer",
    "Reply",
    "programs_of",
    "reach_of",
)
