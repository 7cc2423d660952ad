"""A committee is established, gets its seats, and people take them and leave them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.governance import policy
from assay.governance.models import Committee, Seat, SeatKind, Term
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean, clean_line
from assay.people.actions import end_membership, grant, keep_membership
from assay.people.models import (
    PROGRAMS,
    Actor,
    Membership,
    Organization,
    OrganizationKind,
    Person,
)
from assay.program.actions import let_committee_sit
from assay.record.actions import note
from assay.ui.words import full_day

MOST_WORDS = 4000  # characters of a charter


@transaction.atomic
def establish(
    organization: Organization, name: str, *, charter: str, meets: str = "", by: Actor
) -> Committee:
    """Begin the steering committee of a program; its seats come next.

    Raises PermissionDenied, BadInput without a name or charter or for what is no program, WrongState where it has one.
    """
    if not policy.can_establish(by, organization):
        raise PermissionDenied
    if organization.kind not in PROGRAMS or organization.ended_on is not None:
        message = _("Choose a district, consortium or partner that is open.")
        raise BadInput(message, fields={"organization": message})
    name, charter = _named(name), _chartered(charter)
    with first_come(_("This program already has its committee.")):
        row = Committee.objects.create(
            organization=organization,
            name=name,
            charter=charter,
            meets=clean_line(meets)[:120],
            established_by=by,
            established_at=now(),
        )
    note("governance.established", row, by=by, organization=organization.pk)
    return row


@transaction.atomic
def set_charter(
    committee: Committee, name: str, *, charter: str, meets: str = "", by: Actor
) -> None:
    """Say anew what it is called, what it is for, and when it meets. The same again changes nothing."""
    if not policy.can_change(by, committee):
        raise PermissionDenied
    said = (_named(name), _chartered(charter), clean_line(meets)[:120])
    if said == (committee.name, committee.charter, committee.meets):
        return
    committee.name, committee.charter, committee.meets = said
    committee.save(update_fields=("name", "charter", "meets"))
    note("governance.charter_set", committee, by=by)


@transaction.atomic
def add_seat(
    committee: Committee,
    kind: str,
    *,
    department: Organization | None = None,
    note_text: str = "",
    by: Actor,
) -> Seat:
    """One more place. A department's seat names a department of the program; a committee has one chair.

    Raises PermissionDenied, BadInput.
    """
    if not policy.can_change(by, committee):
        raise PermissionDenied
    if kind not in SeatKind.values:
        message = _("Choose who the seat speaks for.")
        raise BadInput(message, fields={"kind": message})
    hold(committee)
    seats = list(committee.seats.all())
    if kind == SeatKind.CHAIR and any(seat.kind == kind for seat in seats):
        message = _("There is already a seat for the chair.")
        raise BadInput(message, fields={"kind": message})
    if kind == SeatKind.DEPARTMENT:
        _refuse_department(committee, department, seats)
    row = Seat.objects.create(
        committee=committee,
        kind=kind,
        department=department if kind == SeatKind.DEPARTMENT else None,
        note=clean_line(note_text)[:200],
        order=max((seat.order for seat in seats), default=0) + 1,
    )
    note("governance.seat_added", row, by=by, committee=committee.pk, kind=kind)
    return row


@transaction.atomic
def seat_person(
    seat: Seat,
    person: Person,
    *,
    first_on: date | None = None,
    until_on: date | None = None,
    by: Actor,
) -> Term:
    """Give a seat to a person from a day (today), until a day (exclusive) or open; the role goes with it.

    Raises PermissionDenied, also for a seat of one's own; BadInput for days in the past or out of order, or
    for whoever sits on this committee then; WrongState where somebody holds the seat on one of these days.
    """
    committee, first_on = seat.committee, first_on or today()
    if not policy.can_seat(by, committee, person):
        raise PermissionDenied
    if first_on < today():
        message = _("This day is over. Choose today or a later one.")
        raise BadInput(message, fields={"first_on": message})
    if until_on is not None and until_on <= first_on:
        message = _("Choose an end that is later than the beginning.")
        raise BadInput(message, fields={"until_on": message})
    hold(committee)
    terms = Term.objects.filter(seat__committee=committee).overlapping(first_on, until_on)
    if taken := terms.filter(seat=seat).select_related("person").first():
        raise WrongState(_taken(taken))
    if terms.filter(person=person).exists():
        message = _("They hold another seat of this committee on some of these days.")
        raise BadInput(message, fields={"person": message})
    row = Term.objects.create(seat=seat, person=person, first_on=first_on, until_on=until_on)
    _give_role(row, by)
    if seat.kind == SeatKind.CHAIR:
        let_committee_sit(committee.organization, from_on=first_on, by=by)
    note("governance.seated", row, by=by, committee=committee.pk, person=person.pk)
    return row


def _taken(term: Term) -> str:
    """Who holds a seat, and on which days."""
    days = {
        "name": term.person.display_name,
        "first": full_day(term.first_on),
        "until": full_day(term.until_on),
    }
    if term.until_on is None:
        return _("%(name)s holds this seat from %(first)s on. End that term first.") % days
    said = _("%(name)s holds this seat from %(first)s, until %(until)s. Choose other days.")
    return said % days


@transaction.atomic
def end_term(term: Term, *, by: Actor) -> None:
    """Leave the seat today; the term stays in the past, and the role of the seat ends with it.

    Raises PermissionDenied for anybody but an administrator and its holder, WrongState where it is over.
    """
    if not policy.can_end_term(by, term):
        raise PermissionDenied
    hold(term.seat.committee)
    term.refresh_from_db()
    if term.until_on is not None and term.until_on <= today():
        raise WrongState(_("This term is already over."))
    term.until_on = max(today(), term.first_on)
    term.save(update_fields=("until_on",))
    giver = by if by is None or by.pk != term.person_id else None  # nobody ends a role of their own
    later = _others(term)
    for membership in _roles(term):
        if not any(_covers(membership, other) for other in later):
            end_membership(membership, by=giver)
    note(
        "governance.unseated", term, by=by, committee=term.seat.committee_id, person=term.person_id
    )


def _give_role(term: Term, by: Actor) -> None:
    """The role of the seat for all of the term: one that ends meanwhile goes on."""
    held = _roles(term)
    if any(_covers(row, term) for row in held):
        return
    for row in held:
        if row.until_on is not None and row.from_on <= term.first_on <= row.until_on:
            keep_membership(row, by=by)
            if term.until_on is not None:
                end_membership(row, by=by, on=term.until_on)
            return
    place, days = (
        term.seat.committee.organization,
        {"from_on": term.first_on, "until_on": term.until_on},
    )
    grant(term.person, place, term.seat.role, by=by, **days)


def _roles(term: Term) -> list[Membership]:
    """The roles that go with the seat and have not ended."""
    held = Membership.objects.filter(
        person=term.person, organization=term.seat.committee.organization, role=term.seat.role
    )
    return [row for row in held if row.until_on is None or row.until_on > today()]


def _covers(membership: Membership, term: Term) -> bool:
    """Whether a role is held on all days of a term that are to come."""
    begins = membership.from_on <= max(term.first_on, today())
    if membership.until_on is None or not begins:
        return begins
    return term.until_on is not None and term.until_on <= membership.until_on


def _others(term: Term) -> list[Term]:
    """Further terms of the same person on this committee, in the same role, that are not over."""
    rows = Term.objects.filter(person=term.person, seat__committee=term.seat.committee)
    rows = rows.exclude(pk=term.pk).select_related("seat")
    return [
        row
        for row in rows
        if row.seat.role == term.seat.role and (row.until_on is None or row.until_on > today())
    ]


def _refuse_department(
    committee: Committee, department: Organization | None, seats: list[Seat]
) -> None:
    if (
        department is None
        or department.kind != OrganizationKind.DEPARTMENT
        or department.ended_on is not None
        or department.program != committee.organization
    ):
        message = _("Choose a department of this program.")
        raise BadInput(message, fields={"department": message})
    if any(seat.department_id == department.pk for seat in seats):
        message = _("This department already has a seat.")
        raise BadInput(message, fields={"department": message})


def _named(name: str) -> str:
    said = clean_line(name)[:120]
    if not said:
        message = _("Give the committee a name.")
        raise BadInput(message, fields={"name": message})
    return said


def _chartered(charter: str) -> str:
    said = clean(charter).strip()
    if not said or len(said) > MOST_WORDS:
        message = _("Say what the committee is for, in %(n)s characters at most.") % {
            "n": MOST_WORDS
        }
        raise BadInput(message, fields={"charter": message})
    return said
