"""What waits for the bulk commands, read without loading the versions again for each row."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from assay.assessment.models import Decision, Evaluation, Status
from assay.credentials.awarding.basis import COLUMNS, AwardBasis
from assay.credentials.models import Award, AwardStatus, Credential
from assay.people.models import Organization
from assay.record.models import Event


class Standing(NamedTuple):
    """A badge as it stands, to be signed anew."""

    credential: int
    valid_from: datetime
    did: str
    award: uuid.UUID
    status_list: int | None
    status_index: int | None
    holder: int
    holder_name: str
    name_as_issued: str
    body: bytes
    basis: AwardBasis | None


_STANDING = (
    "pk",
    "valid_from",
    "key__did",
    "award_id",
    "award__status_list_id",
    "award__status_index",
    "award__person_id",
    "award__person__display_name",
    "award__name_as_issued",
    "body",
)


def decisions() -> QuerySet[Decision]:
    """Decisions *earned* without a badge; some may not be released yet. Page by `evaluation_id`: that is indexed.

    A condition on the evaluation's status or issuer would let a database without statistics sort a million rows for
    each page; `bases` asks it of the few that it reads.
    """
    earned = Q(outcome="earned") | Q(evaluation__override__outcome="earned")
    return Decision.objects.filter(earned, evaluation__award__isnull=True)


def count_decisions(issuer: Organization | None) -> int:
    """How many released decisions *earned* have no badge, of this issuer or of all."""
    rows = decisions().filter(
        evaluation__status=Status.RELEASED, evaluation__submission__outcome="earned"
    )
    if issuer is not None:
        rows = rows.filter(evaluation__submission__version__micro_credential__issuer=issuer)
    return rows.count()


def bases(
    evaluations: Sequence[int], *, issuer: Organization | None
) -> list[tuple[AwardBasis, bool]]:
    """Of these, the released decisions *earned* without a badge, and whether the earner holds a valid one already."""
    held = Award.objects.standing().filter(
        person=OuterRef("submission__start__person_id"), version=OuterRef("submission__version_id")
    )
    rows = Evaluation.objects.filter(pk__in=evaluations).order_by("pk").annotate(holds=Exists(held))
    asked = rows.values_list(*COLUMNS, "holds", "status", "submission__outcome", "award")
    # Asked in the query, the status would have SQLite read all released decisions instead of the few that are named.
    found = [
        (AwardBasis(*row[:-4]), row[-4])
        for row in asked
        if row[-3:] == (Status.RELEASED, "earned", None)
    ]
    return [pair for pair in found if issuer is None or pair[0].issuer == issuer.pk]


def outdated(
    issuer: Organization, *, present: str, before: datetime | None
) -> QuerySet[Credential]:
    """Standing forms to be signed anew, of every issuer (`standing` leaves the others out): signed by another key than
    `present`, or before the issuer's particulars last changed, or before `before`. Page by `pk`."""
    old = ~Q(key__multikey=present)
    for moment in (changed_at(issuer), before):
        if moment is not None:
            old |= Q(valid_from__lt=moment)
    return Credential.objects.standing().filter(old)


def count_outdated(issuer: Organization, *, present: str, before: datetime | None) -> int:
    """How many of this issuer's standing forms are to be signed anew, as `outdated` has it."""
    rows = outdated(issuer, present=present, before=before)
    return rows.filter(award__issuer=issuer, award__status=AwardStatus.ISSUED).count()


def changed_at(issuer: Organization) -> datetime | None:
    """When the issuer's name or particulars last changed, by the record."""
    return (
        Event.objects.filter(
            subject_kind="people.organization",
            subject_id=str(issuer.pk),
            verb="people.organization_changed",
        )
        .order_by("-id")
        .values_list("at", flat=True)
        .first()
    )


def standing(credentials: Sequence[int], *, issuer: Organization) -> list[Standing]:
    """Of these, the forms that stand, of this issuer's awards in force."""
    columns = [f"award__evaluation__{name}" for name in COLUMNS]
    rows = (
        Credential.objects.filter(pk__in=credentials)
        .order_by("pk")
        .values_list(*_STANDING, *columns, "award__issuer_id", "award__status", "replaced_at")
    )
    wide, asked = len(_STANDING), (issuer.pk, AwardStatus.ISSUED, None)
    return [
        Standing._make((*row[:wide], AwardBasis(*row[wide:-3]) if row[wide] else None))
        for row in rows
        if row[-3:] == asked
    ]


def pages(rows: QuerySet[Any, Any], *, by: str, size: int) -> Iterator[list[int]]:
    """The rows' numbers in ascending order, `size` at a time, up to the highest there is now. One short query a page:
    an open cursor would hold a snapshot for the whole run."""
    top = rows.model._base_manager.order_by(f"-{by}").values_list(by, flat=True).first()
    last: int | None = rows.aggregate(first=Min(by))["first"]
    if last is None or top is None:
        return
    last -= 1
    while page := list(
        rows.filter(**{f"{by}__gt": last, f"{by}__lte": top})
        .order_by(by)
        .values_list(by, flat=True)[:size]
    ):
        yield page
        last = page[-1]
