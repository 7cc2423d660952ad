"""What people miss in the catalog: voiced, wanted by others too, merged where it is the same, taken up and answered."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean, clean_line
from assay.people.models import Person
from assay.program import policy
from assay.program.models import Need, NeedState, NeedVote
from assay.record.actions import note
from assay.record.models import MACHINE

#: Of what somebody says they looked for.
MOST_LETTERS = 500


@transaction.atomic
def voice_need(words: str, *, searched: str = "", by: Person) -> Need:
    """Keep what somebody looked for in the catalog and did not find, with their own vote for it. The same words of the
    same person are kept once.

    Raises PermissionDenied for whoever belongs nowhere, BadInput for nothing or for more than 500 characters.
    Keeps A10 of docs/reference/promises.md.
    """
    if not policy.can_voice_need(by):
        raise PermissionDenied
    said = clean(words).strip()
    if not said:
        message = _("Say what you were looking for.")
        raise BadInput(message, fields={"words": message})
    if len(said) > MOST_LETTERS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
        raise BadInput(message, fields={"words": message})
    place = (by.workplace or by.current_memberships[0]).organization
    Person.objects.select_for_update().get(pk=by.pk)  # a second press waits, and finds the first
    before = Need.objects.filter(voiced_by=by, words=said).first()
    if before is not None:
        return before
    need = Need.objects.create(
        organization=place,
        program=place.program_above,
        voiced_by=by,
        voiced_at=now(),
        words=said,
        searched=clean_line(searched)[:200],
        is_shared=True,
    )
    NeedVote.objects.create(need=need, person=by, at=now())
    note("program.need_voiced", need, by=by)
    return need


@transaction.atomic
def vote_for_need(need: Need, *, by: Person) -> None:
    """Say that one needs it too. A second press changes nothing.

    Raises PermissionDenied outside one's own program, WrongState where it is merged or answered.
    """
    need = _held(need)
    if not policy.can_vote_for_need(by, need):
        raise PermissionDenied
    _refuse_closed(need)
    _row, fresh = NeedVote.objects.get_or_create(need=need, person=by, defaults={"at": now()})
    if fresh:
        note("program.need_voted", need, by=by)


@transaction.atomic
def take_vote_back(need: Need, *, by: Person) -> None:
    """Need it no more. A second press changes nothing. Raises PermissionDenied, WrongState."""
    need = _held(need)
    if not policy.can_vote_for_need(by, need):
        raise PermissionDenied
    _refuse_closed(need)
    if NeedVote.objects.filter(need=need, person=by).delete()[0]:
        note("program.need_vote_taken_back", need, by=by)


def _refuse_closed(need: Need) -> None:
    if need.merged_into_id is not None:
        raise WrongState(_("This was merged with another need. Open that one."))
    if need.state == NeedState.ANSWERED:
        raise WrongState(_("This has been answered: there is a micro-credential for it now."))


@transaction.atomic
def merge_needs(need: Need, into: Need, *, by: Person) -> None:
    """Let one need stand for another that says the same: votes are united, each person's counted once.

    Raises PermissionDenied; WrongState where either is merged or answered, or the first is taken up; BadInput for
    needs of two programs, and where colleagues could no longer read what they voted for.
    """
    hold(Need.objects.filter(pk__in=(need.pk, into.pk)))
    need, into = _read(need.pk), _read(into.pk)
    if not (policy.can_merge_need(by, need) and policy.can_merge_need(by, into)):
        raise PermissionDenied
    if need.merged_into_id == into.pk:
        return
    _refuse_merging(need, into)
    # Whoever voted for both has one vote: the other goes.
    both = NeedVote.objects.filter(need=into).values("person")
    NeedVote.objects.filter(
        need=need, person__in=list(both.values_list("person", flat=True))
    ).delete()
    NeedVote.objects.filter(need=need).update(need=into)
    Need.objects.filter(merged_into=need).update(merged_into=into)
    need.merged_into = into
    need.save(update_fields=("merged_into",))
    note("program.needs_merged", need, by=by, into=into.pk)


def _refuse_merging(need: Need, into: Need) -> None:
    if need.pk == into.pk or need.program_id is None or need.program_id != into.program_id:
        message = _("Choose another need of the same program.")
        raise BadInput(message, fields={"into": message})
    if need.is_shared and not into.is_shared:
        message = _("Colleagues cannot read that one. Merge the two the other way round.")
        raise BadInput(message, fields={"into": message})
    _refuse_closed(need)
    _refuse_closed(into)
    if need.state == NeedState.TAKEN_UP:
        raise WrongState(_("There is a proposal for this need. Merge the other one into it."))


@transaction.atomic
def take_up_need(need: Need, *, by: Person) -> None:
    """A proposal is made for it; governance keeps which. Raises PermissionDenied, WrongState once it is answered."""
    need = _held(need)
    if not policy.can_take_up_need(by, need):
        raise PermissionDenied
    _refuse_closed(need)
    if need.state == NeedState.OPEN:
        need.state = NeedState.TAKEN_UP
        need.save(update_fields=("state",))
        note("program.need_taken_up", need, by=by)


@transaction.atomic
def let_go_of_need(need: Need, *, by: Person) -> None:
    """No proposal is made for it any longer: it is open again. Nothing where it is not taken up."""
    need = _held(need)
    if need.state == NeedState.TAKEN_UP:
        need.state = NeedState.OPEN
        need.save(update_fields=("state",))
        note("program.need_let_go", need, by=by)


@transaction.atomic
def answer_need(need: Need) -> None:
    """What was proposed for it is published: the machine says so, and those who voted are told. Once."""
    need = _held(need)
    if need.state != NeedState.ANSWERED and need.merged_into_id is None:
        need.state, need.answered_at = NeedState.ANSWERED, now()
        need.save(update_fields=("state", "answered_at"))
        note("program.need_answered", need, by=MACHINE)


def _held(need: Need) -> Need:
    """The row as it is now, held until commit."""
    hold(need)
    return _read(need.pk)


def _read(pk: int) -> Need:
    return Need.objects.select_related("organization", "program").get(pk=pk)
