import pytest

from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.community import actions
from assay.community.models import DirectoryEntry, Inquiry, Post, Thread
from assay.community.tests.exemplar_factories import make_earned
from assay.community.tests.holders import make_entry, make_inquiry
from assay.evidence.models import Consent, Submission
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_district, make_person, make_school


@pytest.fixture
def version(district: Organization) -> Version:
    return make_version(district)


@pytest.fixture
def hal(district: Organization) -> Person:
    """A holder at Elm Street."""
    school = make_school(district, "Elm Street")
    return make_person("Hal Warden", role="learner", organization=school)


@pytest.fixture
def fay(db: None) -> Person:
    """A learner of another district."""
    other = make_district("Faraway Schools", ident="faraway")
    return make_person("Fay Far", role="learner", organization=other)


@pytest.fixture
def entry(hal: Person, version: Version) -> DirectoryEntry:
    return make_entry(hal, version)


@pytest.fixture
def inquiry(entry: DirectoryEntry, ada: Person) -> Inquiry:
    return make_inquiry(entry, ada)


@pytest.fixture
def ofelia(district: Organization) -> Person:
    """The district's privacy officer."""
    return make_person("Ofelia Guard", role="privacy-officer", organization=district)


@pytest.fixture
def earned(
    ada: Person, district: Organization, version: Version, lea: Person, chi: Person
) -> Submission:
    """Ada's work, with its badge. In its tally no one can be recognized."""
    submission = make_earned(ada, district, version, lead=lea, approver=chi)
    Consent.objects.filter(artifact__step_id="p2b").update(nobody_recognizable=True)
    return submission


@pytest.fixture
def thread(district: Organization, version: Version, ada: Person) -> Thread:
    return actions.begin_thread(
        district,
        "Silence is long",
        "How do you count it?",
        micro_credential=version.micro_credential,
        by=ada,
    )


@pytest.fixture
def first(thread: Thread) -> Post:
    return thread.posts.get()
