"""How much room files take, by learner, school and program: one query each, however many people there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from assay.evidence.models import Artifact, Submission
from assay.lib.clock import today
from assay.people.models import OrganizationKind, Role
from assay.people.models.organizations import below

_PERSON = "submission__start__person"
_ROLE = f"{_PERSON}__memberships"


def _stored(submissions: QuerySet[Submission]) -> QuerySet[Artifact]:
    """Files whose bytes are kept: equal bytes of one person once, as what counts into their share."""
    same = Artifact.objects.filter(
        sha256=OuterRef("sha256"),
        storage_key=OuterRef("storage_key"),
        submission__start__person=OuterRef(_PERSON),
        pk__lt=OuterRef("pk"),
    )
    rows = Artifact.objects.standing().exclude(storage_key="").filter(submission__in=submissions)
    return rows.filter(~Exists(same)).order_by()


def by_learner(submissions: QuerySet[Submission]) -> QuerySet[Artifact, Any]:
    """Rows {"label", "key", "files", "taken_bytes"}, one for each learner."""
    return _summed(_stored(submissions), f"{_PERSON}__display_name", f"{_PERSON}_id")


def by_school(
    submissions: QuerySet[Submission], paths: Sequence[str], day: date | None = None
) -> QuerySet[Artifact, Any]:
    """For each school in which a learner works today; who works in two is counted in both."""
    day = day or today()
    open_ = Q(**{f"{_ROLE}__until_on__isnull": True}) | Q(**{f"{_ROLE}__until_on__gt": day})
    here = _stored(submissions).filter(
        open_,
        below(paths, f"{_ROLE}__organization__path"),
        **{
            f"{_ROLE}__role": Role.LEARNER,
            f"{_ROLE}__from_on__lte": day,
            f"{_ROLE}__organization__kind": OrganizationKind.SCHOOL,
        },
    )
    return _summed(here, f"{_ROLE}__organization__name", f"{_ROLE}__organization_id")


def by_program(submissions: QuerySet[Submission]) -> QuerySet[Artifact, Any]:
    """For each program that issues the badges."""
    issuer = "submission__version__micro_credential__issuer"
    return _summed(_stored(submissions), f"{issuer}__name", f"{issuer}_id")


def _summed(rows: QuerySet[Artifact], name: str, key: str) -> QuerySet[Artifact, Any]:
    found = rows.values(label=F(name), key=F(key))
    return found.annotate(files=Count("pk"), taken_bytes=Sum("size_bytes"))
