"""Registers of permission forms: a class each, forms that came back, the form that is printed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.evidence import actions
from assay.evidence.identifying_words import look
from assay.evidence.models import (
    Consent,
    PermissionRegister,
    RegisterEntry,
    Scope,
    last_day_of,
)
from assay.evidence.permissions.forms import FormsForm, PrintForm, RegisterForm, last_day
from assay.evidence.permissions.printed import LANGUAGES, TEMPLATE, form_of
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest
from assay.ui.fields import show_refusal
from assay.ui.languages import language_name
from assay.ui.paging import as_file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: SignedInRequest) -> HttpResponseBase:
    """One's own, newest first; the form for a new one."""
    rows = _mine(request).prefetch_related("entries")
    if request.GET.get("file") == "csv":
        return spreadsheet("permission-registers", _columns(), _lines(rows))
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            register = actions.open_register(
                request.user,
                said["name"],
                students=said["students"],
                school_year=said["school_year"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            _warn_of_name(request, register)
            messages.success(request, _("Opened. Print the form, and count what comes back."))
            return redirect("evidence:register", register.pk)
    context = {
        "rows": [(row, _counts(row)) for row in rows],
        "form": form,
        "download": as_file(request.GET),
    }
    status = 422 if form.errors else 200
    return render(request, "evidence/registers.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One class: what came back, what rests on it; POST changes its name or how many students it has."""
    row = _one(request, pk)
    if request.GET.get("file") == "csv":
        return spreadsheet(f"permission-register-{row.pk}", _entry_columns(), _entry_lines(row))
    form = RegisterForm(request.POST or None, register=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.change_register(row, said["name"], students=said["students"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            _warn_of_name(request, row)
            messages.success(request, _("Saved."))
            return redirect("evidence:register", row.pk)
    return _page(request, row, form=form)


@login_required
@require_POST
def register_forms(request: SignedInRequest, pk: int) -> HttpResponse:
    """Count forms that came back."""
    row = _one(request, pk)
    form = FormsForm(request.POST)
    if form.is_valid():
        try:
            actions.record_forms(row, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Counted."))
            return redirect("evidence:register", row.pk)
    return _page(request, row, counting=form)


@login_required
@require_POST
def register_form_removal(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One family took its form back."""
    row = _one(request, pk)
    entry = get_object_or_404(row.entries.select_related("register__person"), pk=entry_pk)
    actions.take_forms_back(entry, by=request.user)
    messages.warning(
        request,
        _("One fewer. If that student is in something you gave, take it out or replace it."),
    )
    return redirect("evidence:register", row.pk)


@login_required
@require_POST
def register_closing(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.close_register(_one(request, pk), by=request.user)
    messages.success(request, _("Closed. Nothing new takes its numbers."))
    return redirect("evidence:registers")


@login_required
@require_safe
def register_printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form for families, in the languages that were chosen; `file=text` is for whoever translates it."""
    row = _one(request, pk)
    offered = [
        *((code, language_name(code)) for code in LANGUAGES),
        (TEMPLATE, _("Another, to be translated")),
    ]
    asked = PrintForm(request.GET if "language" in request.GET else None, languages=offered)
    chosen = asked.chosen if asked.is_bound else {}
    languages = chosen.get("language") or list(LANGUAGES)
    until = last_day(chosen, last_day_of(row.school_year))
    scope = chosen.get("scope") or Scope.ASSESSMENT
    printed = [form_of(row, language=code, scope=scope, until=until) for code in languages]
    if request.GET.get("file") == "text":
        return _text(form_of(row, language=TEMPLATE, scope=scope, until=until).text())
    if not asked.is_bound:
        initial = {"language": languages, "scope": scope, "until": until}
        asked = PrintForm(initial=initial, languages=offered)
    context = {"register": row, "form": asked, "printed": printed, "query": request.GET.urlencode()}
    return render(request, "evidence/register_printed.html", context)


def _text(said: str) -> HttpResponse:
    answer = HttpResponse(said, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="permission-form.txt"'
    return answer


def _page(
    request: SignedInRequest,
    row: PermissionRegister,
    *,
    form: forms.Form | None = None,
    counting: forms.Form | None = None,
) -> HttpResponse:
    refused = next((one for one in (form, counting) if one is not None and one.errors), None)
    context = {
        "register": row,
        "counts": _counts(row),
        "entries": list(row.entries.all()),
        "consents": list(_resting_on(row)),
        "form": form or RegisterForm(register=row),
        "counting": counting or FormsForm(),
        "download": as_file(request.GET),
        "today": today(),
    }
    return render(request, "evidence/register.html", context, status=422 if refused else 200)


def _mine(request: SignedInRequest) -> QuerySet[PermissionRegister]:
    return PermissionRegister.objects.visible_to(request.user).select_related("person")


def _one(request: SignedInRequest, pk: int) -> PermissionRegister:
    return get_object_or_404(_mine(request).prefetch_related("entries"), pk=pk)


def _resting_on(row: PermissionRegister) -> QuerySet[Consent]:
    """Artifacts that took its numbers, as far as they are kept."""
    rows = Consent.objects.filter(register=row, artifact__removed_at__isnull=True)
    related = ("artifact__submission__version", "artifact__submission__start")
    return rows.select_related(*related).order_by("-artifact__added_at")


def _warn_of_name(request: SignedInRequest, row: PermissionRegister) -> None:
    if look(row.name).marked:
        text = _("“%(name)s” may name a person. Call the class by its period or subject.")
        messages.warning(request, text % {"name": row.name})


def _counts(row: PermissionRegister) -> list[dict[str, Any]]:
    """What the forms that stand today allow, reach by reach. No query where the entries are at hand."""
    day, found = today(), []
    for scope, label in Scope.choices:
        count = row.forms_for(scope, day)
        without, until = max(0, row.students - count), row.expires_on(scope, day)
        found.append({"label": label, "forms": count, "without": without, "until": until})
    return found


def _columns() -> list[str]:
    return [_("Class"), _("School year"), _("Students"), *(str(label) for label in Scope.labels)]


def _lines(rows: QuerySet[PermissionRegister]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield row.name, row.year, row.students, *(one["forms"] for one in _counts(row))


def _entry_columns() -> list[str]:
    return [
        _("Class"),
        _("School year"),
        _("What they allow"),
        _("Forms"),
        _("Taken back"),
        _("They came back on"),
        _("They hold until"),
    ]


def _entry_lines(row: PermissionRegister) -> Iterator[Sequence[object]]:
    entry: RegisterEntry
    for entry in row.entries.all():
        yield (
            row.name,
            row.year,
            Scope(entry.scope).label,
            entry.forms,
            entry.taken_back,
            entry.received_on,
            entry.expires_on or "",
        )
