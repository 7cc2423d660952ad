"""How the program shows itself, as its administrator says."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.program import policy
from assay.program.appearance import WHITE, appearance_of, palette_of
from assay.program.logos import Logo, read_logo
from assay.program.models import AppearanceSet
from assay.record.actions import note
from assay.ui import appearance as shown
from assay.ui.appearance.colors import color_of, contrast

MOST_CHARACTERS = 60


@transaction.atomic
def set_appearance(
    *, name: str, color: str, logo: bytes | None = None, keep_logo: bool = True, by: Person
) -> AppearanceSet:
    """Say by which name, color and logo the program shows itself on every page.

    `color`: "#2f6f94", or "" for our own; `logo`: a new file, or None, with which `keep_logo` keeps the one before.
    Raises PermissionDenied; BadInput (`fields`) for a color on which words do not read well and a file that is no logo;
    WrongState where nothing changes.
    """
    if not policy.can_set_up(by):
        raise PermissionDenied
    said, chosen = clean_line(name), color_of(color)
    before = AppearanceSet.objects.select_for_update().first()
    fields: dict[str, str] = {}
    if len(said) > MOST_CHARACTERS:
        fields["name"] = _("Keep it to %(n)d characters.") % {"n": MOST_CHARACTERS}
    if color.strip() and not chosen:
        fields["color"] = _("Write a color as six characters, such as #2F6F94.")
    elif chosen and palette_of(chosen).light != chosen:
        fields["color"] = _(
            "White words on this color reach %(ratio)s to 1. Readers need 4.5 to 1, on our backgrounds, too."
        ) % {"ratio": f"{contrast(chosen, WHITE):.1f}"}
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    drawn = read_logo(logo) if logo is not None else None
    row = AppearanceSet(name=said, color=chosen, set_by=by, set_at=now())
    _give_logo(row, drawn, before if keep_logo else None)
    if before is not None and _is_same(before, row):
        raise WrongState(_("Nothing has changed."))
    row.save()
    note("program.appearance_set", row, by=by, color=chosen, logo=row.logo_sha256)
    transaction.on_commit(lambda: shown.put(appearance_of(row)))
    return row


def _give_logo(row: AppearanceSet, drawn: Logo | None, before: AppearanceSet | None) -> None:
    if drawn is not None:
        row.logo, row.logo_type, row.logo_width = drawn.body, drawn.type, drawn.width
        row.logo_sha256 = hashlib.sha256(drawn.body).hexdigest()
    elif before is not None:
        row.logo, row.logo_type, row.logo_width = before.logo, before.logo_type, before.logo_width
        row.logo_sha256 = before.logo_sha256


def _is_same(one: AppearanceSet, other: AppearanceSet) -> bool:
    return (one.name, one.color, one.logo_sha256) == (other.name, other.color, other.logo_sha256)
