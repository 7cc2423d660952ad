"""Districts: evidence of one district goes to another's assessors only as an agreement, or its consents, allow (FERPA).

Who belongs to no district (staff of a consortium, of a partner) is bound by none; nor is work of somebody of none. In
whose pool an assessor serves says nothing of it: a consortium's pool has people of many districts.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from assay.assessment.models import JUDGING, Assignment, Evaluation
from assay.assessment.reach import Reach, crosses
from assay.evidence.models import Artifact, Scope
from assay.lib.clock import today
from assay.people.models import (
    Organization,
    OrganizationKind,
    Person,
    ReadingPurpose,
    belongs_below,
    districts_of,
    readers_agreed,
)

#: Reaches of a consent that go beyond the assessment in one's own district.
BEYOND = (Scope.TRAINING, Scope.PUBLIC)


def reaches(
    of: Mapping[int, int], purpose: ReadingPurpose, assessors: Iterable[int]
) -> dict[int, Reach]:
    """Evaluation -> where it may go, of evaluation -> learner, as far as it matters to assessors of these districts.

    Nothing where assessors belong to no district. Consents are looked at where neither home nor agreement says yes.
    """
    homes = frozenset(assessors)
    if not homes or not of:
        return {}
    belong = districts_of(sorted(set(of.values())))
    found = {one: Reach(districts=belong.get(learner, frozenset())) for one, learner in of.items()}
    if all(not reach.districts or homes <= reach.districts for reach in found.values()):
        return found
    agreed = readers_agreed(purpose)
    for one, reach in found.items():
        shared = frozenset(reader for owner, reader in agreed if owner in reach.districts)
        found[one] = Reach(districts=reach.districts, shared=shared)
    open_ = [
        one
        for one, reach in found.items()
        if reach.districts and homes - reach.districts - reach.shared
    ]
    for one in consented(open_):
        found[one] = Reach(districts=found[one].districts, consented=True)
    return found


def consented(evaluations: Sequence[int]) -> set[int]:
    """Those of which every piece of evidence shows nobody, or may be shown beyond the assessment today. One query."""
    if not evaluations:
        return set()
    kept = Artifact.objects.present().filter(submission__evaluation__in=evaluations)
    holds = Q(consent__expires_on__isnull=True) | Q(consent__expires_on__gte=today())
    bound = kept.exclude(consent__nobody_recognizable=True)
    bound = bound.exclude(holds, consent__scope__in=BEYOND)
    return set(evaluations) - set(bound.values_list("submission__evaluation", flat=True))


def bars(by: Person, evaluation: Evaluation, purpose: ReadingPurpose) -> bool:
    """True if this person, as an assessor, may not read it: of another district, and nothing covers it.

    One query where both are of one district, as nearly always.
    """
    homes = _homes(by)
    learner = evaluation.submission.start.person_id
    if not homes or belongs_below([place.path for place in homes], learner):
        return False
    own = homes_of(by)
    found = reaches({evaluation.pk: learner}, purpose, own)
    return evaluation.pk in found and crosses(own, found[evaluation.pk])


def homes_of(person: Person) -> frozenset[int]:
    """The districts an assessor belongs to; without a query once roles are read."""
    return frozenset(place.pk for place in _homes(person))


def _homes(person: Person) -> list[Organization]:
    programs = (m.organization.program_above for m in person.current_memberships)
    return [
        place for place in programs if place is not None and place.kind == OrganizationKind.DISTRICT
    ]


def districts_of_place(place: Organization) -> frozenset[int]:
    """The district that an organization is, or is part of; none for a consortium or partner."""
    program = place.program_above
    of_district = program is not None and program.kind == OrganizationKind.DISTRICT
    return frozenset({program.pk}) if program is not None and of_district else frozenset()


def purpose_of(assignment: Assignment) -> ReadingPurpose:
    return ReadingPurpose.SCORING if assignment.slot in JUDGING else ReadingPurpose.APPEALS
