"""The first-run guide: every room's step, in order, each with its state."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.people.setup import setup_steps
from assay.program import actions, policy


@only_for(policy.can_set_up)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    return _page(request)


def _page(request: SignedInRequest, refusal: Refusal | None = None) -> HttpResponse:
    home = Organization.objects.program_district()
    steps: list[dict[str, Any]] = [
        {"step": step, "done": step.done(home)} for step in setup_steps()
    ]
    current = next((row for row in steps if not row["done"]), None)
    for row in steps:
        row["current"] = row is current
        row["icon"] = "check" if row["done"] else "half" if row["current"] else "circle"
        context = row["step"].context(request.user, home)
        context |= {"done": row["done"], "home": home, "here": request.path}
        row["html"] = render_to_string(row["step"].template, context, request)
    done = sum(row["done"] for row in steps)
    context = {"steps": steps, "done": done, "home": home, "refusal": refusal}
    return render(request, "program/setup.html", context, status=refusal.status if refusal else 200)


@only_for(policy.can_set_up)
@require_POST
def start(request: SignedInRequest) -> HttpResponse:
    try:
        actions.start_with(request.POST.get("name", ""), by=request.user)
    except Refusal as refusal:
        return _page(request, refusal)
    messages.success(request, _("These rules are in force. Change any of them under Policies."))
    return redirect("program:setup")
