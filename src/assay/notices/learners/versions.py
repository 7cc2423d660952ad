"""Versions: one is open to everyone, one takes nobody any more, one has a last day; told to those whom it concerns."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from assay.catalog.models import Retirement, Version, VersionStatus
from assay.evidence.models import Status, Submission
from assay.governance.models import Opinion
from assay.journeys.models import PlanItem, Start, StartStatus
from assay.notices.actions import tell
from assay.people.models import Person
from assay.record.delivery import on
from assay.record.models import Event

#: Of a start that may still lead to a badge.
GOES_ON = (StartStatus.OPEN, StartStatus.LEFT)


@on("catalog.published")
def tell_who_planned(event: Event) -> None:
    """Each of them once who has not started it."""
    version = Version.objects.select_related("micro_credential").get(pk=event.subject_id)
    if version.most_starts is None or version.status != VersionStatus.PUBLISHED:
        return
    begun = Start.objects.filter(version=version).values("person")
    rows = PlanItem.objects.filter(micro_credential=version.micro_credential_id)
    path = reverse("catalog:detail", args=[version.micro_credential.slug])
    for item in rows.exclude(person__in=begun).select_related("person").iterator():
        tell("pilot_open", item.person, event, path=path, version=version)


@on("governance.opinion_answered")
def tell_of_an_answer(event: Event) -> None:
    """Whoever said something of a pilot and still has it. Its author is not told who they are."""
    row = Opinion.objects.select_related("person", "version").filter(pk=event.subject_id).first()
    if row is None:
        return
    work = Submission.objects.filter(start__person=row.person_id, version=row.version_id).first()
    if work is not None:
        path = reverse("governance:opinion", args=[work.pk])
        tell("pilot_answered", row.person, event, path=path, version=row.version)


@on("catalog.retirement_announced")
def tell_of_a_retirement(event: Event) -> None:
    """Those who have begun it, paused or not, and those who have it in their plan, each once."""
    _tell_all("retirement_announced", event)


@on("catalog.retirement_called_off")
def tell_that_it_stays(event: Event) -> None:
    _tell_all("retirement_called_off", event)


@on("catalog.superseded")
def tell_of_a_newer_version(event: Event) -> None:
    """Those on the version before: its last day, and that they may move over."""
    _tell_those_on(event, is_newer=True)


@on("catalog.retiring")
def tell_of_a_last_day(event: Event) -> None:
    """Those in a pilot that is over. Of a retirement they were told when it was announced."""
    version = Version.objects.get(pk=event.subject_id)
    if not Retirement.objects.filter(versions=version, called_off_at=None).exists():
        _tell_those_on(event, is_newer=False)


@on("evidence.last_day_near")
def remind_of_a_last_day(event: Event) -> None:
    row = Submission.objects.select_related("version", "start__person").get(pk=event.subject_id)
    last_day = date.fromisoformat(event.particulars["last_day"])
    path = reverse("evidence:workspace", args=[row.pk])
    facts = {"version": row.version, "last_day": last_day}
    tell("last_day_near", row.start.person, event, path=path, **facts)


@on("evidence.draft_deletion_near")
def tell_of_an_idle_draft(event: Event) -> None:
    """Twice before its files and texts are deleted, while it is a draft in which nothing changed."""
    row = Submission.objects.select_related("version", "start__person").get(pk=event.subject_id)
    if row.deletion_told_at is None or row.deletion_told_at < row.saved_at:
        return
    is_draft = row.status == Status.DRAFT
    path = reverse("evidence:workspace" if is_draft else "evidence:detail", args=[row.pk])
    until = date.fromisoformat(event.particulars["until"])
    facts = {"version": row.version, "until": until, "saved_at": row.saved_at, "is_draft": is_draft}
    tell("draft_deletion_near", row.start.person, event, path=path, **facts)


@on("evidence.draft_deleted")
def tell_that_a_draft_was_emptied(event: Event) -> None:
    row = Submission.objects.select_related("version", "start__person").get(pk=event.subject_id)
    if row.deletion_on is None:  # a later attempt holds a copy of all that was in it
        return
    path = reverse("evidence:detail", args=[row.pk])
    tell("draft_deleted", row.start.person, event, path=path, version=row.version)


def _tell_all(name: str, event: Event) -> None:
    row = Retirement.objects.select_related("micro_credential", "version").get(pk=event.subject_id)
    path = reverse("catalog:detail", args=[row.micro_credential.slug])
    for person in _concerned(row.micro_credential_id):
        tell(name, person, event, path=path, version=row.version, retirement=row)


def _concerned(micro_credential: int) -> Iterator[Person]:
    starts = Start.objects.filter(micro_credential=micro_credential, status__in=GOES_ON)
    plans = PlanItem.objects.filter(micro_credential=micro_credential)
    rows = Person.objects.filter(pk__in=starts.values("person"))
    rows |= Person.objects.filter(pk__in=plans.values("person"))
    return rows.order_by("pk").iterator()


def _tell_those_on(event: Event, *, is_newer: bool) -> None:
    version = Version.objects.select_related("micro_credential").get(pk=event.subject_id)
    if version.last_day is None:
        return
    path = reverse("catalog:version", args=[version.micro_credential.slug, version.number])
    starts = Start.objects.filter(version=version, status__in=GOES_ON).select_related("person")
    for start in starts.order_by("pk").iterator():
        facts = {"version": version, "last_day": version.last_day, "is_newer": is_newer}
        tell("version_ends", start.person, event, path=path, **facts)
