"""What the committee decided, told to its proposer; what came in, told to the chair; meetings, told to members."""

from django.urls import reverse

from assay.governance.models import Decision, Meeting, Proposal, SeatKind
from assay.notices.actions import tell
from assay.program.models import Extension
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


@on("program.extension_decided", "program.extension_ended")
def tell_of_an_extension(event: Event) -> None:
    """Whoever asked for it. What was decided waits behind the sign-in."""
    row = Extension.objects.select_related("proposed_by").get(pk=event.subject_id)
    path = reverse("governance:extension", args=[row.pk])
    tell("extension_decided", row.proposed_by, event, path=path, extension=row)


@on("governance.meeting_called")
def tell_of_a_meeting(event: Event) -> None:
    _tell_members("meeting_called", event)


@on("governance.meeting_changed")
def tell_of_a_change(event: Event) -> None:
    """Of another time or place; who the secretary is, is no news to everybody."""
    if event.particulars["is_news"]:
        _tell_members("meeting_changed", event)


@on("governance.meeting_canceled")
def tell_of_a_canceled_meeting(event: Event) -> None:
    _tell_members("meeting_canceled", event)


@on("governance.agenda_sent")
def tell_of_an_agenda(event: Event) -> None:
    _tell_members("agenda_sent", event, page="governance:packet")


@on("governance.minutes_approved")
def tell_of_minutes(event: Event) -> None:
    _tell_members("minutes_approved", event, page="governance:minutes")


@on("governance.minutes_published")
def tell_of_published_minutes(event: Event) -> None:
    _tell_members("minutes_published", event, page="governance:minutes")


def _tell_members(name: str, event: Event, *, page: str = "governance:meeting") -> None:
    """Everybody who sits there, but whoever did it: when and where. What it is about waits behind the sign-in."""
    meeting = Meeting.objects.select_related("committee").get(pk=event.subject_id)
    path = reverse(page, args=[meeting.pk])
    terms = meeting.committee.terms().select_related("person")
    people = {term.person.pk: term.person for term in terms}
    for person in people.values():
        if str(person.pk) != event.by_id:
            tell(name, person, event, path=path, meeting=meeting, committee=meeting.committee)
