"""Letters: a few lines that say what happened and where to look; the news itself stays behind the sign-in (A14)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assay.letters.actions import write
from assay.letters.page import before_signature
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
        if in_pilot(facts):
            words = before_signature(words, _("This micro-credential is in pilot."))
        reader = f":{person.pk}" if person is not None else ""
        key = f"notices.{name}:{event.pk}:{event.at:%Y%m%d%H%M%S%f}{reader}"
        write(f"notices.{name}", to, subject, words, key=key)


def in_pilot(facts: Mapping[str, Any]) -> bool:
    """Whether what is told of one micro-credential is of a pilot."""
    version = facts.get("version")
    return version is not None and version.in_pilot


def about(facts: Mapping[str, Any]) -> dict[str, str | bool]:
    """The columns of a notice that say what it is about, of the facts of its letter."""
    version = facts.get("version")
    number = str(facts.get("number", ""))
    if version is None:
        return {"number": number}
    return {
        "title": version.title,
        "language": version.language,
        "number": number,
        "in_pilot": version.in_pilot,
    }


def address(path: str) -> str:
    """A full address for a letter."""
    return f"{settings.BASE_URL}{path}"
