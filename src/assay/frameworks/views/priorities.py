"""What the program calls essential: for everybody to read, and for its committee to rank."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.frameworks import actions, policy
from assay.frameworks.forms import PriorityForm
from assay.frameworks.models import Competency, Leverage, Standing
from assay.frameworks.priorities import Essential, essentials
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.policy import can_read_setters
from assay.ui.fields import show_refusal


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Most essential first, each with its reason; later rooms show by what one earns it."""
    rows = essentials(today())
    if request.GET.get("file") == "csv":
        return spreadsheet("priorities", _headings(), _lines(rows))
    return render(request, "frameworks/priorities.html", {"rows": rows})


@only_for(policy.can_read_ranking)
@require_safe
def ranking(request: SignedInRequest) -> HttpResponse:
    """The same for staff, with a search for competencies that nobody has ranked."""
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    context = {
        "rows": essentials(today()),
        "words": words,
        "found": list(Competency.objects.all().answering(words, most=20)) if words else [],
        "may": policy.can_set_priorities(request.user),
    }
    return render(request, "frameworks/ranking.html", context)


@only_for(policy.can_read_ranking)
@require_http_methods(["GET", "HEAD", "POST"])
def priority(request: SignedInRequest, pk: int) -> HttpResponse:
    """One competency: how it is ranked, why, since when, what it builds on; and the form."""
    competency = _competency(pk)
    if request.method == "POST" and not policy.can_set_priorities(request.user):
        raise PermissionDenied
    form = _form(competency, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        sent = dict(form.cleaned_data)
        try:
            actions.set_priority(
                competency,
                sent["standing"],
                leverage=sent["leverage"],
                reason=sent["reason"],
                decision=sent.get("decision", ""),
                effective_from=sent["effective_from"],
                seen=sent["seen"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Saved. Learners see it from that day on."))
            return redirect("frameworks:priority", competency.pk)
    return _page(request, competency, form, status=status)


@only_for(policy.can_read_ranking)
@require_POST
def building(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name a foundation by words or its number, or take one away."""
    competency = _competency(pk)
    ends = request.POST.get("ends", "")
    try:
        if ends.isdecimal() and len(ends) < 16:
            actions.build_on_no_more(competency, _competency(int(ends)), by=request.user)
            messages.success(request, _("Taken away."))
        else:
            foundation = _named(request.POST.get("foundation", ""), competency)
            if isinstance(foundation, list):
                return _page(request, competency, choices=foundation, status=422)
            actions.build_on(competency, foundation, by=request.user)
            messages.success(request, _("Saved. It comes before this one."))
    except Refusal as refusal:
        return _page(request, competency, refusal=refusal, status=refusal.status)
    return redirect("frameworks:priority", competency.pk)


def _named(typed: str, competency: Competency) -> Competency | list[Competency]:
    """The competency of a number, or that the words fit alone; else those they fit."""
    words = typed.replace("\0", "").strip()[:100]
    rows = Competency.objects.select_related("framework")
    if words.isdecimal() and len(words) < 16 and (one := rows.filter(pk=int(words)).first()):
        return one
    found = [row for row in rows.answering(words, most=20) if row != competency] if words else []
    return found[0] if len(found) == 1 else found


def _competency(pk: int) -> Competency:
    return get_object_or_404(Competency.objects.select_related("framework"), pk=pk)


def _form(competency: Competency, sent: QueryDict | None = None) -> PriorityForm:
    last = competency.priorities.first()
    initial: dict[str, Any] = {"standing": Standing.ESSENTIAL, "leverage": Leverage.SOME}
    if last is not None:
        initial = {"standing": last.standing, "leverage": last.leverage, "reason": last.reason}
    newest = competency.priorities.order_by("-pk").values_list("pk", flat=True).first()
    return PriorityForm(
        sent, initial={**initial, "seen": newest or 0}, decides=policy.committee_ranks()
    )


def _page(
    request: SignedInRequest,
    competency: Competency,
    form: PriorityForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    day = today()
    rows = list(competency.priorities.select_related("set_by"))
    begun = [row for row in rows if row.effective_from <= day]
    asked = form is None and request.method == "POST"
    form = form or _form(competency)
    context = {
        "competency": competency,
        "now": begun[0] if begun else None,
        "coming": [row for row in rows if row.effective_from > day][::-1],
        "past": begun[1:],
        "names": can_read_setters(request.user),
        "foundations": [
            d.builds_on for d in competency.dependencies.select_related("builds_on__framework")
        ],
        "form": form if policy.can_set_priorities(request.user) else None,
        "typed": request.POST.get("foundation", ""),
        "asked": asked,
        **more,
    }
    return render(request, "frameworks/priority.html", context, status=status)


def _headings() -> list[str]:
    return [
        _("Standing"),
        _("Competency"),
        _("Standards"),
        _("Leverage"),
        _("Reason"),
        _("Builds on"),
        _("Since"),
    ]


def _lines(rows: Iterable[Essential]) -> Iterable[list[object]]:
    for row in rows:
        raised = (
            _("%(competency)s builds on it.") % {"competency": row.lifted_by}
            if row.lifted_by
            else ""
        )
        yield [
            row.standing_word,
            str(row.competency),
            row.competency.framework.title,
            row.leverage_word,
            " ".join(filter(None, (row.reason, raised))),
            "; ".join(map(str, row.builds_on)),
            row.said.effective_from.isoformat() if row.said else "",
        ]
