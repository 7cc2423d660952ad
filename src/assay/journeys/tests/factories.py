"""Plain makers of goals and starts for tests."""

from typing import Any
from uuid import uuid4

from assay.catalog.actions.deriving import derive
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.frameworks.models import Competency, Framework
from assay.journeys import actions
from assay.journeys.models import Goal, GoalSource, Start
from assay.lib.clock import now
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district


def make_start(
    person: Person, version: Version | None = None, *, goal: Goal | None = None
) -> Start:
    """An open start of the person; on a fresh published version if none is given."""
    version = version or make_version(_issuer(person))
    return actions.start(person, version, goal=goal, by=person)


def make_goal(
    person: Person, text: str = "Let more students finish their thought", **fields: object
) -> Goal:
    defaults: dict[str, object] = {"source": GoalSource.OWN, "created_at": now()}
    return Goal.objects.create(person=person, text=text, **{**defaults, **fields})


def _issuer(person: Person) -> Organization:
    """The district of the person, or a new one."""
    for membership in person.current_memberships:
        organization = membership.organization
        return organization.parent or organization
    return make_district()


def make_competency(
    code: str = "8(i)", label: str = "Questions that stimulate discussion"
) -> Competency:
    """A competency of the framework "intasc-2013", as the content in catalog's tests names it."""
    framework, _new = Framework.objects.get_or_create(
        slug="intasc-2013",
        defaults={
            "identifier": uuid4(),
            "uri": "https://framework.example.org/1",
            "title": "InTASC",
            "changed_at": now(),
        },
    )
    order = framework.competencies.count()
    return Competency.objects.create(
        framework=framework,
        identifier=uuid4(),
        uri=f"https://framework.example.org/{order}",
        code=code,
        label=label,
        statement=f"The teacher shows: {label}",
        order=order,
    )


def make_aligned_version(issuer: Organization, **fields: Any) -> Version:
    """A version with its facets and alignments, as publishing leaves it."""
    version = make_version(issuer, **fields)
    derive(version)
    return version
