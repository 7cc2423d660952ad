"""What waits for a person in this room, as home shows it: a module for each inner room, or step, that it waits in.

There each kind of work is a function that says it in words, with the question that finds its pieces below it.
"""

from collections.abc import Iterable

from assay.assessment import policy
from assay.assessment.waiting import (
    appeals,
    attestations,
    feedback,
    monitoring,
    pay,
    pool,
    releasing,
    reopenings,
    safety,
    screening,
    settling,
    shared_comments,
    sheets,
)
from assay.people.models import Person, Role
from assay.ui.work import WorkKind


def kinds(person: Person) -> Iterable[WorkKind]:
    """All of this room. One query, for those who may score something, and for administrators; none for others."""
    led = [place.path for place in person.organizations_as(*policy.LEADS)]
    chairs = [place.path for place in person.organizations_as(*policy.CHAIRS)]
    administrators = [place.path for place in person.organizations_as(Role.PROGRAM_ADMIN)]
    if chairs or administrators:
        yield appeals.to_rule(person, chairs, administrators)
    if policy.holds_a_staff_role(person):
        yield attestations.to_confirm(person)
    if policy.is_lead(person):
        yield attestations.not_confirmed(person, led)
        yield settling.to_settle(person, led)
        yield settling.for_another(person, led)
        yield appeals.to_answer(person, led)
        yield monitoring.drift(person, led)
        yield pool.objections(person, led)
        yield reopenings.to_reopen(person, led)
        yield feedback.to_check(person)
        yield shared_comments.to_curate(person, led)
        yield settling.overdue(person, led)
        yield settling.left_idle(person, led)
    if policy.holds_a_staff_role(person):
        yield safety.reports(person)
    if administrators:
        yield safety.untaken(person, administrators)
    if policy.is_screener(person):
        yield screening.to_screen(person, led)
    if policy.is_assessor(person):
        yield from _assessing(person, leads=bool(led))
    if policy.is_approver(person):
        yield releasing.to_release(person)
    if policy.keeps_pay(person):
        yield pay.to_approve(person)


def _assessing(person: Person, *, leads: bool) -> Iterable[WorkKind]:
    scored = sheets.may_score(person)
    yield sheets.own_sheets(person)
    if scored:
        yield pool.to_renew(person)
    yield feedback.notes(person)
    if scored and not leads:  # who leads gives work out; the desk offers it to them, too
        yield sheets.to_take(person, scored)
    yield pool.asked_to_read(person)
