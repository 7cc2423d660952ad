"""Refusals of this room that carry more than a sentence."""

from django.utils.translation import gettext as _

from assay.lib.errors import WrongState


class NothingWaits(WrongState):
    """Nothing in the queue is for this person now."""

    code = "nothing-waits"


def full() -> NothingWaits:
    """One holds as many as one may, and asks for one's own back."""
    return NothingWaits(
        _("You have reached the limit of open submissions. Finish one, then take this one again.")
    )


class LeaseEnded(WrongState):
    """The time with a submission has run out; `kept` says whether what was sent is kept beside the sheet."""

    code = "lease-ended"

    def __init__(self, *, kept: bool) -> None:
        super().__init__(
            _(
                "Your time with this submission has ended, so it went back to the queue. "
                "Your desk keeps what you wrote."
            )
            if kept
            else _(
                "Your time with this submission has ended, and it is closed now. This is not "
                "saved: copy it if you need it."
            )
        )
        self.kept = kept
