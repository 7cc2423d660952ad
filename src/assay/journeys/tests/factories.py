"""Plain makers of goals and starts for tests."""

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.journeys import actions
from assay.journeys.models import Goal, GoalSource, Start
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district


def make_start(person: Person, version: Version | None = None, *, goal: Goal | None = None) -> Start:
    """An open start of the person; on a fresh published version if none is given."""
    version = version or make_version(_issuer(person))
    return actions.start(person, version, goal=goal, by=person)


def make_goal(person: Person, text: str = "Let more students finish their thought", **fields: object) -> Goal:
    defaults: dict[str, object] = {"source": GoalSource.OWN, "created_at": now()}
    return Goal.objects.create(person=person, text=text, **{**defaults, **fields})


def _issuer(person: Person) -> Organization:
    """The district of the person, or a new one."""
    for membership in person.current_memberships:
        organization = membership.organization
        return organization.parent or organization
    return make_district()
