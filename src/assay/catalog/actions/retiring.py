"""A micro-credential is retired with notice: announced, called off, and closed when its day has come."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.actions.publishing import take_leave
from assay.catalog.models import MicroCredential, Retirement, Version, VersionStatus
from assay.lib.clock import months_after, now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Actor, Organization, Person
from assay.program.actions import give_mandate_back
from assay.program.policies import RetirementPolicy, VersionsPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE
from assay.ui import words

MOST_CHARACTERS = 2000
MOST_YEARS = 5  # between an announcement and its day


def earliest_closing(home: Organization | int | None) -> date:
    """The first day that an announcement of today may name, by the program that looks after it."""
    return months_after(today(), in_force(RetirementPolicy, within=home).notice_months)


@transaction.atomic
def announce_retirement(
    version: Version,
    reason: str,
    *,
    closes_on: date,
    successor: MicroCredential | None = None,
    by: Person,
) -> Retirement:
    """Say that its micro-credential takes nobody any more from a day on, at least the policy's months ahead.

    On leave to retire the version that is open. Until that day everything stays as it is; then those who have begun may
    submit for the months of the policy, and badges stay valid. Raises PermissionDenied, NoMandate, BadInput, WrongState
    where nothing is open, or it is announced already.
    """
    if not policy.can_author_of(by, version.micro_credential):
        raise PermissionDenied
    said = clean(reason).strip()
    _check(said, closes_on, successor, version.micro_credential)
    hold(version.micro_credential)
    version.refresh_from_db(fields=("status", "closes_on"))
    if version.status != VersionStatus.PUBLISHED:
        raise WrongState(_("Only what is open to everyone is retired with notice."))
    if version.closes_on is not None:
        raise WrongState(_("Its retirement is already announced."))
    take_leave("retire", version, by)
    rules = in_force(RetirementPolicy, within=version.micro_credential.home_id)
    last_day = months_after(closes_on, rules.open_drafts_may_submit_for_months)
    with first_come(_("Its retirement is already announced.")):
        row = Retirement.objects.create(
            micro_credential=version.micro_credential,
            version=version,
            reason=said,
            successor=successor,
            closes_on=closes_on,
            last_day=last_day,
            announced_by=by,
            announced_at=now(),
        )
    _open_ones(version.micro_credential_id).update(closes_on=closes_on)
    ending = _going_on(version.micro_credential_id).filter(last_day=None)
    row.versions.set(ending)
    ending.update(last_day=last_day)
    version.refresh_from_db(fields=("closes_on", "last_day"))
    renew_edition(version)
    _note("catalog.retirement_announced", row, by)
    return row


def _check(
    said: str, closes_on: date, successor: MicroCredential | None, own: MicroCredential
) -> None:
    fields = {}
    if not said:
        fields["reason"] = _("Say why, in a sentence or two. Everyone reads it.")
    elif len(said) > MOST_CHARACTERS:
        fields["reason"] = _("Say it in %(n)s characters at most.") % {"n": MOST_CHARACTERS}
    first = earliest_closing(own.home_id)
    if closes_on < first:
        fields["closes_on"] = _(
            "The notice takes until %(day)s. Choose that day or a later one."
        ) % {"day": words.day(first)}
    elif closes_on > months_after(first, 12 * MOST_YEARS):
        fields["closes_on"] = _("Choose a day within the next five years.")
    if successor is not None and (successor.pk == own.pk or successor.current_id is None):
        fields["successor"] = _("Choose another micro-credential that is open.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)


@transaction.atomic
def call_off_retirement(row: Retirement, *, by: Person) -> None:
    """It stays open after all, and nobody loses a day. The leave comes back, so it may be announced again.

    Raises PermissionDenied, WrongState once its day has come, and the second time.
    """
    if not policy.can_author_of(by, row.micro_credential):
        raise PermissionDenied
    hold(row.micro_credential)
    row.refresh_from_db(fields=("called_off_at", "closed_at"))
    if row.called_off_at is not None:
        raise WrongState(_("This was already called off."))
    if row.closed_at is not None or row.closes_on <= today():
        raise WrongState(_("Its day has come. A new version can be published in its place."))
    row.called_off_by, row.called_off_at = by, now()
    row.save(update_fields=("called_off_by", "called_off_at"))
    _open_ones(row.micro_credential_id).update(closes_on=None)
    row.versions.update(last_day=None)
    give_mandate_back("retire", row.version)
    row.version.refresh_from_db()
    renew_edition(row.version)
    _note("catalog.retirement_called_off", row, by)


def _note(verb: str, row: Retirement, by: Actor) -> None:
    note(
        verb,
        row,
        by=by,
        micro_credential=row.micro_credential_id,
        version=row.version_id,
        closes_on=row.closes_on.isoformat(),
        last_day=row.last_day.isoformat(),
    )


def _open_ones(micro_credential: int) -> QuerySet[Version]:
    """What somebody may start, pilots too."""
    open_to = (VersionStatus.PUBLISHED, VersionStatus.PILOT)
    return Version.objects.filter(micro_credential=micro_credential, status__in=open_to)


def _going_on(micro_credential: int) -> QuerySet[Version]:
    """What somebody may be working on."""
    on = (VersionStatus.PUBLISHED, VersionStatus.PILOT, VersionStatus.RETIRING)
    return Version.objects.filter(micro_credential=micro_credential, status__in=on)


@transaction.atomic
def close_pilot(version: Version, *, by: Person) -> Version:
    """A pilot takes nobody any more; those who are in it may submit for the months in which a version goes on.

    On leave to retire it, where no committee decides (`end_pilot`). Raises PermissionDenied, NoMandate, WrongState for
    what is no pilot.
    """
    if not policy.can_author_of(by, version.micro_credential):
        raise PermissionDenied
    if not version.in_pilot:
        raise WrongState(_("This is no pilot."))
    take_leave("retire", version, by)
    _close(version, by)
    return version


def end_pilot(version: Version, *, by: Person) -> None:
    """The same by the committee's decision, whose leave is given for it: what is open beside it stays."""
    if not version.in_pilot:
        raise WrongState(_("This is no pilot."))
    take_leave("retire", version, by)
    _close(version, by)


def tend_versions() -> int:
    """Close what its day has come for, and retire versions whose last day is over. Returns how many changed."""
    day = today()
    due = Version.objects.filter(
        status__in=(VersionStatus.PUBLISHED, VersionStatus.PILOT), closes_on__lte=day
    )
    over = Version.objects.filter(status=VersionStatus.RETIRING, last_day__lt=day)
    closed = [_close_due(pk) for pk in due.order_by("pk").values_list("pk", flat=True)]
    return sum(closed) + sum(_end(pk) for pk in over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _close_due(pk: int) -> bool:
    version = Version.objects.select_related("micro_credential").get(pk=pk)
    hold(version.micro_credential)
    version.refresh_from_db(fields=("status", "closes_on"))
    is_open = version.status in (VersionStatus.PUBLISHED, VersionStatus.PILOT)
    if not is_open or version.closes_on is None or version.closes_on > today():
        return False  # closed meanwhile, by a press or another run
    Retirement.objects.filter(
        micro_credential=version.micro_credential_id, called_off_at=None, closed_at=None
    ).update(closed_at=now())
    _close(version, MACHINE)
    return True


@transaction.atomic
def _end(pk: int) -> bool:
    version = Version.objects.select_related("micro_credential").get(pk=pk)
    hold(version.micro_credential)
    version.refresh_from_db(fields=("status", "last_day"))
    if version.status != VersionStatus.RETIRING or version.last_day is None:
        return False
    move(version, to=VersionStatus.RETIRED, retired_at=now())
    renew_edition(version)
    note("catalog.retired", version, by=MACHINE, number=version.number)
    return True


def _close(version: Version, by: Actor) -> None:
    """No new starts from here on; those on it have a last day."""
    close(version)
    if version.last_day is None:
        rules = in_force(VersionsPolicy, within=version.micro_credential.home_id)
        version.last_day = months_after(today(), rules.grace_months)
        version.save(update_fields=("last_day",))
    note("catalog.retiring", version, by=by, number=version.number)


def close(version: Version) -> None:
    """The change itself, without leave and event: shared with the import."""
    micro_credential = MicroCredential.objects.select_for_update().get(
        pk=version.micro_credential_id
    )
    if version.status == VersionStatus.RETIRING:
        move(version, to=VersionStatus.RETIRED, retired_at=now())
    else:
        move(version, to=VersionStatus.RETIRING)
    if micro_credential.current_id == version.pk:
        micro_credential.current = None
        micro_credential.save(update_fields=("current",))
    version.micro_credential = micro_credential
    renew_edition(version)
