import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def odalys(district: Organization) -> Person:
    """The coordinator of credit."""
    return make_person("Odalys Reyes", role="credit-coordinator", organization=district)
