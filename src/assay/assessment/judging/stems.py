"""Sentences everybody may begin feedback from, by level. Without database."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMMON: dict[str, tuple[Promise, ...]] = {
    "demonstrated": (
        _("At … you …, and students …"),
        _("Your … shows exactly what the criterion asks for:"),
    ),
    "almost": (
        _("You already … What is not visible yet is …"),
        _("To demonstrate it, send … in which …"),
    ),
    "not_yet": (
        _("The evidence does not show … yet."),
        _("Begin with …; then send …"),
    ),
}
