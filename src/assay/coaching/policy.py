"""Permission in coaching: what a learner and who helps them write is theirs. No assessor or principal reads it."""

from django.db.models import Q, QuerySet

from assay.catalog.models import MicroCredential
from assay.coaching.models import (
    BroughtEntry,
    Comment,
    DraftShare,
    Pairing,
    PeerOffer,
    programs_of,
    reach_of,
)
from assay.coaching.models.reach import KNOWING
from assay.evidence.models import Submission
from assay.journeys.models import LogEntry, Start
from assay.lib.clock import today
from assay.people.models import (
    Actor,
    Membership,
    Organization,
    OrganizationKind,
    Person,
    Role,
    below,
)


def is_coach(person: Person) -> bool:
    """The coach’s desk. No query."""
    return person.has_role_somewhere(Role.COACH)


def finds_coaches(person: Person) -> bool:
    """The list of those who ask for a coach: whoever administers a school or a program. No query."""
    return bool(person.organizations_as(Role.PROGRAM_ADMIN))


def can_ask(by: Actor, learner: Person) -> bool:
    """A learner for themselves."""
    return by is not None and by.pk == learner.pk and by.is_active


def can_find_coach(by: Actor, pairing: Pairing) -> bool:
    """Whoever looks after the place where the learner belongs; nobody for themselves. Colleagues find each other."""
    return not pairing.is_peer and can_pair(by, pairing.learner, pairing.organization)


def can_pair(by: Actor, learner: Person, organization: Organization) -> bool:
    """Say that somebody coaches a learner of this place: who administers it or what lies above."""
    if by is None:
        return True
    return by.pk != learner.pk and by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_answer(by: Actor, pairing: Pairing) -> bool:
    """Take it on or decline: the coach who was asked by name, while they hold the role; the colleague, while they know
    what it is about.
    """
    return by is not None and by.pk == pairing.coach_id and helps_at(by, pairing)


def can_take_back(by: Actor, pairing: Pairing) -> bool:
    return by is not None and by.pk == pairing.learner_id


def can_end(by: Actor, pairing: Pairing) -> bool:
    """Either of the two; and of a coach, who may find one for the learner."""
    if by is None:
        return True
    return by.pk in (pairing.learner_id, pairing.coach_id) or can_find_coach(by, pairing)


def can_share(by: Actor, submission: Submission) -> bool:
    """The learner’s own drafts, and nobody for them."""
    return by is not None and by.pk == submission.start.person_id


def can_share_with(by: Actor, submission: Submission, pairing: Pairing) -> bool:
    """With a coach of one’s own; with a colleague, a draft of what they have offered to read."""
    if not can_share(by, submission) or pairing.learner_id != submission.person_id:
        return False
    return (
        not pairing.is_peer or pairing.micro_credential_id == submission.start.micro_credential_id
    )


def can_read(by: Actor, share: DraftShare) -> bool:
    """The coach or colleague to whom it is open now. One query."""
    if by is None or not by.is_active:
        return False
    return DraftShare.objects.open_to(by).filter(pk=share.pk).exists()


def can_comment(by: Actor, share: DraftShare) -> bool:
    return can_read(by, share)


def can_change_comment(by: Actor, comment: Comment) -> bool:
    """Whoever wrote it, while the draft is open to them."""
    return by is not None and by.pk == comment.by_id and can_read(by, comment.share)


def is_of(share: DraftShare, comment: Comment, by: Actor) -> bool:
    """A comment of one’s own on this very draft."""
    return by is not None and comment.share_id == share.pk and comment.by_id == by.pk


def can_reply(by: Actor, comment: Comment) -> bool:
    """The learner always, the coach or colleague while the draft is open to them."""
    if comment.sent_at is None:
        return False
    return can_share(by, comment.share.submission) or can_read(by, comment.share)


def can_bring_entry(by: Actor, pairing: Pairing, entry: LogEntry) -> bool:
    """The learner of the two, from their own log, to a coach."""
    if by is None or pairing.is_peer:
        return False
    return by.pk == pairing.learner_id and entry.person_id == by.pk


def can_take_entry_back(by: Actor, row: BroughtEntry) -> bool:
    """Whoever brought it, also when they work together no more."""
    return by is not None and by.pk == row.pairing.learner_id


def can_set_meeting(by: Actor, pairing: Pairing) -> bool:
    """Either of the two."""
    if by is None or by.pk == pairing.learner_id:
        return by is not None
    return can_log(by, pairing)


def can_log(by: Actor, pairing: Pairing) -> bool:
    """The coach keeps the log; the learner reads it."""
    if by is None or by.pk != pairing.coach_id:
        return False
    return helps_at(by, pairing)


def can_offer(by: Actor, micro_credential: MicroCredential) -> bool:
    """Read colleagues’ drafts: whoever works on it, or has earned it and still holds it, in a program. Two queries."""
    if by is None or not by.is_active or not programs_of(by):
        return False
    starts = Start.objects.filter(person=by, micro_credential=micro_credential)
    return starts.filter(status__in=KNOWING).exists()


def can_change_offer(by: Actor, offer: PeerOffer) -> bool:
    """One’s own."""
    return by is not None and by.is_active and by.pk == offer.person_id


def can_ask_peer(by: Actor, offer: PeerOffer) -> bool:
    """A colleague in the same program, while the offer is open. Nobody is asked who has not offered. One query."""
    if by is None or not by.is_active:
        return False
    return PeerOffer.objects.visible_to(by).filter(pk=offer.pk).exists()


def can_go_without_talk(by: Actor, submission: Submission) -> bool:
    """The learner themselves, where no one coaches: nobody waits for what cannot be. One query a place."""
    if not can_share(by, submission) or by is None:
        return False
    return not any(coaches_for(place).exclude(pk=by.pk).exists() for place in places_of(by))


def helps_at(person: Person, pairing: Pairing) -> bool:
    """Whether it reaches them today: as a coach, by their role; as a colleague, while they know what it is about."""
    if not pairing.is_peer:
        return coaches_at(person, pairing.organization)
    return person.is_active and Pairing.objects.reached_by(person).filter(pk=pairing.pk).exists()


def has_ground(pairing: Pairing) -> bool:
    """Whether both have their accounts, the learner still belongs to its program, and the help reaches them there."""
    learner, helper = pairing.learner, pairing.coach
    if not learner.is_active or pairing.organization.program_above not in programs_of(learner):
        return False
    return helper is None or (helper.is_active and helps_at(helper, pairing))


def coaches_at(person: Person, organization: Organization) -> bool:
    """Whether somebody’s role of coach reaches learners of this place."""
    return any(
        organization.path.startswith(reach_of(place).path)
        for place in person.organizations_as(Role.COACH)
    )


def coaches_for(organization: Organization) -> QuerySet[Person]:
    """Those who coach learners of this place today, with accounts in use (`coaches_at`, asked of everybody)."""
    above, office = organization.lineage, OrganizationKind.DEPARTMENT
    of_office = Q(organization__kind=office, organization__parent__in=above) | Q(
        organization__kind=office,
        organization__parent__kind=office,
        organization__parent__parent__in=above,
    )
    held = Membership.objects.current(today()).filter(role=Role.COACH)
    held = held.filter(Q(organization__in=above) | of_office)
    people = Person.objects.get_queryset().filter(is_active=True, pk__in=held.values("person"))
    return people.order_by("display_name", "pk")


def places_of(learner: Person) -> list[Organization]:
    """Where somebody belongs as a learner today, else at all: their coach is found there."""
    own = learner.organizations_as(Role.LEARNER)
    return own or [held.organization for held in learner.current_memberships]


def looked_after(person: Person) -> Q:
    """Pairings of learners whose place somebody administers, as a filter; what colleagues ask each other is theirs."""
    places = person.organizations_as(Role.PROGRAM_ADMIN)
    return below([place.path for place in places], "organization__path") & Q(kind="coach")
