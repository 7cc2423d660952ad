"""Registers of permission forms: one for a class and school year, filled once. Counts and days, never a student."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.evidence import policy
from assay.evidence.models import PermissionRegister, RegisterEntry, Scope, school_year_of
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_NAME, MAX_STUDENTS = 60, 500


@transaction.atomic
def open_register(
    person: Person, name: str, *, students: int | None, school_year: int, by: Person
) -> PermissionRegister:
    """Open the register of a class. Raises PermissionDenied, BadInput, WrongState for one that is there."""
    if not policy.can_keep_register(by, person):
        raise PermissionDenied
    name = clean_line(name).strip()
    _refuse_wrong_class(name, students, school_year)
    message = _("You have a register of this class and year. It is on the list.")
    with first_come(message, field="name"):
        register = PermissionRegister.objects.create(
            person=person,
            name=name,
            school_year=school_year,
            students=students or 0,
            opened_at=now(),
        )
    note("evidence.register_opened", register, by=by, students=register.students)
    return register


@transaction.atomic
def change_register(
    register: PermissionRegister, name: str, *, students: int | None, by: Person
) -> None:
    """The class is called otherwise, or has more or fewer students. Raises PermissionDenied, BadInput, WrongState."""
    _changing(register, by)
    name = clean_line(name).strip()
    _refuse_wrong_class(name, students, register.school_year)
    with first_come(_("Another register of yours has this name."), field="name"):
        register.name, register.students = name, students or 0
        register.save(update_fields=("name", "students"))
    note("evidence.register_changed", register, by=by, students=register.students)


@transaction.atomic
def record_forms(
    register: PermissionRegister,
    *,
    scope: str,
    forms: int | None,
    received_on: date | None,
    expires_on: date | None = None,
    by: Person,
) -> RegisterEntry:
    """Count forms that came back: of one reach, on one day. A second entry counts once more.

    Raises PermissionDenied, WrongState where it is closed, BadInput for more forms than students.
    """
    _changing(register, by)
    wrong = {}
    if scope not in Scope.values:
        wrong["scope"] = _("Choose what the forms allow.")
    here = sum(entry.left for entry in register.entries.all())
    if forms is None or forms < 1:
        wrong["forms"] = _("A number of at least 1.")
    elif here + forms > register.students:
        wrong["forms"] = _(
            "That would be more forms than students. The class has %(students)s, and %(here)s forms are counted."
        ) % {"students": register.students, "here": here}
    if received_on is None or received_on > today():
        wrong["received_on"] = _("A day that is not in the future.")
    elif received_on.year < register.school_year - 1:
        wrong["received_on"] = _("A day of this school year, or of the one before.")
    elif expires_on is not None and expires_on < received_on:
        wrong["expires_on"] = _("A day after they came back.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    assert forms is not None and received_on is not None
    entry = RegisterEntry.objects.create(
        register=register,
        scope=scope,
        forms=forms,
        received_on=received_on,
        expires_on=expires_on,
        recorded_at=now(),
    )
    note("evidence.forms_recorded", register, by=by, entry=entry.pk, scope=scope, forms=forms)
    return entry


@transaction.atomic
def take_forms_back(entry: RegisterEntry, *, by: Person) -> None:
    """One family took its form back, or it was counted by mistake: one fewer of this entry.

    Raises PermissionDenied, WrongState where none is left.
    """
    register = entry.register
    _changing(register, by)
    entry.refresh_from_db()
    if not entry.left:
        raise WrongState(_("None of these forms is left."))
    entry.taken_back += 1
    entry.save(update_fields=("taken_back",))
    note(
        "evidence.form_taken_back",
        register,
        by=by,
        entry=entry.pk,
        scope=str(entry.scope),
        left=entry.left,
    )


@transaction.atomic
def close_register(register: PermissionRegister, *, by: Person) -> None:
    """The year is over: no new artifact takes its numbers; it can be read. Raises PermissionDenied, WrongState."""
    _changing(register, by)
    register.closed_at = now()
    register.save(update_fields=("closed_at",))
    note("evidence.register_closed", register, by=by)


def _changing(register: PermissionRegister, by: Person) -> None:
    """Held until commit, so that what is counted is what there is."""
    if not policy.can_keep_register(by, register.person):
        raise PermissionDenied
    hold(register)
    register.refresh_from_db()
    if register.closed_at is not None:
        raise WrongState(_("This register is closed. It can be read."))


def _refuse_wrong_class(name: str, students: int | None, school_year: int) -> None:
    wrong = {}
    if not name:
        wrong["name"] = _("Say which class it is.")
    elif len(name) > MAX_NAME:
        wrong["name"] = _("Up to %(n)s characters.") % {"n": MAX_NAME}
    if students is None or not 1 <= students <= MAX_STUDENTS:
        wrong["students"] = _("A number from 1 to %(n)s.") % {"n": MAX_STUDENTS}
    if abs(school_year - school_year_of(today())) > 1:
        wrong["school_year"] = _("Choose this school year, the one before, or the next.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
