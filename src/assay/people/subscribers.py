"""What people hears: its own invitations, to send them; and what allauth and Django tell of signing in."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from django.contrib.auth.signals import user_logged_in as signed_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse  # noqa: TID251 (signals hand them over)

from assay.people import actions, browsers, letters
from assay.people.models import Invitation, Person
from assay.people.sessions import SessionStore
from assay.record.delivery import on
from assay.record.models import Event


@on("people.invited")
def send_invitation(event: Event) -> None:
    invitation = Invitation.objects.filter(pk=event.subject_id).select_related("organization", "invited_by").first()
    if invitation is not None:
        letters.send_invitation(invitation)


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
def remember_browser(sender: object, request: HttpRequest, response: HttpResponse, user: Person, **_: Any) -> None:
    browsers.remember(request, response, user.email)
