"""Coaching: both hear that they work together and when they meet; the reader of drafts, the learner of comments."""

from django.urls import reverse

from assay.coaching.models import DraftShare, Meeting, Pairing
from assay.notices.actions import tell
from assay.people.models import Person
from assay.record.delivery import on
from assay.record.models import Event


@on("coaching.asked")
def tell_who_is_asked(event: Event) -> None:
    """The coach or colleague who was asked by name, while it waits."""
    pairing = _pairing(event)
    if pairing.coach is not None and pairing.is_asked:
        path = reverse("coaching:colleagues" if pairing.is_peer else "coaching:desk")
        tell(_of(pairing, "asked"), pairing.coach, event, path=path, learner=pairing.learner)


@on("coaching.begun")
def tell_that_they_work_together(event: Event) -> None:
    """Both, but for who did it."""
    pairing = _pairing(event)
    for person, other in _both(pairing):
        if str(person.pk) != event.by_id:
            path = reverse("coaching:pairing", args=[pairing.pk])
            tell(
                "colleague_accepted" if pairing.is_peer else "coaching_begun",
                person,
                event,
                path=path,
                other=other,
            )


@on("coaching.declined")
def tell_that_it_was_declined(event: Event) -> None:
    pairing = _pairing(event)
    if pairing.coach is not None:
        path = reverse("coaching:index")
        tell(_of(pairing, "declined"), pairing.learner, event, path=path, coach=pairing.coach)


@on("coaching.ended")
def tell_that_it_has_ended(event: Event) -> None:
    pairing = _pairing(event)
    for person, other in _both(pairing):
        if str(person.pk) != event.by_id:
            path = reverse("coaching:pairing", args=[pairing.pk])
            tell(
                "colleague_ended" if pairing.is_peer else "coaching_ended",
                person,
                event,
                path=path,
                other=other,
            )


@on("coaching.draft_shared")
def tell_what_is_shared(event: Event) -> None:
    """Whoever reads it, where it is still open to them."""
    share = DraftShare.objects.for_pages().get(pk=event.subject_id)
    coach = share.pairing.coach
    if coach is not None and share.is_open:
        path = reverse("coaching:draft", args=[share.pk])
        version, learner = share.submission.version, share.pairing.learner
        tell("draft_shared", coach, event, path=path, learner=learner, version=version)


@on("coaching.commented")
def tell_of_comments(event: Event) -> None:
    share = DraftShare.objects.for_pages().get(pk=event.subject_id)
    coach = share.pairing.coach
    if coach is not None:
        path = reverse("coaching:shared", args=[share.pk])
        version, learner = share.submission.version, share.pairing.learner
        tell(
            _of(share.pairing, "commented"), learner, event, path=path, coach=coach, version=version
        )


@on("coaching.meeting_set")
def tell_when_they_meet(event: Event) -> None:
    """The other of the two, while it is to come."""
    meeting = _meeting(event)
    if meeting.is_open and meeting.starts_at is not None:
        _tell_of_meeting("coaching_meeting", meeting, event)


@on("coaching.meeting_called_off")
def tell_that_they_do_not_meet(event: Event) -> None:
    _tell_of_meeting("coaching_called_off", _meeting(event), event)


def _tell_of_meeting(name: str, meeting: Meeting, event: Event) -> None:
    for person, other in _both(meeting.pairing):
        if str(person.pk) != event.by_id:
            path = reverse("coaching:pairing", args=[meeting.pairing_id])
            tell(name, person, event, path=path, other=other, meeting=meeting)


def _of(pairing: Pairing, what: str) -> str:
    """The name of what is told of a coach, or of a colleague."""
    return f"{'colleague' if pairing.is_peer else 'coach'}_{what}"


def _both(pairing: Pairing) -> list[tuple[Person, Person]]:
    """Each of the two, with the other."""
    if pairing.coach is None:
        return []
    return [(pairing.learner, pairing.coach), (pairing.coach, pairing.learner)]


def _pairing(event: Event) -> Pairing:
    return Pairing.objects.select_related("learner", "coach").get(pk=event.subject_id)


def _meeting(event: Event) -> Meeting:
    rows = Meeting.objects.select_related("pairing__learner", "pairing__coach")
    return rows.get(pk=event.subject_id)
