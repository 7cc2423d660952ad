"""Starting, finishing, leaving: a learner's work on one pinned version."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.catalog import actions as catalog
from assay.catalog.models import Version, VersionStatus
from assay.journeys import policy
from assay.journeys.models import Goal, GoalStatus, Start, StartStatus
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.people.models import Actor, Person
from assay.record.actions import Entry, note, note_all


class AlreadyStarted(WrongState):
    """This micro-credential is already in progress; `start` says which start it is."""

    code = "already-started"

    def __init__(self, start: Start | None) -> None:
        message = _(
            "You have already started this one. It is on your home page, under In progress."
        )
        super().__init__(message)
        self.start = start


@transaction.atomic
def start(person: Person, version: Version, *, goal: Goal | None = None, by: Actor) -> Start:
    """Begin work on a version, which stays pinned for this start (B1).

    Raises PermissionDenied for anyone but the learner, WrongState if the version takes no new starts (PilotFull where a
    pilot has no place left) or was already earned, AlreadyStarted (a WrongState) if one is open, BadInput for somebody
    else's goal or one that is not open.
    """
    if not policy.can_start(by, person):
        raise PermissionDenied
    _check_goal(person.pk, goal)
    _refuse_closed(version)
    mine = Start.objects.filter(person=person, micro_credential=version.micro_credential_id)
    if mine.filter(status=StartStatus.FINISHED, version=version).exists():
        raise WrongState(_("You have already earned this version. You find it in your portfolio."))
    _take_place(person, version)
    started = _open(
        Start(person=person, version=version, micro_credential=version.micro_credential, goal=goal)
    )
    note("journeys.started", started, by=by, version=version.pk, goal=goal.pk if goal else None)
    return started


@transaction.atomic
def serve(start: Start, goal: Goal | None, *, by: Actor) -> None:
    """Say which goal a start is for, or none any more (B5, E5). A second press changes nothing.

    Raises PermissionDenied for anyone but the learner, BadInput for somebody else's goal or one that is not open,
    WrongState once the start has ended with a badge.
    """
    if not policy.can_change_start(by, start):
        raise PermissionDenied
    hold(start)
    start.refresh_from_db(fields=("goal", "status"))
    if start.goal_id == (goal.pk if goal else None):
        return
    _check_goal(start.person_id, goal)
    if start.status not in {StartStatus.OPEN, StartStatus.LEFT}:
        raise WrongState(_("This has ended. The goal it was for stays as it was."))
    start.goal = goal
    start.save(update_fields=("goal",))
    note("journeys.start_goal_changed", start, by=by, goal=goal.pk if goal else None)


def finish(start: Start, *, by: Actor, also: Sequence[Entry] = ()) -> None:
    """The learner has earned it. Called on award; raises PermissionDenied for the learner, WrongState if not open.

    `also` is noted after it in the same write: what it was finished by.
    """
    if not policy.can_finish(by, start):
        raise PermissionDenied
    with transaction.atomic(
        savepoint=False
    ):  # within an award, whatever fails takes the award with it
        move(start, to=StartStatus.FINISHED, ended_at=now())
        finished = Entry("journeys.finished", start, by, {"version": start.version_id})
        note_all([finished, *also])


@transaction.atomic
def finish_all(starts: Sequence[Start], *, by: Actor) -> None:
    """As `finish`, for many at once, all or none. Needs their id, person_id and version_id only.

    Raises WrongState where one of them is not open any more.
    """
    if not starts:
        return
    moved = 0
    for first in range(0, len(starts), 500):
        part = Start.objects.filter(pk__in=[start.pk for start in starts[first : first + 500]])
        if by is not None and not all(
            policy.can_finish(by, start)
            for start in part.select_related("micro_credential__issuer")
        ):
            raise PermissionDenied
        rows = part.open()
        moved += rows.update(status=StartStatus.FINISHED, ended_at=now())
    if moved != len(starts):
        raise WrongState(_("Someone else was quicker. Reload the page to see what changed."))
    note_all(
        Entry(
            verb="journeys.finished",
            subject=start,
            by=by,
            particulars={"version": start.version_id},
        )
        for start in starts
    )


@transaction.atomic
def void(start: Start, *, by: Actor) -> None:
    """The award it led to was withdrawn: it no longer counts as earned, and the learner may start again.

    Called on revocation; raises PermissionDenied for the learner, WrongState if it was not finished.
    """
    if not policy.can_finish(by, start):
        raise PermissionDenied
    move(start, to=StartStatus.VOID, ended_at=now())
    note("journeys.voided", start, by=by, version=start.version_id)


@transaction.atomic
def leave(start: Start, *, by: Actor) -> None:
    """Put it aside. Nothing typed is lost: `reopen` takes it up where it was."""
    if not policy.can_change_start(by, start):
        raise PermissionDenied
    move(start, to=StartStatus.LEFT, ended_at=now())
    note("journeys.left", start, by=by, version=start.version_id)


@transaction.atomic
def reopen(start: Start, *, by: Actor) -> None:
    """Take up again what was left, on the version it was pinned to. Raises WrongState once that version is retired."""
    if not policy.can_change_start(by, start):
        raise PermissionDenied
    if start.version.status == VersionStatus.RETIRED:
        raise WrongState(
            _(
                "This version is retired, so it cannot be taken up again. Your earlier work stays to be read."
            )
        )
    try:
        with transaction.atomic():
            move(start, to=StartStatus.OPEN, ended_at=None)
    except IntegrityError as e:
        start.refresh_from_db()
        raise AlreadyStarted(_open_one(start)) from e
    note("journeys.reopened", start, by=by, version=start.version_id)


@transaction.atomic
def repin(start: Start, version: Version, *, by: Actor) -> None:
    """Move an open start to a newer version (opting up). The caller carries the answers over.

    Raises BadInput for a version of another micro-credential or the one it is on, WrongState if the start is not open
    or the version takes no new starts.
    """
    if not policy.can_change_start(by, start):
        raise PermissionDenied
    if version.micro_credential_id != start.micro_credential_id or version.pk == start.version_id:
        raise BadInput(_("Choose another version of the same micro-credential."))
    _refuse_closed(version)
    _take_place(start.person, version)
    before = start.version_id
    rows = Start.objects.filter(pk=start.pk, status=StartStatus.OPEN, version=before)
    if rows.update(version=version) != 1:
        raise WrongState(_("This one is no longer in progress, so its version cannot change."))
    start.version = version
    note("journeys.repinned", start, by=by, version=version.pk, before=before)


def _check_goal(person: int, goal: Goal | None) -> None:
    if goal is not None and goal.person_id != person:
        raise BadInput(
            _("This goal is not one of yours."), fields={"goal": _("Choose one of your own goals.")}
        )
    if goal is not None and goal.status != GoalStatus.OPEN:
        words = _("This goal is no longer open. Choose another one, or take it up again.")
        raise BadInput(words, fields={"goal": words})


def _refuse_closed(version: Version) -> None:
    found = Version.objects.startable().filter(pk=version.pk).only("status", "closes_on").first()
    if found is None or not found.takes_starts:
        raise WrongState(_("This version takes no new starts. The catalog shows what is open now."))


def _take_place(person: Person, version: Version) -> None:
    """In a pilot each person counts once, however often they start it."""
    if version.in_pilot and not Start.objects.filter(person=person, version=version).exists():
        catalog.take_place(version)


def _open(fresh: Start) -> Start:
    """Save a new start; the constraint, not a look beforehand, decides who came first."""
    fresh.started_at = now()
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as e:
        raise AlreadyStarted(_open_one(fresh)) from e
    return fresh


def _open_one(start: Start) -> Start | None:
    return (
        Start.objects.open()
        .filter(person=start.person_id, micro_credential=start.micro_credential_id)
        .first()
    )
