"""Known gaps in accessibility; shown on /accessibility/known/."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that does not work for somebody, for whom, and the way around it today."""

    what: str | Promise
    who: str | Promise
    meanwhile: str | Promise


KNOWN_GAPS = (
    Gap(
        _("Video that learners send may have no captions."),
        _("People who do not hear the recording."),
        _(
            "Time-stamped notes can say what is heard, and many work samples may be a transcript in place of"
            " the recording."
        ),
    ),
    Gap(
        _("Documents that learners and partners upload may not be tagged for screen readers."),
        _("People who read with a screen reader."),
        _("Ask the sender for a text version through your program administrator."),
    ),
    Gap(
        _(
            "Dates are picked with the calendar of your browser, which differs from browser to browser."
        ),
        _("Some people who use the keyboard or speech."),
        _("Type the date: year, month, day."),
    ),
    Gap(
        _("Content in the catalog keeps the language of its author."),
        _("People who read Spanish more easily than English."),
        _(
            "The interface is in both languages; a translation tool of the browser helps with the content."
        ),
    ),
)
