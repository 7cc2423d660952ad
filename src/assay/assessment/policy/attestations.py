"""Permission around a colleague's word: who is asked, who answers, who goes on without."""

from secrets import compare_digest

from django.db.models import Q

from assay.assessment.models import (
    Assessor,
    Attestation,
    AttestationRequest,
    Conflict,
    Evaluation,
)
from assay.assessment.policy.pool import can_lead
from assay.assessment.policy.staff import APPROVERS, LEADS, SCREENERS, is_own, tied
from assay.catalog.policy import covers
from assay.people.models import Actor, Organization, Person


def can_name_colleague(by: Person, attestation: Attestation) -> bool:
    """The learner."""
    return is_own(by, attestation.evaluation)


def can_answer_attestation(by: Actor, request: AttestationRequest, *, token: str = "") -> bool:
    """The colleague who was asked; a guest by the secret of the link that was sent to their address."""
    if request.colleague_id is not None:
        return by is not None and by.is_active and by.pk == request.colleague_id
    return compare_digest(token.encode(), request.token.encode())


def can_waive_attestation(by: Person, attestation: Attestation) -> bool:
    """A lead of its owner or issuer with no tie to the learner; to go on without it, or to have another asked."""
    return can_lead(by, attestation.evaluation) and not tied(by, attestation.evaluation)


def may_attest(person: Person, evaluation: Evaluation) -> bool:
    """A colleague of the same program, no family, who has and can have no part in the decision.

    Whoever may judge what is handed in for the micro-credential is left out whether or not they judge this one: who
    they are must not be found out by naming them.
    """
    learner, one = (
        evaluation.submission.start.person,
        evaluation.submission.version.micro_credential,
    )
    if person.pk == learner.pk or not person.is_active or not _of_one_program(person, learner):
        return False
    family = Conflict.objects.filter(ground="family")
    if family.filter(Q(person=person, other=learner) | Q(person=learner, other=person)).exists():
        return False
    if any(covers(person, roles, one) for roles in (LEADS, SCREENERS, APPROVERS)):
        return False
    judges = Assessor.objects.filter(person=person, micro_credential=one).exists()
    return not (
        judges
        or evaluation.assignments.filter(assessor=person).exists()
        or evaluation.screenings.filter(by=person).exists()
    )


def _of_one_program(person: Person, learner: Person) -> bool:
    """They belong to one district, consortium or partner."""
    return bool(programs_joined(person) & programs_joined(learner))


def programs_joined(person: Person) -> set[Organization]:
    """Districts, consortia and partners that somebody belongs to today: their colleagues are found there by name."""
    found = (m.organization.program_above for m in person.current_memberships)
    return {place for place in found if place is not None}
