"""Equating: a badge of one micro-credential counts as another's in stacks, on record, until it is ended."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.models import Equivalence, Kind, MicroCredential
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

MOST_CHARACTERS = 2000


@transaction.atomic
def equate(
    source: MicroCredential,
    target: MicroCredential,
    reason: str,
    *,
    both_ways: bool = False,
    first_on: date | None = None,
    dissent: str = "",
    votes: tuple[int, int] | None = None,
    by: Person,
) -> list[Equivalence]:
    """Let badges of the one count as the other's from a day on (today); `votes`: for and against, of the committee.

    Raises PermissionDenied for who may not decide it for the target (both ways: for each), BadInput, WrongState where
    it is so already.
    """
    pairs = [(source, target), (target, source)] if both_ways else [(source, target)]
    if not all(policy.can_equate(by, one, other) for one, other in pairs):
        raise PermissionDenied
    said, first_on = clean(reason).strip(), first_on or today()
    fields = {}
    if source.pk == target.pk or Kind.CAPSTONE in (source.kind, target.kind):
        fields["target"] = _("Choose two different micro-credentials, neither a capstone.")
    if not said or len(said) > MOST_CHARACTERS:
        fields["reason"] = _("Say why in %(n)s characters at most. Everyone reads it.") % {
            "n": MOST_CHARACTERS
        }
    if first_on < today():
        fields["first_on"] = _("Choose today or a later day.")
    if votes is not None and votes[0] <= votes[1]:
        fields["in_favor"] = _("It counts once more votes are for it than against it.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    rows = []
    for one, other in pairs:
        if Equivalence.objects.in_force().filter(source=one, target=other).exists():
            raise WrongState(_("The one already counts as the other."))
        with first_come(_("The one already counts as the other.")):
            rows.append(
                Equivalence.objects.create(
                    source=one,
                    target=other,
                    first_on=first_on,
                    reason=said,
                    dissent=clean(dissent).strip()[:MOST_CHARACTERS],
                    in_favor=votes[0] if votes else None,
                    against=votes[1] if votes else None,
                    decided_by=by,
                    decided_at=now(),
                )
            )
    renew_edition()
    note("catalog.equated", rows[0], by=by, source=source.pk, target=target.pk, both=both_ways)
    return rows


@transaction.atomic
def end_equivalence(row: Equivalence, *, by: Person) -> None:
    """From tomorrow on it counts no more; a stack that was completed with it stays completed.

    Raises PermissionDenied, WrongState the second time.
    """
    if not policy.can_equate(by, row.source, row.target):
        raise PermissionDenied
    rows = Equivalence.objects.filter(pk=row.pk, ended_on=None)
    if rows.update(ended_on=today(), ended_by=by) != 1:
        raise WrongState(_("This was already ended."))
    renew_edition()
    note("catalog.equating_ended", row, by=by, source=row.source_id, target=row.target_id)
