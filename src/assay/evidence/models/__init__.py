"""The nouns of evidence."""

from assay.evidence.models.artifacts import (
    Annotation,
    Artifact,
    ArtifactKind,
    ArtifactQuerySet,
    Hold,
    StoredFile,
    file_models,
    is_shared,
)
from assay.evidence.models.consents import (
    Consent,
    PublicConsent,
    PublicConsentQuerySet,
)
from assay.evidence.models.copies import SHOWN_COPIES, CopyKind, FileCopy
from assay.evidence.models.covers import COVER_MOVES, OPEN_COVERS, CoverState, FaceCover
from assay.evidence.models.examinations import Examination, ExaminationState, Verdict
from assay.evidence.models.registers import (
    ALLOWING,
    PermissionRegister,
    RegisterEntry,
    Scope,
    last_day_of,
    school_year_of,
    year_said,
)
from assay.evidence.models.submissions import (
    Condition,
    Declaration,
    EarlierText,
    MovedBecause,
    Outcome,
    Response,
    ResponseForm,
    Status,
    Submission,
    SubmissionQuerySet,
)
from assay.evidence.models.tombstones import DeletionStart, Tombstone, TombstoneQuerySet
from assay.evidence.models.uploads import (
    Upload,
)

__all__ = [
    "ALLOWING",
    "COVER_MOVES",
    "OPEN_COVERS",
    "SHOWN_COPIES",
    "Annotation",
    "Artifact",
    "ArtifactKind",
    "ArtifactQuerySet",
    "Condition",
    "Consent",
    "CopyKind",
    "CoverState",
    "Declaration",
    "DeletionStart",
    "EarlierText",
    "Examination",
    "ExaminationState",
    "FaceCover",
    "FileCopy",
    "Hold",
    "MovedBecause",
    "Outcome",
    "PermissionRegister",
    "PublicConsent",
    "PublicConsentQuerySet",
    "RegisterEntry",
    "Response",
    "ResponseForm",
    "Scope",
    "Status",
    "StoredFile",
    "Submission",
    "SubmissionQuerySet",
    "Tombstone",
    "TombstoneQuerySet",
    "Upload",
    "Verdict",
    "file_models",
    "is_shared",
    "last_day_of",
    "school_year_of",
    "year_said",
]
