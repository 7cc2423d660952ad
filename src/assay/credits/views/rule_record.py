"""One rule with all its records, and the way to its next one: a dated copy, tried before it is written down."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assay.credits import actions, policy
from assay.credits.facts import records_of
from assay.credits.models import ProgramRule
from assay.credits.pay import money_text
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules import words
from assay.credits.rules.nouns import OF_EMPLOYERS, Rule, plain
from assay.credits.rules.states import text_of
from assay.credits.trial import Trial, dated_copy, try_record
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.ui.fields import show_refusal


class RuleForm(forms.Form):
    """A record of a rule, as a file of it is written."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=gettext_lazy("Program"), empty_label=None
    )
    text = forms.CharField(
        label=gettext_lazy("The rule with its worked cases"),
        help_text=gettext_lazy("YAML in the schema mc-credit-rules/2, one rule."),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        strip=False,
    )

    def __init__(
        self, data: Any = None, *, places: list[Organization], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        own = self.fields["organization"]
        if isinstance(own, forms.ModelChoiceField):
            own.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])


@only_for(policy.keeps_rules)
@require_safe
@rules_in_hand()
def rule(request: SignedInRequest, name: str) -> HttpResponseBase:
    """Every record of a rule, the one that stands first."""
    written = _written(request.user, name)
    found = _records(request.user, name, written)
    by_since = {row.since: row for row in written}
    rows = [_said(one, by_since.get(one.since)) for one in reversed(found)]
    context = {
        "rule": found[-1],
        "rows": rows,
        "text": _last_text(name, written),
        "may_add": _may_add(request.user, found[-1], written),
    }
    return render(request, "credits/rule.html", context)


@only_for(policy.keeps_rules)
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def next_record(request: SignedInRequest, name: str) -> HttpResponseBase:
    """The next record of a rule, begun as a dated copy of its last one."""
    written = _written(request.user, name)
    found = _records(request.user, name, written)
    places = _may_add(request.user, found[-1], written)
    if not places:
        raise Http404
    text = "" if request.method == "POST" else dated_copy(_last_text(name, written))
    return _write(request, places, text, found[-1])


@only_for(policy.keeps_rules)
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def new_rule(request: SignedInRequest) -> HttpResponseBase:
    """A rule that was not there before."""
    return _write(request, _programs(request.user), "", None)


def _write(
    request: SignedInRequest, places: list[Organization], text: str, last: Rule | None
) -> HttpResponseBase:
    """Shows what a record would do; a second press for the same text writes it down."""
    if not places:
        raise Http404
    form = RuleForm(request.POST or None, places=places, initial={"text": text})
    trial: Trial | None = None
    tried = ""
    if request.method == "POST" and form.is_valid():
        organization, text = form.cleaned_data["organization"], form.cleaned_data["text"]
        tried = hashlib.sha256(text.encode()).hexdigest()
        is_seen = request.POST.get("act") == "write" and request.POST.get("tried") == tried
        try:
            if is_seen:
                row = actions.add_rule(organization, text, by=request.user)
                messages.success(request, _("Written down. It counts from its first day."))
                return redirect("credits:rule", name=row.rule)
            ruled = actions.checked_rule(organization, text, by=request.user)
            trial = try_record(organization, ruled, by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {
        "form": form,
        "last": last,
        "trial": trial,
        "tried": tried,
        "wants_seeing": trial is not None and request.POST.get("act") == "write",
    }
    return render(request, "credits/rule_form.html", context, status=422 if form.errors else 200)


def _programs(person: Person) -> list[Organization]:
    return [place for place in policy.programs_of(person) if policy.can_add_rule(person, place)]


def _written(person: Person, name: str) -> list[ProgramRule]:
    """Records that were written down here: of a state's rule, or by a program that somebody looks after."""
    rows = ProgramRule.objects.filter(rule=name).select_related("organization", "added_by")
    own = rows.kept_at(policy.programs_of(person)) | rows.exclude(purpose__in=OF_EMPLOYERS)
    return list(own.order_by("since", "pk"))


def _records(person: Person, name: str, written: list[ProgramRule]) -> tuple[Rule, ...]:
    found = records_of(name)
    if not found or (found[-1].purpose in OF_EMPLOYERS and not written):
        raise Http404
    return found


def _last_text(name: str, written: list[ProgramRule]) -> str:
    return written[-1].text if written else text_of(name)


def _may_add(person: Person, last: Rule, written: list[ProgramRule]) -> list[Organization]:
    """Where the next record of a rule can be written down: by the program whose rule it is."""
    if last.purpose not in OF_EMPLOYERS:
        places = policy.programs_of(person)
        return [place for place in places if policy.can_add_rule_of_licenses(person, place)]
    owner = written[-1].organization
    return [owner] if policy.can_add_rule(person, owner) else []


def _said(record: Rule, row: ProgramRule | None) -> dict[str, Any]:
    return {
        "rule": record,
        "row": row,
        "worth": _worth(record),
        "money": money_text(record, record.amount),
        "is_to_come": record.since > today(),
        "is_over": record.until is not None and record.until < today(),
    }


def _worth(record: Rule) -> str:
    """What a badge comes to where that is one amount, or what an hour does."""
    if record.amount:
        return f"{plain(record.amount)} {words.unit(record.unit, record.amount)}"
    return words.unit(record.unit)
