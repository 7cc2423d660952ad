"""Pages speak the language a person chose, on whatever device they sign in, and stay on no device they leave."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from assay.lib.errors import TooMany
from assay.lib.http import client_area, refused
from assay.people import limits
from assay.people.actions import count_refusal
from assay.people.models import Person
from assay.people.sessions import SessionStore


class Language:
    """After LocaleMiddleware and authentication: without a choice made in this browser, the person's own counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Who has no session is not looked up: a badge's bytes must not vary by cookie.
        chosen_here = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not chosen_here and isinstance(request.user, Person):
            translation.activate(request.user.locale)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class Private:
    """What somebody signed in is shown is kept by no cache: not on the way, and not in the browser of a shared machine.

    A view that knows better (a public badge, a picture) says so itself in Cache-Control.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Who sends no session is not looked up, as above.
        undecided = settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response
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
    """What somebody signed in may not do is counted, and stands in the record's security view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        person = request.user
        if isinstance(exception, PermissionDenied) and isinstance(person, Person):
            place = request.resolver_match.view_name if request.resolver_match else ""
            count_refusal("denied", network=client_area(request), person=person, place=f"{request.method} {place}")


class Limits:
    """The addresses of the accounts take so many posts and no more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        try:
            limits.count_post(request, name)
        except TooMany as refusal:
            return refused(request, refusal)
        return None
