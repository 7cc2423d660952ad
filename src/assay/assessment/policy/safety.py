"""Harm to a child met in evidence: who may report it, who is told, and who reads it."""

from assay.assessment.models import Evaluation, SafetyReport
from assay.assessment.policy.opening import Ground, may_open
from assay.assessment.policy.staff import issuer_of
from assay.people.models import Membership, Organization, Person, Role
from assay.program.policies import SafetyPolicy, in_force


def can_report_safety(by: Person, evaluation: Evaluation) -> bool:
    """Whoever has the evidence open at this moment, on whichever ground; not its learner."""
    return may_open(by, evaluation) not in (None, Ground.OWN)


def can_act_on_safety(by: Person, report: SafetyReport) -> bool:
    """The named person: who holds the role that was told, in the learner's program or above it; nobody else."""
    own = by.pk == report.evaluation.submission.start.person_id
    return not own and by.has_role(report.told_role, within=report.program)


def program_of(evaluation: Evaluation) -> Organization:
    """Whose named person is told: the learner's own program, and the issuer's where they belong to none."""
    places = evaluation.submission.start.person.organizations_as(Role.LEARNER)
    found = next((place.program_above for place in places if place.program_above), None)
    return found or issuer_of(evaluation)


def told_of_safety(evaluation: Evaluation) -> tuple[Role, list[Person]]:
    """The role that is told, and who holds it: policy's, and the program's administrators where nobody holds that."""
    wanted = Role(in_force(SafetyPolicy).told_role)
    for role in (wanted, Role.PROGRAM_ADMIN):
        held = Membership.objects.current().filter(
            role=role, organization__in=program_of(evaluation).lineage, person__is_active=True
        )
        people = Person.objects.filter(pk__in=held.values("person"))
        found = list(people.exclude(pk=evaluation.submission.start.person_id).order_by("pk"))
        if found:
            return role, found
    return wanted, []
