"""Exemplars: a learner is asked, an officer has one to decide on, both hear how it goes and when it ends."""

from datetime import date

from django.urls import reverse

from assay.community.models import EndedBecause, Exemplar, ExemplarStatus
from assay.credentials.models import Award
from assay.notices.actions import tell
from assay.people.models import PROGRAMS, Membership, Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("community.exemplar_proposed")
def ask_its_learner(event: Event) -> None:
    """Once it is earned: before that the question would tell how it was decided."""
    row = _exemplar(event)
    earned = Award.objects.standing().filter(evaluation__submission=row.submission_id).exists()
    if earned:
        _ask(row, event)


@on("credentials.awarded")
def ask_for_what_was_proposed_before(event: Event) -> None:
    award = Award.objects.select_related("evaluation").get(pk=event.subject_id)
    if award.evaluation is None:
        return
    rows = Exemplar.objects.all().open().filter(submission=award.evaluation.submission_id)
    row = rows.with_work().first()
    if row is not None:
        _ask(row, event)


def _ask(row: Exemplar, event: Event) -> None:
    """Not of what they proposed themselves; and never who proposed it."""
    if row.status == ExemplarStatus.PROPOSED and row.proposed_by_id != row.learner.pk:
        path = reverse("community:exemplar_showing", args=[row.submission_id])
        tell("exemplar_asked", row.learner, event, path=path, version=row.version)


@on("community.exemplar_agreed")
def tell_who_decides(event: Event) -> None:
    """Each privacy officer of the program; few enough to be told one by one."""
    row = _exemplar(event)
    if row.status == ExemplarStatus.AGREED:
        _tell_officers("exemplar_to_decide", row, event)


@on("community.exemplar_approved")
def tell_of_the_yes(event: Event) -> None:
    row = _exemplar(event)
    if row.status == ExemplarStatus.APPROVED:
        _tell_learner("exemplar_approved", row, event, until=row.ends_on)


@on("community.exemplar_declined")
def tell_of_the_no(event: Event) -> None:
    """Of the officer's; the learner's own no is told to no one."""
    row = _exemplar(event)
    if event.by_id != str(row.learner.pk):
        _tell_learner("exemplar_declined", row, event)


@on("community.exemplar_ending")
def tell_of_the_end(event: Event) -> None:
    row = _exemplar(event)
    until = date.fromisoformat(event.particulars["ends_on"])
    if row.status == ExemplarStatus.APPROVED:
        _tell_learner("exemplar_ending", row, event, until=until)
        _tell_officers("exemplar_ending", row, event, until=until)


@on("community.exemplar_withdrawn")
def tell_that_it_is_shown_no_more(event: Event) -> None:
    """Both, but for who did it; whoever never had it before them hears nothing."""
    row = _exemplar(event)
    if row.agreed_at is None:
        return
    why = EndedBecause(event.particulars["because"]).value
    if event.by_id != str(row.learner.pk):
        _tell_learner("exemplar_withdrawn", row, event, why=why)
    _tell_officers("exemplar_withdrawn", row, event, why=why)


def _tell_learner(name: str, row: Exemplar, event: Event, **facts: object) -> None:
    path = reverse("community:my_exemplars")
    tell(name, row.learner, event, path=path, version=row.version, exemplar=row, **facts)


def _tell_officers(name: str, row: Exemplar, event: Event, **facts: object) -> None:
    path = reverse("community:exemplar_to_decide", args=[row.pk])
    for person in _officers(row):
        if str(person.pk) != event.by_id:
            tell(name, person, event, path=path, version=row.version, exemplar=row, **facts)


def _officers(row: Exemplar) -> list[Person]:
    if row.program is None:
        return []
    held = Membership.objects.current().filter(
        role=Role.PRIVACY_OFFICER,
        organization__in=row.program.lineage,
        organization__kind__in=PROGRAMS,
    )
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return list(people.exclude(pk=row.learner.pk).order_by("pk"))


def _exemplar(event: Event) -> Exemplar:
    return Exemplar.objects.all().with_work().get(pk=event.subject_id)
