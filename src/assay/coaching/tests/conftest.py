import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.coaching.models import DraftShare, Pairing
from assay.coaching.tests.factories import make_pairing, make_share
from assay.evidence.models import Submission
from assay.evidence.tests.factories import fill, make_draft
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def cleo(district: Organization) -> Person:
    """A coach of the district."""
    return make_person("Cleo Guide", role="coach", organization=district)


@pytest.fixture
def cor(district: Organization) -> Person:
    """Another coach of the district, who works with somebody else."""
    return make_person("Cor Other", role="coach", organization=district)


@pytest.fixture
def draft(ada: Person, version: Version) -> Submission:
    return fill(make_draft(ada, version))


@pytest.fixture
def pairing(ada: Person, cleo: Person) -> Pairing:
    return make_pairing(ada, cleo, ada.current_memberships[0].organization)


@pytest.fixture
def share(draft: Submission, pairing: Pairing) -> DraftShare:
    return make_share(draft, pairing)
