"""An assessor of another district reads what an agreement or the consents of the evidence cover, and nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from assay.assessment import actions, policy
from assay.assessment.appeals.readers import appeal_readers
from assay.assessment.judging.allocation import allot
from assay.assessment.judging.errors import NothingWaits
from assay.assessment.judging.queue import everybody, everything_waiting
from assay.assessment.models import Evaluation, Screening
from assay.assessment.policy import Ground
from assay.assessment.reach import Reach, crosses
from assay.assessment.tests.factories import make_decided, make_evaluation, make_lead, take_next
from assay.catalog.models import Version
from assay.catalog.tests.factories import make_version
from assay.evidence.models import Artifact, Consent
from assay.lib.clock import held_at, now, today
from assay.people import actions as people
from assay.people.models import DataSharingAgreement, Organization, OrganizationKind, Person
from assay.people.tests.factories import make_district, make_person, make_school
from assay.program.policies import AssessmentPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium(db: None) -> Organization:
    return make_district("Bayshore", kind=OrganizationKind.CONSORTIUM)


@pytest.fixture
def here(consortium: Organization) -> Organization:
    return make_district("Lakeside Schools", parent=consortium)


@pytest.fixture
def there(consortium: Organization) -> Organization:
    return make_district("Foxglove Schools", parent=consortium)


@pytest.fixture
def ula(consortium: Organization) -> Person:
    """Leads for the consortium, and belongs to no district."""
    return make_lead(consortium, "Ula Lead")


@pytest.fixture
def version(consortium: Organization) -> Version:
    return make_version(consortium)


def learner(district: Organization, name: str = "Ada Marsh") -> Person:
    return make_person(name, role="learner", organization=make_school(district, f"{name} School"))


def assessor(
    consortium: Organization, version: Version, lead: Person, district: Organization | None
) -> Person:
    """In the consortium's pool; a teacher of a district, or the consortium's own."""
    person = make_person("Bo Lind", role="assessor", organization=consortium)
    if district is not None:
        make_person(person, role="learner", organization=make_school(district, "Birch"))
    actions.attest(person, version.micro_credential, version.major, by=lead, basis="expert")
    return person


@pytest.fixture
def waiting(
    here: Organization, consortium: Organization, version: Version, ula: Person
) -> Evaluation:
    """Of a learner here, with students in it and their guardians' yes for the assessment alone."""
    evaluation = make_evaluation(learner(here), consortium, lead=ula, version=version)
    bind(evaluation)
    return evaluation


def bind(evaluation: Evaluation) -> None:
    consents = Consent.objects.filter(artifact__submission=evaluation.submission)
    consents.update(nobody_recognizable=False, students=3, permissions=3, scope="assessment")


def agree(
    first: Organization,
    second: Organization,
    *,
    purposes: tuple[str, ...] = ("scoring",),
    **said: object,
) -> DataSharingAgreement:
    one, other = (
        make_person(f"Admin of {place}", role="program-admin", organization=place)
        for place in (first, second)
    )
    facts: dict[str, object] = {
        "shares": "both",
        "first_on": today(),
        "last_on": today() + timedelta(days=30),
    }
    agreement = people.propose_data_sharing(
        first,
        second,
        purposes=purposes,
        reference="DSA 12",
        by=one,
        **(facts | said),  # type: ignore[arg-type]
    )
    people.accept_data_sharing(agreement, by=other)
    return agreement


def test_without_an_agreement_nothing_is_offered_across_districts(
    waiting: Evaluation,
    consortium: Organization,
    here: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    far = assessor(consortium, version, ula, there)
    with pytest.raises(NothingWaits):
        actions.offer_next(far)
    queue = everything_waiting()
    assert queue and allot(everybody(queue, AssessmentPolicy()), queue, most_open=6) == []
    near = assessor(consortium, version, ula, here)
    assert actions.offer_next(near).evaluation_id == waiting.pk
    other = make_evaluation(learner(here, "Cy Ode"), consortium, lead=ula, version=version)
    bind(other)
    own_staff = assessor(consortium, version, ula, None)
    assert actions.offer_next(own_staff).evaluation_id == other.pk


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ({}, True),
        ({"shares": "first"}, True),
        ({"shares": "second"}, False),
        ({"purposes": ("appeals",)}, False),
        ({"first_on": today() + timedelta(days=3)}, False),
    ],
)
def test_an_agreement_covers_what_it_says(
    said: dict[str, object],
    offered: bool,
    waiting: Evaluation,
    consortium: Organization,
    here: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    far = assessor(consortium, version, ula, there)
    agree(here, there, **said)  # type: ignore[arg-type]
    if offered:
        assert actions.offer_next(far).evaluation_id == waiting.pk
        return
    with pytest.raises(NothingWaits):
        actions.offer_next(far)


def test_an_agreement_with_a_third_district_covers_nothing(
    waiting: Evaluation,
    consortium: Organization,
    here: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    third = make_district("Aspen Schools", parent=consortium)
    agree(here, third)
    agree(there, third)
    with pytest.raises(NothingWaits):
        actions.offer_next(assessor(consortium, version, ula, there))


@pytest.mark.parametrize(
    ("consent", "offered"),
    [
        ({"nobody_recognizable": True}, True),
        ({"scope": "public"}, True),
        ({"scope": "training"}, True),
        ({"scope": "assessment"}, False),
    ],
)
def test_consents_of_every_piece_may_cover_it(
    consent: dict[str, object],
    offered: bool,
    waiting: Evaluation,
    consortium: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    far = assessor(consortium, version, ula, there)
    consents = Consent.objects.filter(artifact__submission=waiting.submission)
    first = consents.first()
    assert first is not None
    if consents.count() > 1:  # one piece that may cross does not take the others along
        Consent.objects.filter(pk=first.pk).update(**consent)
        with pytest.raises(NothingWaits):
            actions.offer_next(far)
    consents.update(**consent)
    for artifact in Artifact.objects.filter(submission=waiting.submission, consent=None):
        Consent.objects.create(artifact=artifact, recorded_at=now(), **consent)
    if offered:
        assert actions.offer_next(far).evaluation_id == waiting.pk
        return
    with pytest.raises(NothingWaits):
        actions.offer_next(far)


@pytest.mark.django_db(transaction=True)
def test_a_lease_ends_with_its_agreement_and_opens_nothing_from_then_on(
    waiting: Evaluation,
    consortium: Organization,
    here: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    far = assessor(consortium, version, ula, there)
    agreement = agree(here, there)
    lease = take_next(far)
    evaluation = Evaluation.objects.get(pk=waiting.pk)
    assert policy.may_open(far, evaluation) == Ground.LEASE
    assert policy.can_write_sheet(far, lease)
    people.end_data_sharing(agreement, by=agreement.accepted_by)  # type: ignore[arg-type]
    lease.refresh_from_db()
    assert lease.status == "lapsed" and policy.may_open(far, evaluation) is None
    evaluation.refresh_from_db()
    assert evaluation.status == "queued"
    assert not policy.can_take_again(far, lease)


def test_a_lease_ends_after_the_last_day_of_its_agreement(
    waiting: Evaluation,
    consortium: Organization,
    here: Organization,
    there: Organization,
    version: Version,
    ula: Person,
) -> None:
    far = assessor(consortium, version, ula, there)
    agree(here, there, last_on=today())
    lease = take_next(far)
    assert actions.lapse_idle() == 0
    with held_at(now() + timedelta(days=1)):
        evaluation = Evaluation.objects.get(pk=waiting.pk)
        assert policy.may_open(far, evaluation) is None  # at once, not when it is swept
        assert not policy.can_write_sheet(far, lease)
        assert actions.lapse_idle() == 1
        assert actions.lapse_idle() == 0


def test_who_may_not_read_it_does_not_check_it_either(
    here: Organization,
    there: Organization,
    consortium: Organization,
    version: Version,
    ula: Person,
) -> None:
    evaluation = make_evaluation(
        learner(here), consortium, lead=ula, version=version, screened=False
    )
    bind(evaluation)
    far = assessor(consortium, version, ula, there)
    assert not policy.can_screen(far, evaluation)
    with pytest.raises(PermissionDenied):
        actions.screen(evaluation, complete=True, by=far)
    assert not Screening.objects.exists()


def test_an_appeal_is_read_again_by_those_an_agreement_names_for_it(
    here: Organization,
    there: Organization,
    consortium: Organization,
    version: Version,
    ula: Person,
) -> None:
    appealing = learner(here)
    evaluation = make_decided(appealing, consortium, lead=ula, version=version, c3="almost")
    bind(evaluation)
    actions.release(evaluation, by=make_person("Chi", role="approver", organization=consortium))
    words = "Nobody speaks of the second clip."
    row = actions.appeal(evaluation, ground="procedure", words=words, by=appealing)
    far = assessor(consortium, version, ula, there)
    near = assessor(consortium, version, ula, here)
    assert far not in appeal_readers(row) and near in appeal_readers(row)
    agree(here, there, purposes=("scoring",))
    assert far not in appeal_readers(row)
    agree(here, there, purposes=("appeals",))
    assert far in appeal_readers(row)


@given(
    assessor=st.frozensets(st.integers(1, 4)),
    home=st.frozensets(st.integers(1, 4)),
    shared=st.frozensets(st.integers(1, 4)),
)
def test_nothing_crosses_but_by_a_shared_district_an_agreement_or_consent(
    assessor: frozenset[int], home: frozenset[int], shared: frozenset[int]
) -> None:
    barred = crosses(assessor, Reach(districts=home, shared=shared))
    covered = bool(assessor & home or assessor & shared)
    assert barred == (bool(assessor) and bool(home) and not covered)
    assert not crosses(assessor, Reach(districts=home, shared=shared, consented=True))
