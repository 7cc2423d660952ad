"""How an address and a password, and later a session, become a person."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from assay.lib.prepared import planned_once
from assay.people.models import Person


class SignIn(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's own; whoever comes by a session is marked so, for what a session alone may not do."""

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        """One question to the database, whether there is such an account or not; allauth asks twice where there is
        none. The password is hashed once in either case.
        """
        person = Person.objects.filter(email=email.strip().lower()).first()
        known: Person | None = self._check_password(person, password)
        return known

    def get_user(self, user_id: int) -> Person | None:
        person = _person.first(user_id)
        if person is None or not self.user_can_authenticate(person):
            return None
        person.acts_through_session = True
        return person


@planned_once
def _person(pk: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=pk)
