import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.credentials import actions
from assay.credentials.badge import document as badge_document
from assay.credentials.models import Award, RevocationCase
from assay.credentials.tests.factories import make_award
from assay.people.models import Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person

STORY = "The video shows another class; the teacher in it has told us so."


@pytest.fixture(autouse=True)
def _fresh_achievements() -> None:
    """Each test has its own database: what a version says must not be remembered from another."""
    badge_document._frame.cache_clear()


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def award(ada: Person, version: Version) -> Award:
    """Ada has earned the wait-time micro-credential; nobody else may see it."""
    return make_award(ada, version)


@pytest.fixture
def cham(district: Organization) -> Person:
    """The chair, who names panels and has the last word."""
    return make_person("Cham Chair", role="committee-chair", organization=district)


@pytest.fixture
def panel(district: Organization) -> list[Person]:
    """Three members of the committee."""
    return [
        make_person(f"Member {n}", role="committee-member", organization=district) for n in range(3)
    ]


@pytest.fixture
def case(award: Award, chi: Person) -> RevocationCase:
    """Somebody says that Ada's badge rests on another's work."""
    return actions.open_case(award, ground="falsified_evidence", reason=STORY, by=chi)


@pytest.fixture(params=[False, True], ids=["did-key", "did-web"])
def endorsed(
    request: pytest.FixtureRequest, settings, ada: Person, district, version: Version
) -> Award:
    """A private badge, of an issuer and a micro-credential that others endorse; once under either kind of name."""
    if request.param:
        settings.BASE_URL, settings.SECURE = "https://badges.example.org", True
    institute = make_district("North Coast Institute", kind=OrganizationKind.PARTNER, letters="NC")
    ned = make_person("Ned Coe", role="approver", organization=institute)
    for about in (version, district):
        actions.endorse(
            about, text="It asks for what students did.", organization=institute, by=ned
        )
    return make_award(ada, version)
