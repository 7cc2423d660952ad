"""Which micro-credentials a draft may repeat: found by the search index and by standards, compared text by text."""

from dataclasses import dataclass

from django.db.models import F, Q

from assay.catalog.content.likeness import Likeness, Sketch, nearest
from assay.catalog.models import Alignment, Kind, Version
from assay.catalog.search.index import ranked_ids

LOOKED_AT = 40  # of each way of finding them


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A version open to starts that a draft may repeat, and why."""

    version: Version
    likeness: Likeness


def may_repeat(draft: Version) -> list[Duplicate]:
    """The nearest three of those open to starts, without its own. Four queries; for a press, not for a page."""
    own = draft.micro_credential_id
    ids = set(ranked_ids(f"{draft.title} {draft.competency}")[:LOOKED_AT])
    same = Q(pk__in=())
    for one in draft.content.alignments[:LOOKED_AT]:
        same |= Q(framework_slug=one.get("framework", ""), code=one.get("code", ""))
    aligned = Alignment.objects.filter(same, version__micro_credential__current=F("version"))
    ids |= set(aligned.values_list("version", flat=True).distinct()[:LOOKED_AT])
    rows = Version.objects.open_to_starts().filter(
        pk__in=ids, micro_credential__kind=Kind.MICRO_CREDENTIAL
    )
    versions = rows.exclude(micro_credential=own).select_related("micro_credential").in_bulk()
    others = [_sketch(version) for version in versions.values()]
    return [
        Duplicate(version=versions[found.key], likeness=found)
        for found in nearest(_sketch(draft), others)
    ]


def _sketch(version: Version) -> Sketch:
    content = version.content
    components = " ".join(part.get("title", "") for part in content.method_components)
    return Sketch(
        key=version.pk,
        text=f"{content.title} {content.competency}",
        method=f"{content.key_method} {components}",
        standards=frozenset(
            f"{one.get('framework', '')} {one.get('code', '')}".strip()
            for one in content.alignments
        ),
    )
