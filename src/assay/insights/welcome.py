"""The public home's view of the program: real figures, a real criterion, a real badge if one is public."""

from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string

from assay.catalog.content.nouns import Criterion
from assay.catalog.models import Kind, Version
from assay.catalog.public import catalog_index
from assay.catalog.public.views import kept
from assay.credentials.models import Award
from assay.lib.clock import today
from assay.lib.prepared import prepared
from assay.program.policies import Everywhere, ServiceLevelPolicy, SubmissionPolicy
from assay.ui.appearance import program_name

SAMPLE = "wait-time"


def shown() -> str:
    """What the page says, kept in this language until the catalog, a policy or the badge it shows changes.

    Three queries; five where it is made anew.
    """
    award = _newest_public.first()
    rules = Everywhere(SubmissionPolicy, ServiceLevelPolicy)
    months = min(rule.prior_practice_accepted_months for rule in rules.all(SubmissionPolicy))
    days = max(level.business_days_target for level in rules.all(ServiceLevelPolicy))
    stamp = catalog_index.stamp()
    badge = (award.pk, award.name_as_issued, award.earned_on) if award else ()
    state = f"{stamp}|welcome|{badge}|{months}|{days}|{today()}|{program_name()}"
    return kept(
        state if stamp else "|",
        lambda: render_to_string("insights/welcome_body.html", facts(award, months, days)),
    )


@prepared
def _newest_public() -> QuerySet[Award]:
    rows = Award.objects.on_show().select_related("version__micro_credential")
    return rows.defer("version__data", "version__competency")[:1]


def facts(award: Award | None, months: int, days: int) -> dict[str, Any]:
    """Two queries."""
    open_now = Version.objects.open_to_starts().filter(micro_credential__kind=Kind.MICRO_CREDENTIAL)
    sample = (
        open_now.select_related("micro_credential").filter(micro_credential__slug=SAMPLE).first()
    )
    sample = (
        sample
        or open_now.select_related("micro_credential").order_by("hours_typical", "pk").first()
    )
    return {
        "count": open_now.count(),
        "sample": sample,
        "criterion": criterion_of(sample) if sample else None,
        "criteria": len(sample.content.criteria) if sample else 0,
        "award": award,
        "days": days,
        "years": months // 12 if months % 12 == 0 else 0,
        "months": months,
        "program_name": program_name(),
    }


def criterion_of(version: Version) -> Criterion | None:
    """One criterion that shows how judging works: an essential one about the work sample, else the first."""
    criteria = version.content.criteria
    return next(
        (c for c in criteria if c.essential and c.part == "part2"),
        criteria[0] if criteria else None,
    )
