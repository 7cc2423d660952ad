"""Listeners: what allauth and Django tell of signing in, and of a confirmed address."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_changed,
    email_confirmed,
    login_code_rejected,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in as signed_in
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse  # noqa: TID251 (signals hand them over)

from assay.lib.http import client_area
from assay.people import actions, browsers
from assay.people.models import Person
from assay.people.sessions import SessionStore


@receiver(email_confirmed)
def join(sender: object, email_address: EmailAddress, **_: Any) -> None:
    """Whoever signed up is in once the address proves to be theirs, and not before."""
    actions.join(email_address.user, by=email_address.user)


@receiver(signed_in)
def begin_session(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    """However they got in."""
    if isinstance(request.session, SessionStore):
        request.session.begin(user)


@receiver(user_logged_in)
def note_sign_in(
    sender: object, request: HttpRequest, response: HttpResponse, user: Person, **_: Any
) -> None:
    known = bool(browsers.known(request, user.email))
    methods = [
        str(step.get("type") or step["method"])
        for step in get_authentication_records(request, user)
    ]
    actions.note_sign_in(user, methods=methods, network=client_area(request), known_browser=known)
    browsers.remember(request, response, user.email)


@receiver(user_logged_out)
def note_sign_out(sender: object, user: Person | None, **_: Any) -> None:
    if user is not None:
        actions.note_sign_out(user)


@receiver(authentication_step_completed)
def note_proved_anew(
    sender: object, request: HttpRequest, user: Person, method: str, **told: Any
) -> None:
    if told.get("reauthenticated"):
        actions.note_proved_anew(
            user, method=str(told.get("type") or method), network=client_area(request)
        )


@receiver(login_code_rejected)
def count_wrong_code(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.count_refusal("wrong-code", network=client_area(request), person=user)


@receiver(mfa.authentication_failed)
def count_wrong_factor(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.count_refusal("wrong-factor", network=client_area(request), person=user)


@receiver(mfa.authenticator_added)
def note_factor_added(sender: object, user: Person, authenticator: Authenticator, **_: Any) -> None:
    actions.note_factor_added(user, factor=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def note_factor_removed(
    sender: object, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    actions.note_factor_removed(user, factor=str(authenticator.type))


@receiver(mfa.authenticator_reset)
def note_factor_renewed(
    sender: object, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    actions.note_factor_renewed(user, factor=str(authenticator.type))


@receiver(password_changed)
def note_password_changed(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.note_password_changed(user, how="changed", network=client_area(request))


@receiver(password_set)
def note_password_set(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.note_password_changed(user, how="set", network=client_area(request))


@receiver(password_reset)
def note_password_reset(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.note_password_changed(user, how="reset", network=client_area(request))


@receiver(email_changed)
def note_email_changed(sender: object, request: HttpRequest, user: Person, **_: Any) -> None:
    actions.note_email_changed(user, network=client_area(request))
