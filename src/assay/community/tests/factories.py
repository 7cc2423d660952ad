"""Groups and discussions for tests."""

from assay.catalog.models import MicroCredential
from assay.community import actions
from assay.community.models import Cohort, CohortKind, CohortMember
from assay.people.models import Organization, Person


def make_cohort(
    organization: Organization,
    micro_credential: MicroCredential,
    *,
    by: Person,
    name: str = "Wait time by spring",
    kind: str = CohortKind.COHORT,
) -> Cohort:
    said = actions.CohortWords(
        name=name, purpose="More voices in every lesson.", micro_credentials=[micro_credential]
    )
    return actions.convene_cohort(kind, organization, said, by=by)


def join(cohort: Cohort, *people: Person, **chosen: bool) -> list[CohortMember]:
    return [actions.join_cohort(cohort, by=person, **chosen) for person in people]
