"""How pages name and ask for people."""

from django import template
from django.utils.translation import gettext as _

from assay.lib.errors import Refusal
from assay.people.lookup import SeveralFit

register = template.Library()


@register.inclusion_tag("people/person_field.html")
def person_field(
    name: str, label: str, hint: str = "", typed: str = "", refused: Refusal | None = None
) -> dict[str, object]:
    """A field for somebody's name or e-mail; where what was typed fits several people, one is chosen."""
    mine = refused if isinstance(refused, SeveralFit) and refused.name == name else None
    return {
        "name": name,
        "label": label,
        "hint": hint or _("Name or e-mail"),
        "typed": typed,
        "error": mine.fields[name] if mine else "",
        "fitting": mine.lookup.fitting if mine else (),
    }
