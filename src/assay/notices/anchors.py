"""Anchors: a learner is asked for their work, a lead has a message to answer, an assessor has the answer."""

from django.urls import reverse

from assay.assessment import policy
from assay.assessment.models import AnchorPermission, Objection
from assay.notices.actions import tell
from assay.people.models import Membership, Person
from assay.record.delivery import on
from assay.record.models import Event

_WITH = (
    "reading__person",
    "reading__anchor__version__micro_credential__issuer",
    "reading__anchor__version__micro_credential__owner",
    "reading__anchor__permission__submission__start",
)


@on("assessment.anchor_asked")
def ask_for_the_work(event: Event) -> None:
    """The question waits on the page of that work."""
    row = AnchorPermission.objects.select_related(
        "submission__start__person", "submission__version"
    ).get(pk=event.subject_id)
    if row.given_at is None and row.ended_at is None:
        submission = row.submission
        path = reverse("evidence:detail", args=[submission.pk])
        tell("anchor_asked", submission.start.person, event, path=path, version=submission.version)


@on("assessment.objected")
def tell_of_an_objection(event: Event) -> None:
    """Each lead who may answer it; few enough to be told one by one."""
    row = Objection.objects.select_related(*_WITH).get(pk=event.subject_id)
    if row.answered_at is not None:
        return
    for person in _leads(row):
        if policy.can_answer_objection(person, row):
            version = row.reading.anchor.version
            path = reverse("assessment:anchors")
            tell("objected", person, event, path=path, version=version)


@on("assessment.objection_answered")
def tell_of_the_answer(event: Event) -> None:
    """It stands beside their levels."""
    row = Objection.objects.select_related(*_WITH).get(pk=event.subject_id)
    path = reverse("assessment:beside", args=[row.reading_id])
    tell(
        "objection_answered",
        row.reading.person,
        event,
        path=path,
        version=row.reading.anchor.version,
    )


def _leads(row: Objection) -> list[Person]:
    issued = row.reading.anchor.version.micro_credential
    places = set(issued.issuer.lineage) | set(issued.owner.lineage if issued.owner else ())
    held = Membership.objects.current().filter(role__in=policy.LEADS, organization__in=places)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk"))
