"""Pages speak the language a person chose, on whatever device they sign in, and stay on no device they leave."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assay.lib.errors import Refusal, TooMany
from assay.lib.http import client_area, problem, refused, typed, wants_json
from assay.people import limits
from assay.people.actions import count_refusal
from assay.people.models import Membership, Person
from assay.people.sessions import SessionStore


class Language:
    """After LocaleMiddleware and authentication: without a choice made in this browser, the person's own counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Who has no session is not looked up: a badge's bytes must not vary by cookie.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # The person themselves from here on: a page asks them a hundred things, each through the lazy stand-in.
            request.user = get_user(request)
            chosen_here = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
            if not chosen_here and isinstance(request.user, Person):
                translation.activate(request.user.locale)
                request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class Private:
    """Pages of somebody signed in are kept by no cache: not on the way, and not in the browser of a shared machine.

    A view that knows better (a public badge, a picture) says so itself in Cache-Control.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Who sends no session is not looked up, as above.
        undecided = (
            settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response
        )
        if undecided and isinstance(request.user, Person):
            response["Cache-Control"] = "private, no-store"
        return response


class Sessions:
    """Whoever is busy stays signed in; see `people.sessions`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        # What no page looked at stays unread; what was changed is saved whole anyway.
        if isinstance(session, SessionStore) and session.accessed and not session.modified:
            person = request.user
            if isinstance(person, Person):
                session.stay(person)
        return response


class Denials:
    """Refusals to somebody signed in are counted, and stand in the record's security view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        person = request.user
        if isinstance(exception, PermissionDenied) and isinstance(person, Person):
            place = request.resolver_match.view_name if request.resolver_match else ""
            count_refusal(
                "denied",
                network=client_area(request),
                person=person,
                place=f"{request.method} {place}",
            )


class Limits:
    """The addresses of the accounts take so many posts and no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        try:
            limits.count_post(request, name)
        except TooMany as refusal:
            return refused(request, refusal)
        return None


class SecondFactorNeeded(Refusal):
    """A role sleeps until signing in takes a second step."""

    status = 403
    code = "second-factor"


class SecondFactor:
    """A desk that is shut because a role sleeps says so, and how to wake it, to pages, scripts and programs alike.

    Nothing is decided here: the role sleeps in every question about it (`people.second_factor`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Who sends no session is not looked up; an address that leads nowhere needs no second step.
        shut = response.status_code in {403, 404} and request.resolver_match is not None
        if (
            not shut
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not isinstance(request.user, Person)
        ):
            return response
        awake = request.user.awake_memberships
        asking = [m for m in request.user.memberships_asking() if m not in awake]
        return _needs_second_factor(request, asking) if asking else response


def _needs_second_factor(request: HttpRequest, asking: list[Membership]) -> HttpResponse:
    roles = ", ".join(dict.fromkeys(str(m.get_role_display()) for m in asking))
    if wants_json(request):
        message = _("This needs a second step at sign-in. Set one up under “Sign-in and security”.")
        return problem(SecondFactorNeeded(message))
    context = {"asking": asking, "roles": roles, "typed": typed(request)}
    response = render(request, "people/second_factor.html", context, status=403)
    if request.headers.get("HX-Request") == "true":
        response["HX-Redirect"] = reverse("mfa_index")  # a piece of a page would hide why
    return response


class Confirmation:
    """Before what cannot easily be undone: whoever signed in a while ago shows once more that it is them.

    A stolen session, or a desk left open, is worth less then. What was typed waits, and is done after the proof.
    """

    #: Addresses whose POST gives roles, closes accounts or withdraws badges.
    PLACES = frozenset(
        {
            "people:grant",
            "people:end-membership",
            "people:deactivate",
            "people:reactivate",
            "people:invitations",
            "people:end-organization",
            "credentials:revocation",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        place = request.resolver_match.view_name if request.resolver_match else ""
        if (
            place not in self.PLACES
            or request.method != "POST"
            or not settings.CONFIRM_AFTER_SECONDS
        ):
            return None
        person = request.user
        if not isinstance(person, Person) or _proved_lately(request, person):
            return None
        ways = get_adapter().get_reauthentication_methods(person)
        return suspend_request(request, ways[0]["url"]) if ways else None


def _proved_lately(request: HttpRequest, person: Person) -> bool:
    """By any step of signing in, or by a proof since."""
    steps = get_authentication_records(request, person)
    return any(time.time() - step["at"] < settings.CONFIRM_AFTER_SECONDS for step in steps)
