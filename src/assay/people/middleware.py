"""Pages speak the language a person chose, on whatever device they sign in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from assay.people.models import Person


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
