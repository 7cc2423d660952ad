"""Permission on evidence. A submission is the learner's own; others come through assessment."""

from assay.catalog.policy import covers
from assay.evidence.models import Artifact, Condition, Submission
from assay.journeys.models import LogEntry
from assay.people.models import PROGRAMS, Actor, Organization, Person, Role

# Each role reaches a submission through what its version belongs to; privacy through where its learner belongs.
LEADS = (Role.LEAD_ASSESSOR,)
SCREENERS = (Role.SCREENER, *LEADS)
STEWARDS = (Role.APPROVER, Role.PROGRAM_ADMIN)
ASSESSORS = (Role.ASSESSOR, Role.LEAD_ASSESSOR)
GUARDS = (Role.PRIVACY_OFFICER, Role.PROGRAM_ADMIN)


def can_begin(by: Actor, person: Person) -> bool:
    return by is not None and by.pk == person.pk and person.is_active


def can_write(by: Actor, submission: Submission) -> bool:
    """Only the learner changes, hands in, withdraws or opts up; nobody does it for them."""
    return by is not None and by.pk == submission.start.person_id


def can_take_log_entry(by: Actor, submission: Submission, entry: LogEntry) -> bool:
    """Of one’s own log into one’s own answer."""
    return can_write(by, submission) and by is not None and entry.person_id == by.pk


def can_speak_for_consent(by: Actor, artifact: Artifact) -> bool:
    """True for its learner, who asked the people in it; nobody speaks for them."""
    return can_write(by, artifact.submission)


def can_keep_register(by: Person, person: Person) -> bool:
    """The forms lie with the teacher of the class: they alone count them, and nobody else reads the count."""
    return by.pk == person.pk and by.is_active


def can_see_file(by: Person, artifact: Artifact) -> bool:
    """In this room only the learner; assessment asks its own policy for its own address."""
    return by.pk == artifact.submission.start.person_id


def can_return(by: Actor, submission: Submission) -> bool:
    """Giving an incomplete submission back: the product, or whoever screens it or leads; not its learner."""
    if by is None:
        return True
    return not can_write(by, submission) and covers(
        by, SCREENERS, submission.version.micro_credential
    )


def can_close(by: Actor, submission: Submission) -> bool:
    """Writing an outcome: the product, or who releases for the issuer."""
    if by is None:
        return True
    issuer = submission.version.micro_credential.issuer
    return not can_write(by, submission) and by.has_role(*STEWARDS, within=issuer)


def can_end_attempt(by: Actor) -> bool:
    """Only the product, when an appeal on the attempt before makes it needless or smaller."""
    return by is None


def can_open_next(by: Actor, submission: Submission) -> bool:
    """The learner when revising, or the product."""
    return by is None or can_write(by, submission)


def can_meet_condition(by: Actor, condition: Condition) -> bool:
    """Whoever knows that it has happened, or the product; never the learner of whom it was asked."""
    return by is None or not can_write(by, condition.submission)


def can_hold(by: Actor, artifact: Artifact) -> bool:
    """Whoever judges or releases it, and who guards privacy where its learner belongs; never its learner."""
    if by is None:
        return True
    submission = artifact.submission
    if can_write(by, submission):
        return False
    return (
        _judges(by, submission)
        or can_close(by, submission)
        or any(guards(by, role, submission.start.person) for role in GUARDS)
    )


def can_see_space(by: Person) -> bool:
    """How full the installation is concerns whoever administers the program's district, or what lies above it."""
    district = Organization.objects.program_district()
    return district is not None and by.has_role(Role.PROGRAM_ADMIN, within=district)


def guarded_paths(by: Person) -> list[str]:
    """The paths of the programs whose evidence this person looks after, as privacy officer or administrator."""
    return [place.path for place in by.organizations_as(*GUARDS) if place.kind in PROGRAMS]


def guards_somewhere(by: Person) -> bool:
    """True for privacy officers and administrators of a program: they read what is kept, what goes and what went."""
    return bool(guarded_paths(by))


def guards(by: Person, role: Role, learner: Person) -> bool:
    """True if a privacy officer's or administrator's role is in a program the learner belongs to.

    A school's own administrators are too near: evidence is not for the learner's workplace to read.
    """
    homes = learner.organizations_as(Role.LEARNER) or [
        m.organization for m in learner.current_memberships
    ]
    places = [place for place in by.organizations_as(role) if place.kind in PROGRAMS]
    return any(home.path.startswith(place.path) for home in homes for place in places)


def _judges(by: Person, submission: Submission) -> bool:
    micro_credential = submission.version.micro_credential
    return covers(by, SCREENERS, micro_credential) or by.serves_program(
        micro_credential.issuer, *ASSESSORS
    )
