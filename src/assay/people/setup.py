"""The first-run guide: steps that rooms announce, and those of people, the first room that has any.

A step is done when the facts say so, never because somebody ticked it. The guide's page (`program.views.setup`) gathers
them in order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assay.people.models import Invitation, Membership, Organization, OrganizationKind, Role

#: Who a first badge takes, how many of each, besides the administrator.
NEEDED = ((Role.ASSESSOR, 2), (Role.LEAD_ASSESSOR, 1), (Role.APPROVER, 1))


@dataclass(frozen=True, kw_only=True)
class SetupStep:
    """One step. `done` is asked of the organization that is set up; `context` of the person and that organization."""

    name: str
    title: str | Promise
    order: int
    done: Callable[[Any], bool]
    template: str
    context: Callable[[Any, Any], dict[str, Any]]


_steps: dict[str, SetupStep] = {}


def add_step(step: SetupStep) -> None:
    """Announce a step (in `AppConfig.ready`)."""
    _steps[step.name] = step


def setup_steps() -> list[SetupStep]:
    """Every step, in order."""
    return sorted(_steps.values(), key=lambda step: step.order)


def has_departments(home: Organization) -> bool:
    return _departments(home).exists()


def organization_step(person: Any, home: Organization) -> dict[str, Any]:
    return {"departments": _departments(home), "department": OrganizationKind.DEPARTMENT.value}


def people_are_asked(home: Organization) -> bool:
    """Whether as many as are needed hold each role or are invited to it."""
    return all(row["joined"] + row["invited"] >= row["needed"] for row in _roles(home))


def people_step(person: Any, home: Organization) -> dict[str, Any]:
    rows = _roles(home)
    return {"roles": rows, "all_joined": all(row["joined"] >= row["needed"] for row in rows)}


def _departments(home: Organization) -> QuerySet[Organization]:
    rows = Organization.objects.current().filter(parent=home)
    return rows.filter(kind=OrganizationKind.DEPARTMENT).order_by("name")


def _roles(home: Organization) -> list[dict[str, Any]]:
    holding = Membership.objects.current().filter(organization__path__startswith=home.path)
    asked = Invitation.objects.pending().filter(organization__path__startswith=home.path)
    does = {
        Role.ASSESSOR: _("Score evidence against the rubric, each on their own"),
        Role.LEAD_ASSESSOR: _("Approves assessors, and settles where two differ"),
        Role.APPROVER: _("Releases each decision, and scored nothing of it"),
    }
    return [
        {
            "role": role,
            "does": does[role],
            "needed": needed,
            "joined": holding.filter(role=role).values("person").distinct().count(),
            "invited": asked.filter(role=role).count(),
        }
        for role, needed in NEEDED
    ]
