"""The nouns of governance."""

from assay.governance.models.committees import (
    Committee,
    CommitteeQuerySet,
    Seat,
    SeatKind,
    Term,
    TermQuerySet,
)
from assay.governance.models.decisions import (
    Ballot,
    Choice,
    Condition,
    Decision,
    Manner,
    Motion,
    PilotWidened,
    Recusal,
    RecusalReason,
    Result,
    Vote,
)
from assay.governance.models.hours import MIDDLES, HoursAsked, HoursBand, HoursCount
from assay.governance.models.meetings import (
    AgendaItem,
    Attendance,
    ItemRecusal,
    Meeting,
    MeetingQuerySet,
)
from assay.governance.models.minutes import MinutesApproval, MinutesEntry, Part
from assay.governance.models.needs import ServedNeed
from assay.governance.models.opinions import Opinion
from assay.governance.models.packages import (
    Direction,
    LessonLearned,
    Package,
    PackageQuerySet,
    Voice,
)
from assay.governance.models.proposals import (
    WITH_AUTHOR,
    WITH_COMMITTEE,
    Comment,
    ItemAnswer,
    ItemReview,
    Proposal,
    ProposalKind,
    ProposalQuerySet,
    ProposalStatus,
)
from assay.governance.models.recorded_votes import RecordedChoice, RecordedVote
from assay.governance.models.resemblances import Resemblance
from assay.governance.models.vetting import (
    Vetting,
    VettingItem,
    VettingLook,
    VettingQuerySet,
    VettingStatus,
    VettingVote,
)

__all__ = [
    "MIDDLES",
    "WITH_AUTHOR",
    "WITH_COMMITTEE",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Choice",
    "Comment",
    "Committee",
    "CommitteeQuerySet",
    "Condition",
    "Decision",
    "Direction",
    "HoursAsked",
    "HoursBand",
    "HoursCount",
    "ItemAnswer",
    "ItemRecusal",
    "ItemReview",
    "LessonLearned",
    "Manner",
    "Meeting",
    "MeetingQuerySet",
    "MinutesApproval",
    "MinutesEntry",
    "Motion",
    "Opinion",
    "Package",
    "PackageQuerySet",
    "Part",
    "PilotWidened",
    "Proposal",
    "ProposalKind",
    "ProposalQuerySet",
    "ProposalStatus",
    "RecordedChoice",
    "RecordedVote",
    "Recusal",
    "RecusalReason",
    "Resemblance",
    "Result",
    "Seat",
    "SeatKind",
    "ServedNeed",
    "Term",
    "TermQuerySet",
    "Vetting",
    "VettingItem",
    "VettingLook",
    "VettingQuerySet",
    "VettingStatus",
    "VettingVote",
    "Voice",
    "Vote",
]
