"""What a test sees of the post."""

from django.core import mail
from django.core.mail import EmailMessage

from assay.letters.post import send_due


def posted() -> list[EmailMessage]:
    """Let the post go out; every letter that was sent in this test so far, oldest first."""
    while send_due():
        pass
    return list(mail.outbox)
