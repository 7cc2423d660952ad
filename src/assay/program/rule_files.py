"""The program's rules as files: the quality checklist (`mc-quality-checklist/1`), and a district's policies."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assay.lib.text.shapes import Flag, ListOf, OneOf, Problem, Record, Text, check, read_text
from assay.program.policies import figures_of, period_of

_LINE = Text(most=400, line=True)
_ITEM = Record(
    {
        "id": (
            Text(
                most=10, line=True, pattern=r"[a-z]+\d+", hint=lazy("Write a code such as “q01”.")
            ),
            "always",
        ),
        "text": (_LINE, "always"),
        "required": (Flag(), "optional"),
    }
)
_SECTION = Record(
    {
        "id": (Text(most=40, line=True), "always"),
        "title": (Text(most=120, line=True), "always"),
        "items": (ListOf(shape=_ITEM, least=1, unique="id"), "always"),
    }
)
CHECKLIST = Record(
    {
        "schema": (OneOf(("mc-quality-checklist/1",)), "always"),
        "answers": (ListOf(shape=_LINE), "optional"),
        "sections": (ListOf(shape=_SECTION, least=1, unique="id"), "always"),
    }
)


def checklist(source: str | Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """A checklist's file, or its data, and what is wrong with it."""
    data, into = (
        read_text(source, CHECKLIST) if isinstance(source, str) else check(dict(source), CHECKLIST)
    )
    if data and not into.problems:
        seen: set[str] = set()
        for n, section in enumerate(data["sections"]):
            for m, item in enumerate(section["items"]):
                if item["id"] in seen:
                    at = ("sections", n, "items", m, "id")
                    into.refuse(
                        at,
                        _("“%(code)s” is already in another section.") % {"code": item["id"]},
                    )
                seen.add(item["id"])
    return data or {}, tuple(into.problems)


def policy(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's data as its dataclass names it. A rate (0.15) becomes a percentage (15): whole numbers compare."""
    values = dict(data)
    for part in _PARTS.get(kind, ()):
        if isinstance(values.get(part), Mapping):
            values |= values.pop(part)
    if kind == "assessor" and isinstance(values.get("certification"), Mapping):
        values |= values.pop("certification")
    if kind == "assessor" and isinstance(values.get("compensation"), Mapping):
        values |= _pay(values.pop("compensation"))
    for rate, percent in _RATES.get(kind, {}).items():
        if rate in values:
            values[percent] = round(values.pop(rate) * 100)
    return values


def _pay(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says of pay (`basis`, `amount_usd: 30`), in cents."""
    found = {}
    if "basis" in said:
        found["pay_basis"] = said["basis"]
    if "amount_usd" in said:
        found |= {"pay_cents": _cents(said["amount_usd"]), "pay_currency": "USD"}
    return found


def _cents(dollars: Any) -> Any:
    """Whole cents; what is no such amount comes back as it is, and does not fit (`faults`)."""
    try:
        cents = Decimal(str(dollars)) * 100
    except InvalidOperation:
        return dollars
    return int(cents) if cents.is_finite() and cents == int(cents) else str(dollars)


_NEVER = object()
#: Figures that are one of a few words.
_CHOICES = {
    "pay_basis": ("per_scored_submission", "none"),
}

#: Parts of a file whose figures are the policy's own.
_PARTS = {"committee": ("decision", "service_levels")}

_RATES = {
    "committee": {"quorum": "quorum_percent"},
    "assessment": {"double_score_rate": "double_score_percent"},
    "assessor": {
        "exact_agreement_min": "exact_agreement_percent",
        "pause_below_exact_agreement": "pause_below_percent",
    },
}


#: What a district's file may say of judging and of versions that is no figure, since it is so for everybody: with any
#: other value the file asks for what the product does not do (`not_kept`).
ALWAYS: dict[tuple[str, str], Any] = {
    ("assessment", "blind"): True,
    ("assessor", "must_hold_credential_or_be_expert"): True,
    ("appeal", "decided_by"): "two_assessors_not_involved",
    ("appeal", "outcomes"): ["decision_stands", "rescored", "returned_with_correction"],
    ("appeal", "final"): "committee_chair",
    ("revocation", "decided_by"): "committee_panel_of_three",
    ("revocation", "public_effect"): "status_list_entry",
    ("versions", "in_progress_learners_keep"): "started_version",
    ("retirement", "earned_credentials_remain_valid"): True,
}
#: Kinds of which each value has to be kept; of others a file may say more than is built.
JUDGING = (
    "screening",
    "assessment",
    "assessor",
    "appeal",
    "versions",
    "retirement",
    "revocation",
    "ai_use",
)
#: What keeps two people apart, always; beside it `coached_within_N_months`, which is a figure.
APART = (
    "same_school",
    "family",
    "supervisor_or_subordinate",
    "co_author_of_submission",
    "declared_other",
)
_COACHED = re.compile(r"coached_within_(\d{1,2})_months")


def not_kept(policies: Mapping[str, Any]) -> list[str]:
    """Of what a district's file says of judging, what the product would not do: "appeal.final"."""
    found = []
    for kind in JUDGING:
        names = _fields(kind)
        for name, value in policy(kind, policies.get(kind, {})).items():
            if name not in names and ALWAYS.get((kind, name), _NEVER) != value:
                found.append(f"{kind}.{name}")
    for ground in policies.get("conflict_of_interest", ()):
        if ground not in APART and not _COACHED.fullmatch(ground):
            found.append(f"conflict_of_interest.{ground}")
    return found


def coached_within(grounds: Sequence[str]) -> dict[str, int]:
    """The one figure in a file's list of conflicts of interest, as the policy of assessment has it."""
    found = [_COACHED.fullmatch(ground) for ground in grounds]
    return next(({"coached_within_months": int(said[1])} for said in found if said), {})


def known(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Of a district's rules, which say more than a program can keep, those that a policy has."""
    names = _fields(kind)
    return {name: value for name, value in policy(kind, data).items() if name in names}


def faults(kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Field by field, what does not have the type the policy asks for, and what no policy of this kind has."""
    known = _fields(kind)
    found = {name: _("There is no such rule.") for name in data if name not in known}
    for name, default in known.items():
        value = data.get(name, default)
        if not _fits(value, default) or value not in _CHOICES.get(name, (value,)):
            found[name] = _("“%(value)s” does not fit here.") % {"value": value}
    if kind == "calendar" and "submission_peaks" not in found:
        for said in data.get("submission_peaks", ()):
            try:
                period_of(said)
            except ValueError:
                found["submission_peaks"] = _(
                    "“%(value)s” is no period. Write two days, such as 2026-12-01..2026-12-18."
                ) % {"value": said}
    return found


def _fields(kind: str) -> dict[str, Any]:
    """Names and defaults; none for a kind that does not exist."""
    return figures_of(kind)


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, int):
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, str)
