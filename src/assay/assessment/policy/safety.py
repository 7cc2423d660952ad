"""Harm to a child met in evidence: who may report it, who is told, and who reads it."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told of harm to a child: a role in a program, and those who hold it there or above."""

    role: Role
    program: Organization
    people: tuple[Person, ...] = ()


def told_of_safety(evaluation: Evaluation) -> Told:
    """Whoever holds the policy's role in the learner's program; its administrators where nobody does; then those of the
    issuer. Without anybody at all nobody is told yet, and the report is looked at again every hour."""
    wanted, program = Role(in_force(SafetyPolicy).told_role), program_of(evaluation)
    for role, place in (
        (wanted, program),
        (Role.PROGRAM_ADMIN, program),
        (Role.PROGRAM_ADMIN, issuer_of(evaluation)),
    ):
        if found := holders(role, place, evaluation):
            return Told(role=role, program=place, people=tuple(found))
    return Told(role=wanted, program=program)


def holders(role: str, program: Organization, evaluation: Evaluation) -> list[Person]:
    """Who holds the role in the program or above it; never the learner whose work it is."""
    held = Membership.objects.current().filter(
        role=role, organization__in=program.lineage, person__is_active=True
    )
    people = Person.objects.filter(pk__in=held.values("person"))
    return list(people.exclude(pk=evaluation.submission.start.person_id).order_by("pk"))
