"""Permission to attest, certify, volunteer and keep apart.

Assessors are one pool in each program: a role in it, and a lead's attestation for the version. A lead reaches the
versions whose owner or issuer lies in their organization.
"""

from django.db.models import QuerySet

from assay.assessment.models import (
    UNREAD,
    Anchor,
    AnchorPermission,
    AnchorReading,
    Assessor,
    AssessorOffer,
    AssignmentStatus,
    Calibration,
    Conflict,
    DriftCheck,
    Evaluation,
    LateSheet,
    Objection,
    Pause,
    ReaderInvitation,
    SafetyReport,
)
from assay.assessment.policy.staff import ASSESSORS, LEADS, is_assessor, is_own, programs_led_by
from assay.catalog.models import MicroCredential
from assay.catalog.policy import covers
from assay.lib.prepared import planned_once
from assay.people.models import Actor, Organization, Person, Role
from assay.record.models import Event

#: Who asks the pool for readers.
ASKERS = (Role.LEAD_ASSESSOR, Role.DEPARTMENT_HEAD)


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


def can_pause(by: Person, person: Person, issuer: Organization) -> bool:
    """Say that somebody gets no work of an issuer for a while, and end that: a lead of something they are attested for.

    Never oneself.
    """
    if by.pk == person.pk:
        return False
    rows = Assessor.objects.current().filter(person=person, micro_credential__issuer=issuer)
    rows = rows.select_related("micro_credential__owner", "micro_credential__issuer")
    return any(covers(by, LEADS, row.micro_credential) for row in rows)


def is_paused(person: Person, issuer: Organization) -> bool:
    """True while nothing of this issuer is given to them."""
    return Pause.objects.open().filter(person=person, issuer=issuer).exists()


def can_stop(by: Person, calibration: Calibration) -> bool:
    """Whoever it is about."""
    return calibration.person_id == by.pk


def can_read_anchor(by: Person, reading: AnchorReading) -> bool:
    """Its reader: to write until it is handed over, and to look at ever after."""
    return reading.person_id == by.pk


def can_answer_check(by: Person, check: DriftCheck) -> bool:
    """To step back from it, or to give it back: the assessor to whom it was offered."""
    return check.person_id == by.pk


def can_take_check(by: Person, check: DriftCheck) -> bool:
    """The assessor to whom it was offered, who may still score what it is for."""
    if check.person_id != by.pk or check.reading is None:
        return False
    version = check.reading.anchor.version
    return (version.micro_credential_id, version.major) in scored_by(by)


def can_write_check(by: Person, check: DriftCheck) -> bool:
    """Whoever has it open."""
    return check.status == AssignmentStatus.ACCEPTED and can_take_check(by, check)


def can_take_check_again(by: Person, check: DriftCheck, *, late: LateSheet | None = None) -> bool:
    """Whoever had it, may still score what it is for, and let its time run out.

    `late`: what is to be taken over, which must have been written on this very check.
    """
    if check.status != AssignmentStatus.LAPSED or check.accepted_at is None:
        return False
    if late is not None and late.reading_id != check.reading_id:
        return False
    return can_take_check(by, check)


def may_open_anchor(by: Person, anchor: Anchor) -> bool:
    """Its evidence: a lead; the named person of a safety report, until they close it; and whoever has been given it to
    read: of those nobody once a permission was taken back."""
    if can_lead_anchor(by, anchor):
        return True
    if anchor.paused_at is not None and _looks_after(by, anchor):
        return True
    permitted = anchor.permission is None or anchor.permission.stands
    given = anchor.readings.filter(person=by).exclude(drift_check__status__in=("offered", *UNREAD))
    return permitted and given.exists()


def _looks_after(by: Person, anchor: Anchor) -> bool:
    return SafetyReport.objects.open().visible_to(by).filter(anchor=anchor).exists()


def is_made_of(by: Person, anchor: Anchor) -> bool:
    """Whether it is a copy of this person's own work."""
    return anchor.permission is not None and anchor.permission.submission.start.person_id == by.pk


def can_lead_anchor(by: Person, anchor: Anchor) -> bool:
    """A lead of what it is for; not the learner from whose work it was made."""
    if is_made_of(by, anchor):
        return False
    return covers(by, LEADS, anchor.version.micro_credential)


def may_see_expert(by: Person, anchor: Anchor) -> bool:
    """The expert's levels of others' readings: a lead, but for an anchor they have yet to score themselves."""
    return can_lead_anchor(by, anchor) and not anchor.readings.all().to_come(by).exists()


def can_make_anchor(by: Person, micro_credential: MicroCredential) -> bool:
    return covers(by, LEADS, micro_credential)


def may_leave(by: Person, anchor: Anchor) -> bool:
    """Go to another program in a package: in use, unless a report is open, and not against its learner's word."""
    permission = anchor.permission
    permitted = permission is None or (permission.stands and permission.is_beyond)
    return (
        permitted and anchor.is_usable and anchor.paused_at is None and may_see_expert(by, anchor)
    )


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


def can_ask_for_readers(by: Person, place: Organization) -> bool:
    """A lead or department head there or above, of a department or a program."""
    return place.program is not None and by.has_role(*ASKERS, within=place)


def asks_for_readers(by: Person) -> bool:
    """True if one of the roles that may ask is held in a program or a department of one."""
    return any(place.program is not None for place in by.organizations_as(*ASKERS))


def heads_only(by: Person) -> bool:
    """A department head who is no lead: their desk for it. Leads come from the forecast, assessors from home."""
    return asks_for_readers(by) and not by.has_role_somewhere(*LEADS)


def can_answer_reader_request(by: Person, invitation: ReaderInvitation) -> bool:
    """Whoever was asked, and is still an assessor."""
    return invitation.person_id == by.pk and by.has_role_somewhere(*ASSESSORS)


def can_offer_to_assess(by: Person, person: Person) -> bool:
    """Everybody for themselves."""
    return by.pk == person.pk


def can_end_offer(by: Person, offer: AssessorOffer) -> bool:
    """Who made it, or a lead who says no."""
    return offer.person_id == by.pk or covers(by, LEADS, offer.micro_credential)


def can_agree_on_capacity(by: Person, person: Person) -> bool:
    """A lead of a pool this person is in, for somebody else."""
    pool = Person.objects.get_queryset().serving(programs_led_by(by), *ASSESSORS)
    return by.pk != person.pk and pool.filter(pk=person.pk).exists()


def can_say_availability(by: Person, person: Person) -> bool:
    """An assessor, for themselves."""
    return by.pk == person.pk and is_assessor(person)


def may_score(person: Person, micro_credential: MicroCredential) -> bool:
    """True if their role is in the pool of the program that issues it; an attestation alone is not enough."""
    return person.serves_program(micro_credential.issuer, *ASSESSORS)


def scored_by(person: Person) -> frozenset[tuple[int, str]]:
    """The scoring versions this person may score, as (micro-credential, major). One query.

    Attested, not paused, and in the pool.
    """
    rows = _attested(person)
    issuers = {(pk, path) for _one, _major, pk, path in rows}
    served = {
        pk
        for pk, path in issuers
        if person.serves_program(Organization(pk=pk, path=path), *ASSESSORS)
    }
    return frozenset((one, major) for one, major, issuer, _path in rows if issuer in served)


@planned_once
def _attested(person: Person) -> QuerySet[Assessor, tuple[int, str, int, str]]:
    rows = Assessor.objects.current().not_paused().filter(person=person)
    return rows.values_list(
        "micro_credential", "major", "micro_credential__issuer", "micro_credential__issuer__path"
    )


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


def _leads_on(by: Person, conflict: Conflict) -> bool:
    return Conflict.objects.visible_to(by, programs_led_by(by)).filter(pk=conflict.pk).exists()


def can_lead(by: Person, evaluation: Evaluation) -> bool:
    """A lead of its owner or issuer; never on their own submission."""
    return covers(by, LEADS, evaluation.submission.version.micro_credential) and not is_own(
        by, evaluation
    )
