"""Ears on the record: awards become proposals, a withdrawal takes credit back, an approval lets awards count."""

from assay.credentials.models import Award
from assay.credits.actions import (
    keep_values,
    propose,
    propose_all,
    propose_pay,
    reverse_all,
    review_values,
)
from assay.credits.models import CreditApproval, License, ProgramRule, ValueAtStart
from assay.credits.rules.nouns import OF_EMPLOYERS
from assay.journeys.models import Start
from assay.people.models import Membership, Person
from assay.record.delivery import on
from assay.record.models import Event


@on("credentials.awarded", "credentials.stack_awarded")
def propose_credit(event: Event) -> None:
    award = Award.objects.select_related("person").get(pk=event.subject_id)
    propose_all(award.person)


@on("credentials.revoked")
def take_credit_back(event: Event) -> None:
    reverse_all(Award.objects.select_related("person").get(pk=event.subject_id))


@on("credits.approval_added", "credits.approval_ended")
def propose_by_approval(event: Event) -> None:
    """Everybody who holds a badge that it is of, and a license by its rule."""
    approval = CreditApproval.objects.select_related("organization").get(pk=event.subject_id)
    awards = Award.objects.standing().single().issued_by([approval.organization])
    if approval.micro_credential_id is not None:
        awards = awards.filter(version__micro_credential=approval.micro_credential_id)
    rows = License.objects.kept().filter(rule=approval.rule, person__in=awards.values("person"))
    for license_ in rows.iterator(chunk_size=500):
        propose(license_)


@on("credits.approval_added", "credits.approval_ended")
def review_by_approval(event: Event) -> None:
    """Whoever has begun what it is of is told where its value changes."""
    approval = CreditApproval.objects.get(pk=event.subject_id)
    rows = ValueAtStart.objects.watched().filter(license__rule=approval.rule)
    if approval.micro_credential_id is not None:
        rows = rows.filter(start__micro_credential=approval.micro_credential_id)
    review_values(rows)


@on("people.granted", "people.ended", "people.kept")
def propose_by_employment(event: Event) -> None:
    """Whoever begins or ends to work somewhere is paid by other rules."""
    propose_pay(Person.objects.get(pk=event.particulars["person"]))


@on("people.joined")
def propose_at_joining(event: Event) -> None:
    propose_pay(Person.objects.get(pk=event.subject_id))


@on("credits.rule_added")
def propose_by_rule(event: Event) -> None:
    """Everybody who holds a badge where a rule of pay is written down, or a license by a state's rule."""
    row = ProgramRule.objects.select_related("organization").get(pk=event.subject_id)
    if row.purpose not in OF_EMPLOYERS:
        for license_ in License.objects.kept().filter(rule=row.rule).iterator(chunk_size=500):
            propose(license_)
        review_values(ValueAtStart.objects.watched().filter(rule=row.rule))
        return
    held = Membership.objects.current().under([row.organization.path])
    people = Person.objects.filter(pk__in=held.values("person"))
    with_badges = people.filter(pk__in=Award.objects.standing().order_by().values("person"))
    for person in with_badges.iterator(chunk_size=500):
        propose_pay(person)
    review_values(ValueAtStart.objects.watched().filter(rule=row.rule))


@on("journeys.started")
def keep_value(event: Event) -> None:
    start = Start.objects.select_related("person", "version").get(pk=event.subject_id)
    keep_values(start)
