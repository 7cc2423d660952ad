"""Exemplars on pages of earlier rooms: beside the criteria of a micro-credential, and on the page of one's own work."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Content
from assay.catalog.models import Version, version_columns
from assay.community import policy
from assay.community.models import Exemplar, ExemplarPiece
from assay.evidence.models import Submission
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import PROGRAMS, Person, Role, below
from assay.ui.work import CallWords, WorkKind, pieces

#: Pieces of one micro-credential that are looked at; the rest is in the list.
MOST = 60


def exemplar_of(person: Any, submission: Submission) -> dict[str, Any] | None:
    """On the page of one's own work that was earned: where its exemplar is, or the way to show one. One query."""
    if submission.outcome != "earned" or not isinstance(person, Person):
        return None
    if not policy.can_show_work(person, submission):
        return None
    row = _latest.first(submission.pk)
    return {"submission": submission, "exemplar": row if row and row.is_open else None}


def exemplars_of_version(person: Any, version: Version) -> dict[str, Any] | None:
    """On a micro-credential's page: what may be seen of it by this reader, criterion by criterion. One query."""
    found = _shown_to(person, version)
    return _by_criterion(version, found) if found else None


def exemplars_in_workspace(person: Any, submission: Submission) -> dict[str, Any] | None:
    """In the workspace, beside the steps, the work of others. One query."""
    found = _shown_to(person, submission.version)
    rows = [row for row in found if row.exemplar.submission_id != submission.pk]
    return _by_criterion(submission.version, rows) if rows else None


def public_exemplars(version: Version) -> str:
    """What of it stands on the page for visitors: its tag changes when one comes or goes. One query."""
    return ",".join(str(row.pk) for row in _to_visitors(version))


def work(person: Any) -> Iterable[WorkKind]:
    """On the home page of a privacy officer: examples that wait for their yes."""
    if not policy.decides_on_exemplars(person):
        return
    places = [p.path for p in person.organizations_as(Role.PRIVACY_OFFICER) if p.kind in PROGRAMS]
    yield WorkKind(
        desk="exemplars",
        label=_("Examples to decide on"),
        note=_("Their learners agreed"),
        url=reverse("community:exemplars_to_decide"),
        rows=Listed(_to_decide, places, person.pk),
        call=CallWords(
            heading=_("Decide on an example of practice"),
            text=_("It is about %(title)s. Its learner agreed, piece by piece."),
            page="community:exemplar_to_decide",
            button=_("Look at it"),
            row_button=_("Open"),
        ),
        order=64,
    )


def _shown_to(person: Any, version: Version) -> list[ExemplarPiece]:
    programs = sorted(policy.program_keys(person))
    if programs:
        return _meant_for(version.micro_credential_id, programs, today())
    return _to_visitors(version)


def _to_visitors(version: Version) -> list[ExemplarPiece]:
    """Asked once for a page: its tag and its slot have the same row of the version, which is read for each request."""
    found: list[ExemplarPiece] | None = vars(version).get("public_exemplars")
    if found is None:
        found = vars(version)["public_exemplars"] = _public(version.micro_credential_id, today())
    return found


def _by_criterion(version: Version, found: Sequence[ExemplarPiece]) -> dict[str, Any]:
    """Each criterion of the version that has any, with its exemplars, each once."""
    content: Content = version.content
    groups = []
    for criterion in content.criteria:
        rows = {row.exemplar_id: row.exemplar for row in found if row.criterion == criterion.id}
        if rows:
            groups.append({"criterion": criterion, "exemplars": list(rows.values())})
    return {"groups": groups, "version": version, "slug": version.micro_credential.slug}


@prepared
def _latest(submission: int) -> QuerySet[Exemplar]:
    return Exemplar.objects.filter(submission=submission).order_by("-pk")


@prepared
def _public(micro_credential: int, day: date) -> QuerySet[ExemplarPiece]:
    shown = Exemplar.objects.all().about(micro_credential).shown(day).meant_for([])
    return _pieces(shown)


@prepared
def _meant_for(
    micro_credential: int, programs: Sequence[int], day: date
) -> QuerySet[ExemplarPiece]:
    shown = Exemplar.objects.all().about(micro_credential).shown(day).meant_for(programs)
    return _pieces(shown)


def _pieces(shown: QuerySet[Exemplar]) -> QuerySet[ExemplarPiece]:
    rows = ExemplarPiece.objects.filter(exemplar__in=shown).select_related("exemplar")
    return rows.order_by("-exemplar__decided_at", "exemplar", "number")[:MOST]


@prepared
def _to_decide(places: Sequence[str], officer: int) -> QuerySet[Exemplar, Any]:
    rows = Exemplar.objects.all().waiting().filter(below(places, "program__path"))
    rows = rows.exclude(submission__start__person=officer).order_by("agreed_at", "pk")
    return pieces(
        rows,
        key="pk",
        name="title",
        state="status",
        since="agreed_at",
        **version_columns("submission__version"),
    )
