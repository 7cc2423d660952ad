"""Openings: who looked at a learner’s files and when, as the learner reads it; assessors are not named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.evidence.models import Artifact, Submission
from assay.evidence.openings.looks import Look
from assay.people.models import Person
from assay.record.actions import kind_of
from assay.record.models import Event

#: Why a file was open to somebody, and who that is in words that name nobody. Later rooms say which.
GROUNDS: Final = {
    "screening": gettext_lazy("Someone who checks that everything is there"),
    "lease": gettext_lazy("An assessor"),
    "earlier": gettext_lazy("An assessor of your later attempt"),
    "release": gettext_lazy("Someone who releases decisions"),
    "appeal": gettext_lazy("Someone who answers your appeal"),
    "panel": gettext_lazy("A member of the panel on your badge"),
    "inspection": gettext_lazy("Someone outside the assessment, for a stated reason"),
    "coach": gettext_lazy("Someone you shared the draft with"),
    "example": gettext_lazy("A reader of the example you offered"),
    "badge": gettext_lazy("Someone who opened your badge"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReason:
    """Why somebody outside the assessment had to open a submission: an event of a later room, and for how long."""

    subject: tuple[str, str]  # kind and id of its subject in the record
    by_id: str
    role: str  # in the reader's language
    reason: str  # "" where whoever wrote it was told that nobody reads it
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One look at one file, or at the submission as a whole."""

    at: datetime
    file: str
    who: str
    look: str
    is_reasoned: bool = False
    reason: str = ""


_sources: list[Callable[[Submission], Sequence[StatedReason]]] = []


def tell_reasons(source: Callable[[Submission], Sequence[StatedReason]]) -> None:
    """A later room says which reasons were stated for opening a submission (in `AppConfig.ready`)."""
    _sources.append(source)


class Openings:
    """The looks of everybody but the learner at what belongs to a submission, the newest first."""

    def __init__(self, submission: Submission) -> None:
        self.stated = [reason for source in _sources for reason in source(submission)]
        files = Artifact.objects.filter(submission=submission).values_list("pk", flat=True)
        keys = [str(key) for key in files]
        seen = Q(verb="evidence.opened", subject_kind=kind_of(Artifact()), subject_id__in=keys)
        for reason in self.stated:
            kind, key = reason.subject
            seen |= Q(subject_kind=kind, subject_id=key)
        self.rows: QuerySet[Event] = Event.objects.filter(seen).order_by("-id")

    def in_words(self, events: Sequence[Event]) -> list[Opening]:
        """Two queries. Only whom the learner chose is named.

        A look of before grounds were kept, or of a duty that is not the learner's to know of, is of the program.
        """
        by_subject = {reason.subject: reason for reason in self.stated}
        looks = [e for e in events if (e.subject_kind, e.subject_id) not in by_subject]
        files = Artifact.objects.in_bulk([int(event.subject_id) for event in looks])
        chosen = [e.by_id for e in looks if e.particulars.get("ground") == "coach"]
        names = {str(p.pk): p.display_name for p in Person.objects.filter(pk__in=chosen)}
        told = []
        for event in events:
            stated = by_subject.get((event.subject_kind, event.subject_id))
            if stated is not None:
                told.append(_as_a_whole(event, stated))
            else:
                told.append(self._of_a_file(event, files[int(event.subject_id)], names))
        return told

    def _of_a_file(self, event: Event, file: Artifact, names: dict[str, str]) -> Opening:
        look, stated = str(event.particulars.get("look", "")), self._reason_of(event)
        return Opening(
            at=event.at,
            file=file.name or _("A file that was deleted"),
            who=_in_the_role(stated) if stated else _who(event, names),
            look=str(Look(look).label) if look in Look else _("Opened it"),
            is_reasoned=stated is not None,
            reason=stated.reason if stated else "",
        )

    def _reason_of(self, event: Event) -> StatedReason | None:
        if event.particulars.get("ground") != "inspection":
            return None
        mine = (reason for reason in self.stated if reason.by_id == event.by_id)
        return next((reason for reason in mine if reason.at <= event.at <= reason.until), None)


def _as_a_whole(event: Event, stated: StatedReason) -> Opening:
    return Opening(
        at=event.at,
        file=_("All of it"),
        who=_in_the_role(stated),
        look=_("Stated a reason, and could read it for an hour"),
        is_reasoned=True,
        reason=stated.reason,
    )


def _in_the_role(stated: StatedReason) -> str:
    return _("Someone in the role “%(role)s”") % {"role": stated.role}


def _who(event: Event, names: dict[str, str]) -> str:
    """Named only for the looks the learner asked for: the same person may be their assessor at another time."""
    ground = str(event.particulars.get("ground", ""))
    if ground == "coach" and event.by_id in names:
        return names[event.by_id]
    return str(GROUNDS[ground]) if ground in GROUNDS else _("Someone of the program, on duty")
