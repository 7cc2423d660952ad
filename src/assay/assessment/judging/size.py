"""How much evidence there is, and how long reading and scoring it is likely to take."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assay.evidence.models import Artifact, Response, Submission
from assay.lib.prepared import prepared

#: Assumptions, said on the page: recordings at their own speed, and for the rest so much an hour.
WORDS_A_MINUTE, MINUTES_A_PAGE, MINUTES_A_CRITERION = 230, 1.5, 4
#: A picture, or a link whose length nobody knows.
MINUTES_A_PIECE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What was handed in, counted; nothing of what it says."""

    recorded_seconds: int
    pages: int
    words: int
    pieces: int  # pictures, links and files of which no length is known
    criteria: int

    @property
    def recorded_minutes(self) -> int:
        return -(-self.recorded_seconds // 60)

    @property
    def minutes(self) -> int:
        """Reading and scoring, to five minutes."""
        read = self.recorded_seconds / 60 + self.words / WORDS_A_MINUTE
        read += self.pages * MINUTES_A_PAGE + self.pieces * MINUTES_A_PIECE
        return max(5, 5 * round((read + self.criteria * MINUTES_A_CRITERION) / 5))


def size_of(submission: Submission, only: Sequence[str] = ()) -> Size:
    """`only`: criteria of a reading in part. Two queries."""
    recorded = pages = pieces = 0
    for seconds, of_file in _files(submission):
        recorded, pages = recorded + (seconds or 0), pages + (of_file or 0)
        pieces += not seconds and not of_file
    return Size(
        recorded_seconds=recorded,
        pages=pages,
        words=sum(len(text.split()) for text in _texts(submission)),
        pieces=pieces,
        criteria=len(only or submission.version.content.criteria)
        - (0 if only else len(submission.carried)),
    )


@prepared
def _files(submission: Submission) -> QuerySet[Artifact, tuple[int | None, int | None]]:
    rows = Artifact.objects.filter(submission=submission, removed_at__isnull=True)
    return rows.order_by().values_list("duration_seconds", "pages")


@prepared
def _texts(submission: Submission) -> QuerySet[Response, str]:
    rows = Response.objects.filter(submission=submission)
    return rows.order_by().values_list("text", flat=True)
