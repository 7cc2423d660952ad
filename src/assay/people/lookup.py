"""Naming somebody in a form by what one knows of them: a list of everybody would make a page of a megabyte."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput
from assay.people.models import Person, PersonQuerySet

#: As many are shown to choose from; who sees more adds to what was typed.
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What was typed for a person, and those it fits if they are several."""

    typed: str
    fitting: tuple[Person, ...]


class SeveralFit(BadInput):
    """What was typed fits several people, or nobody."""

    def __init__(self, message: str, *, name: str, lookup: Lookup) -> None:
        super().__init__(_("Say who you mean."), fields={name: message})
        self.name, self.lookup = name, lookup


def person_named(people: PersonQuerySet, sent: Mapping[str, str], name: str) -> Person:
    """The one of these people that a form means: by the choice `<name>-is`, or by name or e-mail typed in `<name>`.

    Raises SeveralFit with those to choose from, or with nobody. Two queries.
    """
    typed, chosen = sent.get(name, "").strip(), sent.get(f"{name}-is", "")
    if chosen.isdecimal() and len(chosen) < 16 and (found := people.filter(pk=int(chosen)).first()):
        return found
    fitting = list(people.matching(typed)[: SHOWN + 1]) if typed else []
    alike = [
        one
        for one in fitting
        if typed.casefold() in {one.email.casefold(), one.display_name.casefold()}
    ]
    if len(alike) == 1:
        return alike[0]
    if len(fitting) == 1:
        return fitting[0]
    message = _("No one here has this name or e-mail.")
    if fitting:
        message = _("Several people fit. Choose one, or type more.")
    lookup = Lookup(typed=typed, fitting=tuple(fitting[:SHOWN]))
    raise SeveralFit(message, name=name, lookup=lookup)
