"""The authors' desk: drafts, their sections, files in and out, publishing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.catalog import actions, policy
from assay.catalog.actions.drafting import DRAFTS, predecessor
from assay.catalog.authoring import forms
from assay.catalog.authoring.export import as_file
from assay.catalog.authoring.outline import beside
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.authoring.views import retiring
from assay.catalog.authoring.views.drafting import writable
from assay.catalog.content import diff
from assay.catalog.content.files import write
from assay.catalog.content.publishing_rules import Missing
from assay.catalog.models import Version, VersionStatus
from assay.catalog.public import reading_page, turnaround
from assay.catalog.public.views import reading
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import address_of, page_of
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.program.actions import exceptions_of, has_mandate, usual_last_day
from assay.program.models import ChecklistItem
from assay.program.policy import committee_sits
from assay.ui.fields import show_refusal


@only_for(policy.may_author_somewhere)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Versions changed last first; `?status=draft|open|closed` chooses, without it drafts where there are any."""
    paths = [place.path for place in policy.places_of(request.user)]
    lists = {kind: Listed(_of_kind, paths, statuses) for kind, statuses in KINDS.items()}
    chosen = request.GET.get("status", "draft" if lists["draft"].count(1) else "open")
    chosen = chosen if chosen in KINDS else "open"
    page = page_of(lists[chosen], request)
    for row in page:
        row["url"] = address_of("catalog:draft", row["pk"])
        row["state"] = str(VersionStatus(row["status"]).label)
    names = {
        "draft": _("Drafts"),
        "open": _("Open to new learners"),
        "closed": _("Closed to new learners"),
    }
    tabs = [
        {"label": text, "url": f"?status={kind}", "current": kind == chosen}
        for kind, text in names.items()
    ]
    context = {"page": page, "tabs": tabs, "chosen": chosen}
    return render(request, "catalog/authoring/desk.html", context)


KINDS = {
    "draft": DRAFTS,
    "open": (VersionStatus.PUBLISHED, VersionStatus.PILOT),
    "closed": (VersionStatus.RETIRING, VersionStatus.RETIRED),
}


@prepared
def _of_kind(paths: Sequence[str], statuses: Sequence[str]) -> QuerySet[Version, Any]:
    """Versions that are written there, those changed last first: what a row of the desk shows."""
    rows = Version.objects.written_under(paths).filter(status__in=statuses)
    return rows.order_by("-updated_at", "-pk").values(
        "pk",
        "title",
        "language",
        "number",
        "status",
        "updated_at",
        owner=F("micro_credential__owner__name"),
    )


@only_for(policy.may_author_somewhere)
def new(request: SignedInRequest) -> HttpResponse:
    places = policy.departments_of(request.user)
    issuers = policy.issuers_open_to(places)
    form = forms.New(request.POST or None, departments=places, issuers=issuers)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.create(by=request.user, **form.cleaned_data)
        except Refusal as e:
            show_refusal(form, e)
        else:
            return redirect("catalog:section", version.pk, SECTIONS[0].key)
    return render(
        request, "catalog/authoring/new.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_safe
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version: its sections, what the standard still misses, and what may be done now."""
    version = writable(request, pk)
    context = {
        "version": version,
        "changes": _changes(version),
        "opens_as": _opens_as(request, version),
        "committee_sits": committee_sits(version.micro_credential.home),
        "exceptions": exceptions_of(version),
        "lacks": _lacks(request, version),
        "usual_last_day": usual_last_day().isoformat(),
        "predecessor": predecessor(version),
        "can_be_judged": turnaround.can_be_judged(version),
    }
    if version.status in DRAFTS:
        named = version.micro_credential
        context |= beside(version) | {
            "may_take_off": named.content_partner is not None
            and not named.versions.public().exists()
            and not policy.may_name_designer(named.content_partner, named.home, named)
        }
        return render(request, "catalog/authoring/draft.html", context)
    context |= retiring.beside(request.user, version) | {
        "today": today(),
        "without_leave": actions.names_without_leave(version.micro_credential),
    }
    return render(request, "catalog/authoring/published.html", context)


def _opens_as(request: SignedInRequest, version: Version) -> str:
    """What a press would make of it by the leave there is: "published", "pilot" or "" for nothing."""
    if version.status not in (*DRAFTS, VersionStatus.PILOT):
        return ""
    act = actions.act_of(version)
    if has_mandate(act, version) or policy.can_give_leave(request.user, act, version):
        return "published"
    pilots = version.status in DRAFTS and has_mandate("pilot", version)
    return "pilot" if pilots else ""


def _lacks(request: SignedInRequest, version: Version) -> list[Missing]:
    """Required items that it does not meet, for whoever may make an exception from them."""
    if version.status not in DRAFTS or not policy.can_give_leave(
        request.user, "exception", version
    ):
        return []
    asked = ChecklistItem.objects.holding_for(version.micro_credential.home)
    codes = set(asked.filter(required=True).values_list("code", flat=True))
    codes |= {one.id for one in actions.fields_of(version) if one.is_lacking}
    return [one for one in actions.obstacles(version) if one.rule in codes]


@login_required
@require_POST
def exception(request: SignedInRequest, pk: int) -> HttpResponse:
    sent = request.POST
    version = writable(request, pk)
    actions.except_item(
        version,
        sent.get("code", ""),
        sent.get("reason", ""),
        until_on=_day(sent.get("until_on", "")),
        by=request.user,
    )
    messages.success(request, _("The exception is on record."))
    return redirect("catalog:draft", pk)


def _day(sent: str) -> date | None:
    try:
        return date.fromisoformat(sent) if sent else None
    except ValueError as e:
        message = _("“%(value)s” is no day.") % {"value": sent[:20]}
        raise BadInput(message, fields={"until_on": message}) from e


def _changes(version: Version) -> list[dict[str, Any]]:
    """The sections that differ from the version before, each with its weightiest kind of change."""
    before = predecessor(version)
    found: dict[str, dict[str, Any]] = {}
    for change in diff.changes(before.data, version.data) if before else []:
        top = change.path.split(".")[0].split("[")[0]
        part = next((one for one in SECTIONS if top in one.keys), SECTIONS[0])
        one = found.setdefault(part.key, {"section": part, "kind": change.kind})
        if change.kind == diff.SCORING:
            one["kind"] = diff.SCORING
    return list(found.values())


@login_required
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    version = writable(request, pk)
    context = {
        "version": version,
        "micro_credential": version.micro_credential,
        "is_current": False,
        "preview": True,
        "pieces": reading_page.pieces(
            version,
            article=render_to_string("catalog/detail.html#article", reading_page.context(version)),
            days=turnaround.promised_days(version),
            preview=True,
        ),
    }
    return render(request, "catalog/detail.html", context)


@login_required
@require_safe
def resource(request: SignedInRequest, pk: int, ident: str) -> HttpResponse:
    """A resource that is written in a draft, as its readers will have it."""
    return reading(request, writable(request, pk), ident)


@login_required
@require_safe
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    version = writable(request, pk)
    response = HttpResponse(write(as_file(version)), content_type="application/yaml; charset=utf-8")
    name = f"{version.micro_credential.slug}-{version.number}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@only_for(policy.may_author_somewhere)
def bring_in(request: SignedInRequest) -> HttpResponse:
    """Import a file by upload or paste. Its problems stand by line, each line to be put right in its place."""
    posted = request.POST.copy() if request.method == "POST" else None
    if posted is not None:
        posted["text"] = _corrected(posted.get("text", ""), posted)
    form = forms.Upload(posted, request.FILES or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                rows = actions.import_file(text, by=request.user)
            except actions.CannotImport as e:
                context |= {"problems": e.problems, "lines": _lines(text, e)}
            except Refusal as e:
                context["refusal"] = e
            else:
                titles = ", ".join(f"{row.title} {row.number}" for row in rows)
                messages.success(request, _("Imported: %(titles)s.") % {"titles": titles})
                return redirect("catalog:authoring")
            context["form"] = forms.Upload(initial={"text": text})
    return render(request, "catalog/authoring/import.html", context, status=status)


def _corrected(text: str, posted: QueryDict) -> str:
    """The text with the lines that were put right in the panel; a line that has changed in the text too stays so."""
    lines = text.splitlines()
    changed = False
    for name, value in posted.items():
        n = whole_number(name.removeprefix("line-")) if name.startswith("line-") else None
        if n is None or not 0 < n <= len(lines) or lines[n - 1] != posted.get(f"was-{n}"):
            continue
        if str(value) != lines[n - 1]:
            lines[n - 1], changed = str(value), True
    return "\n".join(lines) + "\n" if changed else text


def _lines(text: str, error: actions.CannotImport) -> list[dict[str, Any]]:
    """Each line that has a problem: its number and text, the lines around it, and what is wrong with what to write."""
    lines = text.splitlines()
    found: dict[int, dict[str, Any]] = {}
    for p in error.problems:
        there = 0 < p.line <= len(lines)
        one = found.setdefault(
            p.line if there else 0,
            {
                "n": p.line if there else 0,
                "text": lines[p.line - 1] if there else "",
                "before": lines[p.line - 2] if there and p.line > 1 else "",
                "after": lines[p.line] if there and p.line < len(lines) else "",
                "reasons": [],
            },
        )
        one["reasons"].append((f"{p.path}: {p.what}" if p.path else p.what, p.fix))
    return [found[n] for n in sorted(found)]


@login_required
@require_POST
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    version = writable(request, pk)
    pilot = _opens_as(request, version) == "pilot"
    actions.publish(version, by=request.user, pilot=pilot)
    said = _("Version %(number)s is published. It cannot change from now on.")
    if pilot:
        said = _("Version %(number)s is open as a pilot. It cannot change from now on.")
    messages.success(request, said % {"number": version.number})
    if not turnaround.can_be_judged(version):
        messages.warning(
            request,
            _(
                "Too few people can assess it, so its page promises no date. Ask a lead "
                "assessor to approve two people."
            ),
        )
    return redirect("catalog:detail", version.micro_credential.slug)


@login_required
@require_POST
def new_version(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(
        "catalog:draft", actions.start_new_version(writable(request, pk), by=request.user).pk
    )
