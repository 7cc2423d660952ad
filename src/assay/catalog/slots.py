"""Fillings for pages of earlier rooms: drafts on the home page, micro-credentials beside a framework."""

from typing import Any

from django.db.models import F

from assay.catalog import policy
from assay.catalog.models import Alignment, Kind, Version
from assay.lib.counts import counted


def drafts(person: Any, _subject: Any) -> dict[str, Any] | None:
    """On the home page: how many drafts this person may write on. One query for authors, none for others."""
    if not policy.may_author_somewhere(person):
        return None
    count = counted(Version.objects.written_in(policy.places_of(person)).drafts())
    return {"drafts": count} if count else None


def aligned(_person: Any, framework: Any) -> dict[str, Any] | None:
    """Micro-credentials open to starts, under each competency they align to. One query."""
    rows = (
        Alignment.objects.filter(
            competency__framework=framework,
            version__micro_credential__current=F("version"),
            version__micro_credential__kind=Kind.MICRO_CREDENTIAL,
        )
        .select_related("competency", "version__micro_credential")
        .defer("version__data")
        .order_by("competency__order", "version__title")
    )
    groups: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.competency is not None:
            group = groups.setdefault(
                row.competency.pk, {"competency": row.competency, "versions": []}
            )
            group["versions"].append(row.version)
    return {"groups": list(groups.values()), "framework": framework} if groups else None
