"""Telling people: a row in their list, and an e-mail where they have an address; showing the list; forgetting it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assay.lib.clock import now, today
from assay.lib.counts import Counted
from assay.notices.letters import about, send_to
from assay.notices.models import Notice
from assay.people.models import Person
from assay.program.calendar import Period, business_days_between
from assay.program.policies import closed_periods
from assay.record.models import Event

#: As long as the row of an e-mail is kept (docs/explanation/privacy-and-blindness.md).
KEPT = timedelta(days=90)


def tell(name: str, person: Person, event: Event, *, path: str, **facts: object) -> None:
    """Tell a person of an event, once: in their list, and by the e-mail of this name, in their language.

    Nothing for a closed account; without an address the list alone.
    """
    if not person.is_active:
        return
    key = f"{name}:{event.pk}:{event.at:%Y%m%d%H%M%S%f}:{person.pk}"
    fields = {"person": person, "kind": name, "path": path, "told_at": event.at, **about(facts)}
    Notice.objects.get_or_create(key=key, defaults=fields)
    if person.email:
        send_to(name, person.email, event, locale=person.locale, person=person, path=path, **facts)


@transaction.atomic
def tell_of_work(name: str, person: Person, event: Event, *, path: str, count: Counted) -> bool:
    """Tell a person that work of a kind waits at a desk, where this is news to them (`is_news`). False where it is not.

    Their list has one row of the kind. Of many that tell at once, one does.
    """
    if not person.is_active:
        return False
    at = now()
    fields = {"person": person, "kind": name, "path": path, "told_at": at}
    row, fresh = Notice.objects.get_or_create(key=_key(name, person.pk), defaults=fields)
    if not fresh:
        if not is_news(row, alone=count == 1):
            return False
        told = Notice.objects.filter(pk=row.pk, told_at=row.told_at)
        if told.update(told_at=at, seen_at=None, path=path) != 1:
            return False
    if person.email:
        said = {"n": count, "many": str(count)}
        send_to(name, person.email, event, locale=person.locale, person=person, path=path, **said)
    return True


def is_news(row: Notice, *, alone: bool) -> bool:
    """Whether somebody is told again of a kind of work: on another business day, or once they have looked and nothing
    but this one piece waits. What they know of already, or have not looked at yet, needs no second e-mail.
    """
    if _is_another_day(row, closed_periods(within=None)):
        return True
    return alone and _has_looked(row, _seen_last([row.person_id]))


def hushed(name: str, people: Collection[int]) -> set[int]:
    """Of these people those who are told of no other piece of this kind now, whatever waits. Three queries."""
    keys = [_key(name, pk) for pk in people]
    rows = list(Notice.objects.filter(key__in=keys).select_related("person"))
    if not rows:
        return set()
    closed, seen = closed_periods(within=None), _seen_last([row.person_id for row in rows])
    return {
        row.person_id
        for row in rows
        if not (_is_another_day(row, closed) or _has_looked(row, seen))
    }


def show(rows: Sequence[Notice]) -> None:
    """Their person has these before their eyes."""
    fresh = [row.pk for row in rows if row.seen_at is None]
    if fresh:
        Notice.objects.filter(pk__in=fresh, seen_at__isnull=True).update(seen_at=now())


def tidy() -> int:
    """Forget what is old; how many rows went."""
    return Notice.objects.told_before(now() - KEPT).delete()[0]


def _is_another_day(row: Notice, closed: Sequence[Period]) -> bool:
    """Whether a business day has begun since."""
    told_on = timezone.localtime(row.told_at).date()
    return business_days_between(told_on, today(), closed) > 0


def _has_looked(row: Notice, seen: Mapping[int, datetime]) -> bool:
    """Whether they have been here since: at the list, at any page of a session, or by signing in."""
    moments = (row.seen_at, row.person.last_login, seen.get(row.person_id))
    return any(moment is not None and moment > row.told_at for moment in moments)


def _seen_last(people: Collection[int]) -> dict[int, datetime]:
    """When each was last here in a session that is still kept."""
    rows = UserSession.objects.filter(user__in=people).values("user")
    return dict(rows.annotate(last=Max("last_seen_at")).values_list("user", "last"))


def _key(name: str, person: int) -> str:
    return f"{name}:of:{person}"
