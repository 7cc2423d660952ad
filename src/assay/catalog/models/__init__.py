"""The nouns of the catalog."""

from assay.catalog.models.checked_links import CheckedLink, LinkState
from assay.catalog.models.equivalences import Equivalence, EquivalenceQuerySet
from assay.catalog.models.goal_ties import GoalTie, GoalTieQuerySet
from assay.catalog.models.leaves import LeaveStatus, NameLeave, NameLeaveQuerySet, NamePart
from assay.catalog.models.micro_credentials import (
    CLOSED,
    Alignment,
    Edition,
    Facet,
    Kind,
    MicroCredential,
    MicroCredentialQuerySet,
    Version,
    VersionQuerySet,
    VersionStatus,
    major_of,
    marked_number,
    version_columns,
)
from assay.catalog.models.retirements import Retirement
from assay.catalog.models.stacks import (
    Stack,
    StackDraft,
    StackDraftQuerySet,
    StackMember,
    StackQuerySet,
)

__all__ = [
    "CLOSED",
    "Alignment",
    "CheckedLink",
    "Edition",
    "Equivalence",
    "EquivalenceQuerySet",
    "Facet",
    "GoalTie",
    "GoalTieQuerySet",
    "Kind",
    "LeaveStatus",
    "LinkState",
    "MicroCredential",
    "MicroCredentialQuerySet",
    "NameLeave",
    "NameLeaveQuerySet",
    "NamePart",
    "Retirement",
    "Stack",
    "StackDraft",
    "StackDraftQuerySet",
    "StackMember",
    "StackQuerySet",
    "Version",
    "VersionQuerySet",
    "VersionStatus",
    "major_of",
    "marked_number",
    "version_columns",
]
