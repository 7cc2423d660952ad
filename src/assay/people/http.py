"""The request of somebody who is signed in, and the guard of the desks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from assay.people.models import Person

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """Behind `login_required`: `user` is a Person. For annotations only."""

    user: Person


def only_for(may: Callable[[Person], bool]) -> Callable[[View], View]:
    """A desk of those of whom `may`, a question of a room's policy, is true.

    For anybody else who is signed in it is not there (404); whoever is not signed in is asked to sign in.
    """

    def guard(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not (isinstance(request.user, Person) and may(request.user)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard
