"""What waits for a person in this room, as home shows it: to settle, late, idle, to screen, to score, to release."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import (
    AHEAD_DAYS,
    Anchor,
    AnchorReading,
    Appeal,
    AppealStatus,
    Assessor,
    Assignment,
    AssignmentStatus,
    DriftAlarm,
    Evaluation,
    FeedbackCheck,
    Objection,
    Override,
    PayMonth,
    ReaderInvitation,
    SafetyReport,
    Screening,
    ScreeningDuty,
    Slot,
    Status,
    running_month,
)
from assay.catalog.models import MicroCredential, major_of
from assay.lib.clock import span_of, today
from assay.lib.counts import Listed, heads_of
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import Membership, Organization, Person, Role
from assay.ui.author_words import with_words
from assay.ui.words import said_month
from assay.ui.work import Call, Piece, WorkKind, pieces

SUBMISSION = {
    "key": "submission__public_id",
    "name": "submission__public_id",
    "title": "submission__version__title",
    "slug": "submission__version__micro_credential__slug",
    "number": "submission__version__number",
    "state": "status",
    "since": "opened_at",
    "due": "due_on",
    "language": "submission__version__language",
}

APPEAL = {name: f"evaluation__{path}" for name, path in SUBMISSION.items()} | {
    "key": "pk",
    "state": "status",
    "since": "filed_at",
    "due": "due_on",
}

FEEDBACK = {
    name: f"sheet__assignment__evaluation__{path}"
    for name, path in SUBMISSION.items()
    if "submission" in path
} | {"key": "pk", "since": "drawn_at"}


def kinds(person: Person) -> Iterable[WorkKind]:
    """All of this room. One query, for those who may score something, and for administrators; none for others."""
    led = [place.path for place in person.organizations_as(*policy.LEADS)]
    chairs = [place.path for place in person.organizations_as(*policy.CHAIRS)]
    administrators = [place.path for place in person.organizations_as(Role.PROGRAM_ADMIN)]
    if chairs or administrators:
        yield _to_rule(person, chairs, administrators)
    if policy.is_lead(person):
        yield from _leading(person, led)
    if policy.holds_a_staff_role(person):
        yield _safety(person)
    if policy.is_screener(person):
        yield from _screening(person, led)
    if policy.is_assessor(person):
        yield from _judging(person, led)
        yield _asked_to_read(person)
    if policy.is_approver(person):
        yield from _releasing(person)
    if policy.keeps_pay(person):
        yield _pay_to_approve(person)


def _leading(person: Person, led: Sequence[str]) -> Iterable[WorkKind]:
    desk = reverse("assessment:lead")
    yield WorkKind(
        desk="lead",
        label=_("To settle"),
        note=_("Two assessors disagree"),
        url=f"{desk}?show=disagreements",
        rows=Listed(_to_settle, led, person),
        call=_settle,
        order=10,
    )
    yield WorkKind(
        desk="lead",
        label=_("Appeals to answer"),
        note=_("New, or yours"),
        url=reverse("assessment:appeals"),
        rows=Listed(_appealed, led, person),
        call=_answer,
        order=14,
    )
    yield WorkKind(
        desk="drift",
        label=_("Drift to look at"),
        note=_("Levels moved away from others’"),
        url=reverse("assessment:drift"),
        rows=Listed(_drifted, led, person),
        call=_look_at_drift,
        order=16,
        quiet=True,
    )
    yield WorkKind(
        desk="anchors",
        label=_("Messages on anchors"),
        note=_("Read otherwise than by the expert"),
        url=reverse("assessment:anchors") + "#objections",
        rows=Listed(_objected, led, person),
        call=_answer_objection,
        order=17,
        quiet=True,
    )
    yield WorkKind(
        desk="lead",
        label=_("Feedback to read"),
        note=_("This week’s sample"),
        url=reverse("assessment:feedback_sample"),
        rows=Listed(_feedback_to_check, person),
        call=_check_feedback,
        order=45,
        quiet=True,
    )
    yield WorkKind(
        desk="lead",
        label=_("Past the promised date"),
        note=_("No matter who has it"),
        url=f"{desk}?show=late",
        rows=Listed(_late, led, person, today(), in_order=True),
        call=lambda piece: _look_at_late(piece, f"{desk}?show=late"),
        order=50,
        own=False,
    )
    yield WorkKind(
        desk="lead",
        label=_("Idle"),
        note=_("Taken, but not worked on"),
        url=f"{desk}?show=idle",
        rows=Listed(_idle, led, person),
        call=lambda piece: _look_at_idle(piece, f"{desk}?show=idle"),
        order=55,
        own=False,
    )


#: How far back a lead's week looks for what is rare.
LATELY = timedelta(days=28)


def for_week(person: Person, led: Sequence[str]) -> dict[str, Listed[Any]]:
    """What a lead's page of the week counts, by the names of its numbers: as home has it, and all in progress."""
    return {
        "late": Listed(_late, led, person, today(), in_order=True),
        "idle": Listed(_idle, led, person),
        "disagreements": Listed(_to_settle, led, person),
        "appeals": Listed(_appealed, led, person),
        "feedback": Listed(_feedback_to_check, person),
        "overrides": Listed(_overridden, led, person, span_of(today() - LATELY)[0]),
        "all": Listed(_all_in_work, led, person),
    }


def _to_rule(person: Person, chairs: Sequence[str], administrators: Sequence[str]) -> WorkKind:
    return WorkKind(
        desk="appeals",
        label=_("Appeals for your last word"),
        note=_("The learner asked the chair"),
        url=f"{reverse('assessment:appeals')}?show=with_chair",
        rows=Listed(_with_chair, chairs, administrators, person, today()),
        call=_rule,
        order=12,
    )


def _safety(person: Person) -> WorkKind:
    held = [(m.role, m.organization.path) for m in person.awake_memberships]
    held = sorted((str(role), path) for role, path in held if role != Role.LEARNER)
    roles, paths = [role for role, _path in held], [path for _role, path in held]
    return WorkKind(
        desk="",
        label=_("Safety reports"),
        note=_("A child may be harmed"),
        url=reverse("assessment:safety_reports"),
        rows=Listed(_reported, roles, paths, person),
        call=_look_after,
        order=1,
        quiet=True,
    )


def _screening(person: Person, led: Sequence[str]) -> Iterable[WorkKind]:
    """Of a lead who has not the duty what nobody else has it for, and what is past its day."""
    duties = [place.path for place in person.organizations_as(Role.SCREENER)]
    yield WorkKind(
        desk="screening",
        label=_("To screen"),
        note=_("Complete, legible, safe"),
        url=reverse("assessment:screening"),
        rows=Listed(_to_screen, duties, led, person, today()),
        call=_screen,
        order=20,
    )


def _judging(person: Person, led: Sequence[str]) -> Iterable[WorkKind]:
    scored = _may_score(person)
    desk = reverse("assessment:desk")
    yield WorkKind(
        desk="assessing",
        label=_("Your score sheets"),
        note=_("Offered to you or begun"),
        url=desk,
        rows=Listed(_sheets, person),
        call=_score,
        order=15,
    )
    if scored:
        yield WorkKind(
            desk="certification",
            label=_("Certifications to renew"),
            note=_("They end soon, or have ended"),
            url=f"{desk}#certified",
            rows=Listed(_to_renew, person, today() + timedelta(days=AHEAD_DAYS)),
            call=_renew,
            order=45,
            quiet=True,
        )
    yield WorkKind(
        desk="assessing",
        label=_("Notes on your feedback"),
        note=_("From a lead assessor"),
        url=reverse("assessment:feedback_notes"),
        rows=Listed(_feedback_notes, person),
        call=_read_note,
        order=42,
        quiet=True,
    )
    if scored and not led:  # who leads gives work out; the desk offers it to them, too
        yield WorkKind(
            desk="assessing",
            label=_("To take"),
            note=_("Waiting for an assessor"),
            url=desk,
            rows=Listed(_to_take, person, sorted(set(scored.values()))),
            call=_take,
            order=40,
            own=False,
        )


def _releasing(person: Person) -> Iterable[WorkKind]:
    paths = [place.path for place in person.organizations_as(*policy.APPROVERS)]
    yield WorkKind(
        desk="release",
        label=_("To release"),
        note=_("Scored; the learner is waiting"),
        url=reverse("assessment:release"),
        rows=Listed(_to_release, paths, person),
        call=_release,
        order=18,
    )


def _asked_to_read(person: Person) -> WorkKind:
    return WorkKind(
        desk="",
        label=_("Departments that ask for your help"),
        note=_("Say whether you can read for them"),
        url=reverse("assessment:reader_requests"),
        rows=Listed(_unanswered, person),
        call=_answer_request,
        order=45,
        own=False,
        quiet=True,
    )


def _pay_to_approve(person: Person) -> WorkKind:
    return WorkKind(
        desk="pay",
        label=_("Pay to approve"),
        note=_("Months that are over"),
        url=f"{reverse('assessment:pay_months')}?show=waiting",
        rows=Listed(_months_over, policy.pay_kept_by(person), running_month(today())),
        call=_approve,
        order=30,
        quiet=True,
    )


def _settle(piece: Piece) -> Call:
    return Call(
        heading=_("Settle the disagreement on %(name)s") % {"name": piece.name},
        text=with_words(
            _(
                "Two assessors of %(title)s came to different results. You see both sheets without names and decide."
            ),
            title=piece.title,
        ),
        url=address_of("assessment:adjudication", piece.key),
        button=_("Settle it"),
        row_button=_("Settle"),
    )


def _answer(piece: Piece) -> Call:
    return _appeal(
        piece,
        _("Answer the appeal on %(name)s"),
        _(
            "%(title)s. The learner asked for another look. Two who were not involved read it again."
        ),
    )


def _rule(piece: Piece) -> Call:
    return _appeal(
        piece,
        _("Have the last word on %(name)s"),
        _("%(title)s. A lead answered the appeal, and the learner asks you."),
    )


def _appeal(piece: Piece, heading: str, text: str) -> Call:
    return Call(
        heading=heading % {"name": piece.name},
        text=with_words(text, title=piece.title),
        url=address_of("assessment:case", piece.key),
        button=_("Open the appeal"),
        row_button=_("Open"),
    )


def _look_at_drift(piece: Piece) -> Call:
    is_proposed = piece.state == "True"
    heading = (
        _("Decide whether to pause %(name)s") if is_proposed else _("Look at %(name)s’s levels")
    )
    return Call(
        heading=heading % {"name": piece.name},
        text=_("Their levels have begun to differ more from the experts’ and second readers’."),
        url=address_of("assessment:drift_alarm", piece.key),
        button=_("See the checks and decide"),
        row_button=_("Decide"),
    )


def _answer_objection(piece: Piece) -> Call:
    return Call(
        heading=_("Answer a message on anchor %(name)s") % {"name": piece.name},
        text=with_words(
            _("%(title)s. An assessor read it otherwise than the expert, and says why."),
            title=piece.title,
        ),
        url=reverse("assessment:anchors") + "#objections",
        button=_("Read and answer"),
        row_button=_("Answer"),
    )


def _check_feedback(piece: Piece) -> Call:
    return Call(
        heading=_("Read the feedback on %(name)s") % {"name": piece.name},
        text=with_words(
            _(
                "%(title)s. It is one of this week’s sample, drawn at random and shown without names."
            ),
            title=piece.title,
        ),
        url=address_of("assessment:feedback_check", piece.key),
        button=_("Read the feedback"),
        row_button=_("Read"),
    )


def _read_note(piece: Piece) -> Call:
    return Call(
        heading=_("Read the note on your feedback for %(name)s") % {"name": piece.name},
        text=_("A lead assessor read what you wrote, and has a word for you alone."),
        url=reverse("assessment:feedback_notes"),
        button=_("Read the note"),
        row_button=_("Read"),
    )


def _answer_request(piece: Piece) -> Call:
    return Call(
        heading=_("%(name)s asks the pool for help") % {"name": piece.name},
        text=_("More is coming than its assessors can read. Say whether you can help."),
        url=reverse("assessment:reader_requests"),
        button=_("See what is asked"),
        row_button=_("See it"),
    )


@prepared
def _unanswered(person: Person) -> QuerySet[ReaderInvitation, Any]:
    rows = ReaderInvitation.objects.open_for(person).filter(answer="")
    return pieces(
        rows.order_by("pk"), key="pk", name="request__place__name", due="request__until_on"
    )


def _approve(piece: Piece) -> Call:
    month = said_month(date.fromisoformat(piece.state))
    return Call(
        heading=_("Approve the pay of %(month)s") % {"month": month},
        text=_("The month is over. Look at what assessors are paid, and approve it."),
        url=address_of("assessment:pay_month", piece.key),
        button=_("Look at the month"),
        row_button=_("Open"),
    )


def _look_at_late(piece: Piece, url: str) -> Call:
    return Call(
        heading=_("%(name)s is past its promised date") % {"name": piece.name},
        text=with_words(
            _("%(title)s. Where it is now: %(state)s. The list shows who has it."),
            title=piece.title,
            state=_in_words(piece.state),
        ),
        url=url,
        button=_("Open the list"),
        row_button=_("Open list"),
    )


def _look_at_idle(piece: Piece, url: str) -> Call:
    return Call(
        heading=_("No one is working on %(name)s") % {"name": piece.name},
        text=with_words(
            _(
                "%(title)s. An assessor took it and has not worked on it for a while. You can take it back."
            ),
            title=piece.title,
        ),
        url=url,
        button=_("Open the list"),
        row_button=_("Open list"),
    )


def _look_after(piece: Piece) -> Call:
    return Call(
        heading=_("Read the safety report on %(name)s") % {"name": piece.name},
        text=_("Staff saw what may be harm to a child. You are the person who is told."),
        url=address_of("assessment:safety_report", piece.key),
        button=_("Read it now"),
        row_button=_("Read"),
    )


def _screen(piece: Piece) -> Call:
    return Call(
        heading=_("Check that %(name)s is complete") % {"name": piece.name},
        text=with_words(
            _("%(title)s. Check that everything is there and opens. You do not score it yet."),
            title=piece.title,
        ),
        url=address_of("assessment:check", piece.key),
        button=_("Screen it"),
        row_button=_("Screen"),
    )


def _score(piece: Piece) -> Call:
    begun = piece.state == AssignmentStatus.ACCEPTED
    heading = _("Go on with the sheet of %(name)s") if begun else _("%(name)s is offered to you")
    return Call(
        heading=heading % {"name": piece.name},
        text=with_words(
            _("%(title)s. Your sheet is as you left it.")
            if begun
            else _("%(title)s. It is offered to you. Say whether you have a tie to it."),
            title=piece.title,
        ),
        url=address_of("assessment:sheet" if begun else "assessment:offered", piece.key),
        button=_("Go on") if begun else _("Look at the offer"),
        row_button=_("Go on") if begun else _("Answer"),
    )


def _renew(piece: Piece) -> Call:
    return Call(
        heading=with_words(_("Renew your certification for %(title)s"), title=piece.title),
        text=_(
            "Score new anchors, and it counts for another year. Once it has run out, two people score your work."
        ),
        url=address_of("assessment:certification", piece.key),
        button=_("See what is needed"),
        row_button=_("Renew"),
    )


def _take(_piece: Piece) -> Call:
    return Call(
        heading=_("Take the next submission"),
        text=_(
            "You are offered the most urgent one first, never from your own school. Nothing opens before you say that "
            "you have no tie to it."
        ),
        url=reverse("assessment:next"),
        button=_("Take the next one"),
        row_button=_("Take the next one"),
        posts=True,
    )


def _release(piece: Piece) -> Call:
    return Call(
        heading=_("Release the decision on %(name)s") % {"name": piece.name},
        text=with_words(
            _("%(title)s. It is scored. Read the decision; then the learner can read it."),
            title=piece.title,
        ),
        url=address_of("assessment:release_detail", piece.key),
        button=_("Read and release"),
        row_button=_("Release"),
    )


def _in_words(state: str) -> str:
    return str(Status(state).label).lower() if state in Status else state


@prepared
def _to_settle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    """Those barred to this lead, who scored or screened them, come last: another lead settles them."""
    rows = Evaluation.objects.all().led_from(paths, person).filter(status=Status.ADJUDICATION)
    sides = Assignment.objects.filter(evaluation=OuterRef("pk"), assessor=person)
    scored = Exists(sides.exclude(slot=Slot.ADJUDICATION))
    screened = Exists(Screening.objects.filter(evaluation=OuterRef("pk"), by=person))
    known = rows.annotate(barred=scored | screened)
    return pieces(known.order_by("barred", "due_on", "pk"), **SUBMISSION)


@prepared
def _late(paths: Sequence[str], person: Person, day: date) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).late(day)
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


@prepared
def _appealed(paths: Sequence[str], person: Person) -> QuerySet[Appeal, Any]:
    """Those nobody has taken, and this lead's own."""
    rows = Appeal.objects.all().led_from(paths, person)
    free = rows.filter(Q(status=AppealStatus.FILED) | Q(status=AppealStatus.IN_REVIEW, lead=person))
    return pieces(free.order_by("due_on", "pk"), **APPEAL)


@prepared
def _drifted(paths: Sequence[str], person: Person) -> QuerySet[DriftAlarm, Any]:
    """Where a pause is proposed first."""
    rows = DriftAlarm.objects.open().led_from(paths, person)
    proposed = Case(When(proposes_pause=True, then=Value("True")), default=Value(""))
    return pieces(
        rows.order_by("-proposes_pause", "raised_at", "pk"),
        key="pk",
        name="person__display_name",
        state=proposed,
        since="raised_at",
    )


@prepared
def _objected(paths: Sequence[str], person: Person) -> QuerySet[Objection, Any]:
    """As the lead's page of anchors shows them."""
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    own = Anchor.objects.filter(permission__submission__start__person=person)
    unread = AnchorReading.objects.all().to_come(person)
    rows = Objection.objects.filter(
        answered_at__isnull=True, reading__anchor__version__micro_credential__in=led
    )
    rows = rows.exclude(reading__person=person)
    rows = rows.exclude(reading__anchor__in=own.order_by().values("pk"))
    rows = rows.exclude(reading__anchor__in=unread.order_by().values("anchor"))
    version = "reading__anchor__version"
    return pieces(
        rows.order_by("sent_at", "pk"),
        key="pk",
        name="reading__anchor__public_id",
        title=f"{version}__title",
        slug=f"{version}__micro_credential__slug",
        number=f"{version}__number",
        since="sent_at",
        language=f"{version}__language",
    )


@prepared
def _with_chair(
    chairs: Sequence[str], administrators: Sequence[str], person: Person, day: date
) -> QuerySet[Appeal, Any]:
    rows = Appeal.objects.all().heard_from(chairs, administrators, person, day)
    return pieces(rows.filter(status=AppealStatus.WITH_CHAIR).order_by("due_on", "pk"), **APPEAL)


@prepared
def _idle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).idle()
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


@prepared
def _reported(
    roles: Sequence[str], paths: Sequence[str], person: Person
) -> QuerySet[SafetyReport, Any]:
    rows = SafetyReport.objects.open().told_to(roles, paths, person)
    of_submission = {
        name: f"evaluation__{path}" for name, path in SUBMISSION.items() if "submission" in path
    }
    own = {"key": "pk", "state": "told_role", "since": "reported_at", "due": "evaluation__due_on"}
    return pieces(rows.order_by("reported_at", "pk"), **(of_submission | own))


@prepared
def _to_screen(
    duties: Sequence[str], led: Sequence[str], person: Person, day: date
) -> QuerySet[Evaluation, Any]:
    """Those whose check somebody else has taken come last."""
    mine = MicroCredential.objects.all().under(duties).order_by().values("pk")
    leading = MicroCredential.objects.all().under(led).order_by()
    nobodys = leading.filter(~Exists(screeners_of(day))).values("pk")
    late = Q(check_due_on__lt=day, submission__version__micro_credential__in=leading.values("pk"))
    reach = late | Q(submission__version__micro_credential__in=mine)
    reach |= Q(submission__version__micro_credential__in=nobodys)
    rows = Evaluation.objects.filter(reach, status=Status.SCREENING)
    taken = ScreeningDuty.objects.open().filter(evaluation=OuterRef("pk"))
    rows = rows.exclude(submission__start__person=person)
    return pieces(
        rows.order_by(Exists(taken.exclude(screener=person)), "opened_at", "pk"), **SUBMISSION
    )


def screeners_of(day: date) -> QuerySet[Membership]:
    """For a micro-credential: who has on a day the duty to screen what is handed in for it."""
    paths = {
        name: ExpressionWrapper(OuterRef(f"{name}__path"), output_field=CharField())
        for name in ("issuer", "owner")
    }
    held = Membership.objects.current(day).filter(role=Role.SCREENER, person__is_active=True)
    here = Q(issuer__startswith=F("organization__path"))
    return held.alias(**paths).filter(here | Q(owner__startswith=F("organization__path")))


@prepared
def _overridden(paths: Sequence[str], person: Person, since: datetime) -> QuerySet[Override, Any]:
    rows = Override.objects.all().led_from(paths, person).filter(at__gte=since)
    return pieces(rows.order_by("-at"), key="pk")


@prepared
def _all_in_work(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).in_work()
    return pieces(rows.order_by("due_on", "pk"), **SUBMISSION)


@prepared
def _feedback_to_check(person: Person) -> QuerySet[FeedbackCheck, Any]:
    rows = FeedbackCheck.objects.visible_to(person).open()
    return pieces(rows.order_by("week", "place"), **FEEDBACK)


@prepared
def _feedback_notes(person: Person) -> QuerySet[FeedbackCheck, Any]:
    rows = FeedbackCheck.objects.notes_to(person).filter(read_at__isnull=True)
    return pieces(rows.order_by("checked_at", "pk"), **FEEDBACK | {"since": "checked_at"})


@prepared
def _months_over(paths: Sequence[str], running: date) -> QuerySet[PayMonth, Any]:
    rows = PayMonth.objects.all().kept_from(paths).to_approve(running)
    return pieces(rows.order_by("month", "pk"), key="pk", name="payer__name", state="month")


@prepared
def _sheets(person: Person) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.visible_to(person).open()
    of_submission = {
        name: f"evaluation__{path}" for name, path in SUBMISSION.items() if "submission" in path
    }
    own = {"key": "pk", "state": "status", "since": "offered_at", "due": "due_on"}
    return pieces(rows.order_by("due_on", "pk"), **(of_submission | own))


@prepared
def _to_renew(person: Person, until: date) -> QuerySet[Assessor, Any]:
    """Those that can be renewed by now, the first to end first."""
    rows = Assessor.objects.current().not_paused().filter(person=person)
    rows = rows.filter(calibrated_until__lte=until, micro_credential__current__isnull=False)
    version = "micro_credential__current"
    return pieces(
        rows.order_by("calibrated_until", "pk"),
        key="pk",
        name=f"{version}__title",
        title=f"{version}__title",
        slug="micro_credential__slug",
        number="major",
        due="calibrated_until",
        language=f"{version}__language",
    )


@prepared
def _to_take(person: Person, scored: Sequence[int]) -> QuerySet[Evaluation, Any]:
    """As the assessor's desk counts them. In no order: which one comes next is worked out when it is taken."""
    return pieces(waiting_for_a_taker(person, scored).order_by(), key="pk")


def waiting_for_a_taker(person: Person, scored: Sequence[int]) -> QuerySet[Evaluation]:
    """What waits that this person may score. No joins that multiply rows: the queue may be long."""
    seen = Assignment.objects.filter(assessor=person).barring().values("evaluation")
    checked = Screening.objects.filter(by=person).values("evaluation")
    queue = Evaluation.objects.waiting_for_a_scorer().filter(
        submission__version__micro_credential__pk__in=scored
    )
    queue = queue.exclude(submission__start__person=person)
    return queue.exclude(pk__in=seen).exclude(pk__in=checked)


@prepared
def _to_release(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    """Those barred to this approver, who scored or screened them, come last: another one releases them."""
    rows = Evaluation.objects.all().released_from(paths, person)
    rows = rows.filter(status=Status.AWAITING_RELEASE)
    mine = Assignment.objects.filter(
        evaluation=OuterRef("pk"), assessor=person, status=AssignmentStatus.SCORED
    )
    screened = Screening.objects.filter(evaluation=OuterRef("pk"), by=person)
    known = rows.annotate(barred=Exists(mine) | Exists(screened))
    return pieces(known.order_by("barred", "due_on", "pk"), **SUBMISSION)


def _may_score(person: Person) -> dict[int, int]:
    """The versions this person may score, each with its micro-credential: `policy.scored_by`, told by version."""
    served: dict[int, bool] = {}
    found = {}
    for version, number, one, major, issuer, path in _attested(person):
        if issuer not in served:
            place = Organization(pk=issuer, path=path)
            served[issuer] = person.serves_program(place, *policy.ASSESSORS)
        if served[issuer] and major_of(number) == major:
            found[version] = one
    return found


@prepared
def _attested(person: Person) -> QuerySet[Assessor, tuple[int, str, int, str, int, str]]:
    of_version = "micro_credential__versions"
    rows = Assessor.objects.current().not_paused().filter(person=person)
    rows = rows.filter(**{f"{of_version}__isnull": False})
    return rows.values_list(
        f"{of_version}__pk",
        f"{of_version}__number",
        "micro_credential",
        "major",
        "micro_credential__issuer",
        "micro_credential__issuer__path",
    )


#: States of the pool's panel, in the order in which a submission meets them.
POOL = (
    Status.SCREENING,
    Status.QUEUED,
    Status.SCORING,
    Status.SECOND_SCORING,
    Status.ADJUDICATION,
    Status.AWAITING_RELEASE,
)


def pool(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On a lead's home: how much stands in which state today. One query for leads, none for others."""
    if not policy.is_lead(person):
        return None
    paths = [place.path for place in person.organizations_as(*policy.LEADS)]
    labels = {
        Status.SCREENING: _("Screening"),
        Status.QUEUED: _("Waiting for an assessor"),
        Status.SCORING: _("First reading"),
        Status.SECOND_SCORING: _("Second reading"),
        Status.ADJUDICATION: _("To settle"),
        Status.AWAITING_RELEASE: _("Awaiting release"),
    }
    lists = [Listed(_in_state, paths, person, state.value) for state in POOL]
    counts = [count for count, _first in heads_of(lists)]
    most = max(counts) or 1
    return {
        "rows": [
            {"label": labels[state], "count": count, "width": round(109 * count / most)}
            for state, count in zip(POOL, counts, strict=True)
        ],
        "in_work": sum(counts),
    }


@prepared
def _in_state(paths: Sequence[str], person: Person, state: str) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person).filter(status=state)
    return rows.order_by("due_on", "pk").annotate(state=F("status")).values_list("state")
