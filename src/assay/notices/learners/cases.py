"""Cases about badges, badges of stacks that lost a part, and roles they open: who is told of each step.

What is said on either side waits behind the sign-in.
"""

from collections.abc import Iterable

from django.urls import reverse

from assay.assessment.policy import CHAIRS
from assay.credentials import policy
from assay.credentials.models import (
    CaseStatus,
    OfferStatus,
    RevocationCase,
    RoleOffer,
    StackOutcome,
    StackReview,
    Verdict,
)
from assay.notices.actions import tell
from assay.people.models import Membership, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("credentials.case_opened")
def give_notice(event: Event) -> None:
    """The earner, until when they can answer; and whoever names the panel."""
    case = _case(event.subject_id)
    if case.status != CaseStatus.HEARING:
        return
    _tell_earner("case_opened", case, event)
    _tell("to_name_panel", _hearing(case), case, event)


@on("credentials.case_answered")
def tell_that_the_earner_answered(event: Event) -> None:
    """Who opened it; the panel is told once it may vote."""
    case = _case(event.subject_id)
    _tell("case_answered", [case.opened_by], case, event)


@on("credentials.panel_named")
def tell_who_sits(event: Event) -> None:
    """Each who got a seat."""
    case = _case(event.subject_id)
    named = event.particulars.get("people", ())
    seats = case.seats.filter(person__in=named).select_related("person")
    _tell("panel_named", [seat.person for seat in seats], case, event)


@on("credentials.votes_opened")
def call_the_panel(event: Event) -> None:
    """Each whose vote is out."""
    case = _case(event.subject_id)
    if case.status == CaseStatus.HEARING:
        seats = case.seats.filter(vote="").select_related("person")
        _tell("to_vote", [seat.person for seat in seats], case, event)


@on("credentials.case_decided")
def tell_what_the_panel_decided(event: Event) -> None:
    """The earner, who may appeal; who opened it; the chair. Where no appeal is left its end says the rest."""
    case = _case(event.subject_id)
    if case.status == CaseStatus.DECIDED:
        _tell_earner("case_decided", case, event)
        _tell("case_news", [case.opened_by, *_hearing(case)], case, event)


@on("credentials.case_appealed")
def tell_of_the_appeal(event: Event) -> None:
    """Whoever has the last word."""
    case = _case(event.subject_id)
    if case.status == CaseStatus.APPEALED:
        _tell("to_hear", _hearing(case), case, event)


@on("credentials.case_ended")
def tell_that_it_is_over(event: Event) -> None:
    """The earner, where the badge stays (else the withdrawal tells them); who opened it; the panel."""
    case = _case(event.subject_id)
    if case.outcome == Verdict.KEEP:
        _tell_earner("case_kept", case, event)
    seats = case.seats.select_related("person")
    _tell("case_news", [case.opened_by, *(seat.person for seat in seats)], case, event)


@on("credentials.stack_questioned")
def tell_that_it_is_looked_at(event: Event) -> None:
    """A person decides about the whole; until then it is valid."""
    review = _review(event.subject_id)
    if not review.outcome and not review.whole.award.revoked:
        _tell_of_stack("stack_questioned", review, event)


@on("credentials.stack_settled")
def tell_that_it_stays(event: Event) -> None:
    """Where its withdrawal is asked for, the case tells them."""
    review = _review(event.subject_id)
    if review.outcome == StackOutcome.KEEP:
        _tell_of_stack("stack_kept", review, event)


@on("credentials.role_offered")
def tell_of_a_role(event: Event) -> None:
    """The holder; where they left meanwhile, nobody."""
    offer = _offer(event.subject_id)
    award = offer.candidate.whole.award
    if offer.status == OfferStatus.OFFERED and offer.candidate.is_in:
        path = reverse("credentials:own_pool", args=[award.pk])
        tell("role_offered", award.person, event, path=path, offer=offer, version=award.version)


@on("credentials.role_answered")
def tell_the_answer(event: Event) -> None:
    """Whoever offered it."""
    offer = _offer(event.subject_id)
    path = reverse("credentials:candidate", args=[offer.candidate_id])
    version = offer.candidate.whole.award.version
    tell("role_answered", offer.by, event, path=path, offer=offer, version=version)


def _offer(pk: str) -> RoleOffer:
    rows = RoleOffer.objects.select_related(
        "by", "candidate__whole__award__person", "candidate__whole__award__version"
    )
    return rows.get(pk=pk)


def _tell(name: str, people: Iterable[Person], case: RevocationCase, event: Event) -> None:
    path = reverse("credentials:case", args=[case.pk])
    for person in {person.pk: person for person in people}.values():
        tell(name, person, event, path=path, case=case, version=case.award.version)


def _tell_earner(name: str, case: RevocationCase, event: Event) -> None:
    path = reverse("credentials:own_case", args=[case.award_id])
    tell(name, case.award.person, event, path=path, case=case, version=case.award.version)


def _hearing(case: RevocationCase) -> list[Person]:
    """Whoever names its panel and has the last word."""
    held = Membership.objects.current().filter(
        role__in=(*CHAIRS, Role.PROGRAM_ADMIN), organization__in=case.award.issuer.lineage
    )
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return [person for person in people.order_by("pk") if policy.can_name_panel(person, case)]


def _case(pk: str) -> RevocationCase:
    return RevocationCase.objects.select_related(
        "award__version",
        "award__issuer",
        "award__person",
        "award__evaluation__submission",
        "opened_by",
    ).get(pk=pk)


def _tell_of_stack(name: str, review: StackReview, event: Event) -> None:
    award = review.whole.award
    path = reverse("credentials:award", args=[award.pk])
    tell(name, award.person, event, path=path, award=award, version=award.version)


def _review(pk: str) -> StackReview:
    rows = StackReview.objects.select_related("whole__award__person", "whole__award__version")
    return rows.get(pk=pk)
