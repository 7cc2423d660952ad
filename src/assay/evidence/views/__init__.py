"""HTTP in, HTTP out."""

from assay.evidence.views.answers import answer
from assay.evidence.views.covers import (
    cover,
    cover_changes,
    cover_confirmation,
    cover_leaving,
    cover_moment,
    cover_part,
)
from assay.evidence.views.files import file
from assay.evidence.views.handing_in import (
    declarations,
    note,
    readiness,
    receipt,
    status,
    step_questions,
    submission,
    withdrawal,
)
from assay.evidence.views.log_entries import from_log
from assay.evidence.views.openings import openings, who_sees
from assay.evidence.views.registers import (
    register,
    register_closing,
    register_form_removal,
    register_forms,
    register_printed,
    registers,
)
from assay.evidence.views.retention import retention, storage_use
from assay.evidence.views.steps import (
    annotation_removal,
    artifact_covering,
    artifact_removal,
    artifact_restoration,
    step,
    upload_removal,
)
from assay.evidence.views.texts import earlier_texts, restoration
from assay.evidence.views.uploads import upload, uploads
from assay.evidence.views.worker import worker
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
    "artifact_covering",
    "artifact_removal",
    "artifact_restoration",
    "begin",
    "cover",
    "cover_changes",
    "cover_confirmation",
    "cover_leaving",
    "cover_moment",
    "cover_part",
    "declarations",
    "earlier_texts",
    "file",
    "from_log",
    "newer_version",
    "note",
    "openings",
    "readiness",
    "receipt",
    "register",
    "register_closing",
    "register_form_removal",
    "register_forms",
    "register_printed",
    "registers",
    "restoration",
    "resumption",
    "retention",
    "setting_aside",
    "status",
    "step",
    "step_questions",
    "storage_use",
    "submission",
    "upload",
    "upload_removal",
    "uploads",
    "who_sees",
    "withdrawal",
    "worker",
    "workspace",
]
