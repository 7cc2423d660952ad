"""Audit packets: drawn and ended by a coordinator; and what an auditor reads through the link, without an account."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials.badge.document import level_name
from assay.credits import actions, audit_packets, policy
from assay.credits.forms import SampleForm
from assay.credits.models import AuditPacket, AuditPacketQuerySet, CreditStatus, EntryKind
from assay.credits.rules import words
from assay.credits.views.links import kept_out
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import client_network, page_of
from assay.lib.levels import LEVELS
from assay.lib.limits import at_most
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.ui.fields import show_refusal

# An auditor reads one credit after another.
READ_A_MINUTE = 120


@only_for(policy.keeps_credit)
@require_http_methods(["GET", "HEAD", "POST"])
def packets(request: SignedInRequest) -> HttpResponse:
    """Every packet with when it was opened, and the form for another."""
    day = today()
    first = {"count": 20, "until": day + timedelta(days=30), "batch": request.GET.get("batch")}
    form = SampleForm(request.POST or None, by=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.draw_packet(
                sent["batch"].organization if sent["batch"] else sent["organization"],
                sent["batch"],
                form.period(),
                count=sent["count"],
                label=sent["label"],
                until=sent["until"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The sample is drawn. Copy its link for the auditor."))
            return redirect("credits:audits")
    page = page_of(_mine(request).listed().order_by("-drawn_at", "-pk"), request)
    for row in page:
        row.address = request.build_absolute_uri(reverse("credits:audit-shown", args=[row.token]))
    context = {"page": page, "form": form}
    return render(request, "credits/audits.html", context, status=422 if form.errors else 200)


@only_for(policy.keeps_credit)
@require_safe
def kept_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The packet as a zip, also after its link has ended."""
    return _file(get_object_or_404(_mine(request), pk=pk))


@only_for(policy.keeps_credit)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_mine(request).defer("facts"), pk=pk)
    actions.end_packet(row, by=request.user)
    messages.success(request, _("Ended. The link no longer opens anything."))
    return redirect("credits:audits")


@require_safe
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """The sample, for whoever has the link."""
    row = _opened(request, token)
    if row is None:
        return _over(request)
    sample = [_line(one) for one in row.facts["sample"]]
    return kept_out(render(request, "credits/audit.html", {"packet": row, "sample": sample}))


@require_safe
def shown_credit(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One credit of it: rule, decision, hashes of evidence, ledger."""
    row = _opened(request, token)
    if row is None:
        return _over(request)
    one = next((one for one in row.facts["sample"] if one["number"] == number), None)
    if one is None:
        raise Http404
    context = {"packet": row, "one": one, "said": _line(one), **_said(one)}
    return kept_out(render(request, "credits/audit_credit.html", context))


@require_safe
def shown_file(request: HttpRequest, token: str) -> HttpResponse:
    """The packet as a zip with a manifest of hashes."""
    row = _opened(request, token)
    return _over(request) if row is None else kept_out(_file(row))


def _mine(request: SignedInRequest) -> AuditPacketQuerySet:
    return AuditPacket.objects.kept_at(policy.credit_programs_of(request.user))


def _opened(request: HttpRequest, token: str) -> AuditPacket | None:
    """The packet of a link that works, its opening noted; not where its own coordinator looks."""
    at_most(READ_A_MINUTE, of="audit-packet", by=client_network(request))
    rows = (
        AuditPacket.objects.working().select_related("organization", "batch").defer("batch__body")
    )
    row = rows.filter(token=token).first()
    if row is None or request.method != "GET":
        return row
    user = request.user
    if not (isinstance(user, Person) and policy.can_keep_credit(user, row.organization)):
        actions.note_packet_opening(row)
    return row


def _over(request: HttpRequest) -> HttpResponse:
    return kept_out(render(request, "credits/link_over.html", status=404))


def _file(row: AuditPacket) -> HttpResponse:
    body = audit_packets.zipped(row.facts, row.sha256)
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="audit-{row.pk}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


def _line(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": one["number"],
        "name": one["name_as_sent"],
        "title": one["badge"]["title"],
        "language": one["badge"]["language"],
        "rule": one["rule"]["name"],
        "amount": f"{one['amount']} {words.unit(one['unit'])}",
        "status": CreditStatus(one["status"]).label,
    }


def _said(one: dict[str, Any]) -> dict[str, Any]:
    """Codes in words."""
    decision = one["decision"] or {}
    return {
        "levels": [
            {"criterion": row["criterion"], "level": _level(row["level"])}
            for row in decision.get("levels", ())
        ],
        "readings": len(decision.get("readings", ())),
        "released_at": parse_datetime(decision.get("released_at", "")),
        "entries": [
            {**row, "kind": EntryKind(row["kind"]).label, "at": parse_datetime(row["at"])}
            for row in one["entries"]
        ],
    }


def _level(level: str) -> str:
    return level_name(level) if level in LEVELS else level
