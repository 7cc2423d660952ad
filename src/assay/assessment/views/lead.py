"""The lead's desk: what is late or idle, disagreements, and who may assess."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import actions, outcomes, policy
from assay.assessment.actions.attesting import CONFLICTS
from assay.assessment.comparison import compare
from assay.assessment.evidence_view import evidence_of
from assay.assessment.forms import Sheet, sheet_from
from assay.assessment.models import (
    Assessor,
    Assignment,
    AssignmentStatus,
    Basis,
    Conflict,
    Evaluation,
    Slot,
    Status,
)
from assay.assessment.views.finding import evaluation_for
from assay.assessment.words import disagreement_word, ground_word
from assay.catalog.models import MicroCredential, Version
from assay.lib.clock import today
from assay.lib.counts import Counted, Listed, counted
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.lib.levels import LEVELS
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import person_named
from assay.people.models import Person, PersonQuerySet
from assay.program.calendar import add_business_days
from assay.program.policies import AssessmentPolicy, closed_periods, in_force

#: What a lead may look at, in the order of the tabs.
VIEWS = ("late", "idle", "disagreements", "all")


@only_for(policy.is_lead)
@require_safe
def lead(request: SignedInRequest) -> HttpResponse:
    """Everything in work, narrowed to what needs a lead."""
    view = request.GET.get("show", "late")
    view = view if view in VIEWS else "late"
    me, day = request.user, today()
    paths = [place.path for place in me.organizations_as(*policy.LEADS)]
    lists: dict[str, Listed[dict[str, Any]]] = {
        "late": Listed(_late, paths, me, day, in_order=True),
        "idle": Listed(_idle, paths, me),
        "disagreements": Listed(_to_settle, paths, me),
        "all": Listed(_in_work, paths, me),
    }
    rules, page = in_force(AssessmentPolicy), page_of(lists[view], request)
    _say_where_they_stand(list(page), rules)
    labels = {
        "late": _("Late"),
        "idle": _("Idle"),
        "disagreements": _("To settle"),
        "all": _("Everything in work"),
    }
    tabs = [
        {
            "label": labels[name],
            "url": f"?show={name}",
            "current": name == view,
            "count": Counted(page.paginator.count) if name == view else counted(rows),
        }
        for name, rows in lists.items()
    ]
    context = {"page": page, "view": view, "tabs": tabs, "today": day, "rules": rules}
    return render(request, "assessment/lead.html", context)


def _say_where_they_stand(rows: Sequence[dict[str, Any]], rules: AssessmentPolicy) -> None:
    """Each row with its open lease, whether it is past the limit, and its status in words. Two queries."""
    leases: dict[int, dict[str, Any]] = {}
    for lease in _leases([row["pk"] for row in rows]):
        leases.setdefault(lease["evaluation"], lease)
    extra, closed, day = (
        rules.business_days_max - rules.business_days_target,
        closed_periods(),
        today(),
    )
    for row in rows:
        row["lease"] = leases.get(row["pk"])
        row["is_late"] = row["due_on"] < day
        row["past_limit"] = row["is_late"] and day > add_business_days(
            row["due_on"], max(extra, 0), closed
        )
        row["status_text"] = str(Status(row["status"]).label)


@prepared
def _late(paths: Sequence[str], person: Person, day: date) -> QuerySet[Evaluation, Any]:
    return _shown(Evaluation.objects.all().led_from(paths, person).late(day))


@prepared
def _idle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    idle = Assignment.objects.open().filter(reminded_at__isnull=False)
    rows = Evaluation.objects.all().led_from(paths, person)
    return _shown(rows.filter(pk__in=idle.order_by().values("evaluation")))


@prepared
def _to_settle(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    rows = Evaluation.objects.all().led_from(paths, person)
    return _shown(rows.filter(status=Status.ADJUDICATION))


@prepared
def _in_work(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    return _shown(Evaluation.objects.all().led_from(paths, person).in_work())


def _shown(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation, Any]:
    """What a row of the desk shows."""
    return rows.order_by("due_on", "pk").values(
        "pk",
        "status",
        "due_on",
        public_id=F("submission__public_id"),
        title=F("submission__version__title"),
        number=F("submission__version__number"),
    )


@prepared
def _leases(evaluations: Sequence[int]) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.open().filter(evaluation__pk__in=evaluations)
    return rows.values("pk", "evaluation", "touched_at", assessor_name=F("assessor__display_name"))


@only_for(policy.is_lead)
@require_POST
def taking_back(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Evaluation.objects.all().led_by(request.user)
    assignment = get_object_or_404(
        Assignment.objects.select_related("evaluation").filter(evaluation__in=mine), pk=pk
    )
    actions.take_back(assignment, by=request.user)
    messages.success(
        request, _("It is back in the queue. What was written so far is kept with its writer.")
    )
    return redirect("assessment:lead")


@login_required
def adjudication(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Both sheets side by side, without names; a third judgment below."""
    evaluation = evaluation_for(Evaluation.objects.all().led_by(request.user), public_id)
    begun = _third(evaluation, request.user)
    typed = Sheet.of(begun.sheet) if begun else Sheet()
    if request.method == "POST":
        typed = sheet_from(request.POST, evaluation.submission.version.content)
        try:
            _settle(evaluation, typed, request.user)
        except Refusal as e:
            return _adjudication_page(request, evaluation, typed, refusal=e, status=e.status)
        messages.success(request, _("Settled. It waits for release now."))
        return redirect("assessment:lead")
    return _adjudication_page(request, evaluation, typed)


@login_required
@require_POST
def settling(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take the third judgment: from here on its evidence is open to this lead."""
    evaluation = evaluation_for(Evaluation.objects.all().led_by(request.user), public_id)
    if _third(evaluation, request.user) is None:
        actions.take_adjudication(evaluation, by=request.user)
    return redirect("assessment:adjudication", public_id)


def _settle(evaluation: Evaluation, typed: Sheet, by: Person) -> None:
    """Take the third judgment, or go on with the one that was taken, and hand it over."""
    third = _third(evaluation, by) or actions.take_adjudication(evaluation, by=by)
    levels = {i: v for i, v in typed.levels.items() if i not in evaluation.submission.carried}
    actions.save_sheet(
        third,
        levels=levels,
        feedback=typed.feedback,
        summary=typed.summary,
        note_to_approver=typed.note_to_approver,
        by=by,
    )
    actions.hand_over(third, by=by)


def _third(evaluation: Evaluation, by: Person) -> Assignment | None:
    """The third judgment this lead has begun."""
    rows = (a for a in evaluation.assignments.all() if a.slot == Slot.ADJUDICATION and a.is_open)
    return next((a for a in rows if a.assessor_id == by.pk), None)


def _adjudication_page(
    request: SignedInRequest,
    evaluation: Evaluation,
    typed: Sheet,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    submission = evaluation.submission
    content, carried = submission.version.content, submission.carried
    standing = (AssignmentStatus.SCORED,)
    live = [
        a
        for a in evaluation.assignments.all()
        if a.status in standing and a.slot != Slot.ADJUDICATION
    ]
    sheets = [a.sheet for a in sorted(live, key=lambda a: a.slot)]
    open_ = evaluation.status == Status.ADJUDICATION
    third = next(
        (a for a in evaluation.assignments.all() if a.slot == Slot.ADJUDICATION and a.is_open), None
    )
    may = open_ and third is not None and policy.holds_lease(request.user, third)
    free = open_ and third is None and policy.can_adjudicate(request.user, evaluation)
    context = {
        "evaluation": evaluation,
        "submission": submission,
        "version": submission.version,
        "may": may,
        "free": free,
        "barred": policy.why_not_settle(request.user, evaluation),
        "settled": not open_,
        "sheet": typed,
        "refusal": refusal,
        "evidence": evidence_of(submission) if may else None,
        "rows": _sides(content, carried, sheets, typed, refusal) if may else [],
        "reasons": [],
        "rule": outcomes.rule_in_words(content),
        "summaries": [s.summary for s in sheets if s.summary] if may else [],
        "levels": LEVELS,
    }
    if may and len(sheets) == 2:
        first, second = ({**s.levels, **carried} for s in sheets)
        found = compare(
            first,
            second,
            rule=content.rule,
            criteria=content.criteria,
            when=in_force(AssessmentPolicy).adjudicate_when,
        )
        context["reasons"] = [disagreement_word(code) for code in found.adjudicate_because]
    return render(request, "assessment/adjudication.html", context, status=status)


def _sides(
    content: Any, carried: dict[str, str], sheets: Any, typed: Sheet, refusal: Refusal | None
) -> list[Any]:
    fields = refusal.fields if refusal else {}
    return [
        {
            "criterion": c,
            "n": n,
            "kept": c.id in carried,
            "level": carried.get(c.id) or typed.levels.get(c.id, ""),
            "said": typed.feedback.get(c.id, {}),
            "level_error": fields.get(f"level-{c.id}", ""),
            "next_error": fields.get(f"next-{c.id}", ""),
            "open": True,
            "sides": [
                {"level": s.levels.get(c.id, ""), "said": s.feedback.get(c.id, {})} for s in sheets
            ],
            "differ": len({s.levels.get(c.id) for s in sheets}) > 1,
        }
        for n, c in enumerate(content.criteria, 1)
    ]


@only_for(policy.is_lead)
def assessors(request: SignedInRequest) -> HttpResponse:
    """Assessors with what they may assess and how much they carry; and attesting somebody."""
    refusal = None
    if request.method == "POST":
        try:
            _attest(request)
            return redirect("assessment:assessors")
        except Refusal as e:
            refusal = e
    q = request.GET.get("q", "").strip()
    mine = Assessor.objects.current().visible_to(request.user)
    rows = (
        mine.select_related("person", "micro_credential__current")
        .order_by("person__display_name", "micro_credential__ident", "major")
        .defer("micro_credential__current__data")
    )
    if q:
        rows = rows.filter(
            Q(person__display_name__icontains=q) | Q(micro_credential__current__title__icontains=q)
        )
    context = {
        "page": page_of(rows, request),
        "q": q,
        "refusal": refusal,
        "sent": request.POST or request.GET,
        "versions": _scoring_versions(request),
        "bases": Basis.choices,
        "short": _short_of_assessors(request),
    }
    return render(
        request, "assessment/assessors.html", context, status=refusal.status if refusal else 200
    )


def _short_of_assessors(request: SignedInRequest) -> list[Version]:
    """Versions of theirs open to starts that too few may score: their pages promise no day. Two queries."""
    pool: dict[tuple[int, str], list[bool]] = {}
    for one, major, calibrated in Assessor.objects.at_work().values_list(
        "micro_credential", "major", "calibrated_at"
    ):
        pool.setdefault((one, major), []).append(calibrated is not None)
    rows = (
        Version.objects.filter(
            micro_credential__current=F("pk"),
            status__in=("published", "pilot"),
            micro_credential__in=_led(request),
        )
        .select_related("micro_credential")
        .defer("data")
        .order_by("title")
    )
    return [v for v in rows if not _enough(pool.get((v.micro_credential_id, v.major), []))]


def _enough(calibrated: list[bool]) -> bool:
    return len(calibrated) > 1 or any(calibrated)


def _attest(request: SignedInRequest) -> None:
    person = person_named(_people_who_may(request), request.POST, "person")
    ident, _bar, major = request.POST.get("version", "").partition("|")
    micro_credential = get_object_or_404(_led(request), ident=ident)
    actions.attest(
        person,
        micro_credential,
        major,
        by=request.user,
        basis=request.POST.get("basis", ""),
        statement=request.POST.get("statement", ""),
    )
    messages.success(request, _("%(name)s may assess this now.") % {"name": person.display_name})


def _people_who_may(request: SignedInRequest) -> PersonQuerySet:
    """Everybody in a pool this lead looks after: with the role of assessor today."""
    pool = Person.objects.get_queryset().serving(
        policy.programs_led_by(request.user), *policy.ASSESSORS
    )
    return pool.order_by("display_name")


def _led(request: SignedInRequest) -> QuerySet[MicroCredential]:
    places = request.user.organizations_as(*policy.LEADS)
    return MicroCredential.objects.all().reached_from(places).select_related("issuer", "owner")


def _scoring_versions(request: SignedInRequest) -> list[dict[str, str]]:
    found: dict[tuple[str, str], str] = {}
    for m in (
        _led(request)
        .filter(versions__published_at__isnull=False)
        .distinct()
        .prefetch_related("versions")
    ):
        for version in m.versions.all():
            if version.published_at:
                found[(m.ident, version.major)] = version.title
    return sorted(
        (
            {"value": f"{ident}|{major}", "title": title, "major": major}
            for (ident, major), title in found.items()
        ),
        key=lambda row: (row["title"], row["major"]),
    )


@only_for(policy.is_lead)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = (
        Assessor.objects.all()
        .visible_to(request.user)
        .select_related("person", "micro_credential__issuer")
    )
    actions.end_basis(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("Ended. What is open with them they may still finish."))
    return redirect("assessment:assessors")


@only_for(policy.is_lead)
def conflicts(request: SignedInRequest) -> HttpResponse:
    """Declared conflicts, and declaring one."""
    refusal, programs = None, policy.programs_led_by(request.user)
    others = (
        Person.objects.get_queryset()
        .within(programs)
        .filter(is_active=True)
        .order_by("display_name")
    )
    if request.method == "POST":
        try:
            one = person_named(_people_who_may(request), request.POST, "person")
            other = person_named(others, request.POST, "other")
            actions.declare_conflict(one, other, request.POST.get("ground", ""), by=request.user)
            return redirect("assessment:conflicts")
        except Refusal as e:
            refusal = e
    mine = Conflict.objects.all().visible_to(request.user, programs)
    rows = mine.select_related("person", "other").order_by("-declared_at")
    context: dict[str, Any] = {
        "page": page_of(rows, request),
        "refusal": refusal,
        "grounds": [(code, ground_word(code)) for code in CONFLICTS],
        "sent": request.POST,
    }
    context["unplaced"] = _without_workplace(request.user)
    for row in context["page"]:
        row.ground_word = ground_word(row.ground)
    return render(
        request, "assessment/conflicts.html", context, status=refusal.status if refusal else 200
    )


def _without_workplace(lead_: Person) -> list[Person]:
    """People whose work waits, or who score, and whose school nobody knows: the rule of one school cannot help them."""
    waiting = Evaluation.objects.all().led_by(lead_).open().values("submission__start__person")
    scoring = Assessor.objects.at_work().visible_to(lead_).values("person")
    return list(
        Person.objects.without_workplace().filter(Q(pk__in=waiting) | Q(pk__in=scoring))[:200]
    )


@only_for(policy.is_lead)
@require_POST
def conflict_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Conflict.objects.all().visible_to(request.user, policy.programs_led_by(request.user))
    actions.end_conflict(get_object_or_404(mine, pk=pk), by=request.user)
    return redirect("assessment:conflicts")
