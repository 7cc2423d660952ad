"""Permission in governance: administrators seat the committee, departments propose, members review and vote."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assay.assessment.policy import LEADS, is_lead
from assay.catalog import policy as catalog
from assay.catalog.models import Kind, MicroCredential, Version
from assay.evidence.models import Submission
from assay.governance.models import (
    AgendaItem,
    Committee,
    Condition,
    Meeting,
    Opinion,
    Package,
    Proposal,
    Recusal,
    RecusalReason,
    SeatKind,
    Term,
    Vetting,
    Voice,
)
from assay.governance.models.committees import READERS, SEATED, Sitting
from assay.lib.prepared import prepared
from assay.people.models import PROGRAMS, Actor, Organization, OrganizationKind, Person, Role
from assay.program.models import Extension
from assay.program.policies import CommitteePolicy, in_force
from assay.program.policy import can_read_rules, committee_sits

#: Who sees departments, issuers and micro-credentials side by side.
COMPARERS = (*READERS, Role.LEAD_ASSESSOR)
#: Whose work at a partner has a desk of its own.
PARTNER_PEOPLE = (
    Role.AUTHOR,
    Role.DEPARTMENT_HEAD,
    Role.APPROVER,
    Role.LEAD_ASSESSOR,
    Role.PROGRAM_ADMIN,
)


def has_desk(person: Person) -> bool:
    """Whoever sits on the committee of a program, or administers one."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*READERS))


def compares(person: Person) -> bool:
    """Whoever sits on a committee, administers a program, or leads assessors there."""
    return any(place.program for place in person.organizations_as(*COMPARERS))


def programs_compared(person: Person) -> list[str]:
    """The paths of the programs whose departments they see side by side: a lead of one department, all of them."""
    programs = (place.program for place in person.organizations_as(*COMPARERS))
    return sorted({program.path for program in programs if program is not None})


def partners_of(person: Person) -> list[Organization]:
    """The partners whose own people they are, by name: in a role at that very organization."""
    places = person.organizations_as(*PARTNER_PEOPLE)
    found = {place.pk: place for place in places if place.kind == OrganizationKind.PARTNER}
    return sorted(found.values(), key=lambda place: place.name.casefold())


def has_partner_desk(person: Person) -> bool:
    return bool(partners_of(person))


def programs_administered(person: Person) -> list[Organization]:
    places = person.organizations_as(Role.PROGRAM_ADMIN)
    return [place for place in places if place.kind in PROGRAMS]


def can_establish(by: Actor, organization: Organization) -> bool:
    """An administrator of a program, for it and the programs below it."""
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_change(by: Actor, committee: Committee) -> bool:
    """Its seats and its charter: administrators of its program."""
    return can_establish(by, committee.organization)


def can_seat(by: Actor, committee: Committee, person: Person) -> bool:
    """Nobody gives themself a seat."""
    return can_change(by, committee) and (by is None or by.pk != person.pk)


def can_end_term(by: Actor, term: Term) -> bool:
    """An administrator, and whoever gives their own seat up."""
    return can_change(by, term.seat.committee) or (by is not None and by.pk == term.person_id)


def sits(person: Person, committee: Committee) -> bool:
    """Whether somebody holds a seat today, with a role that may be used."""
    return person.has_role(*SEATED, within=committee.organization) and any(
        one.person_id == person.pk for one in committee.sitting()
    )


def reads_proposals(person: Person) -> bool:
    """The desk of proposals: those who write, and those who sit on or administer a committee's program."""
    return has_desk(person) or catalog.may_author_somewhere(person)


def reads_extensions(person: Person) -> bool:
    """What departments add to the template: whoever reads proposals, or the standard."""
    return reads_proposals(person) or can_read_rules(person)


def can_propose(person: Person, version: Version) -> bool:
    return catalog.can_author_of(person, version.micro_credential)


def can_give_opinion(person: Person, version: Version) -> bool:
    """Say what one thinks of a pilot: whoever has started it."""
    return version.starts.filter(person=person).exists()


def can_take_opinion_back(person: Person, opinion: Opinion) -> bool:
    """Only whoever said it."""
    return opinion.person_id == person.pk


def can_answer_opinions(person: Person, version: Version) -> bool:
    """Read and answer what learners of a pilot say: whoever writes the micro-credential."""
    return catalog.can_author_of(person, version.micro_credential)


def can_prepare(person: Person, proposal: Proposal) -> bool:
    """Write, check, hand in and withdraw it: whoever writes for its department."""
    return catalog.can_author(person, proposal.department)


def can_sponsor(person: Person, proposal: Proposal) -> bool:
    """The head of its department; where a program owns it without one, an administrator there."""
    if proposal.department.kind in PROGRAMS:
        return person.has_role(Role.PROGRAM_ADMIN, within=proposal.department)
    return person.has_role(Role.DEPARTMENT_HEAD, within=proposal.department)


def own_part(person_pk: int, proposal: Proposal) -> str:
    """Why somebody is recused by the program's rules (`RecusalReason`), or ""."""
    rules = in_force(CommitteePolicy, within=proposal.committee.organization_id)
    if rules.recuse_on_own_proposal and person_pk == proposal.author_id:
        return RecusalReason.AUTHOR
    if rules.recuse_on_own_proposal and person_pk == proposal.sponsor_id:
        return RecusalReason.SPONSOR
    if rules.recuse_own_department and any(
        one.person_id == person_pk and one.department_id == proposal.department_id
        for one in proposal.committee.sitting()
    ):
        return RecusalReason.DEPARTMENT
    return ""


def is_recused(person: Person, proposal: Proposal) -> bool:
    return person.pk in _recused(proposal.pk) or own_part(person.pk, proposal) != ""


@prepared
def _recused(proposal: int) -> QuerySet[Recusal, int]:
    return Recusal.objects.filter(proposal=proposal).values_list("person", flat=True)


def can_review(person: Person, proposal: Proposal) -> bool:
    """Answer items, comment and vote: whoever sits on the committee and is not recused."""
    return sits(person, proposal.committee) and not is_recused(person, proposal)


def can_comment(person: Person, proposal: Proposal) -> bool:
    """Reviewers, and those of its department, who answer them."""
    if sits(person, proposal.committee) and not can_prepare(person, proposal):
        return not is_recused(person, proposal)
    return can_prepare(person, proposal) or can_sponsor(person, proposal)


def can_recuse(person: Person, proposal: Proposal) -> bool:
    return sits(person, proposal.committee)


def presiding(proposal: Proposal) -> int | None:
    """Who opens and closes the vote on it: the chair; where the chair is recused or vacant, who has sat longest."""
    out = _recused(proposal.pk)
    sitting = sorted(
        proposal.committee.sitting(),
        key=lambda one: (one.kind != SeatKind.CHAIR, one.first_on, one.term_id),
    )
    free = (
        one.person_id
        for one in sitting
        if one.person_id not in out and not own_part(one.person_id, proposal)
    )
    return next(free, None)


def free_to_vote(proposal: Proposal) -> set[int]:
    """Who sits on the committee today and is not recused on this proposal."""
    people = {one.person_id for one in proposal.committee.sitting()} - set(_recused(proposal.pk))
    return {person for person in people if not own_part(person, proposal)}


def can_preside(person: Person, proposal: Proposal) -> bool:
    return sits(person, proposal.committee) and presiding(proposal) == person.pk


def can_say_hours(person: Person, submission: Submission) -> bool:
    """Its learner alone."""
    return person.is_active and submission.start.person_id == person.pk


def can_meet_condition(person: Person, condition: Condition) -> bool:
    """Whoever sits on the committee says that it is met; nobody says so of their own proposal."""
    return can_review(person, condition.decision.proposal)


def can_look_at(person: Person, vetting: Vetting) -> bool:
    """Say of an item whether it is met: whoever sits on the program's committee or administers it."""
    return person.has_role(*READERS, within=vetting.program)


def can_vote_on_vetting(person: Person, vetting: Vetting) -> bool:
    committee = sitting(vetting.program)
    return committee is not None and sits(person, committee)


def can_decide_vetting(person: Person, vetting: Vetting) -> bool:
    """The chair where a committee sits; an administrator of the program where none does."""
    committee = sitting(vetting.program)
    if committee is None:
        return person.has_role(Role.PROGRAM_ADMIN, within=vetting.program)
    chairs = committee.terms().filter(seat__kind=SeatKind.CHAIR, person=person)
    return sits(person, committee) and chairs.exists()


def sitting(program: Organization) -> Committee | None:
    """The committee of a program, once it sits."""
    return (
        Committee.objects.filter(organization=program).first() if committee_sits(program) else None
    )


def chair_of(committee: Committee) -> int | None:
    """Who calls meetings and leads them: the chair; where that seat is vacant, who has sat longest. One query."""
    return next(iter(in_line(committee)), None)


def can_call(person: Person, committee: Committee) -> bool:
    return sits(person, committee) and chair_of(committee) == person.pk


def can_keep(person: Person, meeting: Meeting) -> bool:
    """Its agenda and its attendance: whoever leads it, and its secretary while they sit."""
    if meeting.secretary_id == person.pk:
        return sits(person, meeting.committee)
    return can_call(person, meeting.committee)


def recused_on(item: AgendaItem) -> set[int]:
    """Who on the committee takes no part in it today, by rule or by their own word. Two queries."""
    if item.proposal is None:
        return set(item.recusals.values_list("person", flat=True))
    by_rule = recused_by_rule(item.proposal, item.proposal.committee.sitting())
    return by_rule.keys() | set(_recused(item.proposal.pk))


def recused_by_rule(proposal: Proposal, sitting: Sequence[Sitting]) -> dict[int, str]:
    """Of those who sit there, who has a part in a proposal, and why; as `own_part`, without a query."""
    rules = in_force(CommitteePolicy, within=proposal.committee.organization_id)
    found = dict[int, str]()
    for one in sitting:
        if rules.recuse_on_own_proposal and one.person_id == proposal.author_id:
            found[one.person_id] = RecusalReason.AUTHOR
        elif rules.recuse_on_own_proposal and one.person_id == proposal.sponsor_id:
            found[one.person_id] = RecusalReason.SPONSOR
        elif rules.recuse_own_department and one.department_id == proposal.department_id:
            found[one.person_id] = RecusalReason.DEPARTMENT
    return found


def recused_on_extension(extension: Extension, sitting: Sequence[Sitting]) -> set[int]:
    """Of those who sit there, who has a part in what a department adds: its proposer, and who sits for it."""
    rules = in_force(CommitteePolicy, within=extension.department_id)
    return {
        one.person_id
        for one in sitting
        if (rules.recuse_on_own_proposal and one.person_id == extension.proposed_by_id)
        or (rules.recuse_own_department and one.department_id == extension.department_id)
    }


def exchanges(person: Person) -> bool:
    """The desk of packages: those who write, and leads of assessors."""
    return catalog.may_author_somewhere(person) or is_lead(person)


def exchanges_or_sits(person: Person) -> bool:
    """Whoever may read what was learned with some micro-credential."""
    return exchanges(person) or has_desk(person)


def reads_lessons(person: Person, micro_credential: MicroCredential) -> bool:
    """What was learned with it: its authors, those who lead its assessors, and the committee of its program."""
    seated = person.has_role(*READERS, *LEADS, within=micro_credential.home)
    return seated or voice_of(person, micro_credential) is not None


def can_pack(person: Person, version: Version) -> bool:
    """Take a version along to other installations: its authors and administrators, and once published its leads."""
    row = version.micro_credential
    if row.kind != Kind.MICRO_CREDENTIAL:
        return False
    if catalog.can_author_of(person, row):
        return True
    return version.published_at is not None and catalog.covers(person, LEADS, row)


def can_bring_in(person: Person, package: Package, owner: Organization) -> bool:
    """What arrived with somebody, for an owner for whom they write."""
    return package.by_id == person.pk and catalog.can_author(person, owner)


def can_discard(person: Person, package: Package) -> bool:
    """Whoever took it in."""
    return package.by_id == person.pk


def may_lead_in(person: Person, owner: Organization) -> bool:
    """Bring anchors in for what an owner takes over: a lead of assessors there."""
    return person.has_role(*LEADS, within=owner)


def voice_of(person: Person, micro_credential: MicroCredential) -> str | None:
    """As whom somebody says what was learned with it: as its author, for the committee, or not at all."""
    if catalog.can_author_of(person, micro_credential):
        return Voice.AUTHOR
    program = micro_credential.home.program
    committee = sitting(program) if program is not None else None
    return Voice.COMMITTEE if committee is not None and sits(person, committee) else None


def in_line(committee: Committee) -> list[int]:
    """Who sits there: the chair first, then who has sat longest. One query."""
    sitting = sorted(
        committee.sitting(), key=lambda one: (one.kind != SeatKind.CHAIR, one.first_on, one.term_id)
    )
    return [one.person_id for one in sitting]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesRights:
    """What somebody may do with the minutes of a meeting, item by item: `out` is who takes no part in one."""

    person: int
    keeps: bool
    seated: bool
    line: list[int]

    def writes(self, out: Collection[int]) -> bool:
        """Who keeps the meeting, and whoever leads an item of which the chair is recused; nobody of what they are
        recused from."""
        if self.person in out:
            return False
        leads = next((pk for pk in self.line if pk not in out), None)
        return self.keeps or (self.seated and leads == self.person)

    def reads_closed(self, out: Collection[int]) -> bool:
        """Members alone, and not of an item they are recused from."""
        return self.seated and self.person not in out


def minutes_rights(person: Person, meeting: Meeting) -> MinutesRights:
    """Two queries, however many items there are."""
    return MinutesRights(
        person=person.pk,
        keeps=can_keep(person, meeting),
        seated=sits(person, meeting.committee),
        line=in_line(meeting.committee),
    )


def can_minute(person: Person, meeting: Meeting, out: Collection[int]) -> bool:
    """Write of an item that these take no part in."""
    return minutes_rights(person, meeting).writes(out)


def can_approve_minutes(person: Person, meeting: Meeting, there: Meeting | None) -> bool:
    """The chair; at a later meeting also its secretary."""
    if there is not None:
        return can_keep(person, there)
    return can_call(person, meeting.committee)
