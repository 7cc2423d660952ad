"""How it stands with examinations, for those who run the program."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.evidence.examining import pages, recordings
from assay.evidence.models import Examination, ExaminationState, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Sentences on what waits and what is missing; none where all is done."""

    notes: tuple[str, ...]


def preparation() -> Preparation:
    """Of the whole installation. One query."""
    found = Examination.objects.aggregate(
        open=Count("pk", filter=Q(state__in=("waiting", "running"))),
        failed=Count("pk", filter=Q(state=ExaminationState.FAILED)),
        unscanned=Count("pk", filter=Q(state=ExaminationState.DONE, verdict=Verdict.NOT_SCANNED)),
        infected=Count("pk", filter=Q(verdict=Verdict.INFECTED)),
        away=Count("pk", filter=Q(state="waiting", findings__icontains="scanner-away")),
        unreadable=Count("pk", filter=Q(findings__icontains="not-converted")),
    )
    said = []
    if n := found["infected"]:
        said.append(
            ngettext(
                "Malware was found in %(n)s file. It is hidden from everyone.",
                "Malware was found in %(n)s files. They are hidden from everyone.",
                n,
            )
            % {"n": n}
        )
    if found["away"]:
        said.append(
            _(
                "The malware scanner does not answer. Files wait for it and are tried again each minute."
            )
        )
    if n := found["open"]:
        said.append(
            ngettext(
                "%(n)s file is still to be examined.", "%(n)s files are still to be examined.", n
            )
            % {"n": n}
        )
    if not recordings.is_here():
        said.append(
            _(
                "Recordings are not prepared for playing, because no converter is installed here. They play as they"
                " came, where a browser can."
            )
        )
    if not pages.is_here():
        said.append(
            _(
                "Pages of documents are not shown beside the rubric, because poppler is not installed here."
            )
        )
    if n := found["unreadable"] + found["failed"]:
        said.append(
            ngettext(
                "%(n)s file could not be prepared. It is kept as it came.",
                "%(n)s files could not be prepared. They are kept as they came.",
                n,
            )
            % {"n": n}
        )
    if n := found["unscanned"]:
        said.append(
            ngettext(
                "%(n)s file was not scanned for malware.",
                "%(n)s files were not scanned for malware.",
                n,
            )
            % {"n": n}
        )
    return Preparation(notes=tuple(said))
