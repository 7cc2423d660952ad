"""Roles that ask for a second step at sign-in, and that sleep until there is one.

A role that awards, releases, administers or holds keys lets whoever stole a password do the same. So in a session it
sleeps, some days after it was given, until its holder has an authenticator app or a passkey: `Person` then answers
every question about roles as if it were not held, and so do policies, scopes and desks. What belongs to everybody stays
open. Commands and the worker act without a session, and are not asked.
"""

from datetime import date, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, QuerySet


class GivenRole(Protocol):
    """A membership, as far as it matters here."""

    @property
    def role(self) -> str: ...
    @property
    def from_on(self) -> date: ...


def asks(membership: GivenRole) -> bool:
    """True if this role asks for a second step, here and now or some day."""
    return settings.SECOND_FACTOR and membership.role in settings.SECOND_FACTOR_ROLES


def sleeps_from(membership: GivenRole) -> date:
    """The day from which the role sleeps without a second step."""
    begun: date = membership.from_on
    if settings.SECOND_FACTOR_FROM is not None:
        begun = max(begun, settings.SECOND_FACTOR_FROM)
    return begun + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


def is_set_up(person: AbstractBaseUser) -> bool:
    """True if a password alone does not open this account. Recovery codes alone are no second step. One query."""
    return bool(_steps().filter(user=person).exists())


def held_by(person: OuterRef) -> Exists:
    """The same as a condition on the rows of a list."""
    return Exists(_steps().filter(user=person))


def roles_asking() -> list[str]:
    """The roles that ask for a second step, here and now or some day."""
    return list(settings.SECOND_FACTOR_ROLES) if settings.SECOND_FACTOR else []


def _steps() -> QuerySet[Any]:
    from allauth.mfa.models import Authenticator  # its models need ours to be there

    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: QuerySet[Any] = Authenticator.objects.filter(type__in=types)
    return found
