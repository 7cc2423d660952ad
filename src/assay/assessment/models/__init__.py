"""The nouns of assessment."""

from assay.assessment.models.assessors import (
    Assessor,
    AssessorQuerySet,
    Basis,
    Conflict,
    ConflictQuerySet,
)
from assay.assessment.models.decisions import Decision, Release
from assay.assessment.models.evaluations import (
    IN_WORK,
    LIVE,
    Assignment,
    AssignmentQuerySet,
    AssignmentStatus,
    Evaluation,
    EvaluationQuerySet,
    Slot,
    Status,
)
from assay.assessment.models.screenings import (
    Inspection,
    Screening,
    ScreeningDuty,
    ScreeningDutyQuerySet,
)
from assay.assessment.models.sheets import LateSheet, ScoreSheet, Stem

__all__ = [
    "IN_WORK",
    "LIVE",
    "Assessor",
    "AssessorQuerySet",
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentStatus",
    "Basis",
    "Conflict",
    "ConflictQuerySet",
    "Decision",
    "Evaluation",
    "EvaluationQuerySet",
    "Inspection",
    "LateSheet",
    "Release",
    "ScoreSheet",
    "Screening",
    "ScreeningDuty",
    "ScreeningDutyQuerySet",
    "Slot",
    "Status",
    "Stem",
]
