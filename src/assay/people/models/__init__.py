"""The nouns of people."""

from assay.people.models.data_sharing import (
    DataSharingAgreement,
    DataSharingAgreementQuerySet,
    DataSharingStatus,
    ReadingPurpose,
    SharedEvidence,
    readers_agreed,
)
from assay.people.models.districts import belongs_below, districts_of
from assay.people.models.invitations import Invitation, InvitationQuerySet
from assay.people.models.organizations import (
    PROGRAMS,
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    PastName,
    administered_paths,
    below,
    lineage_of,
    pools_of,
)
from assay.people.models.people import (
    Actor,
    Membership,
    MembershipQuerySet,
    Person,
    PersonQuerySet,
)
from assay.people.models.roles import Role, role_word
from assay.people.models.security import RefusedAttempt

__all__ = [
    "PROGRAMS",
    "Actor",
    "DataSharingAgreement",
    "DataSharingAgreementQuerySet",
    "DataSharingStatus",
    "Invitation",
    "InvitationQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "PastName",
    "Person",
    "PersonQuerySet",
    "ReadingPurpose",
    "RefusedAttempt",
    "Role",
    "SharedEvidence",
    "administered_paths",
    "belongs_below",
    "below",
    "districts_of",
    "lineage_of",
    "pools_of",
    "readers_agreed",
    "role_word",
]
