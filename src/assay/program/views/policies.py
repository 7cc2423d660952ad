"""Policies: all of them under their themes, and one figure with its change and its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program import actions, policy
from assay.program.forms import FigureForm
from assay.program.models import Policy
from assay.program.policy_fields import THEMES, Figure, default_of, described, figure_of, said
from assay.program.timeline import Entry, at, later, timeline
from assay.ui.fields import show_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One figure as the list shows it. `now` and `coming`: its entries today and later."""

    kind: str
    name: str
    figure: Figure
    now: Entry
    coming: list[Entry]
    names: bool  # whether the reader is told who set it

    @property
    def value(self) -> str:
        return said(self.kind, self.name, self.now.value)

    @property
    def default(self) -> str:
        return said(self.kind, self.name, default_of(self.kind, self.name))

    @property
    def is_default(self) -> bool:
        return bool(self.now.value == default_of(self.kind, self.name))

    @property
    def decided_by(self) -> str:
        return decided_by(self.now.row, self.names)

    @property
    def next_value(self) -> str:
        return said(self.kind, self.name, self.coming[0].value) if self.coming else ""


@only_for(policy.can_read_rules)
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    rules = _rules(policy.can_read_setters(request.user))
    found = [rule for rule in rules if _matches(rule, words)]
    themes = [
        {"name": name, "label": label, "rules": [r for r in found if _theme(r) == name]}
        for name, label in THEMES.items()
    ]
    committees = policy.policies_of_committee()
    may, is_chair = policy.can_set_rules(request.user), policy.is_chair(request.user)
    context = {
        "themes": [theme for theme in themes if theme["rules"]],
        "words": words,
        "count": len(rules),
        "coming": [rule for rule in rules if rule.coming],
        "may": {kind for kind in described() if may and (is_chair or kind not in committees)},
        "committees": committees,
    }
    return render(request, "program/policies.html", context)


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest) -> HttpResponseBase:
    headings = (
        _("Theme"),
        _("Policy"),
        _("What it changes"),
        _("Now"),
        _("In force since"),
        _("Decided by"),
        _("Default"),
        _("Starts later"),
        _("From"),
    )
    lines = (
        (
            THEMES[_theme(rule)],
            rule.figure.label,
            rule.figure.effect,
            rule.value,
            rule.now.since or "",
            rule.decided_by,
            rule.default,
            rule.next_value,
            rule.coming[0].since if rule.coming else "",
        )
        for rule in _rules(policy.can_read_setters(request.user))
    )
    return spreadsheet("policies", headings, lines)


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, kind: str, name: str) -> HttpResponse:
    figure = figure_of(kind, name)
    if figure is None:
        raise Http404
    rows = list(Policy.objects.filter(kind=kind).select_related("set_by").order_by("number"))
    entries, day = timeline(rows, name, default_of(kind, name)), today()
    names = policy.can_read_setters(request.user)
    rule = _rule(kind, name, figure, rows, day, names)
    may, decides = policy.can_set_policy(request.user, kind), policy.committee_decides(kind)
    seen = rows[-1].number if rows else 0
    form = FigureForm(
        request.POST or None,
        kind=kind,
        name=name,
        decides=decides,
        initial={"value": _typed(rule.now.value), "seen": seen},
    )
    if request.method == "POST" and (not may or form.is_valid()):
        sent: dict[str, Any] = form.cleaned_data if may else {"value": None}
        if done := _change(form, kind, name, sent, request.user):
            messages.success(request, done)
            return redirect("program:policy", kind, name)
    context = {
        "width": "short" if type(rule.now.value) is int else "",
        "rule": rule,
        "theme": THEMES[described()[kind].theme],
        "history": history(kind, name, entries, day, names),
        "form": form if may else None,
        "decides": decides,
    }
    return render(request, "program/policy.html", context, status=422 if form.errors else 200)


def _change(form: FigureForm, kind: str, name: str, sent: dict[str, Any], by: Person) -> str:
    """What to say of a change that is made; "" where it is refused, which the form shows then."""
    try:
        row = actions.change_policy(
            kind,
            name,
            sent["value"],
            by=by,
            effective_from=sent.get("effective_from"),
            reason=sent.get("reason", ""),
            decision=sent.get("decision", ""),
            seen=sent.get("seen"),
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return ""
    if row is None:
        return _("That is already its value on that day. Nothing has changed.")
    if row.effective_from > today():
        return _("Saved. It begins on the day you chose; until then you can change it back.")
    return _("Saved. It is in force from today.")


def history(
    kind: str, name: str, entries: list[Entry], day: date, names: bool
) -> list[dict[str, Any]]:
    """The entries, newest first, in words."""
    return [
        {
            "value": said(kind, name, entry.value),
            "entry": entry,
            "by": decided_by(entry.row, names),
            "is_coming": entry.since is not None and entry.since > day,
        }
        for entry in reversed(entries)
    ]


def decided_by(row: Policy | None, names: bool) -> str:
    """Who set it: the committee, a person (by name for whoever may read it), or the installation."""
    if row is None:
        return str(_("Default"))
    if row.decision:
        return str(_("Committee"))
    if row.set_by is None:
        return str(_("At set-up"))
    return row.set_by.display_name if names else str(_("Home district"))


def _rules(names: bool) -> list[Rule]:
    """Every figure that has words, with its entries. One query."""
    rows: dict[str, list[Policy]] = {}
    for row in Policy.objects.select_related("set_by").order_by("kind", "number"):
        rows.setdefault(row.kind, []).append(row)
    day = today()
    return [
        _rule(kind, name, figure, rows.get(kind, []), day, names)
        for kind, name, figure in _figures()
    ]


def _figures() -> Iterable[tuple[str, str, Figure]]:
    for kind, policy_words in described().items():
        for name, figure in policy_words.figures.items():
            yield kind, name, figure


def _rule(kind: str, name: str, figure: Figure, rows: list[Policy], day: date, names: bool) -> Rule:
    entries = timeline(rows, name, default_of(kind, name))
    return Rule(
        kind=kind,
        name=name,
        figure=figure,
        now=at(entries, day),
        coming=later(entries, day),
        names=names,
    )


def _theme(rule: Rule) -> str:
    return described()[rule.kind].theme


def _matches(rule: Rule, words: str) -> bool:
    text = f"{rule.figure.label} {rule.figure.effect} {THEMES[_theme(rule)]}".lower()
    return all(word in text for word in words.lower().split())


def _typed(value: Any) -> Any:
    """A value as the form has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _Lines(value)
    return value


class _Lines(list[str]):
    """For check boxes a list, for a text one line each."""

    def __str__(self) -> str:
        return "\n".join(self)
