"""What an award rests on, and what of it differs from one badge to the next."""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from assay.assessment.models import Evaluation
from assay.catalog.models import Version
from assay.credentials.badge.stack_document import CountedBadge, Parts
from assay.credentials.models import Award, StackAward, StatusList
from assay.lib.wording import clean_line
from assay.people.models import Person

# Of an evaluation, by name; the same for one award and for many.
COLUMNS = (
    "pk",
    "submission__public_id",
    "released_at",
    "decision__levels",
    "submission__start_id",
    "submission__start__status",
    "submission__start__version_id",
    "submission__start__person_id",
    "submission__start__person__email",
    "submission__start__person__display_name",
    "submission__version_id",
    "submission__version__micro_credential__issuer_id",
)


class AwardBasis(NamedTuple):
    """What a badge rests on, and nothing else: no hours, no minutes, no attendance (A1)."""

    evaluation: int  # 0 for a stack, which rests on its parts
    public_id: str  # of the submission: for telling which one was left
    released_at: datetime
    levels: Mapping[str, str]
    start: int
    start_status: str
    start_version: int
    person: int
    email: str
    name: str
    version: int
    issuer: int
    parts: Parts | None = None

    @property
    def earned_on(self) -> date:
        """The day of the release, where the program is."""
        return timezone.localtime(self.released_at).date()

    @classmethod
    def of(cls, evaluation: Evaluation) -> "AwardBasis":
        """Of one released evaluation, loaded with its decision, start and version. Raises LookupError for another."""
        if evaluation.released_at is None:
            raise LookupError(f"evaluation {evaluation.pk} was not released")
        submission = evaluation.submission
        start, version = submission.start, submission.version
        return cls(
            evaluation.pk,
            submission.public_id,
            evaluation.released_at,
            evaluation.decision.levels,
            start.pk,
            start.status,
            start.version_id,
            start.person_id,
            start.person.email,
            start.person.display_name,
            version.pk,
            version.micro_credential.issuer_id,
        )

    @classmethod
    def of_stack(
        cls, version: Version, person: Person, parts: Parts, *, at: datetime
    ) -> "AwardBasis":
        """Of complete facts: no decision, no start, no levels; what was judged stands in the parts."""
        issuer = version.micro_credential.issuer_id
        who = person.pk, person.email, person.display_name
        return cls(0, "", at, {}, 0, "", 0, *who, version.pk, issuer, parts)


def stack_bases(awards: Sequence[uuid.UUID]) -> dict[uuid.UUID, AwardBasis]:
    """Of those of these awards that are badges of stacks, as they were issued. Two queries."""
    rows = StackAward.objects.filter(award__in=awards).select_related(
        "award__person", "award__version__micro_credential"
    )
    return {
        row.award_id: AwardBasis.of_stack(
            row.award.version,
            row.award.person,
            Parts(row.track_title, counted(part.award for part in row.parts.all())),
            at=row.award.issued_at,
        )
        for row in rows.prefetch_related("parts__award__version")
    }


def counted(awards: Iterable[Award]) -> tuple[CountedBadge, ...]:
    return tuple(
        CountedBadge(one.pk, one.version.title, one.version.number, one.earned_on) for one in awards
    )


class BadgeFacts(NamedTuple):
    """What differs from one badge to the next. A re-issue keeps its salt: the address hashes alike."""

    award: uuid.UUID
    basis: AwardBasis
    name: str
    places: StatusList
    place: int
    valid_from: datetime
    salt: str

    @classmethod
    def of(
        cls,
        basis: AwardBasis,
        place: tuple[StatusList, int],
        *,
        award: uuid.UUID,
        valid_from: datetime,
        name: str = "",
        salt: str = "",
    ) -> "BadgeFacts":
        """`name` is the earner's where it is not the one that the basis has; without a salt there is a new one."""
        name = clean_line(name or basis.name)
        return cls(award, basis, name, *place, valid_from, salt or secrets.token_hex(16))
