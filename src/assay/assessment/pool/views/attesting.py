"""Who may assess what, and who must not judge whom: attested and ended, declared and taken away, by a lead."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assay.assessment import policy
from assay.assessment.models import (
    CONFLICTS,
    Assessor,
    AssessorOffer,
    Basis,
    Conflict,
    Evaluation,
    Pause,
)
from assay.assessment.pool import actions
from assay.assessment.words import ground_word
from assay.catalog.models import MicroCredential, Version, major_of
from assay.lib.clock import span_of, today
from assay.lib.counts import Listed
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.prepared import Prepared, prepared
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import SeveralFit, person_named
from assay.people.models import Person, PersonQuerySet, pools_of
from assay.ui.paging import Ordered, as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

#: People, or versions, of one form.
MOST_AT_ONCE = 50
ORDERS = {
    "person": ("person__display_name", "micro_credential__current__title", "major", "pk"),
    "title": ("micro_credential__current__title", "major", "person__display_name", "pk"),
    "basis": ("basis", "person__display_name", "pk"),
    "since": ("attested_at", "pk"),
}
CONFLICT_ORDERS = {
    "since": ("declared_at", "pk"),
    "person": ("person__display_name", "other__display_name", "pk"),
    "other": ("other__display_name", "person__display_name", "pk"),
}


@only_for(policy.is_lead)
def assessors(request: SignedInRequest) -> HttpResponseBase:
    """Assessors with what they may assess and how much they carry; and attesting somebody."""
    refusal = None
    if request.method == "POST":
        try:
            _attest(request)
            return redirect("assessment:assessors")
        except Refusal as e:
            refusal = e
    me, day = request.user, today()
    paths, q = _paths(me), request.GET.get("q", "").strip()
    sorting = sorting_of(request.GET, tuple(ORDERS), "person")
    rows = _ASSESSORS_WITH.listed(sorting, paths, q) if q else _ASSESSORS.listed(sorting, paths)
    columns = [
        (_("Assessor"), "person"),
        (_("Micro-credential"), "title"),
        (_("Basis"), "basis"),
        (_("Since"), "since"),
    ]
    if request.GET.get("file") == "csv":
        lines = (_line(row) for row in in_parts(rows, lambda _part: None))
        return spreadsheet(
            "assessors", [*(label for label, _name in columns), _("Calibrated on")], lines
        )
    context = {
        "page": page_of(rows, request),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "q": q,
        "refusal": refusal,
        "sent": request.POST or request.GET,
        "versions": _scoring_versions(paths),
        "bases": Basis.choices,
        "ticked": request.POST.getlist("version") or request.GET.getlist("version"),
        "ended": _ended(paths, me, *span_of(day)),
        "short": _short_of_assessors(paths, day),
        "offers": _offers(paths, me),
        "day": day,
    }
    return render(
        request, "assessment/assessors.html", context, status=refusal.status if refusal else 200
    )


def _line(row: Assessor) -> list[object]:
    current = row.micro_credential.current
    title = current.title if current else row.micro_credential.ident
    return [
        row.person.display_name,
        f"{title} {row.major}",
        row.get_basis_display(),
        local_date(row.attested_at).isoformat(),
        local_date(row.calibrated_at).isoformat() if row.calibrated_at else "",
    ]


def _paths(lead: Person) -> list[str]:
    return [place.path for place in lead.organizations_as(*policy.LEADS)]


def _certified(paths: Sequence[str]) -> QuerySet[Assessor]:
    paused = Pause.objects.open().filter(
        person=OuterRef("person"), issuer=OuterRef("micro_credential__issuer")
    )
    rows = Assessor.objects.current().filter(micro_credential__in=_under(paths))
    rows = rows.annotate(is_paused=Exists(paused))
    rows = rows.select_related("person", "micro_credential__current")
    return rows.defer("micro_credential__current__data")


def _certified_with(paths: Sequence[str], words: str) -> QuerySet[Assessor]:
    title = Q(micro_credential__current__title__icontains=words)
    return _certified(paths).filter(Q(person__display_name__icontains=words) | title)


_ASSESSORS, _ASSESSORS_WITH = Ordered(_certified, **ORDERS), Ordered(_certified_with, **ORDERS)


@prepared
def _ended(
    paths: Sequence[str], lead: Person, begins: datetime, ends: datetime
) -> QuerySet[Assessor]:
    """What may still be taken back on the day that begins and ends then."""
    rows = Assessor.objects.filter(_led_one(paths)).exclude(person=lead)
    rows = rows.filter(ended_at__gte=begins, ended_at__lt=ends)
    rows = rows.select_related("person", "micro_credential__current")
    return rows.defer("micro_credential__current__data").order_by("-ended_at")[:20]


@prepared
def _offered(paths: Sequence[str], lead: Person) -> QuerySet[AssessorOffer]:
    rows = AssessorOffer.objects.filter(ended_at__isnull=True, micro_credential__in=_under(paths))
    rows = rows.exclude(person=lead).select_related("person", "micro_credential__current")
    return rows.defer("micro_credential__current__data")[:50]


def _offers(paths: list[str], lead: Person) -> list[AssessorOffer]:
    """Holders who would assess what they earned, of what this lead looks after."""
    offers = _offered(paths, lead)
    for offer in offers:
        current = offer.micro_credential.current
        filled = {
            "person": offer.person.email,
            "basis": Basis.HOLDER.value,
            "version": f"{offer.micro_credential.ident}|{current.major if current else ''}",
        }
        offer.approve = f"?{urlencode(filled)}#attest"  # type: ignore[attr-defined]  # for its page
    return offers


@prepared
def _short_of_assessors(paths: Sequence[str], day: date) -> QuerySet[Version]:
    """Versions of theirs open to starts that too few may score: their pages promise no day. One query."""
    rows = Version.objects.filter(
        micro_credential__current=F("pk"),
        status__in=("published", "pilot"),
        micro_credential__in=_under(paths),
    )
    short = rows.exclude(Assessor.objects.all().enough_for_each(day))
    return short.select_related("micro_credential").defer("data").order_by("title")


def _led_one(paths: Sequence[str]) -> Exists:
    """Looked up row by row: rows are gone through in their order, and few of them are shown."""
    return Exists(
        MicroCredential.objects.all().under(paths).filter(pk=OuterRef("micro_credential"))
    )


def _under(paths: Sequence[str]) -> QuerySet[MicroCredential, Any]:
    return MicroCredential.objects.all().under(paths).order_by().values("pk")


def _attest(request: SignedInRequest) -> None:
    """Everybody named, for every version ticked; one alone is refused by its own words, of several each is told."""
    people, versions = _people_named(request), _versions_ticked(request)
    done, refused = actions.attest_many(
        people,
        versions,
        by=request.user,
        basis=request.POST.get("basis", ""),
        statement=request.POST.get("statement", ""),
    )
    if len(people) * len(versions) == 1 and refused:
        raise refused[0][2]
    told = [f"{who.display_name}, {what.ident}: {why.message}" for who, what, why in refused]
    if not done:
        raise BadInput(" ".join(told))
    if len(done) == 1:
        name = done[0].person.display_name
        messages.success(request, _("%(name)s can assess this now.") % {"name": name})
    else:
        said = ngettext("%(n)d approved.", "%(n)d approved.", len(done)) % {"n": len(done)}
        messages.success(request, said)
    for words in told[:20]:
        messages.warning(request, words)


def _people_named(request: SignedInRequest) -> list[Person]:
    """The person of the first field, and one for each line of the second."""
    pool = _people_who_may(request)
    lines = [line.strip() for line in request.POST.get("others", "").splitlines() if line.strip()]
    if len(lines) > MOST_AT_ONCE:
        raise BadInput(_("Name at most %(n)d people at once.") % {"n": MOST_AT_ONCE})
    found = []
    if request.POST.get("person", "").strip() or not lines:
        found.append(person_named(pool, request.POST, "person"))
    for line in lines:
        try:
            found.append(person_named(pool, {"others": line}, "others"))
        except SeveralFit as e:
            words = f"{line}: {e.fields['others']}"
            raise BadInput(_("Say who you mean."), fields={"others": words}) from e
    return list({one.pk: one for one in found}.values())


def _versions_ticked(request: SignedInRequest) -> list[tuple[MicroCredential, str]]:
    ticked = dict.fromkeys(request.POST.getlist("version")[:MOST_AT_ONCE])
    if not ticked:
        raise BadInput(
            _("Choose at least one version."),
            fields={"versions": _("Choose at least one version.")},
        )
    named = [value.partition("|")[::2] for value in ticked]
    led = {
        one.ident: one for one in _led(request).filter(ident__in=[ident for ident, _major in named])
    }
    if any(ident not in led for ident, _major in named):
        raise Http404
    return [(led[ident], major) for ident, major in named]


def _people_who_may(request: SignedInRequest) -> PersonQuerySet:
    """Everybody in a pool this lead looks after: with the role of assessor today."""
    pool = Person.objects.get_queryset().serving(
        policy.programs_led_by(request.user), *policy.ASSESSORS
    )
    return pool.order_by("display_name")


def _led(request: SignedInRequest) -> QuerySet[MicroCredential]:
    places = request.user.organizations_as(*policy.LEADS)
    return MicroCredential.objects.all().reached_from(places).select_related("issuer", "owner")


@prepared
def _published(paths: Sequence[str]) -> QuerySet[Version, tuple[str, str, str, str]]:
    rows = Version.objects.filter(published_at__isnull=False, micro_credential__in=_under(paths))
    return rows.order_by("pk").values_list("micro_credential__ident", "number", "title", "language")


def _scoring_versions(paths: list[str]) -> list[dict[str, str]]:
    """What somebody can be approved for, each by the words of its newest version."""
    found = {
        (ident, major_of(number)): {"title": title, "language": language}
        for ident, number, title, language in _published(paths)
    }
    rows = (
        {"value": f"{ident}|{major}", "major": major, **said}
        for (ident, major), said in found.items()
    )
    return sorted(rows, key=lambda row: (row["title"], row["major"]))


@only_for(policy.is_lead)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = (
        Assessor.objects.all()
        .visible_to(request.user)
        .select_related("person", "micro_credential__issuer")
    )
    actions.end_basis(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(
        request,
        _("Ended. They may still finish what they have open. You can undo this today."),
    )
    return redirect("assessment:assessors")


@only_for(policy.is_lead)
@require_POST
def resuming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an end back that was made today."""
    mine = (
        Assessor.objects.all()
        .visible_to(request.user)
        .select_related("person", "micro_credential__issuer")
    )
    actions.resume_basis(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, _("Nothing has changed."))
    return redirect("assessment:assessors")


@only_for(policy.is_lead)
def conflicts(request: SignedInRequest) -> HttpResponseBase:
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
    sorting = sorting_of(request.GET, tuple(CONFLICT_ORDERS), "-since")
    rows = Listed(
        _conflicts_in_order(tuple(sorting.fields(CONFLICT_ORDERS))),
        *([program.path for program in programs], pools_of(programs), today()),
        in_order=sorting.name == "since",  # by an index; by name all of them are looked up
    )
    columns = [
        (_("Assessor"), "person"),
        (_("And"), "other"),
        (_("Reason"), ""),
        (_("Since"), "since"),
    ]
    if request.GET.get("file") == "csv":
        lines = (
            [
                row.person.display_name,
                row.other.display_name,
                ground_word(row.ground),
                local_date(row.declared_at).isoformat(),
            ]
            for row in in_parts(rows, lambda _part: None)
        )
        return spreadsheet("conflicts", [label for label, _name in columns], lines)
    context: dict[str, Any] = {
        "page": page_of(rows, request),
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
        "refusal": refusal,
        "grounds": [(code, ground_word(code)) for code in CONFLICTS],
        "sent": request.POST,
    }
    context["unplaced"] = _without_workplace(
        [place.path for place in request.user.organizations_as(*policy.LEADS)],
        request.user,
        today(),
    )
    for row in context["page"]:
        row.ground_word = ground_word(row.ground)
    return render(
        request, "assessment/conflicts.html", context, status=refusal.status if refusal else 200
    )


@cache
def _conflicts_in_order(fields: tuple[str, ...]) -> Prepared[..., Conflict]:
    @prepared
    def ordered(paths: Sequence[str], pools: Sequence[int], day: date) -> QuerySet[Conflict]:
        rows = Conflict.objects.all().looked_after(paths, pools, day)
        return rows.select_related("person", "other").order_by(*fields)

    return ordered


@prepared
def _without_workplace(paths: Sequence[str], lead_: Person, day: date) -> QuerySet[Person]:
    """People whose work waits, or who score, and whose school nobody knows: the rule of one school cannot help them."""
    waiting = Evaluation.objects.all().led_from(paths, lead_).open()
    scoring = Assessor.objects.at_work(day).led_from(paths).filter(person=OuterRef("pk"))
    rows = Person.objects.get_queryset().without_workplace(day)
    # Few have no school: each of these is looked up, where a list of all who score would cost 17 ms.
    rows = rows.filter(Q(pk__in=waiting.values("submission__start__person")) | Exists(scoring))
    return rows[:200]


@only_for(policy.is_lead)
@require_POST
def conflict_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Conflict.objects.all().visible_to(request.user, policy.programs_led_by(request.user))
    actions.end_conflict(get_object_or_404(mine, pk=pk), by=request.user)
    return redirect("assessment:conflicts")
