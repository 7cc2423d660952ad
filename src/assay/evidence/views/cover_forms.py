"""The shape of what a learner says of a cover: a box, a press on a face, that they have seen it all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_MOST_SECONDS = 4 * 60 * 60


def _second(label: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0, max_value=_MOST_SECONDS)


def _percent(label: Any, least: float = 0) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=least, max_value=100)


class BoxForm(forms.Form):
    """A box that is covered for a while, in percent of the picture."""

    first = _second(_("From second"))
    last = _second(_("To second"))
    left = _percent(_("Left edge, percent"))
    top = _percent(_("Top edge, percent"))
    width = _percent(_("Width, percent"), 1)
    height = _percent(_("Height, percent"), 1)

    def as_box(self) -> dict[str, Any]:
        said = self.cleaned_data
        box = (said["left"], said["top"], said["width"], said["height"])
        return {"first": said["first"], "last": said["last"], "box": box}


class PressForm(forms.Form):
    """A point in a picture, in percent."""

    second = _second("")
    x = _percent("")
    y = _percent("")


class ConfirmForm(forms.Form):
    """What is said before the covered film takes the place of the clip."""

    watched = forms.BooleanField(
        label=_(
            "I have watched the whole covered film, and no face in it that must not be seen can be read."
        ),
        error_messages={"required": _("Watch the covered film first, then say so here.")},
    )
