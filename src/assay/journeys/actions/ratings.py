"""Rating oneself: private, for nobody but the learner."""

from datetime import datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.frameworks.models import Competency
from assay.journeys import policy
from assay.journeys.models import SelfRating
from assay.lib.clock import now, today
from assay.lib.errors import BadInput
from assay.lib.locks import hold
from assay.people.models import Person


@transaction.atomic
def rate(person: Person, competency: Competency, level: int, *, by: Person) -> SelfRating:
    """Say where one stands in a competency: 1 new to me … 4 I could show others.

    The newest rating counts; one of an earlier day stays, to show growth (A14), one of the same day is corrected. Not
    in the record: an administrator reads that, and this is nobody's but the learner's (A4).
    """
    if not policy.can_rate(by, person):
        raise PermissionDenied
    if level not in {1, 2, 3, 4}:
        raise BadInput(_("Choose one of the four levels."))
    hold(person)  # two tabs leave one rating of the day
    begin = timezone.make_aware(datetime.combine(today(), time.min))
    newest = SelfRating.objects.filter(
        person=person, competency=competency, rated_at__gte=begin
    ).first()
    if newest is None:
        return SelfRating.objects.create(
            person=person, competency=competency, level=level, rated_at=now()
        )
    newest.level, newest.rated_at = level, now()
    newest.save(update_fields=("level", "rated_at"))
    return newest


@transaction.atomic
def forget_ratings(person: Person, *, by: Person) -> int:
    """Take back every rating. Returns how many there were."""
    if not policy.can_rate(by, person):
        raise PermissionDenied
    return SelfRating.objects.filter(person=person).delete()[0]
