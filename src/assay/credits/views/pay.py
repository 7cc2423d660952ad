"""One's own pay for badges: what each rule of one's employer makes of them, and what waits for one's yes."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.credits.facts import account_of, earned_by
from assay.credits.models import RecognitionKind
from assay.credits.pay import pay_of
from assay.credits.pay_plan import PayPlan, pay_plan
from assay.credits.program_rules import rules_in_hand
from assay.credits.recognition import Paper, after, principals_of
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest


@login_required
@require_safe
@rules_in_hand()
def pay(request: SignedInRequest) -> HttpResponseBase:
    """Every rule by which one's employer pays for badges, with what has come together; and what they bring besides."""
    mine = pay_of(request.user)
    account = account_of(request.user) if mine else None
    earned = account.earned if account else earned_by(request.user)
    plans = [plan for one in mine if account and (plan := pay_plan(one, account)) is not None]
    papers, pools = after(request.user, earned)
    if request.GET.get("file") == "csv":
        return spreadsheet("pay", _of_file(), chain(_lines(plans), _lines_besides(papers)))
    context: dict[str, Any] = {"plans": plans, "papers": papers, "pools": pools}
    letters = any(one.rule.kind == RecognitionKind.LETTER for one in papers)
    context["has_principal"] = letters and bool(principals_of(request.user))
    return render(request, "credits/pay.html", context)


def _of_file() -> list[str]:
    return [
        _("Rule"),
        _("Title"),
        _("Ended on"),
        _("Counts"),
        _("Unit"),
        _("Pay"),
        _("State"),
        _("Why"),
    ]


def _lines(plans: list[PayPlan]) -> Iterator[list[object]]:
    for plan in plans:
        for told in plan.told:
            why = " ".join((*told.sentences, *told.flags))
            day = told.ended_on.isoformat()
            cells = (told.amount, plan.unit, told.money, told.status_text, why)
            yield [plan.rule.name, told.title, day, *cells]


def _lines_besides(papers: list[Paper]) -> Iterator[list[object]]:
    """A letter, a certificate or a celebration is no amount."""
    for one in papers:
        kind = RecognitionKind(one.rule.kind).label
        yield [one.rule.name, one.title, one.earned_on.isoformat(), "", kind, "", "", ""]
