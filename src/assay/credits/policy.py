"""Permission in credits: a license and its credit are its holder's; approvals are kept by a program's coordinator."""

from assay.credentials.models import Award
from assay.credits.models import (
    Credit,
    CreditApproval,
    CreditBatch,
    License,
    Recognition,
    RecognitionRequest,
)
from assay.people.models import PROGRAMS, Organization, Person, Role

KEEPERS = (Role.CREDIT_COORDINATOR, Role.PROGRAM_ADMIN)


def can_add_license(by: Person, person: Person) -> bool:
    """Everybody for themselves."""
    return by.pk == person.pk


def can_change_license(by: Person, row: License) -> bool:
    """Its holder alone: to change it and to remove it."""
    return by.pk == row.person_id


def can_claim(by: Person, credit: Credit) -> bool:
    """Its learner alone says yes or no to credit."""
    return by.pk == credit.person_id


def can_show(by: Person, person: Person) -> bool:
    """Everybody gives links to their own badges and credit, and ends them."""
    return by.pk == person.pk


def keeps_credit(person: Person) -> bool:
    """Coordinators of credit alone: nobody who supervises reads of anybody's license."""
    return bool(credit_programs_of(person))


def credit_programs_of(person: Person) -> list[Organization]:
    places = person.organizations_as(Role.CREDIT_COORDINATOR)
    return [place for place in places if place.kind in PROGRAMS]


def can_keep_credit(by: Person, organization: Organization) -> bool:
    """Ask, freeze, import: for the credit of a program."""
    return by.has_role(Role.CREDIT_COORDINATOR, within=organization)


def can_draw(by: Person, organization: Organization, batch: CreditBatch | None) -> bool:
    """A sample for an auditor, of a program's credit: of a batch of its own, where it is of one."""
    return can_keep_credit(by, organization) and (
        batch is None or batch.organization_id == organization.pk
    )


def can_freeze_pay(by: Person, organization: Organization) -> bool:
    """What a program pays for assessing goes to payroll from whoever keeps its pay and sends its credit."""
    return can_keep_credit(by, organization)


def can_approve(by: Person, credit: Credit) -> bool:
    """Its program's coordinator, whose own is left to somebody else."""
    return by.pk != credit.person_id and can_keep_credit(by, credit.organization)


def keeps_approvals(person: Person) -> bool:
    """Coordinators of credit and administrators of a program, who have a desk for approvals."""
    return bool(programs_of(person))


def keeps_approvals_alone(person: Person) -> bool:
    """Who keeps approvals and sees nobody's credit."""
    return keeps_approvals(person) and not keeps_credit(person)


def keeps_rules(person: Person) -> bool:
    """Administrators of a program write down its rules; its coordinator reads them."""
    return keeps_approvals(person)


def can_add_rule(by: Person, organization: Organization) -> bool:
    return organization.kind in PROGRAMS and by.has_role(Role.PROGRAM_ADMIN, within=organization)


def can_add_rule_of_licenses(by: Person, organization: Organization) -> bool:
    """A state's rule is one for all programs here, so the home district's administrator alone writes it down."""
    home = Organization.objects.program_district()
    return home is not None and organization.pk == home.pk and can_add_rule(by, home)


def can_add_recognition(by: Person, organization: Organization) -> bool:
    """What a program gives for badges besides pay is its administrator's to say, as a rule of pay is."""
    return can_add_rule(by, organization)


def can_end_recognition(by: Person, row: Recognition) -> bool:
    return can_add_rule(by, row.organization)


def can_ask_recognition(by: Person, award: Award) -> bool:
    """Whoever earned the badge alone: others hear of it because they ask."""
    return by.pk == award.person_id


def can_take_recognition_back(by: Person, row: RecognitionRequest) -> bool:
    return by.pk == row.person_id


def schools_led_by(person: Person) -> list[Organization]:
    """Whose letters reach somebody: of the schools they lead today."""
    return person.organizations_as(Role.PRINCIPAL)


def leads_a_school(person: Person) -> bool:
    return bool(schools_led_by(person))


def programs_of(person: Person) -> list[Organization]:
    return [place for place in person.organizations_as(*KEEPERS) if place.kind in PROGRAMS]


def can_add_approval(by: Person, organization: Organization) -> bool:
    return by.has_role(*KEEPERS, within=organization)


def can_end_approval(by: Person, row: CreditApproval) -> bool:
    return by.has_role(*KEEPERS, within=row.organization)
