"""Staff: whom an event is told of work that waits, of a lease, of a sheet that came back, of a draft that is out.

Work of a pool is told so that nobody gets an e-mail a submission (`actions.is_news`); what is one person's, at once.
No learner's name or school reaches any of them: submissions go by their numbers.
"""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from assay.assessment import districts, policy, waiting
from assay.assessment.models import (
    JUDGING,
    Appeal,
    AppealStatus,
    Assessor,
    Assignment,
    AssignmentStatus,
    CommentStatus,
    DriftCheck,
    Evaluation,
    Reopening,
    ReopeningStatus,
    ScreeningDuty,
    SharedComment,
    Slot,
    Status,
)
from assay.catalog.models import Version
from assay.catalog.policy import can_author_of
from assay.lib.counts import heads_of
from assay.notices.actions import hushed, tell, tell_of_work
from assay.people.models import Membership, Person, ReadingPurpose, Role
from assay.program.calendar import add_business_days, business_days_between
from assay.program.policies import AssessmentPolicy, closed_periods, in_force
from assay.record.delivery import on
from assay.record.models import Event

May = Callable[[Person, Evaluation], bool]

_WITH = ("assessor", "evaluation__submission__version__micro_credential__issuer")


# --- work of a pool --------------------------------------------------------------------------------------------------


@on("assessment.opened", repeatable=True)
def tell_of_a_check(event: Event) -> None:
    """Those with the duty may check whether it is complete; where nobody has it, leads do."""
    evaluation = _evaluation(event.subject_id)
    if evaluation.status == Status.SCREENING and not _is_being_checked(evaluation):
        people = list(_screeners(evaluation)) or list(leads_of(evaluation))
        _tell_all("to_screen", people, event, evaluation, may=policy.can_screen)


@on("assessment.check_late")
def tell_of_a_late_check(event: Event) -> None:
    """Whoever has taken it; else those with the duty. Leads in any case: they see that it moves."""
    evaluation = _evaluation(event.subject_id)
    if evaluation.status != Status.SCREENING:
        return
    taken = Person.objects.filter(
        pk__in=ScreeningDuty.objects.open().filter(evaluation=evaluation).values("screener")
    )
    people = {person.pk: person for person in (*taken, *leads_of(evaluation))}
    if not taken:
        people |= {person.pk: person for person in _screeners(evaluation)}
    path = reverse("assessment:check", args=[evaluation.public_id])
    submission = evaluation.submission
    for person in people.values():
        if policy.can_screen(person, evaluation):
            tell(
                "check_late",
                person,
                event,
                path=path,
                number=submission.public_id,
                version=submission.version,
                due_on=evaluation.check_due_on,
            )


@on(
    "assessment.screened",
    "assessment.scored",
    "assessment.set_aside",
    "assessment.recused",
    "assessment.lapsed",
    "assessment.declined",
    "assessment.offer_lapsed",
    repeatable=True,
)
def tell_of_a_scoring(event: Event) -> None:
    """It waits for an assessor: found complete, read once of twice, or given back."""
    pk = event.particulars.get("evaluation", event.subject_id)
    evaluation = Evaluation.objects.waiting_for_a_scorer().with_version().filter(pk=pk).first()
    if evaluation is not None:
        _tell_all("to_score", _assessors(evaluation), event, evaluation, may=_may_take)


@on("assessment.attested", repeatable=True)
def tell_what_waits_already(event: Event) -> None:
    """Somebody may score a version from now on, and there is something to score."""
    assessor = Assessor.objects.select_related("person").get(pk=event.subject_id)
    if assessor.ended_at is None and _has_room(assessor.person):
        _tell_one("to_score", assessor.person, event)


@on("assessment.disagreed", repeatable=True)
def tell_of_a_disagreement(event: Event) -> None:
    evaluation = _evaluation(event.subject_id)
    if evaluation.status == Status.ADJUDICATION:
        people = leads_of(evaluation)
        _tell_all("to_settle", people, event, evaluation, may=policy.can_adjudicate)


@on("assessment.decided", repeatable=True)
def tell_of_a_release(event: Event) -> None:
    evaluation = _evaluation(event.subject_id)
    if evaluation.status == Status.AWAITING_RELEASE:
        people = _holding(evaluation, policy.APPROVERS, _above(evaluation, owner=False))
        _tell_all("to_release", people, event, evaluation, may=policy.can_release)


@on("assessment.reopening_asked", repeatable=True)
def tell_of_a_kept_criterion(event: Event) -> None:
    """Each lead who may answer: the assessor waits for it."""
    row = Reopening.objects.get(pk=event.subject_id)
    if row.status == ReopeningStatus.ASKED:
        evaluation = _evaluation(row.evaluation_id)
        people = [one for one in leads_of(evaluation) if one.pk != row.asked_by_id]
        _tell_all("to_reopen", people, event, evaluation, may=policy.can_lead)


@on("assessment.comment_proposed", repeatable=True)
def tell_of_a_sentence(event: Event) -> None:
    """Each lead who keeps the bank; once until they have looked, however many are proposed."""
    row = SharedComment.objects.select_related(
        "micro_credential__issuer", "micro_credential__owner"
    ).get(pk=event.subject_id)
    if row.status != CommentStatus.PROPOSED:
        return
    issued = row.micro_credential
    places = set(issued.issuer.lineage) | set(issued.owner.lineage if issued.owner else ())
    held = Membership.objects.current().filter(role__in=policy.LEADS, organization__in=places)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    found = {person.pk: person for person in people.exclude(pk=row.proposed_by_id)}
    for pk in found.keys() - hushed("to_curate", found):
        _tell_one("to_curate", found[pk], event)


#: Of each kind of work: its desk, and as which kind of `assessment.waiting` a person's own count of it is asked.
DESKS = {
    "to_screen": ("assessment:screening", "screening", True),
    "to_score": ("assessment:desk", "assessing", False),
    "to_settle": ("assessment:lead", "lead", True),
    "to_release": ("assessment:release", "release", True),
    "to_reopen": ("assessment:reopenings", "reopenings", True),
    "to_curate": ("assessment:comments", "comments", True),
}


def _tell_all(
    name: str, people: Iterable[Person], event: Event, evaluation: Evaluation, *, may: May
) -> None:
    """Whoever is told already, and has not looked, is not asked about any further: a burst costs little."""
    found = {person.pk: person for person in people}
    for pk in found.keys() - hushed(name, found):
        if may(found[pk], evaluation):
            _tell_one(name, found[pk], event)


def _tell_one(name: str, person: Person, event: Event) -> None:
    """As many as their own home page counts; nothing where it counts none."""
    url_name, desk, own = DESKS[name]
    kinds = [kind for kind in waiting.kinds(person) if (kind.desk, kind.own) == (desk, own)]
    if kinds and (count := heads_of([kinds[0].rows])[0][0]):
        tell_of_work(name, person, event, path=reverse(url_name), count=count)


def _may_take(person: Person, evaluation: Evaluation) -> bool:
    """As far as a few queries tell: nobody is told of work they are barred from, or have no room for."""
    version = evaluation.submission.version
    if (version.micro_credential_id, version.major) not in policy.scored_by(person):
        return False
    barred = (
        evaluation.submission.start.person_id == person.pk
        or policy.has_screened(person, evaluation)
        or evaluation.assignments.filter(assessor=person).exists()
        or policy.tied(person, evaluation)
        or districts.bars(person, evaluation, ReadingPurpose.SCORING)
    )
    return not barred and _has_room(person)


def _has_room(person: Person) -> bool:
    open_ = Assignment.objects.visible_to(person).open().count()
    return open_ < in_force(AssessmentPolicy).max_open_per_assessor


def _assessors(evaluation: Evaluation) -> "QuerySet[Person]":
    version = evaluation.submission.version
    at_work = Assessor.objects.at_work().filter(
        micro_credential=version.micro_credential_id, major=version.major
    )
    return Person.objects.filter(pk__in=at_work.values("person"))


def leads_of(evaluation: Evaluation) -> "QuerySet[Person]":
    """Who leads at its owner or issuer, or above; not its learner."""
    return _holding(evaluation, policy.LEADS, _above(evaluation, owner=True))


def _screeners(evaluation: Evaluation) -> "QuerySet[Person]":
    return _holding(evaluation, (Role.SCREENER,), _above(evaluation, owner=True))


def _above(evaluation: Evaluation, *, owner: bool) -> set[int]:
    """The issuer and what lies above it; the same of the owner."""
    issued = evaluation.submission.version.micro_credential
    found = set(issued.issuer.lineage)
    return found | set(issued.owner.lineage) if owner and issued.owner else found


def _holding(
    evaluation: Evaluation, roles: Iterable[Role], places: Iterable[int]
) -> "QuerySet[Person]":
    held = Membership.objects.current().filter(role__in=roles, organization__in=places)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return people.exclude(pk=evaluation.submission.start.person_id)


def _is_being_checked(evaluation: Evaluation) -> bool:
    return ScreeningDuty.objects.open().filter(evaluation=evaluation).exists()


@on("assessment.overridden")
def tell_the_leads_of_an_override(event: Event) -> None:
    """Each lead of the version, by number and not by name."""
    evaluation = _evaluation(event.subject_id)
    number, version = evaluation.public_id, evaluation.submission.version
    for person in leads_of(evaluation):
        path = reverse("assessment:overrides")
        tell("overridden", person, event, path=path, number=number, version=version)


@on("assessment.promise_broken")
def tell_the_leads_what_is_late(event: Event) -> None:
    """The day that was promised is over: each lead of the version, by number and not by name."""
    evaluation = _evaluation(event.subject_id)
    number, version = evaluation.public_id, evaluation.submission.version
    path = reverse("assessment:lead") + "?show=late"
    for person in leads_of(evaluation):
        tell("promise_broken", person, event, path=path, number=number, version=version)


# --- appeals: few enough to be told one by one -----------------------------------------------------------------------


@on("assessment.appealed")
def tell_of_an_appeal(event: Event) -> None:
    """Each lead who took no part in it."""
    row = _appeal(event.subject_id)
    if row.status == AppealStatus.FILED:
        for person in leads_of(row.evaluation):
            if policy.can_take_appeal(person, row):
                _tell_of_an_appeal("to_answer", person, event, row)


@on("assessment.appeal_reading_given")
def tell_of_a_new_reading(event: Event) -> None:
    assignment = _assignment(event.subject_id)
    if assignment.is_open and _may_go_on(assignment):
        _tell_of_a_sheet("to_read_again", assignment, event, due_on=assignment.due_on)


@on("assessment.scored")
def tell_that_both_new_readings_are_in(event: Event) -> None:
    """The lead who answers."""
    assignment = _assignment(event.subject_id)
    if assignment.slot in JUDGING:
        return
    rows = Appeal.objects.filter(evaluation=assignment.evaluation_id, status=AppealStatus.IN_REVIEW)
    for pk in rows.values_list("pk", flat=True):
        row = _appeal(pk)
        if row.lead is not None and row.has_both_readings:
            _tell_of_an_appeal("readings_in", row.lead, event, row)


@on("assessment.chair_asked")
def tell_the_chair(event: Event) -> None:
    row = _appeal(event.subject_id)
    if row.status == AppealStatus.WITH_CHAIR:
        roles = (*policy.CHAIRS, Role.PROGRAM_ADMIN)
        for person in _holding(row.evaluation, roles, _above(row.evaluation, owner=False)):
            if policy.can_rule_on_appeal(person, row):
                _tell_of_an_appeal("to_rule", person, event, row)


def _tell_of_an_appeal(name: str, person: Person, event: Event, row: Appeal) -> None:
    path = reverse("assessment:case", args=[row.pk])
    submission = row.evaluation.submission
    number, version = submission.public_id, submission.version
    tell(name, person, event, path=path, number=number, version=version, appeal=row)


def _appeal(pk: str | int) -> Appeal:
    return Appeal.objects.select_related(
        "lead", "evaluation__submission__version__micro_credential__issuer"
    ).get(pk=pk)


# --- one person's ----------------------------------------------------------------------------------------------------


@on("assessment.offered")
def tell_of_an_offer(event: Event) -> None:
    """One that came unasked; whoever asked has it before their eyes."""
    offer = _assignment(event.subject_id)
    if event.by_kind == "" and offer.status == AssignmentStatus.OFFERED and _may_go_on(offer):
        submission = offer.evaluation.submission
        number, version = submission.public_id, submission.version
        path = reverse("assessment:offered", args=[offer.pk])
        facts = {"number": number, "version": version, "answer_by": offer.due_on}
        tell("offered", offer.assessor, event, path=path, **facts)


@on("assessment.reminded")
def tell_that_a_lease_ends(event: Event) -> None:
    """Half of the time that a lease may lie idle is over: by which day it has to be worked on."""
    assignment = _assignment(event.subject_id)
    if not (assignment.is_open and _may_go_on(assignment)):
        return
    idle = in_force(AssessmentPolicy).reassign_after_idle_business_days
    touched_on = timezone.localtime(assignment.touched_at).date()
    ends_on = add_business_days(touched_on, idle, closed_periods(within=None))
    _tell_of_a_sheet("lease_ending", assignment, event, ends_on=ends_on)


@on("assessment.lapsed")
def tell_that_a_lease_ended(event: Event) -> None:
    """By time, by a lead, or because of a tie: what is said is true of each."""
    assignment = _assignment(event.subject_id)
    if _is_paused(assignment):
        return  # the e-mail about the pause says it of all of them
    if assignment.status == AssignmentStatus.LAPSED and _may_go_on(assignment):
        idle = _days_idle(assignment, event)
        _tell_of_a_sheet("lease_ended", assignment, event, by_lead=event.by_kind != "", idle=idle)


@on("assessment.check_reminded")
def tell_that_a_check_ends(event: Event) -> None:
    """In the words of a lease: what it is, is told once it was read."""
    check = _check(event.subject_id)
    if check.is_open and check.reading is not None:
        idle = in_force(AssessmentPolicy).reassign_after_idle_business_days
        touched_on = timezone.localtime(check.touched_at).date()
        ends_on = add_business_days(touched_on, idle, closed_periods(within=None))
        _tell_of_a_check("lease_ending", check, event, ends_on=ends_on)


@on("assessment.check_ended")
def tell_that_a_check_ended(event: Event) -> None:
    """By time, or for another reason: as of a lease, in words that are true of each."""
    check = _check(event.subject_id)
    if check.status != AssignmentStatus.LAPSED or check.accepted_at is None or event.by_kind:
        return
    if check.reading is None:
        return
    if policy.is_paused(check.person, check.reading.anchor.version.micro_credential.issuer):
        return
    if not policy.may_score(check.person, check.reading.anchor.version.micro_credential):
        return
    idle = _days_idle(check, event)
    _tell_of_a_check("lease_ended", check, event, by_lead=False, idle=idle)


def _tell_of_a_check(name: str, check: DriftCheck, event: Event, **facts: object) -> None:
    if check.reading is not None:
        anchor = check.reading.anchor
        path = reverse("assessment:sheet", args=[check.number])
        number, version = anchor.public_id, anchor.version
        tell(name, check.person, event, path=path, number=number, version=version, **facts)


def _check(pk: str) -> DriftCheck:
    rows = DriftCheck.objects.select_related(
        "person", "reading__anchor__version__micro_credential__issuer"
    )
    return rows.get(pk=pk)


@on("assessment.withdrawn")
def tell_that_there_is_nothing_to_score(event: Event) -> None:
    """Its learner took it back: each who had it."""
    for assignment in Assignment.objects.filter(
        pk__in=event.particulars.get("leases", ())
    ).select_related(*_WITH):
        if _may_go_on(assignment):
            _tell_of_a_sheet("taken_back", assignment, event)


@on("assessment.returned")
def tell_that_a_sheet_came_back(event: Event) -> None:
    """Each whose sheet is open again."""
    rows = Assignment.objects.filter(
        evaluation=int(event.subject_id), status=AssignmentStatus.ACCEPTED
    ).exclude(sheet__earlier=[])
    for assignment in rows.select_related(*_WITH):
        if policy.can_write_sheet(assignment.assessor, assignment):
            _tell_of_a_sheet("returned", assignment, event)


@on("catalog.published")
def tell_that_a_draft_is_out(event: Event) -> None:
    """Whoever wrote in it, where somebody else published it."""
    version = Version.objects.select_related("micro_credential__issuer").get(pk=event.subject_id)
    wrote = Event.objects.filter(
        verb__in=("catalog.drafted", "catalog.saved", "catalog.imported"),
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        by_kind="people.person",
    )
    others = set(wrote.values_list("by_id", flat=True)) - {event.by_id}
    for person in Person.objects.filter(pk__in=others).order_by("pk"):
        if can_author_of(person, version.micro_credential):
            path = reverse("catalog:version", args=[version.micro_credential.slug, version.number])
            tell("published", person, event, path=path, version=version)


def _tell_of_a_sheet(name: str, assignment: Assignment, event: Event, **facts: object) -> None:
    submission = assignment.evaluation.submission
    path = (
        reverse("assessment:adjudication", args=[assignment.evaluation.public_id])
        if assignment.slot == Slot.ADJUDICATION
        else reverse("assessment:sheet", args=[assignment.pk])
    )
    number, version = submission.public_id, submission.version
    tell(name, assignment.assessor, event, path=path, number=number, version=version, **facts)


def _may_go_on(assignment: Assignment) -> bool:
    """Their role is still there: whoever left the pool is told nothing more of it."""
    micro_credential = assignment.evaluation.submission.version.micro_credential
    return policy.may_score(assignment.assessor, micro_credential)


def _is_paused(assignment: Assignment) -> bool:
    issuer = assignment.evaluation.submission.version.micro_credential.issuer
    return policy.is_paused(assignment.assessor, issuer)


def _days_idle(assignment: Assignment | DriftCheck, event: Event) -> int:
    """After how many business days without work it was ended by time; 0 where it was something else."""
    limit = in_force(AssessmentPolicy).reassign_after_idle_business_days
    touched_on, ended_on = (
        timezone.localtime(moment).date() for moment in (assignment.touched_at, event.at)
    )
    idle = business_days_between(touched_on, ended_on, closed_periods(within=None))
    return limit if not event.by_kind and idle >= limit else 0


def _assignment(pk: str) -> Assignment:
    return Assignment.objects.select_related(*_WITH).get(pk=pk)


def _evaluation(pk: str | int) -> Evaluation:
    return Evaluation.objects.with_version().get(pk=pk)
