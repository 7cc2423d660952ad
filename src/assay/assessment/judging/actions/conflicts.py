"""Keeping two people apart for what one of them did in a later room: no declaration, but a fact.

A room that comes after this one calls the verb where it learns of the fact; this room holds the row that says so.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assay.assessment import policy
from assay.assessment.models import FACTS, PASSING, Conflict
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def keep_apart(person: Person, other: Person, ground: str, *, by: Person) -> Conflict:
    """Offer neither of the two the other's work from now on.

    What one holds of the other's stays on their desk, and never counts (`hand_over`): taken away, it would tell whose
    it is. `by` is the one whose act it follows from. The second time nothing new is noted; what passes
    counts from this day on. Raises PermissionDenied, BadInput for a ground that is no fact.
    """
    if not policy.can_keep_apart(by, person):
        raise PermissionDenied
    if ground not in FACTS or person.pk == other.pk:
        raise BadInput("A fact about two people is wanted.")
    hold(person)
    known = Conflict.objects.filter(person=person, other=other, ground=ground).first()
    if known is not None:
        if ground in PASSING:
            known.declared_at = now()
            known.save(update_fields=("declared_at",))
        return known
    conflict = Conflict.objects.create(person=person, other=other, ground=ground, declared_at=now())
    note(
        "assessment.conflict_declared",
        conflict,
        by=by,
        person=person.pk,
        other=other.pk,
        ground=ground,
    )
    return conflict
