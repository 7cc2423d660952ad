"""Pay: one's own lines by month; and for those who keep a program's pay, its months, the file of one, corrections."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.assessment import policy
from assay.assessment.models import PayLine, PayMonth, PayMonthQuerySet, Slot, running_month
from assay.assessment.pay import actions
from assay.assessment.pay.amounts import Amount, pays_by_reading
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line, whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessorPolicy, in_force
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date, said_month

LINE_ORDERS = {
    "written": ("written_at", "pk"),
    "submission": ("public_id", "pk"),
    "assessor": ("person__display_name", "written_at", "pk"),
    "amount": ("amount_cents", "pk"),
}
PERSON_ORDERS = {
    "assessor": ("person__display_name", "person", "currency"),
    "readings": ("readings", "person__display_name", "person", "currency"),
    "amount": ("total", "person__display_name", "person", "currency"),
}
MONTH_ORDERS = {"month": ("month", "payer__name")}

_READINGS = Count("pk", filter=Q(corrects__isnull=True))


@only_for(policy.is_assessor)
@require_safe
def mine(request: SignedInRequest) -> HttpResponseBase:
    """What one's own readings are paid: by month, and the lines of one of them."""
    own = PayLine.objects.visible_to(request.user)
    months = _by_month(own)
    asked = whole_number(request.GET.get("month"))
    shown = next((row for row in months if row["pk"] == asked), months[0] if months else None)
    sorting = sorting_of(request.GET, tuple(LINE_ORDERS), "-written")
    rows = own.filter(pay_month=shown["pk"]) if shown else own.none()
    lines = _lines(rows).order_by(*sorting.fields(LINE_ORDERS))
    if request.GET.get("file") == "csv" and shown:
        file_name = f"my-pay-{shown['month']:%Y-%m}"
        return spreadsheet(file_name, _headings_of_file(), map(_as_line, in_parts(lines, _say)))
    page = page_of(lines, request)
    _say(list(page))
    context = {
        "page": page,
        "months": months,
        "shown": shown,
        "pays": pays_by_reading(in_force(AssessorPolicy)),
        "headings": headings(
            sorting,
            request.GET,
            (_("Submission"), "submission"),
            (_("Scores sent"), "written"),
            (_("For"), ""),
            (_("Amount"), "amount"),
            numbers=[_("Amount")],
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/pay_mine.html", context)


@only_for(policy.keeps_pay)
@require_safe
def months(request: SignedInRequest) -> HttpResponseBase:
    """The months of the programs whose pay one keeps, newest first."""
    kept = _kept_by(request.user)
    waiting = request.GET.get("show") == "waiting"
    sorting = sorting_of(request.GET, tuple(MONTH_ORDERS), "-month")
    rows = kept.to_approve(running_month(today())) if waiting else kept
    rows = rows.select_related("payer", "approved_by").order_by(*sorting.fields(MONTH_ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("pay", _month_columns(), map(_as_month, in_parts(rows, _say_sums)))
    page = page_of(rows, request)
    _say_sums(list(page))
    labels = _month_columns()
    context = {
        "page": page,
        "waiting": waiting,
        "to_approve": kept.to_approve(running_month(today())).count(),
        "pays": pays_by_reading(in_force(AssessorPolicy)),
        "headings": headings(
            sorting,
            request.GET,
            (labels[0], "month"),
            *((label, "") for label in labels[1:5]),
            (_("State"), ""),
            numbers=labels[2:5],
        ),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/pay_months.html", context)


@only_for(policy.keeps_pay)
@require_safe
def month(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One month of one program: a row for each assessor, or each line; and the file for whoever pays it out."""
    row = get_object_or_404(_kept_by(request.user).select_related("payer", "approved_by"), pk=pk)
    by_line = request.GET.get("show") == "lines"
    words = clean_line(request.GET.get("q", ""))[:100]
    lines = PayLine.objects.filter(pay_month=row)
    if words:
        lines = lines.filter(person__in=Person.objects.get_queryset().matching(words))
    orders = LINE_ORDERS if by_line else PERSON_ORDERS
    sorting = sorting_of(request.GET, tuple(orders), "assessor")
    rows = (_lines(lines) if by_line else _by_person(lines)).order_by(*sorting.fields(orders))
    name = f"pay-{row.month:%Y-%m}-{row.payer.ident}" + ("" if row.is_approved else "-open")
    if request.GET.get("file") == "csv":
        return _file(name, rows, by_line)
    page = page_of(rows, request)
    (_say if by_line else _say_amounts)(list(page))
    _say_sums([row])
    context = {
        "row": row,
        "page": page,
        "by_line": by_line,
        "words": words,
        "from_day": actions.can_be_approved_from(row),
        "is_over": today() >= actions.can_be_approved_from(row),
        "may_approve": not row.is_approved and policy.can_approve_pay(request.user, row),
        "tabs": _tabs(by_line),
        "headings": headings(sorting, request.GET, *_columns(by_line), numbers=_numbers()),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/pay_month.html", context)


@only_for(policy.keeps_pay)
@require_POST
def approving(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_kept_by(request.user), pk=pk)
    actions.approve_pay(row, by=request.user)
    messages.success(request, _("The month is approved. Its file is ready for whoever pays it."))
    return redirect("assessment:pay_month", pk)


@only_for(policy.keeps_pay)
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    """One line with its corrections, and the form for another."""
    kept = _kept_by(request.user).order_by().values("pk")
    rows = PayLine.objects.filter(pay_month__in=kept, corrects__isnull=True)
    found = get_object_or_404(
        rows.select_related(
            "pay_month__payer",
            "person",
            "evaluation__submission__version",
            "reading__anchor__version",
        ),
        pk=pk,
    )
    refusal: BadInput | None = None
    if request.method == "POST":
        sent = {name: request.POST.get(name, "") for name in ("amount", "reason")}
        try:
            actions.correct_pay(found, **sent, by=request.user)
            messages.success(request, _("Corrected. The difference counts in this month."))
            return redirect("assessment:pay_line", pk)
        except BadInput as e:
            refusal = e
    corrections = [
        {"row": row, "amount": Amount(row.amount, row.currency)}
        for row in found.corrections.select_related("by", "pay_month")
    ]
    context = {
        "line": found,
        "amount": Amount(found.amount, found.currency),
        "comes_to": Amount(actions.paid_for(found), found.currency),
        "reading": Slot(found.slot).label,
        "corrections": corrections,
        "may_correct": policy.can_correct_pay(request.user, found),
        "sent": request.POST,
        "refusal": refusal,
        "month_now": said_month(today()),
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/pay_line.html", context, status=status)


def _kept_by(person: Person) -> PayMonthQuerySet:
    return PayMonth.objects.all().kept_from(policy.pay_kept_by(person))


def _by_month(own: QuerySet[PayLine]) -> list[dict[str, Any]]:
    """The months in which there is something, newest first. One query."""
    of_month = {
        "pk": F("pay_month"),
        "month": F("pay_month__month"),
        "payer": F("pay_month__payer__name"),
        "approved_at": F("pay_month__approved_at"),
        "unit": F("currency"),
    }
    rows: QuerySet[PayLine, Any] = own.order_by().values(**of_month)
    rows = rows.annotate(readings=_READINGS, total=Sum("amount_cents"))
    found = list(rows.order_by(F("pay_month__month").desc(), "pay_month__payer__name")[:60])
    _say_amounts(found)
    return found


def _by_person(lines: QuerySet[PayLine]) -> QuerySet[PayLine, Any]:
    of_person = {
        "name": F("person__display_name"),
        "email": F("person__email"),
        "number": F("person__sourced_id"),
        "unit": F("currency"),
    }
    rows = lines.order_by().values("person", "person__display_name", "currency", **of_person)
    return rows.annotate(readings=_READINGS, total=Sum("amount_cents"))


def _lines(lines: QuerySet[PayLine]) -> QuerySet[PayLine, Any]:
    return lines.values(
        "pk",
        "slot",
        "share",
        "amount_cents",
        "written_at",
        "reason",
        "corrects",
        unit=F("currency"),
        name=F("person__display_name"),
        email=F("person__email"),
        number=F("person__sourced_id"),
        public_id=Coalesce(
            "evaluation__submission__public_id", "reading__anchor__public_id"
        ),  # a check stands among submissions as one
        title=_of_version("title"),
        version=_of_version("number"),
        language=_of_version("language"),
    )


def _of_version(column: str) -> Coalesce:
    return Coalesce(
        f"evaluation__submission__version__{column}", f"reading__anchor__version__{column}"
    )


def _say(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        row["reading"] = str(Slot(row["slot"]).label)
        row["amount"] = Amount.of_cents(row["amount_cents"], row["unit"])
        row["line"] = row["corrects"] or row["pk"]


def _say_amounts(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        row["amount"] = Amount.of_cents(row["total"], row["unit"])


def _say_sums(rows: Sequence[Any]) -> None:
    """Each month with how many assessors and readings it has, and what it comes to. One query."""
    lines: QuerySet[PayLine, Any] = PayLine.objects.filter(pay_month__in=rows)
    by_currency: QuerySet[PayLine, Any] = lines.order_by("currency").values("pay_month", "currency")
    found: dict[int, list[Any]] = {}
    for sums in by_currency.annotate(
        readings=_READINGS, people=Count("person", distinct=True), total=Sum("amount_cents")
    ):
        found.setdefault(sums["pay_month"], []).append(sums)
    for row in rows:
        sums_of = found.get(row.pk, [])
        row.people = max((sums["people"] for sums in sums_of), default=0)
        row.readings = sum(sums["readings"] for sums in sums_of)
        row.amount = ", ".join(
            str(Amount.of_cents(sums["total"], sums["currency"])) for sums in sums_of
        )


def _tabs(by_line: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("By assessor"), "url": "?", "current": not by_line},
        {"label": _("Every line"), "url": "?show=lines", "current": by_line},
    ]


def _columns(by_line: bool) -> list[tuple[str, str]]:
    if by_line:
        return [
            (_("Assessor"), "assessor"),
            (_("Submission"), "submission"),
            (_("Scores sent"), "written"),
            (_("For"), ""),
            (_("Amount"), "amount"),
        ]
    return [(_("Assessor"), "assessor"), (_("Readings"), "readings"), (_("Amount"), "amount")]


def _numbers() -> list[str]:
    return [_("Readings"), _("Amount")]


def _month_columns() -> list[str]:
    return [
        _("Month"),
        _("Program"),
        _("Assessors"),
        _("Readings"),
        _("Amount"),
        _("Approved on"),
    ]


def _as_month(row: Any) -> list[object]:
    approved = local_date(row.approved_at).isoformat() if row.approved_at else ""
    return [str(row), row.payer.name, row.people, row.readings, row.amount, approved]


def _headings_of_file() -> list[str]:
    return [
        _("Submission"),
        _("Micro-credential"),
        _("Version"),
        _("Scores sent"),
        _("For"),
        _("Share of a reading"),
        _("Amount"),
        _("Currency"),
        _("Reason"),
    ]


def _as_line(row: dict[str, Any]) -> list[object]:
    return [
        row["public_id"],
        row["title"],
        row["version"],
        local_date(row["written_at"]).isoformat(),
        row["reading"],
        row["share"],
        row["amount"].value,
        row["unit"],
        row["reason"],
    ]


def _file(name: str, rows: QuerySet[PayLine, Any], by_line: bool) -> HttpResponseBase:
    """The file of a month: exactly what is shown, with the address and the number by which payroll knows somebody."""
    first = [_("Assessor"), _("E-mail"), _("Number in the roster")]
    if by_line:
        lines = (_who(row) + _as_line(row) for row in in_parts(rows, _say))
        return spreadsheet(name, [*first, *_headings_of_file()], lines)
    sums = (
        [*_who(row), row["readings"], row["amount"].value, row["unit"]]
        for row in in_parts(rows, _say_amounts)
    )
    return spreadsheet(name, [*first, _("Readings"), _("Amount"), _("Currency")], sums)


def _who(row: dict[str, Any]) -> list[object]:
    return [row["name"], row["email"], row["number"] or ""]
