"""What a file of rules must look like (`mc-credit-rules/2`)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.credits.rules.nouns import (
    PURPOSES,
    Approver,
    Confidence,
    Every,
    Hours,
    Method,
    Rounding,
)
from assay.lib.text.shapes import Day, Flag, ListOf, OneOf, Path, Reading, Record, Text, Whole

SCHEMA = "mc-credit-rules/2"
LEAST_CASES = 3

_AMOUNT = Text(
    most=12,
    line=True,
    pattern=r"\d{1,6}(\.\d{1,4})?",
    hint=gettext_lazy("Write a number in quotes, with a point, as in “0.25”."),
)
_NAME = Text(
    most=60,
    line=True,
    pattern=r"[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*",
    hint=gettext_lazy("Write one word of a–z, 0–9 and hyphens."),
)
_MONTH_DAY = Text(
    most=5,
    line=True,
    pattern=r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    hint=gettext_lazy("Write month and day in quotes, as in “06-30”."),
)
_LINE, _PROSE = Text(most=200, line=True), Text(most=1000)


class _Amounts:
    """Names with amounts: `{literacy: "3"}`."""

    def __init__(self, shape: Any = _AMOUNT) -> None:
        self._shape = shape

    def read(self, node: Any, at: Path, into: Reading) -> dict[str, Any] | None:
        keys = [key.value for key, _value in node.value] if hasattr(node, "value") else []
        names = [key for key in keys if isinstance(key, str)]
        found = Record(dict.fromkeys(names, (self._shape, "always"))).read(node, at, into)
        for name in names:
            if len(name) > 60:
                into.refuse(
                    (*at, name[:60]), _("This name is too long."), _("Keep to 60 characters.")
                )
        return found


_PROGRAM = Record(
    {
        "number": (_LINE, "always"),
        "hours": (_AMOUNT, "always"),
        "approved_on": (Day(), "always"),
        "first": (Day(), "always"),
        "last": (Day(), "always"),
    }
)
_ACTIVITY = Record(
    {
        "id": (_NAME, "always"),
        "title": (_LINE, "optional"),
        "on": (Day(), "always"),
        "began": (Day(), "optional"),
        "contact_hours": (_AMOUNT, "optional"),
        "micro_credential": (_NAME, "optional"),
        "category": (_NAME, "optional"),
        "component": (_NAME, "optional"),
        "program": (_PROGRAM, "optional"),
        "approved": (
            ListOf(shape=OneOf(("component", "provider", "plan")), unique="."),
            "optional",
        ),
        "completes_stack": (Flag(), "optional"),
        "group": (_NAME, "optional"),
        "capstone": (Flag(), "optional"),
        "other": (Record({"kind": (_NAME, "always"), "number": (_AMOUNT, "always")}), "optional"),
        "used_for": (ListOf(shape=_NAME, unique="."), "optional"),
        "entered_on": (Day(), "optional"),
    }
)
_CASE = Record(
    {
        "title": (_LINE, "always"),
        "first": (Day(), "always"),
        "last": (Day(), "always"),
        "kind": (_NAME, "optional"),
        "identifier": (Flag(), "optional"),
        "name_matches": (Flag(), "optional"),
        "carried": (_AMOUNT, "optional"),
        "activities": (ListOf(shape=_ACTIVITY, least=1, most=40, unique="id"), "always"),
        "amounts": (_Amounts(), "always"),
        "total": (_AMOUNT, "always"),
        "lacking": (_Amounts(), "optional"),
        "carries_over": (_AMOUNT, "optional"),
    }
)
_CAP = Record(
    {
        "most": (_AMOUNT, "optional"),
        "share": (_AMOUNT, "optional"),
        "category": (_NAME, "optional"),
        "year_from": (_MONTH_DAY, "optional"),
    }
)
_PAYS = Record(
    {
        "amount": (_AMOUNT, "always"),
        "currency": (Text(most=3, least=3, line=True, pattern=r"[A-Z]{3}"), "always"),
        "every": (OneOf([one.value for one in Every]), "always"),
        "lane": (_LINE, "optional"),
        "clause": (_LINE, "optional"),
    }
)
_REQUIREMENT = Record({"total": (_AMOUNT, "always"), "minimums": (_Amounts(), "optional")})
_RULE = Record(
    {
        "id": (_NAME, "always"),
        "since": (Day(), "always"),
        "until": (Day(), "optional"),
        "name": (_LINE, "always"),
        "state": (Text(most=2, least=2, line=True, pattern=r"[A-Z]{2}"), "always"),
        "purpose": (
            OneOf(PURPOSES),
            "always",
        ),
        "unit": (_NAME, "always"),
        "source": (
            Record(
                {
                    "title": (_LINE, "always"),
                    "url": (
                        Text(most=400, line=True, pattern=r"https?://[^\s<>\"]+"),
                        "optional",
                    ),
                    "checked": (Day(), "always"),
                    "confidence": (OneOf([one.value for one in Confidence]), "always"),
                }
            ),
            "always",
        ),
        "earn": (
            Record(
                {
                    "method": (OneOf([one.value for one in Method]), "always"),
                    "hours": (OneOf([one.value for one in Hours]), "optional"),
                    "factor": (_AMOUNT, "optional"),
                    "amount": (_AMOUNT, "optional"),
                    "stack_bonus": (_AMOUNT, "optional"),
                    "groups": (_Amounts(Whole(least=1, most=200)), "optional"),
                    "capstone": (Flag(), "optional"),
                    "within_years": (Whole(least=1, most=20), "optional"),
                    "conversions": (_Amounts(), "optional"),
                }
            ),
            "always",
        ),
        "pays": (_PAYS, "optional"),
        "rounding": (
            Record(
                {
                    "to": (_AMOUNT, "always"),
                    "mode": (OneOf([one.value for one in Rounding]), "always"),
                }
            ),
            "optional",
        ),
        "cycle_years": (Whole(least=1, most=20), "optional"),
        "requires": (_Amounts(_REQUIREMENT), "optional"),
        "caps": (ListOf(shape=_CAP, most=20), "optional"),
        "within_cycle": (Flag(), "optional"),
        "carry_over": (
            Record({"from": (_MONTH_DAY, "always"), "to": (_MONTH_DAY, "always")}),
            "optional",
        ),
        "once": (OneOf(("micro_credential", "component")), "optional"),
        "approvals": (
            ListOf(
                shape=Record(
                    {
                        "of": (OneOf(("program", "component", "provider", "plan")), "always"),
                        "lead_days": (Whole(most=400), "optional"),
                    }
                ),
                unique="of",
            ),
            "optional",
        ),
        "identifier": (_LINE, "optional"),
        "exact_name": (Flag(), "optional"),
        "enter_within_days": (Whole(least=1, most=1000), "optional"),
        "evaluation_within_days": (Whole(least=1, most=1000), "optional"),
        "approver": (OneOf([one.value for one in Approver]), "optional"),
        "not_also_for": (ListOf(shape=_NAME, unique="."), "optional"),
        "also_for_other_licenses": (Flag(), "optional"),
        "retention_years": (Whole(least=1, most=100), "optional"),
        "note": (_PROSE, "optional"),
        "cases": (ListOf(shape=_CASE, least=LEAST_CASES, most=40, unique="title"), "always"),
    }
)
FILE = Record(
    {
        "schema": (OneOf((SCHEMA,)), "always"),
        "rules": (ListOf(shape=_RULE, least=1, most=40), "always"),
    }
)
