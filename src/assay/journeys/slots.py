"""Fillings for pages of other rooms: reasons beside a micro-credential, the next step after an award."""

from typing import Any

from django.db.models import QuerySet

from assay.journeys import situation
from assay.journeys.models import GoalProposal, PlanItem
from assay.journeys.reasons import sentence
from assay.journeys.suggestions import aim_served, reasons_for
from assay.lib.prepared import prepared
from assay.people.models import Person


def beside_micro_credential(person: Any, version: Any) -> dict[str, Any] | None:
    """For who is signed in and has not begun: which goal it serves, why it may suit, and the way into the plan.

    Once it is begun, evidence says where the work stands, and this is silent.
    """
    if not isinstance(person, Person):
        return None
    books = situation.open_catalog()
    option = next(
        (o for o in books.options if o.micro_credential == version.micro_credential_id), None
    )
    facts = situation.of(person, books) if option else None
    if option is None or facts is None or option.micro_credential in facts.taken:
        return None
    reasons = reasons_for(option, facts)
    item = PlanItem.objects.filter(
        person=person, micro_credential=version.micro_credential_id
    ).first()
    served = aim_served(option, facts)
    return {
        "version": version,
        "item": item,
        "reasons": [sentence(r, books.competencies) for r in reasons if r.code != "planned"][:2],
        "aims": facts.aims,
        "goal": served.goal if served else None,
    }


def after_award(person: Any, award: Any) -> dict[str, Any] | None:
    """The next step after an award: one suggestion, and the reason."""
    if not isinstance(person, Person):
        return None
    found = situation.suggestions(person, limit=1)
    return {"suggestion": found[0], "award": award} if found else None


def proposed(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page: a goal that waits for an answer. One query."""
    found = list(_proposed(person)) if isinstance(person, Person) else []
    return {"proposals": found} if found else None


@prepared
def _proposed(person: Person) -> QuerySet[GoalProposal]:
    rows = GoalProposal.objects.visible_to(person).open()
    return rows.select_related("proposed_by").order_by("proposed_at")
