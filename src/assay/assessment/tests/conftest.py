"""The room's cast beside the house's: a published version, and two assessors from schools of their own."""

import pytest

from assay.assessment.models import Assignment, Evaluation
from assay.assessment.tests.factories import make_assessor, make_evaluation, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person, make_school


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def sam(version: Version, district: Organization, lea: Person) -> Person:
    """An assessor certified for the version."""
    return make_assessor(version, district, lead=lea, name="Sam Scorer")


@pytest.fixture
def sue(version: Version, district: Organization, lea: Person) -> Person:
    """A second one."""
    return make_assessor(version, district, lead=lea, name="Sue Second")


@pytest.fixture
def sky(district: Organization) -> Person:
    """A screener of the district, who scores nothing."""
    person = make_person("Sky Check", role="screener", organization=district)
    return make_person(person, role="learner", organization=make_school(district, "Elm Street"))


@pytest.fixture
def screening(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_evaluation(ada, district, lead=lea, version=version, screened=False)


@pytest.fixture
def queued(ada: Person, district: Organization, lea: Person, version: Version) -> Evaluation:
    return make_evaluation(ada, district, lead=lea, version=version)


@pytest.fixture
def leased(queued: Evaluation, sam: Person) -> Assignment:
    """Ada's submission with Sam, the sheet empty."""

    return take_next(sam)
