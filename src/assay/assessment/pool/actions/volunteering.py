"""Holders who would assess what they earned: they offer themselves, and a lead grants it or says no."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Assessor, AssessorOffer
from assay.assessment.pool.holding import holds
from assay.catalog.models import MicroCredential
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def offer_to_assess(micro_credential: MicroCredential, *, by: Person) -> AssessorOffer:
    """Say that one would assess what one has earned. A lead sees it and grants it, or not.

    Raises BadInput for somebody who does not hold it, WrongState the second time and for who may assess it already.
    """
    if not holds(by, micro_credential):
        raise BadInput(_("You can offer this once you have earned the micro-credential."))
    current = Assessor.objects.current().filter(person=by, micro_credential=micro_credential)
    if current.exists():
        raise WrongState(_("You can already assess this."))
    try:
        with transaction.atomic():
            offer = AssessorOffer.objects.create(
                person=by, micro_credential=micro_credential, at=now()
            )
    except IntegrityError as e:
        raise WrongState(_("You have already offered this.")) from e
    note("assessment.offered_to_assess", offer, by=by, micro_credential=micro_credential.pk)
    return offer


@transaction.atomic
def end_offer(offer: AssessorOffer, *, by: Person) -> None:
    """Take it back, or, as a lead, say no. Raises PermissionDenied for others, WrongState the second time."""
    if not policy.can_end_offer(by, offer):
        raise PermissionDenied
    if AssessorOffer.objects.filter(pk=offer.pk, ended_at=None).update(ended_at=now()) != 1:
        raise WrongState(_("This has ended before."))
    offer.refresh_from_db()
    note("assessment.offer_ended", offer, by=by, person=offer.person_id)
