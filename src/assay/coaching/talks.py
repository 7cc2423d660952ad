"""The talk that is offered, and then asked for, after not-yets: whether it can be had, and was."""

from datetime import datetime

from assay.coaching import policy
from assay.coaching.models import Meeting
from assay.people.models import Person

#: Of `evidence.Condition`: what has to happen before a next attempt is handed in.
COACH_TALK = "coach_talk"


def can_be_had(learner: Person) -> bool:
    """Whether anyone coaches where this learner belongs."""
    places = policy.places_of(learner)
    return any(policy.coaches_for(place).exclude(pk=learner.pk).exists() for place in places)


def was_had_since(learner: Person, moment: datetime) -> bool:
    """Whether a talk of theirs was logged since, with whichever coach."""
    rows = Meeting.objects.logged().filter(pairing__learner=learner, is_talk=True)
    return rows.filter(logged_at__gte=moment).exists()
