"""Sentences an assessor keeps to begin feedback from: their own, never the learner's."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Stem
from assay.lib.clock import now
from assay.lib.errors import BadInput, TooLarge
from assay.lib.levels import LEVELS
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person

MAX_STEMS = 60


@transaction.atomic
def add_stem(person: Person, level: str, text: str, *, by: Person) -> Stem:
    """Keep a sentence to begin feedback from. Raises PermissionDenied, BadInput, TooLarge."""
    if not policy.can_add_stem(by, person):
        raise PermissionDenied
    text = clean_line(text)
    if level not in LEVELS or not text or len(text) > 400:
        raise BadInput(_("Write one sentence of up to 400 characters, and choose its level."))
    hold(person)
    if Stem.objects.filter(person=person).count() >= MAX_STEMS:
        raise TooLarge(_("You already keep %(n)d sentences. Remove one first.") % {"n": MAX_STEMS})
    return Stem.objects.get_or_create(
        person=person, level=level, text=text, defaults={"added_at": now()}
    )[0]


@transaction.atomic
def remove_stem(stem: Stem, *, by: Person) -> None:
    """Take a sentence away. Raises PermissionDenied for anyone else."""
    if not policy.can_remove_stem(by, stem):
        raise PermissionDenied
    stem.delete()
