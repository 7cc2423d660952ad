"""Refusals of this room that carry more than a sentence."""

from django.utils.translation import gettext as _

from assay.lib.errors import WrongState


class LeaseEnded(WrongState):
    """The time with a submission has run out; `kept` says whether what was sent is kept beside the sheet."""

    code = "lease-ended"

    def __init__(self, *, kept: bool) -> None:
        super().__init__(
            _(
                "This lease has ended, and the submission went back to the queue. "
                "What you wrote is kept for you on your desk."
            )
            if kept
            else _(
                "This lease has ended, and the submission is closed by now. This is not saved: "
                "copy it if you need it."
            )
        )
        self.kept = kept
