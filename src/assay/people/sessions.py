"""Sessions live in the database alone, so that every process sees the same: what has ended is over at the next request.

A session ends by itself in two ways. *Idle*: nothing was asked for some time, shorter for whoever sees other people's
work. *At last*: some days after signing in, however busy it was. The row holds the nearer of the two; being busy moves
it by one UPDATE of that column alone, now and then, so two requests at once never overwrite each other's session.

They run by the machine's clock, as Django reads it when it looks for the row; nobody holds that one.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from assay.lib.prepared import planned_once
from assay.people.models import Person, Role

SIGNED_IN_AT, IDLE_SECONDS = "signed_in_at", "idle_seconds"
STRANGER_SECONDS = 60 * 60 * 24  # before anybody has signed in: a code that waits, a message
#: Being busy is written down when that moves the end by this part of the idle time: of twelve hours, five minutes.
PART = 144


class SessionStore(DatabaseStore):
    """Django's rows, with ends of our own."""

    ends_at: datetime | None = None  # as the row said when it was read

    def _get_session_from_db(self) -> Session | None:
        row = _row.first(self.session_key, _wall_clock()) if self.session_key else None
        if row is None:
            self._session_key = None
        self.ends_at = row.expire_date if row else None
        return row

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def get_expiry_age(self, **kwargs: Any) -> int:
        """For the cookie: it lasts until the last end, and the row decides before that."""
        if SESSION_KEY not in self:
            return STRANGER_SECONDS
        return max(0, int((self._last_end() - _wall_clock()).total_seconds()))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """For the row."""
        if SESSION_KEY not in self:
            return _wall_clock() + timedelta(seconds=STRANGER_SECONDS)
        idle: int = self.get(IDLE_SECONDS, settings.IDLE_SECONDS_STAFF)
        return min(_wall_clock() + timedelta(seconds=idle), self._last_end())

    def get_expire_at_browser_close(self) -> bool:
        return False

    def begin(self, person: Person) -> None:
        """Somebody has just signed in."""
        self[SIGNED_IN_AT] = int(_wall_clock().timestamp())
        self[IDLE_SECONDS] = idle_seconds(person)

    def stay(self, person: Person) -> None:
        """Somebody is busy in it: move the idle end, and note when a role has changed how long that is."""
        if self.ends_at is None or self.session_key is None or SESSION_KEY not in self:
            return
        idle: int = self.get(IDLE_SECONDS, settings.IDLE_SECONDS_STAFF)
        end = self.get_expiry_date()
        if end - self.ends_at < timedelta(seconds=idle / PART):
            return
        if (present := idle_seconds(person)) != idle:
            self[IDLE_SECONDS] = present  # saved with the answer, and the row's end with it
            return
        Session.objects.filter(pk=self.session_key).update(expire_date=end)
        UserSession.objects.filter(session_key=self.session_key).update(last_seen_at=_wall_clock())

    def _last_end(self) -> datetime:
        begun = self.get(SIGNED_IN_AT)
        begun_at = datetime.fromtimestamp(begun, UTC) if begun else _wall_clock()
        return begun_at + timedelta(seconds=settings.SESSION_SECONDS)


@planned_once
def _row(key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


def idle_seconds(person: Person) -> int:
    """How long a session of theirs may lie idle: shorter for any role but the learner's. One query."""
    works_here = person.memberships.current().exclude(role=Role.LEARNER).exists()
    return int(settings.IDLE_SECONDS_STAFF if works_here else settings.IDLE_SECONDS)


def drop_ended() -> int:
    """Delete the rows of sessions that are over; how many."""
    dropped, _kinds = Session.objects.filter(expire_date__lt=_wall_clock()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return dropped


def _wall_clock() -> datetime:
    return datetime.now(UTC)
