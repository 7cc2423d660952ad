"""The e-mails people sends of its own: invitations. allauth writes the others."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from assay.people.models import Invitation, Person


def send_invitation(invitation: Invitation) -> None:
    """Write to the address invited, in its owner's language if we know it. Does nothing for a spent invitation."""
    if invitation.state != "pending":
        return
    locale = Person.objects.filter(email=invitation.email).values_list("locale", flat=True).first()
    with override(locale or settings.LANGUAGE_CODE):
        context = {
            "invitation": invitation,
            "program_name": settings.PROGRAM_NAME,
            "link": settings.BASE_URL + reverse("people:join", args=(invitation.token,)),
            "until": date_format(timezone.localtime(invitation.expires_at), "l, F j"),
        }
        subject = " ".join(render_to_string("people/email/invitation_subject.txt", context).split())
        text = render_to_string("people/email/invitation_message.txt", context)
        send_mail(subject, text, None, [invitation.email])
