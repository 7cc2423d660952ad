"""Badges signed anew by others than their earner: told once a day, whether one was signed or a hundred.

A run may sign every badge of an issuer in many batches, and its events are heard in any order, some of them again. The
record alone says what is told: of the events of a day about one person's badges, the first is.
"""

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from assay.credentials.models import Award
from assay.record.actions import kind_of
from assay.record.models import Event


def to_tell(event: Event, award: Award) -> list[str]:
    """The titles a letter about this event names; none where there is nothing to tell, or another event tells it.

    Those signed anew on the same day so far stand in it too. Withdrawn badges have a letter of their own.
    """
    standing = Award.objects.standing().filter(person=award.person_id)
    titles = {str(pk): title for pk, title in standing.values_list("pk", "version__title")}
    found = _of_the_day(event, award, list(titles))
    if found.order_by("pk").values_list("pk", flat=True).first() != event.pk:
        return []
    return list(
        dict.fromkeys(
            titles[pk] for pk in found.order_by("pk").values_list("subject_id", flat=True)
        )
    )


def _of_the_day(event: Event, award: Award, awards: list[str]) -> QuerySet[Event]:
    """Badges of this person, standing, that others signed anew that day."""
    day = timezone.localtime(event.at).date()
    begins = timezone.make_aware(datetime.combine(day, time.min))
    rows = Event.objects.filter(
        verb="credentials.reissued",
        subject_kind=kind_of(award),
        subject_id__in=awards,
        at__gte=begins,
        at__lt=begins + timedelta(days=1),
    )
    return rows.exclude(by_kind=kind_of(award.person), by_id=str(award.person_id))
