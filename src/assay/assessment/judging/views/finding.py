"""Finding through the person, and what several desks need."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from assay.assessment.models import Assignment, Evaluation
from assay.lib.http import found_or_404
from assay.lib.prepared import planned_once, prepared
from assay.people.models import Person


def evaluation_for(rows: QuerySet[Evaluation], public_id: str) -> Evaluation:
    """By its submission ID, of the evaluations this person's roles reach; 404 for everybody else and its learner."""
    rows = rows.select_related(
        "submission__version__micro_credential__issuer",
        "submission__version__micro_credential__owner",
        "submission__start__person",
        "submission__declaration",
        "decision",
    )
    rows = rows.prefetch_related("assignments__sheet", "releases", "screenings")
    return get_object_or_404(rows, submission__public_id=public_id)


def assignment_for(person: Person, pk: int) -> Assignment:
    """The person's own assignment; 404 for everybody else."""
    return found_or_404(_assignment.first(person, pk))


def assignment_to_save(person: Person, pk: int) -> Assignment:
    """As `assignment_for`, with what saving its sheet looks at and no more; 404 for an offer, too."""
    return found_or_404(_saved.first(person, pk))


@planned_once
def _saved(person: Person, pk: int) -> QuerySet[Assignment]:
    rows = Assignment.objects.visible_to(person).filter(pk=pk, sheet__isnull=False)
    version = "evaluation__submission__version"
    issuer = f"{version}__micro_credential__issuer"
    start = "evaluation__submission__start"
    asked = "evaluation__asked_again"
    return rows.select_related(issuer, start).only(
        "assessor",
        "slot",
        "status",
        asked,
        f"{version}__data",
        f"{issuer}__path",
        f"{start}__person",
    )


@prepared
def _assignment(person: Person, pk: int) -> QuerySet[Assignment]:
    rows = Assignment.objects.visible_to(person).select_related(
        "evaluation__submission__version__micro_credential__issuer",
        "evaluation__submission__version__micro_credential__owner",
        "evaluation__submission__start__person",
        "evaluation__submission__declaration",
        "sheet",
    )
    unread = ("evaluation__submission__manifest", "evaluation__submission__version__competency")
    return rows.filter(pk=pk).defer(*unread)
