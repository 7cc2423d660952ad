"""How a session becomes a person."""

from allauth.account.auth_backends import AuthenticationBackend

from assay.people.models import Person


class SignIn(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's own; whoever comes by a session is marked so, for what a session alone may not do."""

    def get_user(self, user_id: int) -> Person | None:
        person: Person | None = super().get_user(user_id)
        if person is not None:
            person.acts_through_session = True
        return person
