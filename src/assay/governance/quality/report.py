"""What one program shows by the five elements: counted from what is open and from what is kept of its decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils import timezone

from assay.assessment.agreement.exact import exact
from assay.assessment.monitoring.counts import added, of_all, pairs_of
from assay.assessment.monitoring.outcome_counts import average, middle
from assay.assessment.monitoring.report import report_under
from assay.catalog.content.publishing_rules import findings
from assay.catalog.models import Kind, StackMember, Version, VersionStatus
from assay.catalog.public import catalog_index
from assay.credentials.models import Endorsement
from assay.governance.comparability.report import comparison_under
from assay.governance.quality.elements import Offer, offer_of
from assay.lib.clock import today
from assay.lib.small_cells import PUBLIC
from assay.people.models import Organization
from assay.program.calendar import add_months
from assay.program.models import ChecklistItem
from assay.program.policies import CommitteePolicy, in_force

#: Programs whose offers are kept as they were read.
MOST_KEPT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was counted of decisions, over all that is open; None where it rests on too few people.

    `days`: business days from handing in to the decision, the middle one. `tries`: attempts of those who earned it, on
    average. `agreement`: of a hundred scores given twice, how many are the same; `bar`: what the program asks of that.
    """

    days: float | None
    tries: float | None
    agreement: float | None
    bar: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """All that the page of one program says."""

    program: Organization
    offers: tuple[Offer, ...]
    measured: Measured
    endorsed: frozenset[int]  # offers with another party's word on show
    items: Mapping[str, ChecklistItem]


def quality_of(program: Organization) -> Quality:
    """Nine queries, however much was judged; what is read off the content is kept until the catalog changes."""
    months = in_force(CommitteePolicy, within=program).review_months
    stamp = catalog_index.stamp()
    offers = (_kept if stamp else _offers)(program.pk, months, stamp, today())
    standing = Endorsement.objects.standing().order_by()
    said = standing.filter(version__in=[offer.pk for offer in offers])
    return Quality(
        program=program,
        offers=offers,
        measured=_measured(program, {offer.pk for offer in offers}),
        endorsed=frozenset(said.values_list("version", flat=True)),
        items={item.code: item for item in ChecklistItem.objects.holding_for(program)},
    )


def _offers(issuer: int, months: int, _stamp: str, day: date) -> tuple[Offer, ...]:
    rows = Version.objects.open_to_starts().filter(micro_credential__kind=Kind.MICRO_CREDENTIAL)
    rows = rows.filter(micro_credential__issuer=issuer)
    stacked = set(
        StackMember.objects.filter(stack__status=VersionStatus.PUBLISHED).values_list(
            "micro_credential", flat=True
        )
    )
    return tuple(
        offer_of(
            version.content,
            _meets(version),
            pk=version.pk,
            slug=version.micro_credential.slug,
            partner=version.micro_credential.content_partner_id is not None,
            stacked=version.micro_credential_id in stacked,
            reviewed=_review_to_come(version, months, day),
        )
        for version in rows.select_related("micro_credential").order_by("title", "pk")
    )


_kept = lru_cache(maxsize=MOST_KEPT)(_offers)


def _meets(version: Version) -> dict[str, bool]:
    found = findings(version.content)
    return {code: one.state == "met" for code, one in found.items() if one.state != "people"}


def _review_to_come(version: Version, months: int, day: date) -> bool:
    assert version.published_at is not None
    return add_months(timezone.localtime(version.published_at).date(), months) >= day


def _measured(program: Organization, versions: set[int]) -> Measured:
    lines = comparison_under([program.path]).lines["micro-credential"]
    subjects = [line.subjects[0] for line in lines if line.subjects[0].version in versions]
    counts = added(one.counts for one in subjects)
    told = counts.get("learners", 0) >= PUBLIC
    figure = exact(of_all(list(one.pairs) for one in subjects if one.pairs))
    pairs = sum(pairs_of(list(one.pairs)).n for one in subjects if one.pairs)
    return Measured(
        days=middle(counts["days"]) if told else None,
        tries=average(counts["tries"]) if told else None,
        agreement=100 * figure.value if figure.value is not None and pairs >= PUBLIC else None,
        bar=100 * report_under([program.path]).bar,
    )
