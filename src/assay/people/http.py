"""The request of somebody who is signed in."""

from django.http import HttpRequest

from assay.people.models import Person


class SignedInRequest(HttpRequest):
    """Behind `login_required`: `user` is a Person. For annotations only."""

    user: Person
