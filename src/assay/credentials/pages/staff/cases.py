"""Cases for those who open, name, decide and hear them: the list, a new one, and one case."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment.judging.evidence_view import evidence_of
from assay.assessment.policy import may_open
from assay.credentials import actions, grounds, policy
from assay.credentials.awarding.actions.cases import MOST_WORDS, PANEL
from assay.credentials.models import (
    Award,
    CaseQuerySet,
    CaseStatus,
    RevocationCase,
    Verdict,
)
from assay.evidence.openings.streaming import LINKED, stream_file
from assay.lib.clock import today
from assay.lib.counts import counted
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, Role
from assay.program.policies import AppealPolicy, RevocationPolicy, in_force
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "answer": ("respond_until", "pk"),
    "name": ("award__name_as_issued", "pk"),
    "opened": ("opened_at", "pk"),
    "status": ("status", "respond_until", "pk"),
}
VIEWS = ("to_vote", "hearing", "appealed", "all")


def mine(person: Person) -> CaseQuerySet:
    """Cases about badges of the issuers somebody approves, chairs or administers, and those in whose panel they sit."""
    roles = (*policy.STEWARDS, Role.COMMITTEE_CHAIR)
    paths = [place.path for place in person.organizations_as(*roles)]
    rows = RevocationCase.objects.all()
    kept = rows.under(paths, person).order_by().values("pk")
    seated = rows.judged_by(person).order_by().values("pk")
    return rows.filter(Q(pk__in=kept) | Q(pk__in=seated)).exclude(award__person=person)


@only_for(policy.sees_cases)
@require_safe
def cases(request: SignedInRequest) -> HttpResponseBase:
    """Narrowed by ?show= and ?q=, in the order of ?sort=; `?file=csv` gives the same as a file."""
    me, words = request.user, clean_line(request.GET.get("q", ""))[:100]
    asked = {
        "to_vote": RevocationCase.objects.all().to_vote(me),
        "hearing": mine(me).filter(status=CaseStatus.HEARING),
        "appealed": mine(me).filter(status=CaseStatus.APPEALED),
        "all": mine(me),
    }
    view = request.GET.get("show", "all")
    view = view if view in asked else "all"
    sorting = sorting_of(request.GET, tuple(ORDERS), "answer")
    rows = asked[view].order_by(*sorting.fields(ORDERS)).select_related("award__version")
    rows = rows.defer("award__version__data")
    if words:
        named = Q(award__person__in=Person.objects.get_queryset().matching(words))
        named |= Q(award__name_as_issued__icontains=words)
        rows = rows.filter(named | Q(award__version__title__icontains=words))
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet("cases", _file_headings(), lines)
    context = {
        "page": page_of(rows, request),
        "counts": _numbers({name: counted(asked[name]) for name in VIEWS}, view),
        "headings": headings(
            sorting,
            request.GET,
            (_("Earned by"), "name"),
            (_("Opened"), "opened"),
            (_("The earner answers until"), "answer"),
            (_("Where it is"), "status"),
        ),
        "view": view,
        "words": words,
        "download": as_file(request.GET),
    }
    return render(request, "credentials/cases.html", context)


def _numbers(counts: dict[str, Any], view: str) -> list[dict[str, Any]]:
    labels = {
        "to_vote": (_("Your vote"), _("the earner was heard")),
        "hearing": (_("Open"), _("not decided yet")),
        "appealed": (_("On appeal"), _("with the chair")),
        "all": (_("All"), _("ended ones too")),
    }
    return [
        {
            "count": counts[name],
            "label": label,
            "note": said,
            "url": f"?show={name}",
            "is_current": name == view,
        }
        for name, (label, said) in labels.items()
    ]


def _file_headings() -> list[str]:
    return [
        _("Earned by"),
        _("Micro-credential"),
        _("Version"),
        _("Reason"),
        _("Opened"),
        _("The earner answers until"),
        _("Answered"),
        _("Where it is"),
        _("The panel"),
        _("In the end"),
    ]


def _line(row: RevocationCase) -> list[object]:
    return [
        row.award.name_as_issued,
        row.award.version.title,
        row.award.version.marked_number,
        grounds.word(row.ground),
        local_date(row.opened_at).isoformat(),
        row.respond_until.isoformat(),
        local_date(row.answered_at).isoformat() if row.answered_at else "",
        row.get_status_display(),
        row.get_verdict_display(),
        row.get_outcome_display(),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_case(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Why the badge should be withdrawn; the earner reads it."""
    rows = Award.objects.issued_by(policy.kept_by(request.user)).select_related(
        "version__micro_credential", "issuer", "person"
    )
    award = get_object_or_404(rows, pk=pk)
    if not policy.can_open_case(request.user, award):
        raise PermissionDenied
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            case = actions.open_case(
                award,
                ground=request.POST.get("ground", ""),
                reason=request.POST.get("reason", ""),
                by=request.user,
            )
            messages.success(request, _("The case is open. The earner has notice now."))
            return redirect("credentials:case", case.pk)
        except Refusal as e:
            refusal = e
    context = {
        "award": award,
        "grounds": [
            (name, grounds.word(name)) for name in grounds.grounds_in_force(award.issuer_id)
        ],
        "rules": in_force(RevocationPolicy, within=award.issuer_id),
        "most": MOST_WORDS,
        "sent": request.POST,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/new_case.html", context, status=status)


@login_required
@require_safe
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _case(request, pk))


@login_required
@require_http_methods(LINKED)
def file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """A file beside the answer, for the panel and the chair; each look is on record. 404 for everybody else."""
    row = _case(request, pk)
    if not policy.can_read_case_files(request.user, row):
        raise Http404
    found = get_object_or_404(row.files.present(), pk=file_pk)
    found.case = row

    def opened(from_the_start: bool) -> None:
        actions.open_case_file(found, again=from_the_start, by=request.user)

    return stream_file(found, request, opened=opened)


@login_required
@require_POST
def panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the three."""
    row = _case(request, pk)
    asked = [whole_number(one) for one in request.POST.getlist("panel")[:20]]
    people = list(Person.objects.filter(pk__in=[one for one in asked if one]))
    try:
        actions.name_panel(row, people, by=request.user)
    except BadInput as e:
        return _page(request, row, e)
    messages.success(request, _("The panel is named. Each of them gets an e-mail."))
    return redirect("credentials:case", pk)


@login_required
@require_POST
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _case(request, pk)
    try:
        actions.vote(
            row,
            request.POST.get("verdict", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except Refusal as e:
        return _page(request, row, e)
    messages.success(request, _("Your vote is on record."))
    return redirect("credentials:case", pk)


@login_required
@require_POST
def hearing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last word on an appeal."""
    row = _case(request, pk)
    try:
        actions.hear_case(
            row,
            request.POST.get("verdict", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except Refusal as e:
        return _page(request, row, e)
    messages.success(request, _("Your word is on record. The earner reads it now."))
    return redirect("credentials:case", pk)


def _case(request: SignedInRequest, pk: int) -> RevocationCase:
    rows = mine(request.user).select_related(
        "award__version__micro_credential",
        "award__issuer",
        "award__person",
        "award__evaluation__submission__version__micro_credential__issuer",
        "award__evaluation__submission__start__person",
        "opened_by",
        "heard_by",
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: SignedInRequest, row: RevocationCase, refusal: Refusal | None = None
) -> HttpResponse:
    me, evaluation = request.user, row.award.evaluation
    seats = list(row.seats.select_related("person"))
    seat = next((one for one in seats if one.person_id == me.pk), None)
    open_ = row.status == CaseStatus.HEARING
    naming = open_ and policy.can_name_panel(me, row)
    bars = policy.why_not_judge(me, row)
    files = list(row.files.present())
    opens = evaluation is not None and may_open(me, evaluation) is not None
    context = {
        "case": row,
        "award": row.award,
        "ground": grounds.word(row.ground),
        "files": files if policy.can_read_case_files(me, row) else [],
        "unread": len(files),
        "tied": bars == "tied",
        "barred_chair": bool(bars) and me.has_role(Role.COMMITTEE_CHAIR, within=row.award.issuer),
        "seats": seats,
        "seat": seat,
        "votes": [] if open_ else seats,
        "naming": naming,
        "candidates": _candidates(row, seats) if naming else [],
        "voting": seat is not None
        and not seat.vote
        and row.votes_open
        and policy.can_vote(me, row),
        "hearing": row.status == CaseStatus.APPEALED and policy.can_hear_case(me, row),
        "panel_size": PANEL,
        "verdicts": Verdict.choices,
        "appeal_days": in_force(AppealPolicy, within=row.award.issuer_id).window_days,
        "votes_from": max(row.notice_until, today()),
        "evidence": evidence_of(evaluation.submission) if opens and evaluation else None,
        "submission": evaluation.submission if evaluation else None,
        "version": row.award.version,
        "most": MOST_WORDS,
        "sent": request.POST,
        "sent_panel": request.POST.getlist("panel") or [str(one.person_id) for one in seats],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "credentials/case.html", context, status=status)


def _candidates(row: RevocationCase, seats: list[Any]) -> list[dict[str, Any]]:
    """Who may sit, and who sits already; those who voted stay."""
    voted = {seat.person_id for seat in seats if seat.vote}
    people = {person.pk: person for person in policy.panel_candidates(row)}
    people |= {seat.person_id: seat.person for seat in seats if seat.vote}
    return [
        {"key": str(pk), "name": person.display_name, "voted": pk in voted}
        for pk, person in people.items()
    ]
