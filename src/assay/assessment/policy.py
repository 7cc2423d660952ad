"""Permission to attest, screen, score, settle, release and open evidence. Each bars the submission's learner.

A lead reaches the versions whose owner or issuer lies in their organization; an approver what an issuer there releases.
Assessors are one pool in each program: a role in it, and a lead's attestation for the version.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment.models import (
    JUDGING,
    Anchor,
    AnchorPermission,
    AnchorReading,
    Appeal,
    AppealStatus,
    Assessor,
    AssessorOffer,
    Assignment,
    AssignmentStatus,
    Calibration,
    Conflict,
    Evaluation,
    Inspection,
    LateSheet,
    Objection,
    Release,
    Screening,
    ScreeningDuty,
    Slot,
    Status,
    Stem,
)
from assay.assessment.workplaces import share_a_workplace
from assay.catalog.models import MicroCredential
from assay.catalog.policy import covers
from assay.evidence.models import Status as SubmissionStatus
from assay.evidence.policy import guards
from assay.lib.clock import now, today
from assay.lib.prepared import prepared
from assay.people.models import PROGRAMS, Actor, Membership, Organization, Person, Role
from assay.program.policies import AppealPolicy, in_force
from assay.record.models import Event

LEADS = (Role.LEAD_ASSESSOR,)
APPROVERS = (Role.APPROVER,)
ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
CHAIRS = (Role.COMMITTEE_CHAIR,)
GUARDS = (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN)
HOLDING = (AssignmentStatus.ACCEPTED, AssignmentStatus.SCORED)


class Ground(StrEnum):
    """Why somebody may open the evidence of a submission now."""

    OWN = "own"
    SCREENING = "screening"
    LEASE = "lease"
    RELEASE = "release"
    INSPECTION = "inspection"
    APPEAL = "appeal"


def is_screener(person: Person) -> bool:
    """True for leads and assessors, who have a desk for screening."""
    return is_assessor(person)


def is_assessor(person: Person) -> bool:
    return any(place.program for place in person.organizations_as(*ASSESSORS))


def is_lead(person: Person) -> bool:
    return any(place.program for place in person.organizations_as(*LEADS))


def is_approver(person: Person) -> bool:
    return any(place.kind in PROGRAMS for place in person.organizations_as(*APPROVERS))


def programs_led_by(person: Person) -> list[Organization]:
    """The programs in whose pools a lead looks for assessors: their own, or their department's, and those below."""
    found = {place.program for place in person.organizations_as(*LEADS)}
    for place in person.organizations_as(*LEADS):
        found |= set(_programs_within(place.path))
    return sorted((program for program in found if program), key=lambda program: program.name)


@prepared
def _programs_within(path: str) -> QuerySet[Organization]:
    return Organization.objects.current().filter(path__startswith=path, kind__in=PROGRAMS)


def can_attest(by: Actor, person: Person, micro_credential: MicroCredential) -> bool:
    """A lead of the micro-credential's owner or issuer, for somebody else."""
    return by is not None and covers(by, LEADS, micro_credential) and by.pk != person.pk


def can_resume(by: Person, assessor: Assessor) -> bool:
    """Who may attest it, where a person ended it: what ended because a badge was withdrawn stays ended."""
    ended = Event.objects.filter(
        verb="assessment.basis_ended",
        subject_kind="assessment.assessor",
        subject_id=str(assessor.pk),
    )
    last = ended.order_by("-pk").first()
    by_machine = last is not None and last.by_kind == ""
    return can_attest(by, assessor.person, assessor.micro_credential) and not by_machine


def can_calibrate(by: Person, assessor: Assessor) -> bool:
    """Oneself, while the attestation stands and the role is in the pool."""
    mine = assessor.person_id == by.pk and assessor.ended_at is None
    return mine and may_score(by, assessor.micro_credential)


def can_stop(by: Person, calibration: Calibration) -> bool:
    """Whoever it is about."""
    return calibration.person_id == by.pk


def can_read_anchor(by: Person, reading: AnchorReading) -> bool:
    """Its reader: to write until it is handed over, and to look at ever after."""
    return reading.person_id == by.pk


def may_open_anchor(by: Person, anchor: Anchor) -> bool:
    """Its evidence: a lead, and whoever has been given it to read; nobody else once a permission was taken back."""
    if can_lead_anchor(by, anchor):
        return True
    permitted = anchor.permission is None or anchor.permission.stands
    return permitted and anchor.readings.filter(person=by).exists()


def can_lead_anchor(by: Person, anchor: Anchor) -> bool:
    """A lead of what it is for; not the learner from whose work it was made."""
    if anchor.permission is not None and anchor.permission.submission.start.person_id == by.pk:
        return False
    return covers(by, LEADS, anchor.version.micro_credential)


def may_see_expert(by: Person, anchor: Anchor) -> bool:
    """The expert's levels of others' readings: a lead, but for an anchor they have yet to score themselves."""
    unread = anchor.readings.filter(person=by, handed_over_at__isnull=True)
    return can_lead_anchor(by, anchor) and not unread.exists()


def can_make_anchor(by: Person, micro_credential: MicroCredential) -> bool:
    return covers(by, LEADS, micro_credential)


def can_ask_permission(by: Person, evaluation: Evaluation) -> bool:
    """A lead, of a learner other than themselves."""
    return can_lead(by, evaluation)


def can_answer_permission(by: Person, permission: AnchorPermission) -> bool:
    """The learner whose work it is, and nobody else."""
    return permission.submission.start.person_id == by.pk


def can_answer_objection(by: Person, objection: Objection) -> bool:
    """A lead who did not send it."""
    reading = objection.reading
    return reading.person_id != by.pk and can_lead_anchor(by, reading.anchor)


def can_offer_to_assess(by: Person, person: Person) -> bool:
    """Everybody for themselves."""
    return by.pk == person.pk


def can_end_offer(by: Person, offer: AssessorOffer) -> bool:
    """Who made it, or a lead who says no."""
    return offer.person_id == by.pk or covers(by, LEADS, offer.micro_credential)


def may_score(person: Person, micro_credential: MicroCredential) -> bool:
    """True if their role is in the pool of the program that issues it; an attestation alone is not enough."""
    return person.serves_program(micro_credential.issuer, *ASSESSORS)


def scored_by(person: Person) -> frozenset[tuple[int, str]]:
    """The scoring versions this person may score, as (micro-credential, major): attested and in the pool. One query."""
    rows = _attested(person)
    issuers = {(pk, path) for _one, _major, pk, path in rows}
    served = {
        pk
        for pk, path in issuers
        if person.serves_program(Organization(pk=pk, path=path), *ASSESSORS)
    }
    return frozenset((one, major) for one, major, issuer, _path in rows if issuer in served)


@prepared
def _attested(person: Person) -> QuerySet[Assessor, tuple[int, str, int, str]]:
    rows = Assessor.objects.current().filter(person=person)
    return rows.values_list(
        "micro_credential", "major", "micro_credential__issuer", "micro_credential__issuer__path"
    )


def can_screen(by: Person, evaluation: Evaluation) -> bool:
    """A lead of its owner or issuer, or an assessor attested for its version; with no tie to the learner."""
    return _may_check(by, evaluation) and not _own(by, evaluation) and not tied(by, evaluation)


def holds_duty(by: Person, evaluation: Evaluation) -> bool:
    """True if the check of completeness is this person's at this moment."""
    if evaluation.status != Status.SCREENING:
        return False
    return ScreeningDuty.objects.open().filter(evaluation=evaluation, screener=by).exists()


def has_screened(by: Person, evaluation: Evaluation) -> bool:
    """Whoever checked a submission never scores, settles or releases it."""
    return any(screening.by_id == by.pk for screening in evaluation.screenings.all())


def can_end_conflict(by: Person, conflict: Conflict, *, is_fact: bool) -> bool:
    """True for its declarer, or a lead who sees it; of a fact, for a lead whom it does not concern."""
    if is_fact:
        return by.pk not in {conflict.person_id, conflict.other_id} and _leads_on(by, conflict)
    return by.pk == conflict.person_id or _leads_on(by, conflict)


def can_declare_conflict(by: Person, person: Person, other: Person) -> bool:
    """For oneself, or as a lead: between somebody of a pool they look after and somebody of the same programs."""
    if by.pk == person.pk:
        return True
    programs = programs_led_by(by)
    in_pool = Person.objects.get_queryset().serving(programs, *ASSESSORS).filter(pk=person.pk)
    return (
        in_pool.exists()
        and Person.objects.get_queryset().within(programs).filter(pk=other.pk).exists()
    )


def can_keep_apart(by: Person, person: Person) -> bool:
    """A fact between two people follows from an act of one of them, and only from their own."""
    return by.pk == person.pk


def can_lead(by: Person, evaluation: Evaluation) -> bool:
    """A lead of its owner or issuer; never on their own submission."""
    return covers(by, LEADS, evaluation.submission.version.micro_credential) and not _own(
        by, evaluation
    )


def can_write_sheet(by: Person, assignment: Assignment) -> bool:
    """The assessor who holds the lease, while it runs."""
    held = assignment.assessor_id == by.pk and assignment.status == AssignmentStatus.ACCEPTED
    return held and _still_serves(by, assignment)


def can_open_sheet(by: Person, assignment: Assignment) -> bool:
    """Its assessor, whatever has become of the lease; `can_write_sheet` says whether it still runs."""
    return assignment.assessor_id == by.pk


def can_accept(by: Person, assignment: Assignment) -> bool:
    """The assessor to whom it was offered, unless they have checked the submission since."""
    return assignment.assessor_id == by.pk and not has_screened(by, assignment.evaluation)


def can_throw_away(by: Person, late: LateSheet) -> bool:
    """Whoever wrote it."""
    return late.assignment.assessor_id == by.pk


def can_add_stem(by: Person, person: Person) -> bool:
    """An assessor, for themselves."""
    return by.pk == person.pk and is_assessor(person)


def can_remove_stem(by: Person, stem: Stem) -> bool:
    return by.pk == stem.person_id


def can_take_again(by: Person, assignment: Assignment, *, late: LateSheet | None = None) -> bool:
    """Its assessor, who may still score it, where time ended the lease; not where a lead took it back.

    `late`: what is to be taken over, which must have been written for this very assignment.
    """
    evaluation = assignment.evaluation
    if assignment.assessor_id != by.pk or assignment.status != AssignmentStatus.LAPSED:
        return False
    if late is not None and late.assignment_id != assignment.pk:
        return False
    version = evaluation.submission.version
    if (version.micro_credential_id, version.major) not in scored_by(by) or has_screened(
        by, evaluation
    ):
        return False
    by_hand = Event.objects.filter(
        verb="assessment.lapsed",
        subject_kind="assessment.assignment",
        subject_id=str(assignment.pk),
    ).exclude(by_kind="")
    return not by_hand.exists() and not tied(by, evaluation)


def can_recuse(by: Person, assignment: Assignment) -> bool:
    return assignment.assessor_id == by.pk


def can_adjudicate(by: Person, evaluation: Evaluation) -> bool:
    """A lead who neither screened it nor scored a side, and has no tie to the learner."""
    return (
        can_lead(by, evaluation) and not why_not_settle(by, evaluation) and not tied(by, evaluation)
    )


def why_not_settle(by: Person, evaluation: Evaluation) -> str:
    """The reason that bars a lead who would otherwise settle it: "scored", "screened", or ""."""
    if any(
        a.assessor_id == by.pk and a.slot != Slot.ADJUDICATION for a in evaluation.assignments.all()
    ):
        return "scored"
    return "screened" if has_screened(by, evaluation) else ""


def can_release(by: Actor, evaluation: Evaluation) -> bool:
    """An approver of the issuer who neither judged nor screened any of it."""
    if by is None or _own(by, evaluation) or why_not_release(by, evaluation):
        return False
    return by.has_role(*APPROVERS, within=issuer_of(evaluation))


def why_not_release(by: Person, evaluation: Evaluation) -> str:
    """The reason that bars an approver who would otherwise release it: "scored", "screened", or ""."""
    scored = evaluation.assignments.filter(status=AssignmentStatus.SCORED, assessor=by)
    return "scored" if scored.exists() else "screened" if has_screened(by, evaluation) else ""


def why_not_appeal(evaluation: Evaluation) -> str:
    """Why this decision cannot be appealed, or cannot any more, as a sentence; "" while it can."""
    if evaluation.status != Status.RELEASED or evaluation.released_at is None:
        return _("There is no decision to appeal yet.")
    if evaluation.decision.outcome != "not_yet":
        return _("This one is earned. There is nothing to appeal.")
    if today() > appeal_until(evaluation):
        return _("The time for an appeal is over.")
    return ""


def appeal_until(evaluation: Evaluation) -> date:
    """The last day on which a released decision may be appealed."""
    return _within(evaluation.released_at)


def why_not_ask_chair(row: Appeal) -> str:
    """Why the chair cannot be asked, as a sentence; "" while the learner may, once."""
    if row.status == AppealStatus.WITH_CHAIR:
        return _("The chair already has it.")
    if row.status != AppealStatus.DECIDED:
        return _("There is no answer yet, or it is final.")
    if row.evaluation.decision.outcome == "earned":
        return _("This one is earned. There is nothing left to ask.")
    if today() > chair_until(row):
        return _("The time to ask the chair is over.")
    return ""


def chair_until(row: Appeal) -> date:
    """The last day on which the chair may be asked."""
    return _within(row.decided_at)


def _within(moment: datetime | None) -> date:
    if moment is None:
        raise LookupError("nothing was decided")
    days = in_force(AppealPolicy).window_days
    return timezone.localtime(moment).date() + timedelta(days=days)


def can_appeal(by: Person, evaluation: Evaluation) -> bool:
    """Its learner alone: to appeal, to take it back, and to ask the chair."""
    return _own(by, evaluation)


def can_take_appeal(by: Person, row: Appeal) -> bool:
    """A lead of the version who had no part in any attempt of this start, and has no tie to the learner."""
    return can_lead(by, row.evaluation) and not why_not_answer(by, row)


def can_decide_appeal(by: Person, row: Appeal) -> bool:
    """The lead who took it, while they lead."""
    return row.lead_id == by.pk and can_lead(by, row.evaluation)


def can_rule_on_appeal(by: Person, row: Appeal) -> bool:
    """A chair above the issuer, or where none is, an administrator of the issuer; neither with a part in it."""
    return hears_appeals_of(by, issuer_of(row.evaluation)) and not why_not_answer(by, row)


def why_not_answer(by: Person, row: Appeal) -> str:
    """What bars somebody who would otherwise answer an appeal: "own", "involved", "tied", or ""."""
    if _own(by, row.evaluation):
        return "own"
    if by.pk in involved_in(row):
        return "involved"
    return "tied" if tied(by, row.evaluation) else ""


def answers_appeal(by: Person, row: Appeal) -> bool:
    """Who has it now: the lead who took it, or a chair whom it waits for."""
    if row.status == AppealStatus.IN_REVIEW:
        return can_decide_appeal(by, row)
    return row.status == AppealStatus.WITH_CHAIR and can_rule_on_appeal(by, row)


def involved_in(row: Appeal) -> frozenset[int]:
    """Whoever scored, settled, screened or released any attempt of this start, or led this appeal before."""
    start = row.evaluation.submission.start_id
    attempts = Evaluation.objects.filter(submission__start=start).order_by().values("pk")
    scored = Assignment.objects.filter(evaluation__in=attempts)
    screened = Screening.objects.filter(evaluation__in=attempts)
    released = Release.objects.filter(evaluation__in=attempts)
    people = set(scored.values_list("assessor", flat=True))
    people |= set(screened.values_list("by", flat=True)) | set(
        released.values_list("by", flat=True)
    )
    if row.round > 1:
        led = Event.objects.filter(
            verb="assessment.appeal_decided",
            subject_kind="assessment.appeal",
            subject_id=str(row.pk),
        )
        people |= {int(pk) for pk in led.values_list("by_id", flat=True) if pk}
    return frozenset(people)


def hears_appeals_of(by: Person, issuer: Organization) -> bool:
    """A chair there or above; an administrator there or above, where nobody is chair."""
    if by.has_role(*CHAIRS, within=issuer):
        return True
    if not by.has_role(Role.PROGRAM_ADMIN, within=issuer):
        return False
    chairs = Membership.objects.current().filter(role__in=CHAIRS, person__is_active=True)
    return not chairs.filter(organization__in=issuer.lineage).exists()


def is_chair(person: Person) -> bool:
    """True for chairs, who have a desk of appeals."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*CHAIRS))


def hears_appeals(person: Person) -> bool:
    """Whoever has a list of appeals: leads, chairs, and administrators, who speak last where nobody is chair."""
    places = person.organizations_as(*CHAIRS, Role.PROGRAM_ADMIN)
    return is_lead(person) or any(place.kind in PROGRAMS for place in places)


def can_revise(by: Person, evaluation: Evaluation) -> bool:
    return _own(by, evaluation)


def may_open(by: Person, evaluation: Evaluation) -> Ground | None:
    """Why this person may open the evidence of this submission now, or None. The only place that says so.

    Its learner; who holds a lease, from taking it until the decision is out; who screens it, while it is theirs to
    screen; an approver, while it waits for release; the lead or chair who answers an appeal, until it is answered;
    anybody else only by a reason they stated within the hour.
    """
    if _own(by, evaluation):
        return Ground.OWN
    if holds_duty(by, evaluation) and can_screen(by, evaluation):
        return Ground.SCREENING
    if any(holds_lease(by, assignment) for assignment in evaluation.assignments.all()):
        return Ground.LEASE
    if evaluation.status == Status.AWAITING_RELEASE and can_release(by, evaluation):
        return Ground.RELEASE
    if any(answers_appeal(by, row) for row in evaluation.appeals.all()):
        return Ground.APPEAL
    return Ground.INSPECTION if inspecting(by, evaluation) else None


def holds_lease(by: Person, assignment: Assignment) -> bool:
    """A scorer or a settling lead, from taking it until the decision is out; of an appeal, until it is answered."""
    if assignment.slot in JUDGING:
        open_ = assignment.evaluation.status not in (Status.RELEASED, Status.WITHDRAWN)
    else:
        rows = assignment.evaluation.appeals.all()
        open_ = any(row.status == AppealStatus.IN_REVIEW for row in rows)
    held = open_ and assignment.assessor_id == by.pk and assignment.status in HOLDING
    return held and _still_serves(by, assignment)


def inspecting(by: Person, evaluation: Evaluation) -> Inspection | None:
    """The reason they stated, while it lets them read."""
    row = Inspection.objects.filter(evaluation=evaluation, by=by, ends_at__gt=now()).first()
    return row if row is not None and can_inspect(by, evaluation) else None


def may_inspect_somewhere(person: Person) -> bool:
    """True if there may be evidence they open with a reason."""
    return guards_somewhere(person) or is_lead(person) or is_approver(person)


def guards_somewhere(person: Person) -> bool:
    """True for privacy officers and administrators, who have no other desk that leads to evidence."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*GUARDS))


def can_inspect(by: Person, evaluation: Evaluation) -> bool:
    """Whoever may ask to open it with a reason."""
    return role_to_inspect(by, evaluation) is not None


def role_to_inspect(by: Person, evaluation: Evaluation) -> Role | None:
    """In which role somebody may open evidence that is not on their desk, by stating why; None for everybody else.

    A lead or approver through what the version belongs to, a privacy officer or administrator through the program the
    learner belongs to. An administrator of a school never: evidence is not for the learner's own workplace to read.
    """
    at_hand = evaluation.submission.status in (SubmissionStatus.SUBMITTED, SubmissionStatus.CLOSED)
    if (
        not at_hand or _own(by, evaluation) or tied(by, evaluation)
    ):  # a draft is its learner's alone
        return None
    if covers(by, LEADS, evaluation.submission.version.micro_credential):
        return Role.LEAD_ASSESSOR
    if by.has_role(*APPROVERS, within=issuer_of(evaluation)):
        return Role.APPROVER
    return next(
        (role for role in GUARDS if guards(by, role, evaluation.submission.start.person)), None
    )


def issuer_of(evaluation: Evaluation) -> Organization:
    return evaluation.submission.version.micro_credential.issuer


def tied(by: Person, evaluation: Evaluation) -> bool:
    """Of one workplace with the learner, or kept apart from them by a conflict of interest, whichever it names."""
    learner = evaluation.submission.start.person
    if share_a_workplace(by, learner):
        return True
    return Conflict.objects.filter(
        Q(person=by, other=learner) | Q(person=learner, other=by)
    ).exists()


def _may_check(by: Person, evaluation: Evaluation) -> bool:
    version = evaluation.submission.version
    if covers(by, LEADS, version.micro_credential):
        return True
    return (version.micro_credential_id, version.major) in scored_by(by)


def _still_serves(by: Person, assignment: Assignment) -> bool:
    """A role that ended takes the lease's reading and writing with it, whatever the lease says."""
    micro_credential = assignment.evaluation.submission.version.micro_credential
    if assignment.slot == Slot.ADJUDICATION:
        return covers(by, LEADS, micro_credential)
    return may_score(by, micro_credential)


def _leads_on(by: Person, conflict: Conflict) -> bool:
    return Conflict.objects.visible_to(by, programs_led_by(by)).filter(pk=conflict.pk).exists()


def _own(by: Person, evaluation: Evaluation) -> bool:
    return by.pk == evaluation.submission.start.person_id
