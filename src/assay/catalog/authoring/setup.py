"""Steps of the first-run guide: starters to adopt, and the first one to publish."""

from typing import Any

from django.db.models import QuerySet

from assay.catalog import policy
from assay.catalog.actions.adopting import starter_catalog
from assay.catalog.actions.drafting import DRAFTS
from assay.catalog.models import MicroCredential, Version
from assay.people.models import Organization


def has_any(home: Organization) -> bool:
    return _of(home).exists()


def adopt_step(person: Any, home: Organization) -> dict[str, Any]:
    here = set(MicroCredential.objects.values_list("ident", flat=True))
    rows = [{"starter": one, "is_here": ident in here} for ident, one in starter_catalog().items()]
    return {
        "starters": rows,
        "is_left": any(not row["is_here"] for row in rows),
        "owners": policy.departments_of(person),
    }


def has_published(home: Organization) -> bool:
    return _of(home).filter(current__isnull=False).exists()


def publish_step(person: Any, home: Organization) -> dict[str, Any]:
    rows = Version.objects.filter(micro_credential__in=_of(home)).select_related("micro_credential")
    return {
        "drafts": rows.filter(status__in=DRAFTS).order_by("title")[:20],
        "published": _of(home).filter(current__isnull=False).select_related("current").first(),
    }


def _of(home: Organization) -> QuerySet[MicroCredential]:
    return MicroCredential.objects.filter(issuer=home)
