"""Anchors and pauses: a learner is asked for work, a lead has a message, an assessor an answer, or a pause."""

from datetime import date

from django.urls import reverse

from assay.assessment import policy
from assay.assessment.models import AnchorPermission, Assessor, DriftAlarm, Objection, Pause
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


@on("assessment.drift_told")
def tell_of_drift(event: Event) -> None:
    """Each lead who may decide; few enough to be told one by one."""
    row = DriftAlarm.objects.select_related("person", "issuer").get(pk=event.subject_id)
    if row.is_open:
        path = reverse("assessment:drift_alarm", args=[row.pk])
        held = Membership.objects.current().filter(role__in=policy.LEADS)
        for person in Person.objects.filter(pk__in=held.values("person"), is_active=True):
            if policy.can_pause(person, row.person, row.issuer):
                tell("drift", person, event, path=path, alarm=row)


@on("assessment.renewal_due")
def tell_of_a_renewal(event: Event) -> None:
    """That a certification ends soon, and where it is renewed."""
    _tell_of_a_certification("renewal_due", event)


@on("assessment.certification_ended")
def tell_that_it_has_run_out(event: Event) -> None:
    """What they score is read by two again."""
    _tell_of_a_certification("certification_ended", event)


def _tell_of_a_certification(name: str, event: Event) -> None:
    row = Assessor.objects.select_related("person", "micro_credential__current").get(
        pk=event.subject_id
    )
    until = event.particulars["until"]
    version = row.micro_credential.current
    if row.ended_at is None and version and row.calibrated_until == date.fromisoformat(until):
        path = reverse("assessment:certification", args=[row.pk])
        tell(name, row.person, event, path=path, version=version, until=row.calibrated_until)


@on("assessment.paused")
def tell_of_a_pause(event: Event) -> None:
    """What it means, and what comes next; the lead's reason waits behind the sign-in."""
    _tell_of_pause("paused", event)


@on("assessment.pause_ended")
def tell_of_its_end(event: Event) -> None:
    _tell_of_pause("pause_ended", event)


def _tell_of_pause(name: str, event: Event) -> None:
    row = Pause.objects.select_related("person", "issuer").get(pk=event.subject_id)
    if row.is_open == (name == "paused"):
        attested = Assessor.objects.current().filter(
            person=row.person, micro_credential__issuer=row.issuer
        )
        one = attested.order_by("pk").first()
        path = (
            reverse("assessment:certification", args=[one.pk]) + "#pause"
            if one
            else reverse("assessment:desk")
        )
        tell(name, row.person, event, path=path, pause=row)


def _leads(row: Objection) -> list[Person]:
    issued = row.reading.anchor.version.micro_credential
    places = set(issued.issuer.lineage) | set(issued.owner.lineage if issued.owner else ())
    held = Membership.objects.current().filter(role__in=policy.LEADS, organization__in=places)
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk"))
