"""Letters: a few lines that say what happened and where to look; the news itself stays behind the sign-in (A14)."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from assay.letters.actions import write
from assay.people.models import Person
from assay.record.models import Event


def send(name: str, person: Person, event: Event, **facts: object) -> None:
    """Write to a person in their language. `templates/notices/NAME.txt`: first line the subject, then the body."""
    if person.is_active:
        send_to(name, person.email, event, locale=person.locale, person=person, **facts)


def send_to(name: str, to: str, event: Event, *, locale: str, **facts: object) -> None:
    """Write to an address, of whoever reads mail there. Of one event, each letter is written once to an address."""
    with translation.override(locale):
        text = render_to_string(f"notices/{name}.txt", {**facts, "program": settings.PROGRAM_NAME})
    subject, _line, words = text.strip().partition("\n")
    write(
        f"notices.{name}",
        to,
        subject,
        words,
        key=f"notices.{name}:{event.pk}:{event.at:%Y%m%d%H%M%S%f}",
    )


def address(path: str) -> str:
    """A full address for a letter."""
    return f"{settings.BASE_URL}{path}"
