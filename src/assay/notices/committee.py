"""What the committee decided, told to whoever proposed it; and a proposal that came in, told to the chair."""

from django.urls import reverse

from assay.governance.models import Decision, Proposal, SeatKind
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("governance.decided")
def tell_of_a_decision(event: Event) -> None:
    """Its author and its sponsor, each once. What was decided waits behind the sign-in."""
    decision = Decision.objects.select_related(
        "proposal__author", "proposal__sponsor", "proposal__version"
    ).get(pk=event.subject_id)
    proposal = decision.proposal
    path = f"{reverse('governance:proposal', args=[proposal.pk])}#decision-{decision.pk}"
    people = {proposal.author_id: proposal.author}
    if proposal.sponsor is not None:
        people[proposal.sponsor.pk] = proposal.sponsor
    for person in people.values():
        tell("proposal_decided", person, event, path=path, version=proposal.version)


@on("governance.submitted")
def tell_of_a_proposal(event: Event) -> None:
    """The chair, with the day of the first answer."""
    proposal = Proposal.objects.select_related("committee", "version").get(pk=event.subject_id)
    path = reverse("governance:proposal", args=[proposal.pk])
    terms = proposal.committee.terms().filter(seat__kind=SeatKind.CHAIR).select_related("person")
    for term in terms:
        facts = {"version": proposal.version, "answer_by": proposal.answer_by}
        tell("proposal_submitted", term.person, event, path=path, **facts)
