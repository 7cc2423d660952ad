"""The badge of a stack: taken by its learner, who has completed it by its whole rule."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.catalog.actions import edition_of
from assay.catalog.content.stack_progress import Progress, progress
from assay.catalog.models import Stack, Version
from assay.credentials import policy
from assay.credentials.awarding.actions.awarding import KeyRetired, keep, still_signs, workshop
from assay.credentials.awarding.basis import AwardBasis, BadgeFacts, counted
from assay.credentials.awarding.composing import Composer, SignedBadge
from assay.credentials.badge.stack_document import Parts
from assay.credentials.issuers import status_lists
from assay.credentials.issuers.actions.issuer_keys import ensure_issuer
from assay.credentials.models import Award, AwardStatus, StackAward, StackPart
from assay.credentials.stacks import earned_badges
from assay.credentials.stacks.actions.candidates import enter_pool
from assay.lib.clock import now, today
from assay.lib.errors import WrongState
from assay.people.models import Person
from assay.record.actions import note


def award_stack(stack: Stack, *, by: Person) -> Award:
    """Sign the badge of a stack for who has completed it; a second press gives the same award.

    What counts is asked at this moment, and each badge that counts is held until all is written. An edition that makes
    way may be taken until its last day by whoever completes that one alone. Raises PermissionDenied where the stack
    gives no badge or is not open, WrongState while anything is missing.
    """
    if not policy.can_take_stack(by, stack):
        raise PermissionDenied
    version, along = _complete(stack, by)
    standing = Award.objects.standing().filter(person=by, version=version)
    if (held := standing.first()) is not None:
        return held
    parts = _parts(along)
    moment = now()
    basis = AwardBasis.of_stack(version, by, Parts(along.track, counted(parts)), at=moment)
    key = ensure_issuer(stack.issuer)
    badge = BadgeFacts.of(
        basis,
        status_lists.take_place(key),
        award=Award._meta.pk.get_default(),
        valid_from=moment.replace(microsecond=0),
    )
    signed = Composer(workshop, [basis], at=moment).signed(badge, version=version, key=key)
    try:
        return _keep_whole(stack, along, parts, signed, at=moment, by=by)
    except KeyRetired:
        return award_stack(stack, by=by)
    except IntegrityError:  # two tabs: the constraint decides which came first
        first = standing.first()
        if first is None:
            raise
        return first


def _complete(stack: Stack, by: Person) -> tuple[Version, Progress]:
    """The edition that somebody takes: the open one unless they hold it or complete only one that makes way."""
    version = edition_of(stack)
    if Award.objects.standing().filter(person=by, version=version).exists():
        return version, progress(stack.data, (), today())
    held = earned_badges.held(by)
    along = progress(stack.data, held, today())
    if along.complete:
        return version, along
    earlier = earned_badges.completed_earlier(stack, held)
    if earlier is None:
        raise WrongState(_("Something of this stack is still missing, or no longer counts."))
    return earlier


def _parts(along: Progress) -> list[Award]:
    """In the order in which they were earned."""
    rows = Award.objects.filter(pk__in=[one.key for one in along.counted])
    return list(rows.select_related("version").order_by("earned_on", "issued_at", "pk"))


@transaction.atomic
def _keep_whole(
    stack: Stack,
    along: Progress,
    parts: list[Award],
    signed: SignedBadge,
    *,
    at: datetime,
    by: Person,
) -> Award:
    """All that is written. A badge that was withdrawn since it was counted stops it."""
    numbers = [part.pk for part in parts]
    held = Award.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    if any(status != AwardStatus.ISSUED for status in held.values_list("status", flat=True)):
        raise WrongState(_("Something of this stack is still missing, or no longer counts."))
    version: Version = signed.version
    granted = Award.objects.create(
        id=signed.award,
        person=by,
        version=version,
        issuer=version.micro_credential.issuer,
        name_as_issued=signed.facts.name,
        earned_on=signed.facts.basis.earned_on,
        issued_at=at,
        status_list=signed.facts.places,
        status_index=signed.facts.place,
    )
    whole = StackAward.objects.create(
        award=granted, stack=stack, track=along.track_id, track_title=along.track
    )
    StackPart.objects.bulk_create(StackPart(whole=whole, award=part) for part in parts)
    roles = enter_pool(whole)
    keep(granted, signed)
    if not still_signs(signed.key.pk):
        raise KeyRetired
    note(
        "credentials.stack_awarded",
        granted,
        by=by,
        stack=stack.pk,
        version=version.pk,
        parts=[str(number) for number in numbers],
        roles=roles,
    )
    return granted
