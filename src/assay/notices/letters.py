"""Letters: a few lines that say what happened and where to look; the news itself stays behind the sign-in (A14)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from assay.letters.actions import write
from assay.people.models import Person
from assay.record.models import Event
from assay.ui.appearance import program_name


def send_to(
    name: str,
    to: str,
    event: Event,
    *,
    locale: str,
    path: str,
    person: Person | None = None,
    **facts: object,
) -> None:
    """Write to an address, in the language of whoever reads mail there. Of one event, once to a person or a guest.

    `templates/notices/NAME.txt`: first line the subject, then the body; `url` is the address of the path.
    """
    with translation.override(locale):
        context = {
            **facts,
            "person": person,
            "url": address(path),
            "program": program_name(),
        }
        text = render_to_string(f"notices/{name}.txt", context)
        subject, _line, words = text.strip().partition("\n")
        reader = f":{person.pk}" if person is not None else ""
        key = f"notices.{name}:{event.pk}:{event.at:%Y%m%d%H%M%S%f}{reader}"
        write(f"notices.{name}", to, subject, words, key=key)


def about(facts: dict[str, Any]) -> dict[str, str]:
    """The columns of a notice that say what it is about, of the facts of its letter."""
    version = facts.get("version")
    number = str(facts.get("number", ""))
    if version is None:
        return {"number": number}
    return {"title": version.title, "language": version.language, "number": number}


def address(path: str) -> str:
    """A full address for a letter."""
    return f"{settings.BASE_URL}{path}"
