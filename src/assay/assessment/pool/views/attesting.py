"""Who may assess what, and who must not judge whom: attested and ended, declared and taken away, by a lead."""

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
from assay.catalog.models import MicroCredential, Version
from assay.lib.clock import span_of, today
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.lookup import SeveralFit, person_named
from assay.people.models import Person, PersonQuerySet
from assay.ui.paging import as_file, headings, in_parts, sorting_of
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
    q = request.GET.get("q", "").strip()
    mine = Assessor.objects.current().visible_to(request.user)
    sorting = sorting_of(request.GET, tuple(ORDERS), "person")
    paused = Pause.objects.open().filter(
        person=OuterRef("person"), issuer=OuterRef("micro_credential__issuer")
    )
    rows = (
        mine.annotate(is_paused=Exists(paused))
        .select_related("person", "micro_credential__current")
        .order_by(*sorting.fields(ORDERS))
        .defer("micro_credential__current__data")
    )
    if q:
        rows = rows.filter(
            Q(person__display_name__icontains=q) | Q(micro_credential__current__title__icontains=q)
        )
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
        "versions": _scoring_versions(request),
        "bases": Basis.choices,
        "ticked": request.POST.getlist("version") or request.GET.getlist("version"),
        "ended": _ended_today(request),
        "short": _short_of_assessors(request),
        "offers": _offers(request),
        "day": today(),
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


def _ended_today(request: SignedInRequest) -> list[Assessor]:
    """What may still be taken back today."""
    rows = Assessor.objects.all().visible_to(request.user).exclude(person=request.user)
    begins, ends = span_of(today())
    rows = rows.filter(ended_at__gte=begins, ended_at__lt=ends)
    rows = rows.select_related("person", "micro_credential__current")
    return list(rows.defer("micro_credential__current__data").order_by("-ended_at")[:20])


def _offers(request: SignedInRequest) -> list[AssessorOffer]:
    """Holders who would assess what they earned, of what this lead looks after."""
    rows = AssessorOffer.objects.filter(ended_at__isnull=True, micro_credential__in=_led(request))
    rows = rows.exclude(person=request.user).select_related("person", "micro_credential__current")
    offers = list(rows.defer("micro_credential__current__data")[:50])
    for offer in offers:
        current = offer.micro_credential.current
        filled = {
            "person": offer.person.email,
            "basis": Basis.HOLDER.value,
            "version": f"{offer.micro_credential.ident}|{current.major if current else ''}",
        }
        offer.approve = f"?{urlencode(filled)}#attest"  # type: ignore[attr-defined]  # for its page
    return offers


def _short_of_assessors(request: SignedInRequest) -> list[Version]:
    """Versions of theirs open to starts that too few may score: their pages promise no day. One query."""
    rows = Version.objects.filter(
        micro_credential__current=F("pk"),
        status__in=("published", "pilot"),
        micro_credential__in=_led(request),
    )
    short = rows.exclude(Assessor.objects.all().enough_for_each())
    return list(short.select_related("micro_credential").defer("data").order_by("title"))


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


def _scoring_versions(request: SignedInRequest) -> list[dict[str, str]]:
    found: dict[tuple[str, str], Version] = {}
    for m in (
        _led(request)
        .filter(versions__published_at__isnull=False)
        .distinct()
        .prefetch_related("versions")
    ):
        for version in m.versions.all():
            if version.published_at:
                found[(m.ident, version.major)] = version
    return sorted(
        (
            {
                "value": f"{ident}|{major}",
                "title": version.title,
                "language": version.language,
                "major": major,
            }
            for (ident, major), version in found.items()
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
    mine = Conflict.objects.all().visible_to(request.user, programs)
    sorting = sorting_of(request.GET, tuple(CONFLICT_ORDERS), "-since")
    rows = mine.select_related("person", "other").order_by(*sorting.fields(CONFLICT_ORDERS))
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
