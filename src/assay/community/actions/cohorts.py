"""Cohorts: convened, joined and left as one likes; their days bind nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential, Stack
from assay.community import policy
from assay.community.models import (
    Cohort,
    CohortDay,
    CohortDayKind,
    CohortKind,
    CohortMember,
    CohortStatus,
)
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Actor, Organization, Person
from assay.program.models import StrategicGoal
from assay.record.actions import note

_MOST = {"name": 120, "purpose": 500, "place": 120, "words": 300, "link": 400}
#: So many micro-credentials one cohort takes up, so many days it has ahead, so many are in it.
MOST_MICRO_CREDENTIALS = 12
MOST_DAYS = 60
MOST_MEMBERS = 500
_link = URLValidator(schemes=("https", "http"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortWords:
    """What is said of a cohort: what it is called and for, what it takes up, and when it means to."""

    name: str
    purpose: str
    micro_credentials: Iterable[MicroCredential] = ()
    stack: Stack | None = None
    strategic_goal: StrategicGoal | None = None
    first_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def convene_cohort(
    kind: str, organization: Organization, said: CohortWords, *, by: Person
) -> Cohort:
    """Open a cohort, or a PLC of a school, at a place (D6).

    Raises PermissionDenied; BadInput for what is missing or out of order; WrongState where an open one there is called
    the same.
    """
    if kind not in CohortKind:
        raise BadInput(_("Choose what kind of group it is."), fields={"kind": _("Choose one.")})
    if not policy.can_convene(by, kind, organization):
        raise PermissionDenied
    values = _values(organization, said)
    with first_come(_same_name(), field="name"):
        cohort = Cohort.objects.create(
            kind=kind, organization=organization, convened_at=now(), **values
        )
    cohort.micro_credentials.set(said.micro_credentials)
    cohort.conveners.add(by)
    note("community.cohort_convened", cohort, by=by, organization=organization.pk, kind=kind)
    return cohort


@transaction.atomic
def change_cohort(cohort: Cohort, said: CohortWords, *, by: Person) -> None:
    """Say something else of it. Raises PermissionDenied; BadInput; WrongState for one that has ended."""
    if not policy.can_change_cohort(by, cohort):
        raise PermissionDenied
    _must_be_open(cohort)
    values = _values(cohort.organization, said)
    with first_come(_same_name(), field="name"):
        Cohort.objects.filter(pk=cohort.pk).update(**values)
    cohort.refresh_from_db()
    cohort.micro_credentials.set(said.micro_credentials)
    note("community.cohort_changed", cohort, by=by)


@transaction.atomic
def end_cohort(cohort: Cohort, *, by: Actor) -> None:
    """Nobody joins any more, and no e-mail leaves; what people work on goes on. Raises WrongState the second time."""
    if not policy.can_change_cohort(by, cohort):
        raise PermissionDenied
    move(cohort, to=CohortStatus.CLOSED, ended_at=now())
    note("community.cohort_ended", cohort, by=by)


@transaction.atomic
def open_cohort_again(cohort: Cohort, *, by: Actor) -> None:
    """Raises WrongState for one that is open, and where another took its name meanwhile."""
    if not policy.can_change_cohort(by, cohort):
        raise PermissionDenied
    with first_come(_same_name()):
        move(cohort, to=CohortStatus.OPEN, ended_at=None)
    note("community.cohort_opened_again", cohort, by=by)


@transaction.atomic
def name_convener(member: CohortMember, *, by: Person) -> None:
    """Somebody in the cohort convenes it, too. Raises WrongState for who does already, or has left."""
    cohort = member.cohort
    if not policy.can_change_cohort(by, cohort):
        raise PermissionDenied
    hold(cohort)
    if not cohort.members.current().filter(pk=member.pk).exists():
        raise WrongState(_("They are no longer in this group."))
    if cohort.conveners.filter(pk=member.person_id).exists():
        raise WrongState(_("They already convene it."))
    cohort.conveners.add(member.person)
    note("community.convener_named", cohort, by=by, person=member.person_id)


@transaction.atomic
def stop_convening(cohort: Cohort, *, by: Person) -> None:
    """Leave it to the others. Raises WrongState for who does not convene it, or is the last."""
    hold(cohort)
    conveners = set(cohort.conveners.values_list("pk", flat=True))
    if by.pk not in conveners:
        raise WrongState(_("You do not convene this group."))
    if len(conveners) == 1:
        raise WrongState(
            _("You are the only one who convenes it. Name someone else first, or end it.")
        )
    cohort.conveners.remove(by)
    note("community.convener_gone", cohort, by=by, person=by.pk)


@transaction.atomic
def join_cohort(
    cohort: Cohort, *, tells_steps: bool = False, wants_nudges: bool = False, by: Person
) -> CohortMember:
    """Join, or come back. `tells_steps`: counted in what the group has done; `wants_nudges`: e-mail, once a week at
    most.

    Raises PermissionDenied for who does not belong to its place; WrongState where it has ended, is full, or one is in
    it already.
    """
    if not policy.can_join(by, cohort):
        raise PermissionDenied
    hold(cohort)
    _must_be_open(cohort)
    if cohort.members.current().count() >= MOST_MEMBERS:
        raise WrongState(_("This group is full. Ask who convenes it to open another."))
    chosen = {"tells_steps": tells_steps, "wants_nudges": wants_nudges}
    row = cohort.members.filter(person=by).first()
    if row is None:
        with first_come(_("You are already in this group.")):
            row = CohortMember.objects.create(cohort=cohort, person=by, joined_at=now(), **chosen)
    else:
        again = cohort.members.filter(pk=row.pk, left_at__isnull=False)
        if again.update(joined_at=now(), left_at=None, **chosen) != 1:
            raise WrongState(_("You are already in this group."))
        row.refresh_from_db()
    note("community.cohort_joined", cohort, by=by, person=by.pk)
    return row


@transaction.atomic
def leave_cohort(member: CohortMember, *, by: Person) -> None:
    """In one press, at any time; what one works on goes on. Raises WrongState the second time."""
    if not policy.can_leave(by, member):
        raise PermissionDenied
    rows = CohortMember.objects.joined().filter(pk=member.pk)
    if rows.update(left_at=now(), tells_steps=False, wants_nudges=False) != 1:
        raise WrongState(_("You have already left this group."))
    note("community.cohort_left", member.cohort, by=by, person=by.pk)


@transaction.atomic
def choose_in_cohort(
    member: CohortMember, *, tells_steps: bool, wants_nudges: bool, by: Person
) -> None:
    """Change what one said when one joined; it holds at once. Raises WrongState for who has left."""
    if not policy.can_leave(by, member):
        raise PermissionDenied
    rows = CohortMember.objects.joined().filter(pk=member.pk)
    if rows.update(tells_steps=tells_steps, wants_nudges=wants_nudges) != 1:
        raise WrongState(_("You have already left this group."))
    member.refresh_from_db()
    note(
        "community.cohort_chosen",
        member.cohort,
        by=by,
        tells_steps=tells_steps,
        wants_nudges=wants_nudges,
    )


@transaction.atomic
def set_cohort_day(
    cohort: Cohort,
    kind: str,
    day: date,
    *,
    time: time | None = None,
    place: str = "",
    link: str = "",
    words: str = "",
    by: Person,
) -> CohortDay:
    """A kick-off, a drop-in time or an aim; pressed twice, it is one. A day that is over may be noted, too.

    Raises PermissionDenied; BadInput; WrongState where the cohort has ended or has as many days as can be.
    """
    if not policy.can_change_cohort(by, cohort):
        raise PermissionDenied
    if kind not in CohortDayKind:
        raise BadInput(_("Choose what the day is."), fields={"kind": _("Choose one.")})
    if abs((day - today()).days) > 366 * 3:
        message = _("This day is years away. Look at the year again.")
        raise BadInput(message, fields={"day": message})
    said = {
        "kind": kind,
        "day": day,
        "time": time,
        "place": _line(place, "place"),
        "link": _address(link),
        "words": _line(words, "words"),
    }
    hold(cohort)
    _must_be_open(cohort)
    standing = cohort.days.standing()
    if twice := standing.filter(**said).first():
        return twice
    if standing.count() >= MOST_DAYS:
        raise WrongState(_("This group has as many days as can be. Call one off first."))
    row = CohortDay.objects.create(cohort=cohort, set_by=by, set_at=now(), **said)
    note("community.cohort_day_set", row, by=by, cohort=cohort.pk, kind=kind)
    return row


@transaction.atomic
def call_off_cohort_day(row: CohortDay, *, by: Person) -> None:
    """Raises PermissionDenied, and WrongState the second time."""
    if not policy.can_change_cohort(by, row.cohort):
        raise PermissionDenied
    if CohortDay.objects.standing().filter(pk=row.pk).update(called_off_at=now()) != 1:
        raise WrongState(_("This day has been called off."))
    note("community.cohort_day_called_off", row, by=by, cohort=row.cohort_id)


def _values(organization: Organization, said: CohortWords) -> dict[str, object]:
    needed = _("Say in a sentence what you want to reach together.")
    values: dict[str, object] = {
        "name": _line(said.name, "name", needed=_("Give the group a name.")),
        "purpose": _line(said.purpose, "purpose", needed=needed),
        "stack": said.stack,
        "strategic_goal": said.strategic_goal,
        "first_on": said.first_on,
        "until_on": said.until_on,
    }
    taken_up = list(said.micro_credentials)
    message, field = "", "micro_credentials"
    if not taken_up and said.stack is None:
        message = _("Choose at least one micro-credential, or a stack.")
    elif taken_up and said.stack is not None:
        message = _("Choose micro-credentials or a stack, not both.")
    elif len(taken_up) > MOST_MICRO_CREDENTIALS:
        message = _("Choose %(n)d at most.") % {"n": MOST_MICRO_CREDENTIALS}
    elif said.first_on and said.until_on and said.until_on < said.first_on:
        message, field = _("The last day is before the first."), "until_on"
    elif said.strategic_goal and said.strategic_goal.organization_id not in organization.lineage:
        message, field = _("Choose a goal of this place, or of one above it."), "strategic_goal"
    if message:
        raise BadInput(message, fields={field: message})
    return values


def _must_be_open(cohort: Cohort) -> None:
    cohort.refresh_from_db(fields=("status",))
    if not cohort.is_open:
        raise WrongState(_("This group has ended."))


def _same_name() -> str:
    return _("There is an open group of this name here. Give it another name.")


def _line(typed: str, name: str, *, needed: str = "") -> str:
    said, message = clean_line(typed), ""
    if needed and not said:
        message = needed
    elif len(said) > _MOST[name]:
        message = _("Keep it to %(n)d characters.") % {"n": _MOST[name]}
    if message:
        raise BadInput(message, fields={name: message})
    return said


def _address(typed: str) -> str:
    said = _line(typed, "link")
    if not said:
        return ""
    try:
        _link(said)
    except ValidationError as wrong:
        message = _("Write a whole address, such as https://example.org/room.")
        raise BadInput(message, fields={"link": message}) from wrong
    return said
