"""Leave for one act on one subject: given, used, given back."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import Refusal
from assay.lib.locks import first_come
from assay.people.models import Actor, Organization, Person
from assay.program import policy
from assay.program.models import Mandate, SittingCommittee
from assay.record.actions import kind_of, note


class NoMandate(Refusal):
    """The act needs leave that nobody has given."""

    status = 403
    code = "no-mandate"


@transaction.atomic
def give_mandate(
    act: str,
    subject: models.Model,
    *,
    by: Person,
    within: Organization | None = None,
    conditions: str = "",
    decision: str = "",
    most_starts: int | None = None,
) -> Mandate:
    """Leave for one act on one subject; used once. `within`: the department whose subject it is; `decision`: of the
    committee, on which it is given; `most_starts`: of a pilot.

    Raises PermissionDenied, and WrongState while another leave for it waits to be used.
    """
    may = policy.can_carry_out if decision else policy.can_give_mandate
    if not may(by, act, within):
        raise PermissionDenied
    with first_come(_("This permission has already been given, and has not been used yet.")):
        mandate = Mandate.objects.create(
            act=act,
            subject_kind=kind_of(subject),
            subject_id=str(subject.pk),
            given_by=by,
            given_at=now(),
            conditions=conditions,
            decision=decision,
            most_starts=most_starts,
        )
    note("program.mandate_given", subject, by=by, act=act, mandate=mandate.pk)
    return mandate


@transaction.atomic
def let_committee_sit(
    organization: Organization, *, from_on: date | None = None, by: Actor
) -> None:
    """From a day (today) on its committee gives leave for what is new, for changes of scoring and for retiring. Once;
    an earlier day holds."""
    if not policy.can_seat_committee(by, organization):
        raise PermissionDenied
    from_on = from_on or today()
    row, fresh = SittingCommittee.objects.get_or_create(
        organization=organization, defaults={"sits_from": from_on}
    )
    earlier = from_on < row.sits_from
    if earlier:
        row.sits_from = from_on
        row.save(update_fields=("sits_from",))
    if fresh or earlier:
        note("program.committee_sits", organization, by=by)


def has_mandate(act: str, subject: models.Model) -> bool:
    """Whether leave for this act is given and not used."""
    return _open_mandates(act, subject).exists()


def _open_mandates(act: str, subject: models.Model) -> "models.QuerySet[Mandate]":
    return Mandate.objects.filter(
        act=act, subject_kind=kind_of(subject), subject_id=str(subject.pk), used_at__isnull=True
    )


def use_mandate(act: str, subject: models.Model) -> Mandate:
    """Take the leave given for this act; raises NoMandate when there is none left. The caller notes the act."""
    mandate = _open_mandates(act, subject).order_by("given_at").first()
    if mandate is None or not Mandate.objects.filter(pk=mandate.pk, used_at__isnull=True).update(
        used_at=now()
    ):
        raise NoMandate(
            _(
                "This needs permission that no one has given yet, and no one gives it to their own draft. "
                "Your department head can tell you who does."
            )
        )
    return mandate


def give_mandate_back(act: str, subject: models.Model) -> None:
    """What was done by it is undone: the leave used last for this act may be used again. The caller notes the act."""
    rows = Mandate.objects.filter(
        act=act, subject_kind=kind_of(subject), subject_id=str(subject.pk)
    )
    last = rows.filter(used_at__isnull=False).order_by("-used_at", "-pk").first()
    if last is not None and not _open_mandates(act, subject).exists():
        Mandate.objects.filter(pk=last.pk).update(used_at=None)
