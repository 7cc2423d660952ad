"""Who helps whom: a learner asks a coach (E1) or a colleague (C3), who takes it on or declines; whoever looks after
both finds a coach.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.models import Pairing, PairingKind, PairingStatus, PeerOffer
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_CHARACTERS = 500
#: As many coaches one learner has or asks for at a time.
MOST_COACHES = 5
#: As many colleagues one learner asks, or shares with, for one micro-credential at a time.
MOST_PEERS = 2


@transaction.atomic
def ask_for_coach(learner: Person, coach: Person | None, about: str = "", *, by: Person) -> Pairing:
    """Ask one coach by name, or for anyone (`coach` None). What it is `about` is read by whoever is asked.

    Raises PermissionDenied; BadInput for somebody who does not coach where the learner belongs; WrongState where it
    was asked already, or as many as may be are there.
    """
    if not policy.can_ask(by, learner):
        raise PermissionDenied
    said, place = _words(about, "about"), _place_of(learner, coach)
    hold(learner)
    if Pairing.objects.of(learner).with_coaches().open().count() >= MOST_COACHES:
        raise WrongState(
            _("You have asked as many coaches as one person can. End or take back one first.")
        )
    message = (
        _("You have asked this coach, or work with them.")
        if coach
        else _("You have asked for a coach already. Someone will find one for you.")
    )
    with first_come(message):
        pairing = Pairing.objects.create(
            learner=learner,
            coach=coach,
            organization=place,
            about=said,
            asked_by=by,
            asked_at=now(),
        )
    note("coaching.asked", pairing, by=by, learner=learner.pk, coach=coach.pk if coach else None)
    return pairing


@transaction.atomic
def ask_peer(offer: PeerOffer, about: str = "", *, by: Person) -> Pairing:
    """Ask a colleague who offers to read drafts of a micro-credential one works on (C3).

    Raises PermissionDenied for an offer that is not open to them; BadInput for too many words; WrongState for who does
    not work on it, has asked already or asks as many as one may, and where the colleague has no room.
    """
    if not policy.can_ask_peer(by, offer):
        raise PermissionDenied
    said, about_it = _words(about, "about"), offer.micro_credential
    hold(by)
    hold(offer)
    if not Start.objects.open().filter(person=by, micro_credential=about_it).exists():
        raise WrongState(_("You do not work on this micro-credential now."))
    asked = Pairing.objects.of(by).with_peers().filter(micro_credential=about_it).open()
    if asked.count() >= MOST_PEERS:
        raise WrongState(
            _("You have asked two colleagues, or share with them. End or take back one first.")
        )
    _must_have_room(offer)
    with first_come(_("You have asked this colleague, or share with them.")):
        pairing = Pairing.objects.create(
            learner=by,
            coach=offer.person,
            kind=PairingKind.PEER,
            micro_credential=about_it,
            organization=_place_within(by, offer.organization),
            about=said,
            asked_by=by,
            asked_at=now(),
        )
    note("coaching.asked", pairing, by=by, learner=by.pk, coach=offer.person_id)
    return pairing


@transaction.atomic
def take_request_back(pairing: Pairing, *, by: Person) -> None:
    """Before it is answered. Raises WrongState afterwards."""
    if not policy.can_take_back(by, pairing):
        raise PermissionDenied
    move(pairing, to=PairingStatus.TAKEN_BACK, ended_at=now(), ended_by=by)
    note("coaching.request_taken_back", pairing, by=by, learner=pairing.learner_id)


@transaction.atomic
def accept(pairing: Pairing, *, by: Person) -> None:
    """Take it on. From here on neither judges anything of the other’s. Raises WrongState once it is answered, and where
    a colleague reads as many drafts as they have offered to.
    """
    if not policy.can_answer(by, pairing):
        raise PermissionDenied
    if pairing.is_peer:
        offer = PeerOffer.objects.of(by).filter(micro_credential=pairing.micro_credential).first()
        if offer is None:
            raise WrongState(_("You do not offer to read these drafts now."))
        hold(offer)
        _must_have_room(offer)
    _begin(pairing, by=by)


@transaction.atomic
def decline(pairing: Pairing, words: str = "", *, by: Person) -> None:
    """Say no, with words for the learner if there are any. Raises WrongState once it is answered."""
    if not policy.can_answer(by, pairing):
        raise PermissionDenied
    said = _words(words, "answer")
    move(pairing, to=PairingStatus.DECLINED, answer=said, ended_at=now(), ended_by=by)
    note("coaching.declined", pairing, by=by, learner=pairing.learner_id, coach=pairing.coach_id)


@transaction.atomic
def find_coach(pairing: Pairing, coach: Person, *, by: Actor) -> None:
    """Give who asked for anyone a coach. Raises BadInput for who does not coach there, WrongState once it is answered,
    or where the two work together already.
    """
    if not policy.can_find_coach(by, pairing):
        raise PermissionDenied
    if pairing.coach_id is not None:
        raise WrongState(_("They asked this coach by name. The coach answers."))
    _must_coach(coach, pairing.learner, pairing.organization)
    with first_come(_("This coach works with them now.")):
        Pairing.objects.filter(pk=pairing.pk, coach=None).update(coach=coach)
        pairing.coach = coach
        _begin(pairing, by=by)


@transaction.atomic
def pair(learner: Person, coach: Person, organization: Organization, *, by: Actor) -> Pairing:
    """Say who coaches a learner who has not asked; both see it, and each can end it.

    Raises PermissionDenied; BadInput for who does not coach there; WrongState where it is so already.
    """
    if not policy.can_pair(by, learner, organization):
        raise PermissionDenied
    _must_coach(coach, learner, organization)
    with first_come(_("This coach works with them already, or was asked by them.")):
        pairing = Pairing.objects.create(
            learner=learner,
            coach=coach,
            organization=organization,
            asked_by=by or coach,
            asked_at=now(),
        )
    _begin(pairing, by=by)
    return pairing


@transaction.atomic
def end_pairing(pairing: Pairing, *, by: Actor) -> None:
    """End it, for both: drafts are closed to the coach at once, meetings to come are off, a cycle that runs is over.

    What was written stays with the learner. Raises WrongState the second time.
    """
    if not policy.can_end(by, pairing):
        raise PermissionDenied
    move(pairing, to=PairingStatus.ENDED, ended_at=now(), ended_by=by)
    pairing.shares.filter(ended_at=None).update(ended_at=pairing.ended_at)
    pairing.meetings.planned().update(called_off_at=pairing.ended_at)
    pairing.cycles.open().update(ended_on=today())
    note("coaching.ended", pairing, by=by, learner=pairing.learner_id, coach=pairing.coach_id)


@transaction.atomic
def end_without_ground(person: Person) -> int:
    """End what runs with somebody who has left, or where the help no longer reaches the learner; answer what was asked
    of them. How many.
    """
    mine = Pairing.objects.of(person) | Pairing.objects.coached_by(person)
    ended = 0
    for row in mine.open().select_related("learner", "coach", "organization").order_by("pk"):
        if policy.has_ground(row):
            continue
        hold(row)
        row.refresh_from_db(fields=("status",))
        if row.is_running:
            end_pairing(row, by=MACHINE)
        elif row.is_asked and row.learner_id == person.pk:
            move(row, to=PairingStatus.TAKEN_BACK, ended_at=now())
            note("coaching.request_taken_back", row, by=MACHINE, learner=row.learner_id)
        elif row.is_asked:
            move(row, to=PairingStatus.DECLINED, ended_at=now())
            note("coaching.declined", row, by=MACHINE, learner=row.learner_id, coach=row.coach_id)
        ended += 1
    return ended


def _must_have_room(offer: PeerOffer) -> None:
    if PeerOffer.objects.with_room().get(pk=offer.pk).room < 1:  # type: ignore[attr-defined]  # annotated
        raise WrongState(_("As many drafts as were offered are being read now."))


def _place_within(learner: Person, program: Organization) -> Organization:
    """Where the learner belongs, of the places in this program."""
    held = (membership.organization for membership in learner.current_memberships)
    return next((place for place in held if place.path.startswith(program.path)), program)


def _begin(pairing: Pairing, *, by: Actor) -> None:
    move(pairing, to=PairingStatus.RUNNING, began_at=now())
    note("coaching.begun", pairing, by=by, learner=pairing.learner_id, coach=pairing.coach_id)


def _place_of(learner: Person, coach: Person | None) -> Organization:
    """Where the learner belongs; of several places the one that the coach reaches."""
    places = policy.places_of(learner)
    if not places:
        raise BadInput(_("You belong to no school or program yet, so no one can coach you here."))
    if coach is None:
        return places[0]
    reached = [place for place in places if policy.coaches_for(place).filter(pk=coach.pk).exists()]
    if not reached or coach.pk == learner.pk:
        message = _("This person does not coach where you belong. Choose someone else.")
        raise BadInput(message, fields={"coach": message})
    return reached[0]


def _must_coach(coach: Person, learner: Person, organization: Organization) -> None:
    reaches = policy.coaches_for(organization).filter(pk=coach.pk).exists()
    if coach.pk == learner.pk or not reaches:
        message = _("This person does not coach where the learner belongs.")
        raise BadInput(message, fields={"coach": message})


def _words(typed: str, name: str) -> str:
    said = clean_line(typed)
    if len(said) > MAX_CHARACTERS:
        message = _("Keep it to %(n)d characters.") % {"n": MAX_CHARACTERS}
        raise BadInput(message, fields={name: message})
    return said
