"""Remarks to a learner about a file or link of theirs, beside it and before handing in."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Code as kept with the artifact -> what is said. The first three may leave a name to read: its learner decides.
SENTENCES: dict[str, Promise] = {
    "named": _(
        "It holds your name or your school’s. We cannot take that out of the words of a file."
    ),
    "unread": _(
        "Not all of it could be read as words (a scan, for example), so it may hold your name."
    ),
    "inside": _(
        "Something inside it is of a kind that we cannot look through. It may say who made it."
    ),
    "attachments": _(
        "Files attached to it were taken out. Add each by itself if assessors should see it."
    ),
    "outside": _(
        "It fetched or opened something from elsewhere by itself. That was taken out; look at it once."
    ),
    "signature": _("An electronic signature was taken out, since it names who signed."),
    "tracked": _(
        "It holds comments or tracked changes. Assessors can read them, also what was deleted."
    ),
}
DECIDED = frozenset({"named", "unread", "inside"})
LINK = _(
    "The page behind a link is not ours. It may show who you are, or ask assessors to sign in."
)


def may_name(remarks: Iterable[str], *, is_link: bool) -> bool:
    """True where an artifact may tell assessors who its learner is. A program cannot be sure: the learner decides."""
    return is_link or bool(DECIDED & set(remarks))


def sentences(remarks: Iterable[str], *, is_link: bool) -> list[str]:
    """Sentences about an artifact, the weightiest first. Codes of an older release that are gone say nothing."""
    said = set(remarks)
    return [
        *([str(LINK)] if is_link else []),
        *(str(text) for code, text in SENTENCES.items() if code in said),
    ]
