"""Earlier badges: a list taken in and looked at, brought in all at once, claimed or declined by who earned them."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.earlier import badge_files, lists
from assay.credentials.earlier.rows import BadRows, Fault, Row
from assay.credentials.models import EarlierBadge, EarlierList, EarlierStatus, ListStatus
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.states import move
from assay.lib.wording import clean_line
from assay.people.models import Membership, Organization, Person
from assay.record.actions import note

AT_A_TIME = 500
_LIVE = (EarlierStatus.OFFERED, EarlierStatus.ACCEPTED)


def read_list(
    program: Organization, files: Sequence[tuple[str, bytes]], *, by: Person
) -> EarlierList:
    """Take in one spreadsheet or export, or some badge files, by name and content. Nobody is told of it yet.

    Signed ones are checked, which may ask their issuers: never inside a transaction. Raises PermissionDenied, BadRows
    (every fault with its place), BadInput for no file, or for several of which one is a list.

    Keeps B6 of docs/reference/promises.md in part.
    """
    if not policy.can_bring_earlier(by, program):
        raise PermissionDenied
    rows = _read(files)
    if any(row.hidden for row in rows):
        rows = badge_files.uncovered(rows, _addresses(program))
    with transaction.atomic():
        EarlierList.objects.filter(by=by, status=ListStatus.READ).update(
            status=ListStatus.DISCARDED, rows=[]
        )
        row = EarlierList.objects.create(
            program=program,
            name=clean_line(files[0][0])[-120:] or "-",
            by=by,
            at=now(),
            rows=[one.as_json() for one in rows],
            count=len(rows),
        )
        note("credentials.earlier_list_read", row, by=by, program=program.pk, badges=len(rows))
    return row


def _read(files: Sequence[tuple[str, bytes]]) -> list[Row]:
    if not files:
        message = _("Choose a file.")
        raise BadInput(message, fields={"files": message})
    if len(files) > badge_files.MOST_FILES:
        message = _("Choose %(n)s files at most.") % {"n": badge_files.MOST_FILES}
        raise BadInput(message, fields={"files": message})
    whole = [one for one in files if _is_list(*one)]
    if whole and len(files) > 1:
        what = _("This is a list. Send it by itself.")
        raise BadRows([Fault(at=whole[0][0], what=what)])
    if not whole:
        return badge_files.read_files(files)
    name, content = whole[0]
    if name.lower().endswith(".json"):
        return badge_files.read_export(content)
    return lists.read(content)


def _is_list(name: str, content: bytes) -> bool:
    ending = name.lower().rpartition(".")[2]
    if ending == "json":
        return badge_files.is_export(content)
    return ending in ("csv", "txt", "tsv", "xlsx", "xls")


def _addresses(program: Organization) -> list[str]:
    """Those of everybody who belongs to a program today."""
    rows = Membership.objects.filter(organization__path__startswith=program.path)
    return list(rows.order_by("person").values_list("person__email", flat=True).distinct())


def sorted_out(row: EarlierList) -> tuple[list[Row], dict[str, int], int]:
    """The rows that are not here yet, the people they are of by address, and how many are here already."""
    rows = [Row.from_json(one) for one in row.rows]
    emails = sorted({one.email for one in rows})
    here: set[tuple[object, ...]] = set()
    people: dict[str, int] = {}
    for part in _parts(emails):
        badges = EarlierBadge.objects.filter(program=row.program, email__in=part, status__in=_LIVE)
        here |= set(badges.values_list("email", "title", "issuer_name", "earned_on"))
        found = Person.objects.filter(email__in=part, is_active=True)
        found = found.filter(memberships__organization__path__startswith=row.program.path)
        people |= dict(found.values_list("email", "pk"))
    fresh = [one for one in rows if one.key not in here]
    return fresh, people, len(rows) - len(fresh)


def bring_earlier(row: EarlierList, *, by: Person) -> int:
    """Offer all badges of a list to those who earned them, all at once or none; returns how many.

    What is here already stays as it is. Raises PermissionDenied, WrongState the second time.
    """
    if not policy.can_keep_list(by, row):
        raise PermissionDenied
    with transaction.atomic():
        hold(row.program)
        row.refresh_from_db()
        fresh, people, _here = sorted_out(row)
        move(row, to=ListStatus.BROUGHT, rows=[], count=len(fresh))
        at, day = now(), today()
        EarlierBadge.objects.bulk_create(
            (
                EarlierBadge(
                    list=row,
                    program=row.program,
                    email=one.email,
                    person_id=people.get(one.email),
                    title=one.title,
                    issuer_name=one.issuer,
                    earned_on=one.earned_on,
                    criteria_url=one.criteria_url,
                    verdict=one.verdict,
                    checked_on=day if one.verdict else None,
                    brought_at=at,
                )
                for one in fresh
            ),
            batch_size=AT_A_TIME,
        )
        matched = sum(one.email in people for one in fresh)
        note("credentials.earlier_brought", row, by=by, badges=len(fresh), matched=matched)
    return len(fresh)


@transaction.atomic
def discard_list(row: EarlierList, *, by: Person) -> None:
    """Throw away one that was only looked at. Raises PermissionDenied, WrongState."""
    if not policy.can_keep_list(by, row):
        raise PermissionDenied
    move(row, to=ListStatus.DISCARDED, rows=[])
    note("credentials.earlier_list_discarded", row, by=by)


@transaction.atomic
def take_back_list(row: EarlierList, *, by: Person) -> int:
    """Take back those of a list that nobody has answered; returns how many. Raises PermissionDenied, WrongState."""
    if not policy.can_keep_list(by, row):
        raise PermissionDenied
    move(row, to=ListStatus.TAKEN_BACK)
    waiting = row.badges.filter(status=EarlierStatus.OFFERED)
    count = waiting.update(status=EarlierStatus.TAKEN_BACK)
    note("credentials.earlier_taken_back", row, by=by, badges=count)
    return count


@transaction.atomic
def claim_earlier(badge: EarlierBadge, *, by: Person) -> None:
    """Its earner takes it into the portfolio. Raises PermissionDenied for anybody else, WrongState."""
    if not policy.can_answer_earlier(by, badge):
        raise PermissionDenied
    move(badge, to=EarlierStatus.ACCEPTED, person=by, answered_at=now())
    note("credentials.earlier_claimed", badge, by=by)


@transaction.atomic
def decline_earlier(badge: EarlierBadge, *, by: Person) -> None:
    """It is not theirs, or they do not want it there, now or any longer. Raises PermissionDenied, WrongState."""
    if not policy.can_answer_earlier(by, badge):
        raise PermissionDenied
    move(badge, to=EarlierStatus.DECLINED, person=by, answered_at=now(), is_public=False)
    note("credentials.earlier_declined", badge, by=by)


@transaction.atomic
def show_earlier(badge: EarlierBadge, *, is_public: bool, by: Person) -> None:
    """List it on one's public page, or no longer. Raises PermissionDenied, WrongState before it is claimed."""
    if not policy.can_answer_earlier(by, badge):
        raise PermissionDenied
    rows = EarlierBadge.objects.filter(pk=badge.pk, status=EarlierStatus.ACCEPTED)
    if rows.exclude(is_public=is_public).update(is_public=is_public) == 1:
        note("credentials.earlier_shown", badge, by=by, is_public=is_public)
    elif not rows.exists():
        raise WrongState(_("Claim it first."))


def _parts(emails: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(emails)
    while part := list(islice(rest, AT_A_TIME)):
        yield part
