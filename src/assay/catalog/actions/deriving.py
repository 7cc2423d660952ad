"""Columns, facets, alignments and search entries, derived from a version's content inside a verb's transaction."""

import secrets

from assay.catalog.content.nouns import Content
from assay.catalog.models import Alignment, Edition, Facet, Version, VersionStatus
from assay.catalog.search import index
from assay.frameworks.models import Competency

_KINDS = {
    "roles": "role",
    "career_stages": "career_stage",
    "grade_bands": "grade_band",
    "subjects": "subject",
}
LEAST_SOURCES = 2
COLUMNS = ("title", "competency", "hours_typical", "contact_hours", "language")


def set_columns(version: Version) -> None:
    """Set, without saving, the columns that repeat the content."""
    content = version.content
    version.title = content.title
    version.competency = content.competency
    version.hours_typical = content.hours.get("typical", 0)
    version.contact_hours = content.contact_hours
    version.language = str(content.data.get("language", "en"))


def derive(version: Version) -> None:
    """Rebuild facets and alignments of a version."""
    content = version.content
    version.facets.all().delete()
    found = {
        (kind, value) for key, kind in _KINDS.items() for value in content.audience.get(key, [])
    }
    found |= {("tag", tag) for tag in content.tags}
    found |= {("element", element) for element in _elements(content)}
    Facet.objects.bulk_create(
        Facet(version=version, kind=k, value=v[:60]) for k, v in sorted(found)
    )
    version.alignments.all().delete()
    known = _competencies(version)
    Alignment.objects.bulk_create(
        Alignment(
            version=version,
            competency=known.get((a["framework"], a["code"])),
            framework_slug=a["framework"],
            code=a["code"],
            label=a.get("label", "")[:200],
            order=n,
        )
        for n, a in enumerate(content.alignments)
    )


def _elements(content: Content) -> set[str]:
    """The elements of quality that a version shows of itself (C11), as the catalog filters by them."""
    levels = [text for one in content.criteria for text in one.descriptors.values()]
    shown = {
        "feedback": bool(levels) and all(levels),
        "portfolio": any(item.type == "student_work" for item in content.items),
        "research": len(content.citations) >= LEAST_SOURCES,
    }
    return {element for element, is_shown in shown.items() if is_shown}


def _competencies(version: Version) -> dict[tuple[str, str], Competency]:
    slugs = {a["framework"] for a in version.content.alignments}
    codes = {a["code"] for a in version.content.alignments}
    rows = Competency.objects.filter(framework__slug__in=slugs, code__in=codes).select_related(
        "framework"
    )
    return {(row.framework.slug, row.code): row for row in rows}


def renew_edition(*versions: Version) -> None:
    """The public catalog has changed: give it a new stamp, and bring these versions' search entries in line."""
    for version in versions:
        current = version.micro_credential.current_id == version.pk
        if current and version.status in (VersionStatus.PUBLISHED, VersionStatus.PILOT):
            index.enter(version)
        else:
            index.remove(version.pk)
    Edition.objects.update_or_create(pk=1, defaults={"stamp": secrets.token_hex(16)})
