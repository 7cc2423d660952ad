"""Rules of pay: the records a program has written down, and the form for another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assay.credits import actions, policy
from assay.credits.models import ProgramRule
from assay.credits.pay import money_text
from assay.credits.program_rules import record_in
from assay.credits.rules import words
from assay.credits.rules.nouns import plain
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization
from assay.ui.fields import show_refusal
from assay.ui.paging import as_file, headings, in_parts, sorting_of

ORDERS = {
    "rule": ("rule", "-since", "pk"),
    "since": ("since", "rule", "pk"),
    "added": ("added_at", "pk"),
}


class RuleForm(forms.Form):
    """A record of a rule, as a file of it is written."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Program"), empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("The rule with its worked cases"),
        help_text=gettext_lazy("YAML in the schema mc-credit-rules/2, one rule of pay."),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        strip=False,
    )

    def __init__(self, data: Any = None, *, places: list[Organization]) -> None:
        super().__init__(data)
        own = self.fields["organization"]
        if isinstance(own, forms.ModelChoiceField):
            own.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])


@only_for(policy.keeps_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest) -> HttpResponseBase:
    """Records of the programs one looks after; administrators write down another."""
    may_add = [
        one for one in policy.programs_of(request.user) if policy.can_add_rule(request.user, one)
    ]
    form = RuleForm(request.POST or None, places=may_add)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.add_rule(sent["organization"], sent["text"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. It counts from its first day."))
            return redirect("credits:rules")
    query = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "rule")
    rows = ProgramRule.objects.kept_at(policy.programs_of(request.user))
    rows = rows.filter(text__icontains=query) if query else rows
    rows = rows.select_related("organization", "added_by").order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("rules", _columns(), map(_as_line, in_parts(rows, _say)))
    page = page_of(rows, request)
    _say(list(page))
    columns = zip(_columns()[:-2], ("rule", "", "", "since", "", "added"), strict=True)
    context = {
        "form": form,
        "may_add": bool(may_add),
        "page": page,
        "words": query,
        "headings": headings(sorting, request.GET, *columns),
        "download": as_file(request.GET),
    }
    return render(request, "credits/rules.html", context, status=422 if form.errors else 200)


def _say(rows: list[Any]) -> None:
    day = today()
    for row in rows:
        rule = row.found = record_in(row.text)
        row.worth_text = f"{plain(rule.amount)} {words.unit(rule.unit, rule.amount)}"
        row.money_text = money_text(rule, rule.amount)
        row.purpose_text = words.purpose(rule.purpose)
        row.is_to_come = rule.since > day
        row.is_over = rule.until is not None and rule.until < day


def _columns() -> list[str]:
    return [
        _("Rule"),
        _("For"),
        _("Each badge"),
        _("First day"),
        _("Last day"),
        _("Written down"),
        _("Program"),
        "SHA-256",
    ]


def _as_line(row: Any) -> list[object]:
    rule = row.found
    until = rule.until.isoformat() if rule.until else ""
    worth = f"{row.worth_text}, {row.money_text}" if row.money_text else row.worth_text
    days = (rule.since.isoformat(), until, row.added_at)
    return [rule.name, row.purpose_text, worth, *days, row.organization.name, row.sha256]
