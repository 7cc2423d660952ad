"""Letters: a few lines that say what happened and where to look; the news itself stays behind the sign-in (A14)."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from assay.people.models import Person


def send(name: str, person: Person, **facts: object) -> None:
    """Write to a person in their language. `templates/notices/NAME.txt`: first line the subject, then the body."""
    if person.is_active:
        send_to(name, person.email, locale=person.locale, person=person, **facts)


def send_to(name: str, to: str, *, locale: str, **facts: object) -> None:
    """Write to an address, of whoever reads mail there."""
    with translation.override(locale):
        text = render_to_string(f"notices/{name}.txt", {**facts, "program": settings.PROGRAM_NAME})
    subject, _line, body = text.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", None, [to], headers={"Auto-Submitted": "auto-generated"}).send()


def address(path: str) -> str:
    """A full address for a letter."""
    return f"{settings.BASE_URL}{path}"
