"""Packages between installations: their list, one made, one that arrived with what pressing would do, and lessons."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.assessment.policy import LEADS
from assay.catalog.models import Kind, MicroCredential, Version
from assay.catalog.policy import departments_of, has_leave, places_of
from assay.governance import actions, policy
from assay.governance.exchange.manifest import LICENSES
from assay.governance.exchange.package import MOST_BYTES, BadPackage
from assay.governance.exchange.prospects import prospects_of
from assay.governance.models import Package, PackageQuerySet
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.counts import counted
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of, tabs_of

ORDERS = {"at": ("at", "pk"), "issuer": ("issuer_name", "pk"), "by": ("by__display_name", "pk")}
TO_CHOOSE = 100  # on one page


@only_for(policy.exchanges)
@require_safe
def exchange(request: SignedInRequest) -> HttpResponseBase:
    return _list(request)


def _list(request: SignedInRequest, refusal: Refusal | None = None) -> HttpResponseBase:
    paths = [place.path for place in places_of(request.user)]
    mine = Package.objects.visible_to(request.user, paths)
    views = {
        "": mine,
        "waiting": mine.waiting().filter(by=request.user),
        "in": mine.filter(brought_in_at__isnull=False),
        "out": mine.filter(direction="out"),
    }
    shown = request.GET.get("show", "")
    shown = shown if shown in views else ""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "-at")
    rows = views[shown].select_related("by")
    rows = rows.filter(issuer_name__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("packages", _of_file(), _lines(rows))
    here = reverse("governance:exchange")
    labels = {
        "": _("All"),
        "waiting": _("To look at"),
        "in": _("Brought in"),
        "out": _("Made here"),
    }
    context = {
        "page_obj": page_of(rows, request),
        "shown": shown,
        "q": words,
        "refusal": refusal,
        "faults": refusal.faults[:50] if isinstance(refusal, BadPackage) else (),
        "most_mb": MOST_BYTES // MB,
        "tabs": tabs_of(
            {name: counted(one) for name, one in views.items()}, labels, shown=shown, here=here
        ),
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Issuer"), "issuer"),
            (_("When"), "at"),
            (_("By"), "by"),
            (_("State"), ""),
        ),
        "download": f"{here}{as_file(request.GET)}",
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/exchange.html", context, status=status)


def _of_file() -> list[str]:
    return [_("Issuer"), _("From"), _("When"), _("By"), _("State"), _("Fingerprint"), _("Titles")]


def _lines(rows: PackageQuerySet) -> Iterator[list[object]]:
    for one in in_parts(rows, lambda part: None):
        yield [
            one.issuer_name,
            one.installation,
            localdate(one.at).isoformat(),
            one.by.display_name,
            one.state_text,
            one.fingerprint,
            "; ".join(one.titles),
        ]


@only_for(policy.exchanges)
@require_http_methods(["GET", "HEAD", "POST"])
def packing(request: SignedInRequest) -> HttpResponseBase:
    """Choose micro-credentials of one issuer, and get them as a package; `?version=` is chosen already."""
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    rows = versions_to_pack(request.user)
    refusal = None
    chosen = {whole_number(one) for one in request.GET.getlist("version")}
    if request.method == "POST":
        sent = request.POST
        chosen = {whole_number(one) for one in sent.getlist("version")}
        try:
            row, content = actions.make_package(
                list(rows.filter(pk__in=[one for one in chosen if one is not None])),
                license=sent.get("license", ""),
                with_anchors="with_anchors" in sent,
                by=request.user,
            )
        except Refusal as e:
            refusal = e
        else:
            return FileResponse(content, as_attachment=True, filename=row.name)
    rows = rows.filter(title__icontains=words) if words else rows
    context = {
        "page_obj": page_of(
            rows.annotate(issuer=F("micro_credential__issuer__name")), request, TO_CHOOSE
        ),
        "q": words,
        "chosen": chosen,
        "licenses": LICENSES.items(),
        "license": request.POST.get("license", "CC-BY-4.0"),
        "with_anchors": "with_anchors" in request.POST,
        "leads": bool(request.user.organizations_as(*LEADS)),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/packing.html", context, status=status)


def versions_to_pack(person: Person) -> QuerySet[Version, Version]:
    """Of each micro-credential that they write or lead one version: the current, else for its authors the latest."""
    written = Q(pk__in=())
    for place in places_of(person):
        written |= Q(owner__path__startswith=place.path)
        written |= Q(owner=None, issuer__path__startswith=place.path)
    led = MicroCredential.objects.all().reached_from(person.organizations_as(*LEADS))
    rows = MicroCredential.objects.filter(kind=Kind.MICRO_CREDENTIAL)
    rows = rows.filter(written | Q(pk__in=led.values("pk"), current__isnull=False))
    latest = Version.objects.filter(micro_credential=OuterRef("pk")).order_by("-pk").values("pk")
    picked = rows.annotate(picked=Coalesce("current", Subquery(latest[:1]))).values("picked")
    found = Version.objects.filter(pk__in=picked).select_related(
        "micro_credential__issuer",
        "micro_credential__owner__parent",
        "micro_credential__content_partner",
    )
    return found.order_by("title", "pk")


@takes(file_of(MOST_BYTES + MB, lane="uploads", signed_in=True))
@only_for(policy.exchanges)
@require_POST
def arrival(request: SignedInRequest) -> HttpResponseBase:
    """Take a package in and read it. Whatever is wrong with it stands on the page, file by file."""
    sent = request.FILES.get("file")
    try:
        if not isinstance(sent, UploadedFile) or not sent.size:
            message = _("Choose a file.")
            raise BadInput(message, fields={"file": message})
        row = actions.receive_package(sent, sent.name or "", by=request.user)
    except Refusal as e:
        return _list(request, e)
    return redirect("governance:package", row.pk)


@only_for(policy.exchanges)
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What a package would bring, one by one; nothing of it is here before somebody presses. `?owner=`: for whom."""
    row = _mine(request, pk)
    places = departments_of(request.user)
    if row.state != "waiting" or row.by_id != request.user.pk or not places:
        return render(request, "governance/package.html", {"package": row})
    owner = _owner(request, places)
    refusal = None
    if request.method == "POST":
        try:
            made = actions.bring_in(
                row,
                owner,
                request.POST.getlist("ident"),
                issuer=_issuer(request, row),
                by=request.user,
            )
        except Refusal as e:
            refusal = e
        else:
            words = ngettext("%(n)s is here as a draft.", "%(n)s are here as drafts.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("catalog:authoring")
    with actions.open_package(row) as found:
        prospects = prospects_of(found, owner, request.user)
        named = Organization.objects.issuing().filter(ident=found.issuer["id"]).first()
    other = named if named is not None and named != (owner.program or owner) else None
    chosen = request.POST.getlist("ident") if refusal else None
    context = {
        "package": row,
        "manifest": found.manifest,
        "prospects": [(one, chosen is None or one.carried.ident in chosen) for one in prospects],
        "can_come": any(one.can_come for one in prospects),
        "places": places,
        "owner": owner,
        "program": owner.program or owner,
        "other": other,
        "has_leave": other is not None and has_leave(other, owner, None),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/package.html", context, status=status)


@login_required
@require_POST
def discarding(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Package.objects.filter(direction="in", by=request.user), pk=pk)
    actions.discard_package(row, by=request.user)
    messages.success(
        request,
        _("Thrown away. Nothing of it was brought in, and its file is deleted within two days."),
    )
    return redirect("governance:exchange")


@only_for(policy.exchanges_or_sits)
@require_http_methods(["GET", "HEAD", "POST"])
def lessons(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was learned with one micro-credential, for those who take it over."""
    rows = MicroCredential.objects.select_related("issuer", "owner__parent")
    row = get_object_or_404(rows, slug=slug)
    if not policy.reads_lessons(request.user, row):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            actions.write_lesson(row, request.POST.get("text", ""), by=request.user)
        except Refusal as e:
            refusal = e
        else:
            messages.success(request, _("Saved."))
            return redirect("governance:lessons", slug)
    latest = row.versions.defer("data").order_by("-pk").first()
    context: dict[str, Any] = {
        "micro_credential": row,
        "version": latest,
        "page_obj": page_of(row.lessons_learned.select_related("written_by"), request),
        "may_write": policy.voice_of(request.user, row) is not None,
        "text": request.POST.get("text", "") if refusal else "",
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "governance/lessons.html", context, status=status)


def _mine(request: SignedInRequest, pk: int) -> Package:
    paths = [place.path for place in places_of(request.user)]
    rows = Package.objects.visible_to(request.user, paths).select_related("by", "place")
    return get_object_or_404(rows, pk=pk)


def _owner(request: SignedInRequest, places: list[Organization]) -> Organization:
    asked = whole_number(request.POST.get("owner") or request.GET.get("owner"))
    return next((place for place in places if place.pk == asked), places[0])


def _issuer(request: SignedInRequest, row: Package) -> Organization | None:
    """Another program than one's own, where that was chosen; who may be named is asked by the verb."""
    asked = whole_number(request.POST.get("issuer"))
    return Organization.objects.issuing().filter(pk=asked).first() if asked else None
