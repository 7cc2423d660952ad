"""The program's policies as typed values, read from their versions in force.

Figures of a policy that nobody has set yet are the defaults below (field guide, sections 5 and 7). Who reads each
stands in docs/reference/policies.md. A field that nobody reads yet names its owner: the part that will read it. Scoring
is always blind, so there is no figure for that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from assay.lib.clock import today
from assay.lib.prepared import planned_once
from assay.people.models import Organization, lineage_of
from assay.program.calendar import Period, add_business_days
from assay.program.models import ClosedPeriod, Policy

#: More people than this no pilot takes: it would be no pilot.
MOST_IN_PILOT = 1000
P = TypeVar("P")
P2 = TypeVar("P2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPolicy:
    prior_practice_accepted_months: int = 24
    offer_coaching_after: int = 2
    max_attempts_before_coaching: int = 3
    carry_forward_demonstrated_criteria: bool = True
    evidence_languages: tuple[str, ...] = ("en", "es")  # in which work may be handed in


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPolicy:
    completeness_check: bool = True  # else what is handed in waits for an assessor at once
    screening_days: int = 1  # business days until it is checked


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestationPolicy:
    """Of whose work a colleague is asked whether they did it in their role: those who score it cannot know."""

    share_percent: int = 0  # of what is handed in, drawn by person and micro-credential; 0: none
    high_stakes: bool = False  # always for what two score for its stakes, and for capstones
    days: int = 6  # business days to answer
    guests: bool = True  # a colleague without an account may be named by their address


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPolicy:
    """Who is told where staff see in evidence what may be harm to a child."""

    told_role: str = "privacy-officer"  # a role in the learner's program; its administrators where nobody holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevelPolicy:
    """What a learner is promised, by the program that issues the badge."""

    business_days_target: int = 8
    business_days_max: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPolicy:
    """How what is submitted is scored. Assessors read for several programs from one queue, so it is one for all."""

    double_score_percent: int = 15
    double_score_first_n_per_version: int = 10
    double_score_all_for: tuple[str, ...] = ()  # idents of micro-credentials
    second_reading_worth_percent: int = 30  # of decisions it would change; 0: none but the above
    adjudicate_when: tuple[str, ...] = ("pass_decision_differs", "any_criterion_differs_by_two")
    reassign_after_idle_business_days: int = 4
    max_open_per_assessor: int = 6
    share_per_week: int = 2  # of an assessor with whom nobody agreed on another
    offers_unasked: bool = True  # of those assessors who did not say themselves
    offer_business_days: int = 2
    coached_within_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorPolicy:
    """How assessors show that they read as experts do. With fewer anchors than asked nobody is certified by them."""

    anchors: int = 5
    exact_agreement_percent: int = 80
    no_criterion_off_by_two: bool = True
    with_fewer_anchors: str = "lead_attests_and_all_double_scored"  # or "nobody_assesses"
    recalibration_months: int = 12
    retry_wait_days: int = 7
    drift_check_every: int = 12  # 0: none
    pay_basis: str = "none"  # or "per_scored_submission"; none: in paid time, or settled elsewhere
    pay_cents: int = 0  # for one whole reading
    pay_currency: str = "USD"  # ISO 4217
    pause_below_percent: int = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPolicy:
    """Of a hundred judgments made twice, how many should come to the same level, by the number of levels.

    The figures of the national assessment of student learning (NAEP) for its scorers.
    """

    two_levels_percent: int = 85
    three_levels_percent: int = 80
    four_levels_percent: int = 75
    five_levels_percent: int = 75
    six_levels_percent: int = 60

    def bar(self, levels: int) -> float:
        """As a share. Raises KeyError for a scale of another length."""
        percents = {
            2: self.two_levels_percent,
            3: self.three_levels_percent,
            4: self.four_levels_percent,
            5: self.five_levels_percent,
            6: self.six_levels_percent,
        }
        return percents[levels] / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPolicy:
    grace_months: int = (
        6  # after a change of scoring, what is begun on the version before may be submitted
    )
    may_opt_up: bool = True
    pilot_starts: int = 25  # people who may start a pilot, where its decision says no other number
    scoring_change_requires_committee: bool = (
        True  # else the department gives leave for it, as for wording
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementPolicy:
    notice_months: int = 6  # between its announcement and the first day on which nobody can start
    open_drafts_may_submit_for_months: int = 6  # from that day on


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePolicy:
    max_upload_mb: int = 2048
    max_gb_per_person: int = 50  # all files of one person together; 0: no limit
    video_max_minutes_default: int = 15  # owner: evidence
    exemplar_months: int = 24  # at most, from the first day on which it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long evidence is kept: by the program that issues the badge. What pages promise is read from here."""

    keep_originals_days_after_decision: int = 90
    keep_streaming_copy_months: int = 24  # after the decision: recordings
    keep_drafts_idle_days: int = 400  # after the last change of a draft that is not handed in
    consent_record_keep_years: int = (
        7  # after the decision: counts of people seen or heard, no names
    )
    first_deletion_after_days: int = (
        14  # after it was announced what had been due before the first run
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPolicy:
    window_days: int = 30  # after the decision, and again after the answer, to ask the chair
    days: int = 15  # business days until an answer
    grounds: tuple[str, ...] = ("procedure", "evidence_overlooked", "bias_or_conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class AIUsePolicy:
    rule: str = "disclosed_assistance_allowed"
    not_allowed: tuple[str, ...] = (
        "fabricated_evidence",
        "generated_reflection",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPolicy:
    """When more is handed in than at other times; closed days are rows of their own (`ClosedPeriod`)."""

    submission_peaks: tuple[str, ...] = ()  # "2026-12-01..2026-12-18", both days included
    peak_percent: int = 150  # of another week, until a past peak can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationPolicy:
    grounds: tuple[str, ...] = (
        "falsified_evidence",
        "plagiarism_including_undisclosed_ai",
        "consent_breach",
        "issued_in_error",
    )
    error_hours: int = 24  # within which an approver alone takes back what was issued in error
    notice_days: int = 14  # no panel decides before
    response_days: int = 14  # the earner's time to answer
    appeal: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePolicy:
    """How a steering committee comes to a decision, and by when."""

    quorum_percent: int = 60  # of its filled seats, rounded up
    recuse_on_own_proposal: bool = True  # its author and its sponsor
    recuse_own_department: bool = False  # and whoever has the seat of its department
    record_dissent: bool = True
    first_response_days: int = 10  # business days, from handing in to the first answer
    decision_days: int = 30  # business days, to the decision
    agenda_days: int = 5  # business days before a meeting, by which its agenda goes out
    review_months: int = 24  # from a version's publication to the day by which it is reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatePolicy:
    """Roles that may give leave for an act, to somebody else's work. Where a committee sits, it alone gives what is
    among its acts (`program.policy.COMMITTEE_ACTS`), by a decision."""

    publish: tuple[str, ...] = ("program-admin",)  # what is new, and a change of scoring
    wording: tuple[str, ...] = ("program-admin", "department-head")
    retire: tuple[str, ...] = ("program-admin", "department-head")

    def roles_for(self, act: str) -> tuple[str, ...]:
        named = {"publish": self.publish, "pilot": self.publish, "wording": self.wording}
        named |= {"exception": self.publish}
        return (named | {"retire": self.retire, "close": self.retire}).get(act, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPolicy:
    """Which record of a rule of pay counts for a badge, where the rule changed between its start and the award."""

    value_holds: str = "day_earned"  # or "day_started", or "better" of both for the learner


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityPolicy:
    """What colleagues of a program have together."""

    discussion: bool = True  # else its discussions are not shown; what was written is kept


KINDS: dict[type[Any], str] = {
    SubmissionPolicy: "submission",
    ScreeningPolicy: "screening",
    AttestationPolicy: "attestation",
    SafetyPolicy: "safety",
    ServiceLevelPolicy: "assessment",
    AssessmentPolicy: "assessment",
    AssessorPolicy: "assessor",
    AgreementPolicy: "agreement",
    VersionsPolicy: "versions",
    RetirementPolicy: "retirement",
    EvidencePolicy: "evidence",
    RetentionPolicy: "evidence",
    AppealPolicy: "appeal",
    AIUsePolicy: "ai_use",
    CalendarPolicy: "calendar",
    RevocationPolicy: "revocation",
    CreditPolicy: "credit",
    CommitteePolicy: "committee",
    MandatePolicy: "mandates",
    CommunityPolicy: "community",
}


#: Policies that a program may set for itself: every reading of them says where (`within=`), and a test holds that. The
#: others are the same for every program here.
SET_BY_PROGRAMS: frozenset[type[Any]] = frozenset(
    {
        ServiceLevelPolicy,
        VersionsPolicy,
        RetirementPolicy,
        CommitteePolicy,
        MandatePolicy,
        SubmissionPolicy,
        AIUsePolicy,
        AttestationPolicy,
        AppealPolicy,
        CommunityPolicy,
        RevocationPolicy,
        SafetyPolicy,
        RetentionPolicy,
    }
)


def add_kind(shape: type[Any], kind: str) -> None:
    """Announce a policy of a later room (`policy_fields.describe`). Raises LookupError for a name that is taken."""
    if KINDS.get(shape, kind) != kind or (shape not in KINDS and kind in KINDS.values()):
        raise LookupError(f"There is a policy {kind} already.")
    KINDS[shape] = kind


def shapes_of(kind: str) -> list[type[Any]]:
    """The dataclasses that share the rows of a kind: what programs set themselves may be a part of it."""
    return [shape for shape, known in KINDS.items() if known == kind]


def figures_of(kind: str, *, programs_alone: bool = False) -> dict[str, Any]:
    """Names and defaults of a kind's figures, or of those that a program may set itself; none for no such kind."""
    return {
        field.name: field.default
        for shape in shapes_of(kind)
        if not programs_alone or shape in SET_BY_PROGRAMS
        for field in fields(shape)
    }


def in_force(
    kind: type[P], *, within: Organization | int | None = None, on: date | None = None
) -> P:
    """The policy of this kind in force on a day (today by default), as its dataclass. One query.

    `within`: where, as an organization or its key: each figure is the one set nearest, there or above, last for every
    program here. None: what holds for every program here.
    """
    return from_data(kind, _in_force({kind}, within, on or today())[KINDS[kind]])


def both_in_force(
    one: type[P], other: type[P2], *, within: Organization | int | None = None
) -> tuple[P, P2]:
    """Two policies of today. One query."""
    found = _in_force({one, other}, within, today())
    return from_data(one, found[KINDS[one]]), from_data(other, found[KINDS[other]])


class Everywhere:
    """Policies of some kinds as they are today in each program, for lists that go beyond one.

    One query, however many programs there are; where one has its own, one more for each that is asked for.
    """

    def __init__(self, *shapes: type[Any]) -> None:
        self._for_all: dict[str, dict[str, Any]] = {}
        self._own: dict[str, dict[int, dict[str, Any]]] = {}
        self._lineages: dict[int, list[int]] = {}
        for kind, organization, data in _everywhere(sorted({KINDS[s] for s in shapes}), today()):
            if organization is None:
                self._for_all.setdefault(kind, data)
            else:
                self._own.setdefault(kind, {}).setdefault(organization, data)

    def of(self, shape: type[P], within: int | None) -> P:
        """As it is in an organization, by its key; None: for every program here."""
        kind = KINDS[shape]
        own = self._own.get(kind, {}) if within is not None else {}
        nearer = [own[pk] for pk in self._lineage(within) if pk in own] if own else []
        return from_data(shape, _over(self._for_all.get(kind, {}), nearer))

    def all(self, shape: type[P]) -> list[P]:
        """What holds for every program here, and then what each has that sets something itself."""
        return [
            self.of(shape, None),
            *(self.of(shape, pk) for pk in self._own.get(KINDS[shape], {})),
        ]

    def _lineage(self, within: int | None) -> list[int]:
        if within is None:
            return []
        if within not in self._lineages:
            paths = _path(within)
            self._lineages[within] = lineage_of(paths[0]) if paths else []
        return self._lineages[within]


def _in_force(
    shapes: set[type[Any]], within: Organization | int | None, day: date
) -> dict[str, dict[str, Any]]:
    """The data of each kind, as the organizations above and this one have it together."""
    kinds = sorted({KINDS[shape] for shape in shapes})
    rows = _versions(kinds, day) if within is None else _reaching(kinds, day, within)
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, path, data in rows:
        newest.setdefault((kind, path or ""), data)
    return {
        kind: _over({}, [data for (of, _path), data in sorted(newest.items()) if of == kind])
        for kind in kinds
    }


def _over(base: Mapping[str, Any], nearer: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Figure by figure the one set nearest."""
    found = dict(base)
    for data in nearer:
        found |= data
    return found


@planned_once
def _versions(
    kinds: Sequence[str], day: date
) -> QuerySet[Policy, tuple[str, str | None, dict[str, Any]]]:
    """What holds for every program here, the newest of each first."""
    rows = Policy.objects.of(None).filter(kind__in=kinds, effective_from__lte=day)
    rows = rows.order_by("-effective_from", "-number")
    return rows.values_list("kind", "organization__path", "data")


@planned_once
def _reaching(
    kinds: Sequence[str], day: date, place: Organization | int
) -> QuerySet[Policy, tuple[str, str | None, dict[str, Any]]]:
    """The same with what was set there and above; the organization by its path, which sorts from the root."""
    rows = Policy.objects.reaching(place).filter(kind__in=kinds, effective_from__lte=day)
    rows = rows.order_by("-effective_from", "-number")
    return rows.values_list("kind", "organization__path", "data")


@planned_once
def _everywhere(
    kinds: Sequence[str], day: date
) -> QuerySet[Policy, tuple[str, int | None, dict[str, Any]]]:
    rows = Policy.objects.filter(kind__in=kinds, effective_from__lte=day)
    rows = rows.order_by("-effective_from", "-number")
    return rows.values_list("kind", "organization", "data")


@planned_once
def _path(key: int) -> QuerySet[Organization, str]:
    return Organization.objects.filter(pk=key).values_list("path", flat=True)


def from_data(kind: type[P], data: dict[str, Any]) -> P:
    """A policy from stored data; names it does not know are left to newer code, lists become tuples."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # KINDS holds dataclasses only
    values = {
        name: tuple(v) if isinstance(v, list) else v for name, v in data.items() if name in known
    }
    return kind(**values)


def promised_on(start: date, *, within: Organization | int | None) -> date:
    """The day by which a decision is promised for something handed in on `start` (B10: the service level), by the
    program that issues its badge."""
    rules = in_force(ServiceLevelPolicy, within=within)
    return add_business_days(start, rules.business_days_target, closed_periods(within=within))


def submission_peaks(rules: CalendarPolicy) -> list[Period]:
    """The peaks as days."""
    return [period_of(said) for said in rules.submission_peaks]


def period_of(said: str) -> Period:
    """Two days as a file writes them, "2026-12-01..2026-12-18". Raises ValueError for anything else."""
    first, last = (date.fromisoformat(part) for part in said.split(".."))
    if last < first:
        raise ValueError(said)
    return first, last


def closed_periods(*, within: Organization | int | None) -> list[Period]:
    """Days on which nothing is due: in an organization (or its key) those closed there, above it and for every program
    here. None: for every program here alone, as the clocks of the shared pool run. One query."""
    return _closed() if within is None else _closed_in(within)


class ClosedEverywhere:
    """The closed days of each program, for lists that go beyond one. One query; one more for each program that is asked
    for, where any has closed days of its own."""

    def __init__(self) -> None:
        self._rows = _closed_everywhere()
        self._for_all = [(first, last) for path, first, last in self._rows if path is None]
        self._of: dict[int, list[Period]] = {}

    def of(self, within: int | None) -> list[Period]:
        """In an organization, by its key; None: for every program here."""
        if within is None or len(self._rows) == len(self._for_all):
            return self._for_all
        if within not in self._of:
            path = next(iter(_path(within)), "")
            self._of[within] = [
                (first, last)
                for above, first, last in self._rows
                if above is None or path.startswith(above)
            ]
        return self._of[within]


@planned_once
def _closed() -> QuerySet[ClosedPeriod, tuple[date, date]]:
    return ClosedPeriod.objects.of(None).values_list("first_on", "last_on")


@planned_once
def _closed_in(place: Organization | int) -> QuerySet[ClosedPeriod, tuple[date, date]]:
    return ClosedPeriod.objects.reaching(place).values_list("first_on", "last_on")


@planned_once
def _closed_everywhere() -> QuerySet[ClosedPeriod, tuple[str | None, date, date]]:
    rows = ClosedPeriod.objects.get_queryset()
    return rows.values_list("organization__path", "first_on", "last_on")
