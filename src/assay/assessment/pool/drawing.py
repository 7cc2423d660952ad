"""Which anchors somebody may be given: new to them within a year, and of nobody they are tied to."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from assay.assessment.judging.queue import kept_apart
from assay.assessment.models import Anchor, AnchorQuerySet
from assay.assessment.workplaces import workplaces_of
from assay.lib.clock import now
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy, in_force

#: How long somebody does not meet the same one again.
NOT_AGAIN_DAYS = 365


def new_to(person: Person, versions: Iterable[tuple[int, str]]) -> AnchorQuerySet:
    """Anchors of these scoring versions (micro-credential, major) that may be drawn for them today."""
    wanted = Q(pk__in=[])
    for micro_credential, major in versions:
        wanted |= Q(version__micro_credential=micro_credential, major=major)
    rows = Anchor.objects.usable().filter(wanted, paused_at__isnull=True)
    rows = rows.new_to(person, now() - timedelta(days=NOT_AGAIN_DAYS))
    learner = "permission__submission__start__person"
    learners = set(rows.filter(permission__isnull=False).order_by().values_list(learner, flat=True))
    tied = _tied(person, learners)
    return rows.exclude(**{f"{learner}__in": tied}) if tied else rows


def _tied(person: Person, learners: set[int]) -> set[int]:
    """Of these learners those of one workplace with this person, or kept apart from them."""
    if not learners:
        return set()
    own = workplaces_of([person.pk]).get(person.pk, frozenset())
    found = {one for one, places in workplaces_of(learners).items() if places & own}
    return found | (learners & kept_apart([person.pk], in_force(AssessmentPolicy))[person.pk])


def lot(person: Person, anchor: Anchor) -> str:
    """An order that differs from person to person and never changes for one."""
    return hashlib.sha256(f"{person.pk}:{anchor.pk}".encode()).hexdigest()
