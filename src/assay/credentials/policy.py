"""Who may do what with awards."""

from datetime import timedelta
from hmac import compare_digest

from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation
from assay.assessment.policy import tied_to, took_part_in
from assay.catalog.models import Stack
from assay.credentials.models import (
    Award,
    CaseStatus,
    EarlierBadge,
    EarlierList,
    Endorsement,
    EndorsementAsk,
    PanelSeat,
    RevocationCase,
    RoleCandidate,
    Wallet,
)
from assay.lib.clock import now
from assay.people.models import (
    PROGRAMS,
    Actor,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
)
from assay.program.policies import RevocationPolicy, in_force

STEWARDS = (Role.APPROVER, Role.PROGRAM_ADMIN)
MAKERS = (*STEWARDS, Role.AUTHOR, Role.DEPARTMENT_HEAD)


def can_award(by: Actor, issuer: Organization) -> bool:
    """Awards follow from a released decision by themselves; an approver may repeat what a crash swallowed."""
    return by is None or by.has_role(*STEWARDS, within=issuer)


def can_take_stack(by: Person, stack: Stack) -> bool:
    """Everybody may take the badge of a stack that they completed, for themselves, while it is open and gives one."""
    return by.is_active and stack.is_open and stack.gives_badge


def can_settle_stack(by: Person, award: Award) -> bool:
    """What becomes of a stack's badge once one inside it is withdrawn: who keeps its issuer's. Never one's own."""
    return can_look_after(by, award)


def settles_stacks(person: Person) -> bool:
    """May enter the list of stacks to look at: approvers and administrators."""
    return keeps_some(person)


#: Who gives roles in their organization, and so reads its leader pool.
GIVERS = (Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)


def gives_roles(person: Person) -> bool:
    """May enter the leader pool of their organizations."""
    return bool(person.organizations_as(*GIVERS))


def giving_paths(person: Person) -> list[str]:
    return [place.path for place in person.organizations_as(*GIVERS)]


def can_offer_role(by: Person, candidate: RoleCandidate) -> bool:
    """Offer, confirm and take back: within the organizations in which one gives roles. Never one's own."""
    rows = RoleCandidate.objects.all().under(giving_paths(by), by)
    return rows.filter(pk=candidate.pk).exists()


def is_own_place(by: Person, candidate: RoleCandidate) -> bool:
    """Answer, leave and return: the holder alone."""
    return by.pk is not None and by.pk == candidate.whole.award.person_id


def can_revoke(by: Person, award: Award) -> bool:
    """An approver of the issuer: at once for a while (`why_not_at_once`), then by a case. Never one's own."""
    return by.pk != award.person_id and by.has_role(Role.APPROVER, within=award.issuer)


def can_look_after(by: Person, award: Award) -> bool:
    """Who keeps the issuer's awards sees the badge's page, whoever else may; never by that for one's own."""
    return by.pk != award.person_id and by.has_role(*STEWARDS, within=award.issuer)


def why_not_at_once(award: Award) -> str:
    """Why an approver alone cannot take it back any more, as a sentence; "" within the hours of the policy."""
    hours = in_force(RevocationPolicy, within=award.issuer_id).error_hours
    if now() <= award.issued_at + timedelta(hours=hours):
        return ""
    return _(
        "More than %(hours)s hours have passed since it was issued. From then on the earner is heard and a panel"
        " decides: open a case."
    ) % {"hours": hours}


def can_open_case(by: Person, award: Award) -> bool:
    """An approver of the issuer; never of one's own badge."""
    return can_revoke(by, award)


def can_answer_case(by: Person, case: RevocationCase) -> bool:
    """The earner alone: to answer, and to appeal."""
    return by.is_active and by.pk == case.award.person_id


def can_read_case_files(by: Person, case: RevocationCase) -> bool:
    """What lies beside the answer: the earner; once it is sent, its panel and who names it and hears the appeal."""
    if can_answer_case(by, case):
        return True
    if case.answered_at is None or not by.is_active:
        return False
    return can_vote(by, case) or can_name_panel(by, case)


def can_name_panel(by: Person, case: RevocationCase) -> bool:
    """A chair above the issuer; where none is whom nothing bars, an administrator there. Nobody with a part in it."""
    issuer = case.award.issuer
    if why_not_judge(by, case):
        return False
    if by.has_role(Role.COMMITTEE_CHAIR, within=issuer):
        return True
    if not by.has_role(Role.PROGRAM_ADMIN, within=issuer):
        return False
    chairs = Membership.objects.current().filter(
        role=Role.COMMITTEE_CHAIR, organization__in=issuer.lineage, person__is_active=True
    )
    return all(why_not_judge(held.person, case) for held in chairs.select_related("person"))


def can_hear_case(by: Person, case: RevocationCase) -> bool:
    """The same person hears the appeal, and sits in no panel of it."""
    seated = case.seats.filter(person=by).exists()
    return can_name_panel(by, case) and not seated


def can_vote(by: Person, case: RevocationCase) -> bool:
    """Who sits in its panel, and still may: no tie has come up since."""
    return case.seats.filter(person=by).exists() and not why_not_judge(by, case)


def why_not_judge(by: Person, case: RevocationCase) -> str:
    """What bars somebody from a case: "own", "opened", "involved" in the decision, "tied" to the earner, or ""."""
    award = case.award
    if by.pk == award.person_id:
        return "own"
    if by.pk == case.opened_by_id:
        return "opened"
    if award.evaluation is not None and by.pk in took_part_in(award.evaluation.submission.start_id):
        return "involved"
    return "tied" if tied_to(by, award.person) else ""


def sits_on(by: Person, evaluation: Evaluation) -> bool:
    """Whether a panel in which this person sits decides on the badge that came of it: its evidence opens to them."""
    seats = PanelSeat.objects.filter(person=by, case__award__evaluation=evaluation)
    seat = seats.filter(case__status=CaseStatus.HEARING).select_related("case__award").first()
    return seat is not None and can_vote(by, seat.case)


def panel_candidates(case: RevocationCase) -> list[Person]:
    """Members of the committee of the issuer, or above it, whom nothing bars and who do not name or hear it."""
    held = Membership.objects.current().filter(
        role=Role.COMMITTEE_MEMBER, organization__in=case.award.issuer.lineage
    )
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return [
        person
        for person in people.order_by("display_name", "pk")
        if not why_not_judge(person, case) and not can_name_panel(person, case)
    ]


def sees_cases(person: Person) -> bool:
    """May enter the list of cases: approvers, chairs and administrators, and who sits in a panel."""
    roles = (*STEWARDS, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)
    return any(place.kind in PROGRAMS for place in person.organizations_as(*roles))


def can_end_wallet(by: Person, wallet: Wallet) -> bool:
    return by.pk == wallet.person_id


def can_reissue(by: Actor, award: Award) -> bool:
    """The earner, for a name that changed; a steward, for a key that changed; the product, in bulk."""
    return by is None or by.pk == award.person_id or by.has_role(*STEWARDS, within=award.issuer)


def can_share(by: Person, award: Award) -> bool:
    """The badge is the earner's: nobody else decides who sees it."""
    return by.pk == award.person_id


def can_rotate_key(by: Actor, issuer: Organization) -> bool:
    """An administrator of the issuer; the product, where its address got another form."""
    return by is None or by.has_role(Role.PROGRAM_ADMIN, within=issuer)


def can_keep_awards(person: Person) -> bool:
    """May enter the list of awards: those who keep them, and the credit coordinator, who reads it."""
    return any(o.kind in PROGRAMS for o in kept_by(person))


def may_revoke_some(person: Person) -> bool:
    """Whether the list offers to withdraw badges; each one is asked again by `can_revoke`."""
    return any(o.kind in PROGRAMS for o in person.organizations_as(Role.APPROVER))


def keeps_some(person: Person) -> bool:
    """Approvers and administrators, who see all endorsements that concern their organizations."""
    return any(o.kind in PROGRAMS for o in person.organizations_as(*STEWARDS))


def kept_by(person: Person) -> list[Organization]:
    """Organizations whose awards this person keeps or reads."""
    return person.organizations_as(*STEWARDS, Role.CREDIT_COORDINATOR)


def can_speak_for(by: Person, organization: Organization) -> bool:
    """Sign in an organization's name: who approves or administers in that very organization, never from above it."""
    return by.is_active and any(
        m.organization_id == organization.pk and m.role in STEWARDS for m in by.awake_memberships
    )


def voices(person: Person) -> list[Organization]:
    """Organizations in whose name this person may sign."""
    found = {org.pk: org for org in person.organizations_as(*STEWARDS) if org.ended_on is None}
    return sorted(found.values(), key=lambda org: org.name)


def is_another_party(endorser: Organization, issuer: Organization) -> bool:
    """An endorsement is another's word: not one's own nor one's department's; a consortium's about a member is."""
    if issuer.path.startswith(endorser.path):
        return endorser.pk != issuer.pk and endorser.kind == OrganizationKind.CONSORTIUM
    return not endorser.path.startswith(issuer.path)


def serves(person: Person, issuer: Organization) -> bool:
    """Whether what the issuer offers is this person's own work as well: who approves, administers or writes there.

    Or in a part of it; somebody of a consortium above it does not.
    """
    return any(
        m.role in MAKERS and m.organization.path.startswith(issuer.path)
        for m in person.current_memberships
    )


def voices_about(person: Person, issuer: Organization) -> list[Organization]:
    """Organizations in whose name this person may endorse an issuer, or what it offers."""
    if serves(person, issuer):
        return []
    return [found for found in voices(person) if is_another_party(found, issuer)]


def has_endorsements_desk(person: Person) -> bool:
    """May endorse in some organization's name, whatever it is about: each one is asked again by `voices_about`."""
    return bool(voices(person))


def can_ask_for_endorsement(by: Person, award: Award) -> bool:
    """The badge is the earner's: nobody speaks about it unasked."""
    return by.pk == award.person_id


def can_answer(by: Person, ask: EndorsementAsk) -> bool:
    """The one who was asked; never the earner."""
    return by.is_active and by.pk == ask.asked_id and by.pk != ask.award.person_id


def holds_letter(token: str, ask: EndorsementAsk) -> bool:
    """Whoever came through the letter that was sent to the guest; no account, and no other way in."""
    return ask.guest_id is not None and compare_digest(token.encode(), ask.token.encode())


def holds_receipt(token: str, endorsement: Endorsement) -> bool:
    """Whoever came through the letter that told the guest what they signed."""
    return endorsement.guest_id is not None and compare_digest(
        token.encode(), endorsement.token.encode()
    )


def can_withdraw_endorsement(by: Person, endorsement: Endorsement) -> bool:
    """Whoever signed; an organization's, all who may sign for it."""
    if endorsement.by_organization is None:
        return by.pk is not None and by.pk == endorsement.by_id
    return can_speak_for(by, endorsement.by_organization)


def can_show_endorsement(by: Person, endorsement: Endorsement) -> bool:
    """Show it or put it aside: the earner, of a badge; a steward of the issuer, of what it offers."""
    if endorsement.award is not None:
        return by.pk == endorsement.award.person_id
    return by.has_role(*STEWARDS, within=endorsed_issuer(endorsement))


def endorsed_issuer(endorsement: Endorsement) -> Organization:
    """Whose badge, micro-credential or name it is about."""
    if endorsement.version is not None:
        return endorsement.version.micro_credential.issuer
    if endorsement.award is not None:
        return endorsement.award.issuer
    if endorsement.organization is None:
        raise LookupError(f"endorsement {endorsement.pk} is about nothing")
    return endorsement.organization


def programs_of_earlier(person: Person) -> list[Organization]:
    """Programs that they administer or lead, and for which they bring earlier badges in."""
    places = person.organizations_as(Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)
    return list({place.pk: place for place in places if place.kind in PROGRAMS}.values())


def brings_earlier(person: Person) -> bool:
    return bool(programs_of_earlier(person))


def can_bring_earlier(by: Person, program: Organization) -> bool:
    return any(one.pk == program.pk for one in programs_of_earlier(by))


def can_keep_list(by: Person, row: EarlierList) -> bool:
    """Press it, throw it away or take it back: whoever brings earlier badges in for its program."""
    return can_bring_earlier(by, row.program)


def can_answer_earlier(by: Person, badge: EarlierBadge) -> bool:
    """Claim and show it: the one it was matched with, or where nobody was whoever has the address."""
    if badge.person_id is not None:
        return badge.person_id == by.pk
    return by.is_active and badge.email == by.email
