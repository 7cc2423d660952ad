"""Permission in community. What two people write to each other is theirs: a moderator reads one reported message.

Reports of such messages are for the program's administrators alone: a lead assessor who read who asks about which work
could not judge it blind.
"""

from django.db.models import Q

from assay.assessment.models import SENT, Evaluation
from assay.catalog.models import MicroCredential
from assay.catalog.policy import covers
from assay.community.models import (
    Cohort,
    CohortKind,
    CohortMember,
    DirectoryEntry,
    Exemplar,
    ExemplarStatus,
    Inquiry,
    InquiryMessage,
    Post,
    Report,
    Thread,
    convening_paths,
)
from assay.credentials.models import Award
from assay.evidence.models import Submission
from assay.people.models import (
    PROGRAMS,
    Actor,
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    Person,
    Role,
    administered_paths,
    below,
)
from assay.program.models import programs_of
from assay.program.policies import CommunityPolicy, in_force


def can_convene(by: Actor, kind: str, organization: Organization) -> bool:
    """A cohort: administrators, heads and coaches, there and below. A PLC is of one school: any educator of it, too."""
    if by is None or not by.is_active or organization.ended_on is not None:
        return False
    if kind == CohortKind.PLC and organization.kind != OrganizationKind.SCHOOL:
        return False
    by_role = any(organization.path.startswith(path) for path in convening_paths(by))
    return by_role or (kind == CohortKind.PLC and belongs_to(by, organization))


def convenes_by_role(person: Person) -> bool:
    """Cohorts, and PLCs beyond one’s own school. No query."""
    return bool(convening_paths(person))


def may_convene(person: Person) -> bool:
    """Somewhere, some kind of group."""
    return convenes_by_role(person) or places_to_convene(person).exists()


def places_to_convene(person: Person) -> OrganizationQuerySet:
    """Where somebody may open a group: by their role, and a PLC at their own school."""
    held = person.current_memberships
    above = {pk for membership in held for pk in membership.organization.lineage}
    own_schools = Q(pk__in=sorted(above), kind=OrganizationKind.SCHOOL)
    by_role = below(convening_paths(person), "path")
    return Organization.objects.current().filter(by_role | own_schools).order_by("path")


def can_change_cohort(by: Actor, cohort: Cohort) -> bool:
    """Its conveners, while they may convene there; and who administers its place. One query."""
    if by is None:
        return True
    if not by.is_active:
        return False
    if by.has_role(Role.PROGRAM_ADMIN, within=cohort.organization):
        return True
    theirs = belongs_to(by, cohort.organization) or can_convene(
        by, cohort.kind, cohort.organization
    )
    return theirs and cohort.conveners.filter(pk=by.pk).exists()


def can_join(by: Actor, cohort: Cohort) -> bool:
    """Whoever belongs to its place, for themselves."""
    return by is not None and by.is_active and belongs_to(by, cohort.organization)


def can_leave(by: Actor, member: CohortMember) -> bool:
    """Leave, or say what is told: for oneself."""
    return by is not None and by.pk == member.person_id


def belongs_to(person: Person, organization: Organization) -> bool:
    """Somebody’s place today is this one, or lies below it. No query."""
    return any(
        held.organization.path.startswith(organization.path) for held in person.current_memberships
    )


def can_offer(by: Actor, person: Person, micro_credential: MicroCredential) -> bool:
    """Be found as someone who earned it: for oneself, while a badge of it stands. One query."""
    if by is None or by.pk != person.pk or not by.is_active:
        return False
    held = Award.objects.standing().filter(person=by, version__micro_credential=micro_credential)
    return held.exists()


def can_change_entry(by: Actor, entry: DirectoryEntry) -> bool:
    """Its holder."""
    return by is not None and by.pk == entry.person_id


def can_end_entry(by: Actor, entry: DirectoryEntry) -> bool:
    """Its holder, or what follows from a badge that is withdrawn or an account that is closed."""
    return by is None or can_change_entry(by, entry)


def can_ask(by: Actor, entry: DirectoryEntry) -> bool:
    """Whoever finds it, and is not its holder. One query."""
    if by is None or not by.is_active or by.pk == entry.person_id:
        return False
    return DirectoryEntry.objects.visible_to(by).filter(pk=entry.pk).exists()


def is_of_two(by: Actor, inquiry: Inquiry) -> bool:
    """One of the two who talk."""
    return by is not None and by.pk in (inquiry.learner_id, inquiry.entry.person_id)


def can_write(by: Actor, inquiry: Inquiry) -> bool:
    """One of the two, who still belongs to the program where they met."""
    return by is not None and is_of_two(by, inquiry) and inquiry.entry.program in programs_of(by)


def can_close(by: Actor, inquiry: Inquiry) -> bool:
    """Either of the two; the clock, where no one has written for long."""
    return by is None or is_of_two(by, inquiry)


def can_block(by: Actor, inquiry: Inquiry) -> bool:
    """The holder."""
    return by is not None and by.pk == inquiry.entry.person_id


def can_report(by: Actor, message: InquiryMessage) -> bool:
    """The one it was written to."""
    return by is not None and is_of_two(by, message.inquiry) and by.pk != message.by_id


def moderates(person: Person) -> bool:
    """The list of reports. No query."""
    held = person.organizations_as(Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)
    return any(place.program is not None for place in held)


def reports_of(person: Person) -> Q:
    """The reports that somebody looks after, as a filter, none about their own words: of programs they administer;
    those of posts also as the lead of their issuer.
    """
    leads = [place.path for place in person.organizations_as(Role.LEAD_ASSESSOR)]
    issuer = "post__thread__micro_credential__issuer__path"
    as_lead = Q(post__isnull=False) & below(leads, "program__path") & below(leads, issuer)
    own = Q(message__by=person) | Q(post__by=person)
    return (below(administered_paths(person), "program__path") | as_lead) & ~own


def can_settle(by: Actor, report: Report) -> bool:
    """Who looks after it, and neither wrote nor reported it."""
    if by is None or by.pk == report.by_id:
        return False
    return Report.objects.filter(reports_of(by), pk=report.pk).exists()


def decides_on_exemplars(person: Person) -> bool:
    """The privacy officer's list of exemplars. No query."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(Role.PRIVACY_OFFICER))


def can_propose_exemplar(by: Actor, evaluation: Evaluation) -> bool:
    """Whoever judged it without knowing whose it is and handed their scores over, and who leads; never its learner."""
    if by is None or by.pk == evaluation.submission.person_id:
        return False
    if covers(by, (Role.LEAD_ASSESSOR,), evaluation.submission.version.micro_credential):
        return True
    return evaluation.assignments.filter(assessor=by, status__in=SENT).exists()


def can_show_work(by: Actor, submission: Submission) -> bool:
    """Its learner, and nobody for them."""
    return by is not None and by.pk == submission.person_id and by.is_active


def can_decide_on_exemplar(by: Actor, exemplar: Exemplar) -> bool:
    """A privacy officer of the program where its learner belongs; never on their own work."""
    if by is None or by.pk == exemplar.submission.person_id or exemplar.program is None:
        return False
    return any(
        exemplar.program.path.startswith(place.path)
        for place in by.organizations_as(Role.PRIVACY_OFFICER)
        if place.kind in PROGRAMS
    )


def can_decline_exemplar(by: Actor, exemplar: Exemplar) -> bool:
    """Its learner while it is proposed to them, the privacy officer while it is with them."""
    if exemplar.status == ExemplarStatus.PROPOSED:
        return can_show_work(by, exemplar.submission)
    return can_decide_on_exemplar(by, exemplar)


def can_withdraw_exemplar(by: Actor, exemplar: Exemplar) -> bool:
    """Its learner and the privacy officer, at any time; the machine where something it rests on has gone."""
    if by is None:
        return True
    return can_show_work(by, exemplar.submission) or can_decide_on_exemplar(by, exemplar)


def program_keys(person: object) -> set[int]:
    """The programs whose people somebody is one of, by their keys; none for strangers. No query of its own."""
    if not isinstance(person, Person):
        return set()
    return {pk for held in person.current_memberships for pk in held.organization.lineage}


def discusses(person: Person, thread: Thread) -> bool:
    """Read and write in it: whoever finds it, where the program has discussions. Two queries."""
    if not person.is_active or not has_discussion(thread.program_id):
        return False
    return Thread.objects.visible_to(person).filter(pk=thread.pk).exists()


def has_discussion(program: int) -> bool:
    """Whether a program has discussions (`community.discussion`); what was written stays where it has none."""
    return in_force(CommunityPolicy, within=program).discussion


def can_begin_thread(by: Actor, program: Organization, cohort: Cohort | None) -> bool:
    """Whoever belongs to the program, or is in the cohort."""
    if by is None or not by.is_active or not has_discussion(program.pk):
        return False
    if cohort is not None:
        return Cohort.objects.all().mine(by).filter(pk=cohort.pk).exists()
    return program in programs_of(by)


def can_post(by: Actor, thread: Thread) -> bool:
    return by is not None and discusses(by, thread)


def can_change_post(by: Actor, post: Post) -> bool:
    """Its author, in the discussion."""
    return by is not None and by.pk == post.by_id and discusses(by, post.thread)


def can_take_post_away(by: Actor, post: Post) -> bool:
    """Its author, always."""
    return by is not None and by.pk == post.by_id


def can_report_post(by: Actor, post: Post) -> bool:
    return by is not None and by.pk != post.by_id and discusses(by, post.thread)


def can_moderate(by: Actor, thread: Thread) -> bool:
    """The administrators of its program; the lead of its issuer, where they lead in the program too; who looks after
    its cohort.
    """
    if by is None or not by.is_active:
        return False
    if by.has_role(Role.PROGRAM_ADMIN, within=thread.program):
        return True
    if thread.cohort is not None:
        return can_change_cohort(by, thread.cohort)
    issuer = thread.micro_credential.issuer if thread.micro_credential is not None else None
    return by.has_role(Role.LEAD_ASSESSOR, within=thread.program) and by.has_role(
        Role.LEAD_ASSESSOR, within=issuer
    )


def can_choose_digest(by: Actor, person: Person) -> bool:
    """Mail about a discussion: for oneself."""
    return by is not None and by.pk == person.pk
