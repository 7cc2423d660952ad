"""Permission around pay: who keeps a program's pay for assessing. Whoever assesses sees their own lines alone."""

from assay.assessment.models import PayLine, PayMonth
from assay.people.models import PROGRAMS, Person, Role

#: The office that reconciles, and whoever runs the program. A lead, who gives the work out, sees nobody's pay.
PAY_KEEPERS = (Role.CREDIT_COORDINATOR, Role.PROGRAM_ADMIN)


def keeps_pay(person: Person) -> bool:
    """True for those who have a desk of pay: a role held in a program, not in a school of it."""
    return any(place.kind in PROGRAMS for place in person.organizations_as(*PAY_KEEPERS))


def pay_kept_by(person: Person) -> list[str]:
    """The paths of the programs whose pay somebody keeps."""
    places = person.organizations_as(*PAY_KEEPERS)
    return sorted({place.path for place in places if place.kind in PROGRAMS})


def can_see_pay(by: Person, month: PayMonth) -> bool:
    return by.has_role(*PAY_KEEPERS, within=month.payer)


def can_approve_pay(by: Person, month: PayMonth) -> bool:
    """Who keeps the pay, and has no line of their own in the month: nobody approves what they are paid."""
    return can_see_pay(by, month) and not month.lines.filter(person=by).exists()


def can_correct_pay(by: Person, line: PayLine) -> bool:
    """Who keeps the pay, for others."""
    return can_see_pay(by, line.pay_month) and line.person_id != by.pk
