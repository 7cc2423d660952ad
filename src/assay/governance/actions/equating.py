"""What a committee decided of two micro-credentials is recorded, with its votes, where there was a quorum."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assay.catalog import actions as catalog
from assay.catalog import policy as writing
from assay.catalog.models import Equivalence, MicroCredential
from assay.governance import policy
from assay.lib.errors import BadInput
from assay.people.models import Person


def record_equating(
    source: MicroCredential,
    target: MicroCredential,
    reason: str,
    *,
    both_ways: bool = False,
    first_on: date | None = None,
    dissent: str = "",
    in_favor: int | None = None,
    against: int | None = None,
    by: Person,
) -> list[Equivalence]:
    """As `catalog.equate`; where a committee sits, with its votes, of which there must be a quorum.

    Raises PermissionDenied, BadInput, WrongState.
    """
    if not writing.can_equate(by, source, target):
        raise PermissionDenied
    if both_ways and not writing.can_equate(by, target, source):
        message = _("The other way around is for the other program to decide.")
        raise BadInput(message, fields={"both_ways": message})
    program = target.home.program
    committee = policy.sitting(program) if program is not None else None
    votes = None
    if committee is not None:
        votes = (in_favor or 0, against or 0)
        quorum = committee.quorum(committee.terms().count())
        if sum(votes) < quorum:
            message = _("%(cast)s of %(quorum)s votes are in, so there is no quorum yet.") % {
                "cast": sum(votes),
                "quorum": quorum,
            }
            raise BadInput(message, fields={"in_favor": message})
    return catalog.equate(
        source,
        target,
        reason,
        both_ways=both_ways,
        first_on=first_on,
        dissent=dissent,
        votes=votes,
        by=by,
    )
