"""The starting sets of rules, and the step of the first-run guide that offers them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.people.models import Organization, Role
from assay.people.setup import setup_steps
from assay.program import policy
from assay.program.models import AppearanceSet, Policy
from assay.program.policy_fields import default_of, figure_of, said

FOLDER = Path(__file__).parent / "starting_sets"
#: What is told of each set before it is chosen, beside what it is for.
TOLD = (
    ("assessment", "double_score_percent"),
    ("assessment", "business_days_target"),
    ("assessment", "business_days_max"),
    ("versions", "scoring_change_requires_committee"),
)
LABELS: dict[str, tuple[str | Promise, str | Promise]] = {
    "school": (_("A careful pilot"), _("One school or department, up to 200 people")),
    "district": (_("One district"), _("The usual choice for 200 to 2,000 staff")),
    "state": (_("Shared across districts"), _("A consortium or state with one pool of assessors")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingSet:
    """A set of rules to begin with; what it does not say has its default."""

    name: str
    policies: dict[str, dict[str, Any]]

    @property
    def label(self) -> str | Promise:
        return LABELS[self.name][0]

    @property
    def meant_for(self) -> str | Promise:
        return LABELS[self.name][1]

    @property
    def told(self) -> list[tuple[str | Promise, str]]:
        """A few of its figures in words."""
        return [
            (figure.label, said(kind, name, self._value(kind, name)))
            for kind, name in TOLD
            if (figure := figure_of(kind, name))
        ]

    def _value(self, kind: str, name: str) -> Any:
        return self.policies.get(kind, {}).get(name, default_of(kind, name))


@cache
def starting_sets() -> dict[str, StartingSet]:
    """By name, the smallest program first."""
    found = {}
    for name in LABELS:
        data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        found[name] = StartingSet(name=name, policies=data["policies"])
    return found


@cache
def starting_checklist() -> str:
    """The file of the standard that comes with a starting set."""
    return (FOLDER / "quality-checklist.yaml").read_text(encoding="utf-8")


def appearance_is_set(home: Organization) -> bool:
    return AppearanceSet.objects.exists()


def appearance_step(person: Any, home: Organization) -> dict[str, Any]:
    return {"row": AppearanceSet.objects.defer("logo").first()}


def rules_are_set(home: Organization) -> bool:
    return Policy.objects.exists()


def rules_step(person: Any, home: Organization) -> dict[str, Any]:
    return {"sets": list(starting_sets().values()), "may": policy.can_set_rules(person)}


def call(person: Any, subject: Any) -> dict[str, Any] | None:
    """On the home page of an administrator until the last step is done. Two queries for them, none for others."""
    if not person.has_role_somewhere(Role.PROGRAM_ADMIN) or not policy.can_set_up(person):
        return None
    home = Organization.objects.program_district()
    return {} if home and not setup_steps()[-1].done(home) else None
