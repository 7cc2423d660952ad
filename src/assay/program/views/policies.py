"""Policies: all of them under their themes, and one figure with its change and its history."""

from collections.abc import Iterable, Mapping
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
from assay.people.models import Organization, Person
from assay.program import actions, policy
from assay.program.forms import FigureForm
from assay.program.models import Policy
from assay.program.policy_fields import (
    THEMES,
    Figure,
    common_reason,
    default_of,
    described,
    figure_of,
    is_set_by_programs,
    said,
)
from assay.program.timeline import Entry, at, later, timeline
from assay.program.views.places import Place, place_of
from assay.ui.fields import show_refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One figure as the list shows it. `now` and `coming`: its entries today and later, of the program they are for."""

    kind: str
    name: str
    figure: Figure
    now: Entry
    coming: list[Entry]
    place: Place
    sources: Mapping[int, str]  # names of the organizations that set something, by key

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
    def is_own(self) -> bool:
        """Whether the program sets it itself, today or from a later day."""
        own = self.place.organization
        return own is not None and any(
            entry.organization == own.pk for entry in (self.now, *self.coming)
        )

    @property
    def is_common(self) -> bool:
        """Whether no program may set it for itself."""
        return not is_set_by_programs(self.kind, self.name)

    @property
    def whose(self) -> str:
        return whose(self.now, self.place, self.sources)

    @property
    def decided_by(self) -> str:
        return decided_by(self.now.row, self.place, self.sources)

    @property
    def next_value(self) -> str:
        return said(self.kind, self.name, self.coming[0].value) if self.coming else ""

    @property
    def url(self) -> str:
        return self.place.url("policy", self.kind, self.name)


@only_for(policy.can_read_rules)
@require_safe
def index(request: SignedInRequest, ident: str = "") -> HttpResponse:
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    place = place_of(request, ident)
    rules = _rules(place)
    found = [rule for rule in rules if _matches(rule, words)]
    themes = [
        {"name": name, "label": label, "rules": [r for r in found if _theme(r) == name]}
        for name, label in THEMES.items()
    ]
    committees = policy.policies_of_committee(place.seat)
    may = policy.can_set_rules(request.user, place.seat)
    is_chair = policy.is_chair(request.user, place.seat)
    own = place.organization
    context = {
        "place": place,
        "tabs": place.tabs("policies"),
        "csv_url": place.url("policies_csv"),
        "themes": [theme for theme in themes if theme["rules"]],
        "words": words,
        "count": len(rules),
        "own_count": sum(rule.is_own for rule in rules),
        "coming": [rule for rule in rules if rule.coming],
        "may": {
            f"{rule.kind}.{rule.name}"
            for rule in rules
            if may
            and (is_chair or rule.kind not in committees)
            and (own is None or not rule.is_common)
        },
        "committees": committees,
    }
    return render(request, "program/policies.html", context)


@only_for(policy.can_read_rules)
@require_safe
def table(request: SignedInRequest, ident: str = "") -> HttpResponseBase:
    place = place_of(request, ident)
    headings = (
        _("Theme"),
        _("Policy"),
        _("What it changes"),
        _("Now"),
        _("Whose"),
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
            rule.whose,
            rule.now.since or "",
            rule.decided_by,
            rule.default,
            rule.next_value,
            rule.coming[0].since if rule.coming else "",
        )
        for rule in _rules(place)
    )
    own = place.organization
    return spreadsheet(f"policies-{own.ident}" if own else "policies", headings, lines)


@only_for(policy.can_read_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: SignedInRequest, kind: str, name: str, ident: str = "") -> HttpResponse:
    figure = figure_of(kind, name)
    if figure is None:
        raise Http404
    place = place_of(request, ident, own_first=False)
    rows, day = _versions(place, kind), today()
    rule = _rule(kind, name, figure, rows, place)
    own = place.organization
    may = policy.can_set_policy(request.user, kind, place.seat)
    may = may and (own is None or not rule.is_common)
    decides = policy.committee_decides(kind, place.seat)
    form = FigureForm(
        request.POST or None,
        kind=kind,
        name=name,
        decides=decides,
        inherited=_inherited(rule, rows) if rule.is_own else None,
        initial={"value": _typed(rule.now.value), "seen": _seen(rows, place)},
    )
    if request.method == "POST" and (not may or form.is_valid()):
        sent: dict[str, Any] = form.cleaned_data if may else {"value": None}
        if done := _change(form, kind, name, sent, own, request.user):
            messages.success(request, done)
            return redirect(rule.url)
    context = {
        "width": "short" if type(rule.now.value) is int else "",
        "place": place,
        "policies_url": place.url("policies"),
        "rule": rule,
        "common_reason": common_reason(kind),
        "theme": THEMES[described()[kind].theme],
        "history": history(rule, rows, day),
        "form": form if may else None,
        "decides": decides,
    }
    return render(request, "program/policy.html", context, status=422 if form.errors else 200)


def _change(
    form: FigureForm,
    kind: str,
    name: str,
    sent: dict[str, Any],
    within: Organization | None,
    by: Person,
) -> str:
    """What to say of a change that is made; "" where it is refused, which the form shows then."""
    try:
        row = actions.change_policy(
            kind,
            name,
            sent["value"],
            by=by,
            within=within,
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


def history(rule: Rule, rows: list[Policy], day: date) -> list[dict[str, Any]]:
    """The entries, newest first, in words."""
    return [
        {
            "value": said(rule.kind, rule.name, entry.value),
            "entry": entry,
            "by": decided_by(entry.row, rule.place, rule.sources),
            "whose": whose(entry, rule.place, rule.sources) if rule.place.organization else "",
            "is_coming": entry.since is not None and entry.since > day,
        }
        for entry in reversed(_entries(rule.kind, rule.name, rows, rule.place))
    ]


def whose(entry: Entry, place: Place, sources: Mapping[int, str]) -> str:
    """Who says a value: the program itself, one above it, the home district for all, or nobody yet."""
    if entry.organization is not None:
        name = sources[entry.organization]
        own = place.organization is not None and entry.organization == place.organization.pk
        return (_("Set by %(name)s") if own else _("From %(name)s")) % {"name": name}
    if entry.row is None:
        return _("Default")
    return _("For every program here")


def decided_by(row: Policy | None, place: Place, sources: Mapping[int, str]) -> str:
    """Who set it: the committee, a person (by name for whoever may read it), or the installation."""
    if row is None:
        return str(_("Default"))
    if row.decision:
        return str(_("Committee"))
    if row.set_by is None:
        return str(_("At set-up"))
    if row.organization_id is None:
        return row.set_by.display_name if place.reads_home else str(_("Home district"))
    own = place.organization is not None and row.organization_id == place.organization.pk
    return row.set_by.display_name if own else sources[row.organization_id]


def _rules(place: Place) -> list[Rule]:
    """Every figure that has words, with its entries. One query."""
    rows: dict[str, list[Policy]] = {}
    for row in _versions(place):
        rows.setdefault(row.kind, []).append(row)
    return [
        _rule(kind, name, figure, rows.get(kind, []), place) for kind, name, figure in _figures()
    ]


def _versions(place: Place, kind: str = "") -> list[Policy]:
    """What was set for every program here, and with a program there and above it."""
    own = place.organization
    rows = Policy.objects.of(None) if own is None else Policy.objects.reaching(own.pk)
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.select_related("set_by", "organization").order_by("kind", "number"))


def _seen(rows: list[Policy], place: Place) -> int:
    """The newest version of whose rules are changed here, of all that the reader has before them."""
    own = place.organization.pk if place.organization else None
    return max((row.number for row in rows if row.organization_id == own), default=0)


def _inherited(rule: Rule, rows: list[Policy]) -> str:
    """What would hold if the program set nothing itself, in words."""
    own = rule.place.organization
    others = [row for row in rows if own is None or row.organization_id != own.pk]
    entries = _entries(rule.kind, rule.name, others, rule.place)
    return said(rule.kind, rule.name, at(entries, today()).value)


def _entries(kind: str, name: str, rows: list[Policy], place: Place) -> list[Entry]:
    lineage = place.organization.lineage if place.organization else ()
    return timeline(rows, name, default_of(kind, name), lineage)


def _figures() -> Iterable[tuple[str, str, Figure]]:
    for kind, policy_words in described().items():
        for name, figure in policy_words.figures.items():
            yield kind, name, figure


def _rule(kind: str, name: str, figure: Figure, rows: list[Policy], place: Place) -> Rule:
    entries, day = _entries(kind, name, rows, place), today()
    return Rule(
        kind=kind,
        name=name,
        figure=figure,
        now=at(entries, day),
        coming=later(entries, day),
        place=place,
        sources={row.organization.pk: row.organization.name for row in rows if row.organization},
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
