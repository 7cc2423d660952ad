"""Harm to a child met in evidence: who may report it, who is told, and who reads it."""

from dataclasses import dataclass

from assay.assessment.models import Anchor, Evaluation, SafetyReport
from assay.assessment.policy.opening import Ground, may_open
from assay.assessment.policy.pool import is_made_of, may_open_anchor
from assay.people.models import Membership, Organization, Person, Role
from assay.program.policies import SafetyPolicy, in_force


def can_report_safety(by: Person, subject: Evaluation | Anchor) -> bool:
    """Whoever has the evidence open at this moment, on whichever ground; not its learner."""
    if isinstance(subject, Anchor):
        return may_open_anchor(by, subject) and not is_made_of(by, subject)
    return may_open(by, subject) not in (None, Ground.OWN)


def can_act_on_safety(by: Person, report: SafetyReport) -> bool:
    """The named person: who holds the role that was told, in the learner's program or above it; nobody else."""
    learner = learner_of(report.subject)
    own = learner is not None and learner.pk == by.pk
    return not own and by.has_role(report.told_role, within=report.program)


def learner_of(subject: Evaluation | Anchor) -> Person | None:
    """Whose work it is, or of whose it is a copy; nobody's where it was written for training."""
    if isinstance(subject, Evaluation):
        return subject.submission.start.person
    return subject.permission.submission.start.person if subject.permission else None


def program_of(subject: Evaluation | Anchor) -> Organization:
    """Whose named person is told: the learner's own program, and the issuer's where they belong to none."""
    learner = learner_of(subject)
    places = learner.organizations_as(Role.LEARNER) if learner is not None else []
    found = next((place.program_above for place in places if place.program_above), None)
    return found or _issuer_of(subject)


def _issuer_of(subject: Evaluation | Anchor) -> Organization:
    version = subject.version if isinstance(subject, Anchor) else subject.submission.version
    return version.micro_credential.issuer


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told of harm to a child: a role in a program, and those who hold it there or above."""

    role: Role
    program: Organization
    people: tuple[Person, ...] = ()


def told_of_safety(subject: Evaluation | Anchor) -> Told:
    """Whoever holds the policy's role in the learner's program; its administrators where nobody does; then those of the
    issuer. Without anybody at all nobody is told yet, and the report is looked at again every hour."""
    program = program_of(subject)
    wanted = Role(in_force(SafetyPolicy, within=program).told_role)
    for role, place in (
        (wanted, program),
        (Role.PROGRAM_ADMIN, program),
        (Role.PROGRAM_ADMIN, _issuer_of(subject)),
    ):
        if found := holders(role, place, subject):
            return Told(role=role, program=place, people=tuple(found))
    return Told(role=wanted, program=program)


def holders(role: str, program: Organization, subject: Evaluation | Anchor) -> list[Person]:
    """Who holds the role in the program or above it; never the learner whose work it is."""
    held = Membership.objects.current().filter(
        role=role, organization__in=program.lineage, person__is_active=True
    )
    people, learner = Person.objects.filter(pk__in=held.values("person")), learner_of(subject)
    return list((people.exclude(pk=learner.pk) if learner else people).order_by("pk"))
