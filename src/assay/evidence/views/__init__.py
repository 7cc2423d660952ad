"""HTTP in, HTTP out."""

from assay.evidence.views.answers import answer
from assay.evidence.views.files import file
from assay.evidence.views.handing_in import (
    declarations,
    note,
    readiness,
    receipt,
    status,
    submission,
    withdrawal,
)
from assay.evidence.views.steps import (
    annotation_removal,
    artifact_removal,
    artifact_restoration,
    step,
    upload_removal,
)
from assay.evidence.views.texts import earlier_texts, restoration
from assay.evidence.views.uploads import upload, uploads
from assay.evidence.views.workspace import (
    begin,
    newer_version,
    resumption,
    setting_aside,
    workspace,
)

__all__ = [
    "annotation_removal",
    "answer",
    "artifact_removal",
    "artifact_restoration",
    "begin",
    "declarations",
    "earlier_texts",
    "file",
    "newer_version",
    "note",
    "readiness",
    "receipt",
    "restoration",
    "resumption",
    "setting_aside",
    "status",
    "step",
    "submission",
    "upload",
    "upload_removal",
    "uploads",
    "withdrawal",
    "workspace",
]
