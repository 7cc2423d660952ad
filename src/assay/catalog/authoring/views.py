"""The authors' desk: drafts, their sections, files in and out, publishing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.catalog import actions, policy
from assay.catalog.actions.drafting import DRAFTS, base_of, predecessor
from assay.catalog.authoring import checklist, forms, places
from assay.catalog.authoring.export import as_file
from assay.catalog.authoring.section_list import SECTIONS, section
from assay.catalog.authoring.sections import Editing
from assay.catalog.content import diff
from assay.catalog.content.files import write
from assay.catalog.models import Version, VersionStatus
from assay.catalog.public import reading_page, turnaround
from assay.lib.counts import Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import address_of, page_of
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.program.policy import can_give_mandate


def _mine(request: SignedInRequest, pk: int) -> Version:
    """A version this person may write; 404 for everybody else's."""
    rows = Version.objects.written_in(policy.places_of(request.user)).select_related(
        "micro_credential__issuer", "micro_credential__owner", "micro_credential__content_partner"
    )
    return get_object_or_404(rows, pk=pk)


@only_for(policy.may_author_somewhere)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Drafts first, then what is published, by department; `?status=draft|open|closed` narrows."""
    paths = [place.path for place in policy.places_of(request.user)]
    lists = {kind: Listed(_of_kind, paths, statuses) for kind, statuses in KINDS.items()}
    chosen = request.GET.get("status", "draft" if lists["draft"].count(1) else "open")
    page = page_of(lists.get(chosen, lists["open"]), request)
    for row in page:
        row["url"] = address_of("catalog:draft", row["pk"])
        row["state"] = str(VersionStatus(row["status"]).label)
    names = {"draft": _("Drafts"), "open": _("Open to starts"), "closed": _("Closed to starts")}
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
        "pk", "title", "number", "status", "updated_at", owner=F("micro_credential__owner__name")
    )


@only_for(policy.may_author_somewhere)
def new(request: SignedInRequest) -> HttpResponse:
    form = forms.New(request.POST or None, departments=policy.departments_of(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.create(
                form.cleaned_data["title"], owner=form.cleaned_data["owner"], by=request.user
            )
        except Refusal as e:
            for name, text in e.fields.items():
                form.add_error(name if name in form.fields else None, text)
        else:
            return redirect("catalog:draft", version.pk)
    return render(
        request, "catalog/authoring/new.html", {"form": form}, status=422 if form.errors else 200
    )


@login_required
@require_safe
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version: its sections, what the standard still misses, and what may be done now."""
    version = _mine(request, pk)
    is_draft = version.status in DRAFTS
    obstacles = _to_do(version) if is_draft else []
    context = {
        "version": version,
        "is_draft": is_draft,
        "sections": SECTIONS,
        "obstacles": obstacles,
        "standard": checklist.against(version) if is_draft else [],
        "changes": _changes(version),
        "may_mandate": can_give_mandate(request.user, "publish", version.micro_credential.home),
        "may_retire": version.status
        in (VersionStatus.PUBLISHED, VersionStatus.PILOT, VersionStatus.RETIRING)
        and can_give_mandate(request.user, "retire", version.micro_credential.home),
        "predecessor": predecessor(version),
        "can_be_judged": turnaround.can_be_judged(version),
    }
    return render(request, "catalog/authoring/draft.html", context)


def _to_do(version: Version) -> list[tuple[str, str]]:
    """(address of the field, what to do there) for all that keeps a draft from being published, section by section."""
    found = sorted(actions.obstacles(version), key=lambda one: places.in_order(one.at))
    return [(places.address(version.pk, one.at) if one.at else "", one.what) for one in found]


def _changes(version: Version) -> list[diff.Change]:
    before = predecessor(version)
    return diff.changes(before.data, version.data) if before else []


@login_required
def edit(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """One section. What was typed is on the page again whatever happens to it."""
    version, part = _mine(request, pk), section(key)
    if part is None:
        raise Http404
    if version.status not in DRAFTS and request.method != "POST":
        return redirect("catalog:draft", pk)  # it says why, and offers a new version
    if request.method == "POST":
        added = request.POST.get("add")
        posted = _one_more(request, added) if added else request.POST
        editing = Editing(section=part, data=version.data, posted=posted)
        if not editing.is_whole:
            raise BadInput(
                _("This page did not arrive whole. Go back, reload it, and send it again.")
            )
        return _form(request, version, editing) if added else _save(request, version, editing)
    return _form(request, version, Editing(section=part, data=version.data))


def _one_more(request: HttpRequest, name: str) -> dict[str, object]:
    """The form as it was posted, with one more empty row in a list; nothing is saved."""
    posted = request.POST.copy()
    posted[f"{name}-TOTAL_FORMS"] = str((whole_number(posted.get(f"{name}-TOTAL_FORMS")) or 0) + 1)
    return posted  # type: ignore[return-value]  # a QueryDict, as forms read it


def _save(request: SignedInRequest, version: Version, editing: Editing) -> HttpResponse:
    if not editing.is_valid():
        return _form(request, version, editing, status=422)
    try:
        saved = actions.save_draft(
            version, editing.changes(), base=request.POST.get("base", ""), by=request.user
        )
    except actions.Conflict as e:
        theirs = write({key: value for key, value in e.theirs.items() if value is not None})
        version.refresh_from_db()
        return _form(request, version, editing, status=e.status, theirs=theirs, refusal=e.message)
    except BadInput as e:
        editing.place(e.fields)
        return _form(request, version, editing, status=e.status)
    except Refusal as e:
        return _form(request, version, editing, status=e.status, refusal=e.message)
    messages.success(request, _("Saved. The number is %(number)s.") % {"number": saved.number})
    following = request.POST.get("then")
    return (
        redirect("catalog:section", version.pk, following)
        if following
        else redirect("catalog:draft", version.pk)
    )


def _form(
    request: HttpRequest,
    version: Version,
    editing: Editing,
    *,
    status: int = 200,
    theirs: str = "",
    refusal: str = "",
) -> HttpResponse:
    editing.mark_optional()
    here = SECTIONS.index(editing.section)
    context = {
        "version": version,
        "editing": editing,
        "theirs": theirs,
        "refusal": refusal,
        "base": base_of(version.data, list(editing.section.keys)),
        "following": SECTIONS[here + 1] if here + 1 < len(SECTIONS) else None,
        "standard": checklist.against(version, only=editing.section.items),
        "tabs": [
            {"label": s.title, "url": f"../{s.key}/", "current": s.key == editing.section.key}
            for s in SECTIONS
        ],
    }
    return render(request, "catalog/authoring/section.html", context, status=status)


@login_required
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    version = _mine(request, pk)
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
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    version = _mine(request, pk)
    response = HttpResponse(write(as_file(version)), content_type="application/yaml; charset=utf-8")
    name = f"{version.micro_credential.slug}-{version.number}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@only_for(policy.may_author_somewhere)
def bring_in(request: SignedInRequest) -> HttpResponse:
    """Import a file by upload or paste; its problems are listed by line, and the text stays on the page."""
    form = forms.Upload(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
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


def _lines(text: str, error: actions.CannotImport) -> list[tuple[int, str, str, str]]:
    """(line, its text, what is wrong, what to write) for each problem."""
    lines = text.splitlines()
    return [
        (
            p.line,
            lines[p.line - 1][:120] if 0 < p.line <= len(lines) else "",
            f"{p.path}: {p.what}",
            p.fix,
        )
        for p in error.problems
    ]


@login_required
@require_POST
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    version = actions.publish(_mine(request, pk), by=request.user)
    messages.success(
        request,
        _("Version %(number)s is published. It cannot change from now on.")
        % {"number": version.number},
    )
    if not turnaround.can_be_judged(version):
        messages.warning(
            request,
            _(
                "Too few people may assess it, so its page promises no day. Ask a lead assessor to attest two of them."
            ),
        )
    return redirect("catalog:detail", version.micro_credential.slug)


@login_required
@require_POST
def new_version(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(
        "catalog:draft", actions.start_new_version(_mine(request, pk), by=request.user).pk
    )


@login_required
@require_POST
def retirement(request: SignedInRequest, pk: int) -> HttpResponse:
    version = actions.retire(_mine(request, pk), by=request.user)
    messages.success(
        request, _("Version %(number)s is closed to new starts.") % {"number": version.number}
    )
    return redirect("catalog:draft", version.pk)
