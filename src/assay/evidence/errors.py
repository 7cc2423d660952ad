"""Refusals of this room that carry more than a sentence."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, Stale, WrongState

if TYPE_CHECKING:
    from assay.evidence.models import Submission
    from assay.evidence.readiness import Open


class NotReady(BadInput):
    """Something still has to be done before handing in; `open` lists it, each with its step."""

    code = "not-ready"

    def __init__(self, message: str, *, open: "list[Open]") -> None:
        super().__init__(message)
        self.open = open


class AlreadyHandedIn(WrongState):
    """The second press: it was handed in a moment ago, and `submission` is its receipt."""

    code = "already-handed-in"

    def __init__(self, message: str, *, submission: "Submission") -> None:
        super().__init__(message)
        self.submission = submission


class NewerFields(Stale):
    """Another tab or device changed the very words that were to be replaced; `stored` is what stands there now."""

    def __init__(self, stored: dict[str, str]) -> None:
        super().__init__(
            _(
                "Newer words were saved in another tab or on another device. Nothing was overwritten."
            )
        )
        self.stored = stored


class NewerText(Stale):
    """Another tab or device saved a newer text of this answer. What was sent is kept among the earlier texts."""

    def __init__(
        self, message: str, *, text: str, revision: int, saved_at: datetime, sent: str
    ) -> None:
        super().__init__(message)
        self.text, self.revision, self.saved_at, self.sent = text, revision, saved_at, sent


class Damaged(BadInput):
    """A file's stored bytes are not those that arrived; the message names it and says what to do."""

    code = "damaged"
