"""The nouns of credits."""

from assay.credits.models.approvals import Approved, CreditApproval, CreditApprovalQuerySet
from assay.credits.models.audit_packets import (
    AuditPacket,
    AuditPacketQuerySet,
    PacketOpening,
)
from assay.credits.models.batches import BatchRow, CreditBatch, CreditBatchQuerySet
from assay.credits.models.elsewhere import ElsewhereQuerySet, LearningElsewhere
from assay.credits.models.ledger import (
    STAYS,
    TAKEN,
    Credit,
    CreditEntry,
    CreditQuerySet,
    CreditStatus,
    EntryKind,
)
from assay.credits.models.licenses import License, LicenseQuerySet
from assay.credits.models.links import CreditLink, CreditLinkQuerySet, LinkOpening
from assay.credits.models.recognition import (
    Recognition,
    RecognitionKind,
    RecognitionQuerySet,
)
from assay.credits.models.recognition_requests import (
    RecognitionRequest,
    RecognitionRequestQuerySet,
)
from assay.credits.models.rules import ProgramRule, ProgramRuleQuerySet
from assay.credits.models.transcripts import Transcript, TranscriptQuerySet
from assay.credits.models.values import ValueAtStart, ValueQuerySet

__all__ = [
    "STAYS",
    "TAKEN",
    "Approved",
    "AuditPacket",
    "AuditPacketQuerySet",
    "BatchRow",
    "Credit",
    "CreditApproval",
    "CreditApprovalQuerySet",
    "CreditBatch",
    "CreditBatchQuerySet",
    "CreditEntry",
    "CreditLink",
    "CreditLinkQuerySet",
    "CreditQuerySet",
    "CreditStatus",
    "ElsewhereQuerySet",
    "EntryKind",
    "LearningElsewhere",
    "License",
    "LicenseQuerySet",
    "LinkOpening",
    "PacketOpening",
    "ProgramRule",
    "ProgramRuleQuerySet",
    "Recognition",
    "RecognitionKind",
    "RecognitionQuerySet",
    "RecognitionRequest",
    "RecognitionRequestQuerySet",
    "Transcript",
    "TranscriptQuerySet",
    "ValueAtStart",
    "ValueQuerySet",
]
