"""Withdrawing an award for cause: public as a bit in a list and a ground in a word, never the story."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment.actions import end_basis
from assay.assessment.models import Assessor, Basis
from assay.credentials import policy
from assay.credentials.grounds import grounds_in_force
from assay.credentials.issuers import status_lists
from assay.credentials.models import Award, AwardStatus, Revocation, RevocationCase, StatusList
from assay.journeys.actions import void
from assay.journeys.models import StartStatus
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Actor, Person
from assay.record.actions import note
from assay.record.models import MACHINE

ERROR = "issued_in_error"


@transaction.atomic
def revoke(award: Award, *, ground: str = ERROR, reason: str = "", by: Person) -> Revocation:
    """Take back what was issued in error, at once and alone; `reason` stays inside. All else is a case (`open_case`).

    Raises PermissionDenied for anyone but an approver of the issuer (and for one's own award), BadInput for another
    ground, WrongState once the hours of the policy are over, while a case is open, and if it was withdrawn already.
    """
    if not policy.can_revoke(by, award):
        raise PermissionDenied
    if ground != ERROR or ground not in grounds_in_force(award.issuer_id):
        message = _("For this reason the earner is heard first: open a case.")
        raise BadInput(message, fields={"ground": message})
    hold(award)  # a case is opened before it, or finds it withdrawn
    award.refresh_from_db(fields=("status",))
    if award.status != AwardStatus.REVOKED and (why_not := policy.why_not_at_once(award)):
        raise WrongState(why_not)
    if RevocationCase.objects.all().open().filter(award=award).exists():
        raise WrongState(_("A case about this badge is open. Its panel decides."))
    return take_effect(award, ground=ground, reason=reason, opened_by=by, by=by)


def take_effect(
    award: Award, *, ground: str, reason: str, opened_by: Person, by: Actor
) -> Revocation:
    """What a withdrawal writes; whoever calls has asked policy. Stacks listen to the event."""
    move(award, to=AwardStatus.REVOKED)
    row = Revocation.objects.create(
        award=award, ground=ground, reason=clean(reason), by=opened_by, at=now()
    )
    for places, index in _places(award):
        status_lists.withdraw(places, index)
    _end_basis(award)
    _void_start(award)
    note("credentials.revoked", award, by=by, ground=ground)
    return row


def _end_basis(award: Award) -> None:
    """Who may assess because they hold it (D10) may not any more, unless another award of theirs stands."""
    held = award.version.micro_credential_id
    if (
        Award.objects.standing()
        .filter(person=award.person_id, version__micro_credential=held)
        .exists()
    ):
        return
    for assessor in Assessor.objects.current().filter(
        person=award.person_id, micro_credential=held, basis=Basis.HOLDER
    ):
        end_basis(assessor, by=MACHINE)


def _void_start(award: Award) -> None:
    """What was finished with this award no longer is: its earner may start again and earn it anew."""
    start = award.evaluation.submission.start if award.evaluation else None
    if start is not None and start.status == StartStatus.FINISHED:
        void(start, by=MACHINE)


def _places(award: Award) -> list[tuple[StatusList, int]]:
    """Every place that a signed form of this award names: after a change of key there may be two."""
    named: set[tuple[int, int]] = set()
    lists = {
        row.number: row
        for row in StatusList.objects.filter(issuer=award.issuer_id).defer("bits", "signed")
    }
    for credential in award.credentials.all():
        named |= status_lists.places_named_in(credential)
    return [(lists[number], index) for number, index in sorted(named)]
