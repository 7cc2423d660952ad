"""The nouns of credentials."""

from assay.credentials.models.additions import Genre, ShownPiece, Wallet, WalletOffer
from assay.credentials.models.awards import Award, AwardStatus, Credential, Revocation, Visibility
from assay.credentials.models.candidates import (
    OfferStatus,
    RoleCandidate,
    RoleCandidateQuerySet,
    RoleOffer,
)
from assay.credentials.models.cases import (
    CaseFile,
    CaseQuerySet,
    CaseStatus,
    PanelSeat,
    RevocationCase,
    Verdict,
)
from assay.credentials.models.earlier import (
    EarlierBadge,
    EarlierBadgeQuerySet,
    EarlierList,
    EarlierStatus,
    ListStatus,
)
from assay.credentials.models.endorsements import (
    Endorsement,
    EndorsementAsk,
    EndorsementStatus,
    Guest,
    PersonKey,
)
from assay.credentials.models.issuers import IssuerKey, StatusList, seed
from assay.credentials.models.shares import PublicPage, Share
from assay.credentials.models.stacks import StackAward, StackOutcome, StackPart, StackReview

__all__ = [
    "Award",
    "AwardStatus",
    "CaseFile",
    "CaseQuerySet",
    "CaseStatus",
    "Credential",
    "EarlierBadge",
    "EarlierBadgeQuerySet",
    "EarlierList",
    "EarlierStatus",
    "Endorsement",
    "EndorsementAsk",
    "EndorsementStatus",
    "Genre",
    "Guest",
    "IssuerKey",
    "ListStatus",
    "OfferStatus",
    "PanelSeat",
    "PersonKey",
    "PublicPage",
    "Revocation",
    "RevocationCase",
    "RoleCandidate",
    "RoleCandidateQuerySet",
    "RoleOffer",
    "Share",
    "ShownPiece",
    "StackAward",
    "StackOutcome",
    "StackPart",
    "StackReview",
    "StatusList",
    "Verdict",
    "Visibility",
    "Wallet",
    "WalletOffer",
    "seed",
]
