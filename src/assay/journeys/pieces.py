"""What journeys has to say on pages of other rooms."""

from typing import Any

from assay.journeys import because, situation
from assay.journeys.models import Goal, PlanItem, Start
from assay.journeys.suggestions import reasons_for
from assay.people.models import Person


def beside_micro_credential(person: Any, version: Any) -> dict[str, Any] | None:
    """For who is signed in: which goal it serves, why it may suit, and the way into the plan."""
    if not isinstance(person, Person):
        return None
    mine = Start.objects.filter(person=person, micro_credential=version.micro_credential_id)
    start = mine.order_by("-status", "-started_at").first()  # open before left before finished
    books = situation.shelf()
    option = next((o for o in books.options if o.micro_credential == version.micro_credential_id), None)
    if option is None and start is None:
        return None
    facts = situation.of(person, books)
    reasons = reasons_for(option, facts) if option else ()
    item = PlanItem.objects.filter(person=person, micro_credential=version.micro_credential_id).first()
    goals = Goal.objects.filter(person=person).open() if option and item is None else Goal.objects.none()
    served = [goal for goal in goals if option and goal.competency_id in option.competencies]
    return {
        "version": version,
        "start": start,
        "item": item,
        "reasons": [because.sentence(r, books.competencies) for r in reasons if r.code != "planned"][:2],
        "goal": served[0] if served else None,
        "may_plan": option is not None and item is None and (start is None or start.status == "left"),
    }


def after_award(person: Any, award: Any) -> dict[str, Any] | None:
    """The next step after an award: one suggestion, and the reason."""
    if not isinstance(person, Person):
        return None
    found = situation.suggestions(person, limit=1)
    return {"suggestion": found[0], "award": award} if found else None
