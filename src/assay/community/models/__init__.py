"""The nouns of community."""

from assay.community.models.cohorts import (
    Cohort,
    CohortDay,
    CohortDayKind,
    CohortKind,
    CohortMember,
    CohortStatus,
    belonging_to,
    convening_paths,
)
from assay.community.models.directory import (
    DirectoryEntry,
    EntryStatus,
    Inquiry,
    InquiryBlock,
    InquiryMessage,
    InquiryStatus,
)
from assay.community.models.discussions import Digest, DigestRhythm, Post, Thread
from assay.community.models.exemplars import (
    OPEN,
    Audience,
    EndedBecause,
    Exemplar,
    ExemplarPiece,
    ExemplarStatus,
    License,
    Ownership,
)
from assay.community.models.reports import (
    Report,
    ReportOutcome,
)

__all__ = (
    "OPEN",
    "Audience",
    "Cohort",
    "CohortDay",
    "CohortDayKind",
    "CohortKind",
    "CohortMember",
    "CohortStatus",
    "Digest",
    "DigestRhythm",
    "DirectoryEntry",
    "EndedBecause",
    "EntryStatus",
    "Exemplar",
    "ExemplarPiece",
    "ExemplarStatus",
    "Inquiry",
    "InquiryBlock",
    "InquiryMessage",
    "InquiryStatus",
    "License",
    "Ownership",
    "Post",
    "Report",
    "ReportOutcome",
    "Thread",
    "belonging_to",
    "convening_paths",
)
