"""Harm to a child: the named person is told at once, again each day until somebody takes it, and administrators that
it waits. Nothing of what was seen, and no word of whose work it is."""

from django.urls import reverse

from assay.assessment import policy
from assay.assessment.models import SafetyReport
from assay.notices.actions import tell
from assay.people.models import Membership, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("assessment.safety_reported")
def tell_the_named_person(event: Event) -> None:
    """That there is a report, and where."""
    _tell_who_reads("safety_reported", event)


@on("assessment.safety_passed_on")
def tell_who_reads_it_now(event: Event) -> None:
    """Administrators, since nobody has the role any more to which it was told."""
    _tell_who_reads("safety_reported", event)


@on("assessment.safety_reminded")
def remind_who_reads(event: Event) -> None:
    """Nobody has taken it."""
    _tell_who_reads("safety_waiting", event)


@on("assessment.safety_reminded")
def tell_administrators_that_it_waits(event: Event) -> None:
    """Those who are not told of it themselves; they see that it waits, and not what."""
    report = _report(event)
    if report.ended_at is not None:
        return
    held = Membership.objects.current().filter(
        role=Role.PROGRAM_ADMIN, organization__in=report.program.lineage
    )
    learner = policy.learner_of(report.subject)
    for person in Person.objects.filter(pk__in=held.values("person"), is_active=True):
        if person != learner and not policy.can_act_on_safety(person, report):
            role, path = report.get_told_role_display(), reverse("people:list")
            tell("safety_untaken", person, event, path=path, role=role)


def _tell_who_reads(name: str, event: Event) -> None:
    report = _report(event)
    if report.ended_at is not None:
        return
    path = reverse("assessment:safety_report", args=[report.pk])
    said = {"number": report.number, "origin": report.anchor.origin if report.anchor else ""}
    for person in policy.holders(report.told_role, report.program, report.subject):
        if policy.can_act_on_safety(person, report):
            tell(name, person, event, path=path, **said)


def _report(event: Event) -> SafetyReport:
    rows = SafetyReport.objects.select_related(
        "program",
        "evaluation__submission__start__person",
        "anchor__permission__submission__start__person",
    )
    return rows.get(pk=event.subject_id)
