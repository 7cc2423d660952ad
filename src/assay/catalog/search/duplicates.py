"""Which micro-credentials a draft may repeat: found by the search index and by standards, compared text by text.

Drafts of the same program are compared, too: two departments may be writing the same. Who may read one is asked by
whoever shows it.
"""

from dataclasses import dataclass

from django.db.models import F, Q

from assay.catalog.content.likeness import Likeness, Sketch, nearest
from assay.catalog.models import Alignment, Kind, Version
from assay.catalog.search.index import ranked_ids

LOOKED_AT = 40  # of each way of finding them
DRAFTS = 200  # so many drafts of a program, the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A version open to starts, or a draft of the same program, that a draft may repeat, and why."""

    version: Version
    likeness: Likeness


def may_repeat(draft: Version) -> list[Duplicate]:
    """The nearest three, without its own. Five queries and more; for a press, not for a page."""
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
    versions |= {version.pk: version for version in _drafts_beside(draft)}
    others = [_sketch(version) for version in versions.values()]
    return [
        Duplicate(version=versions[found.key], likeness=found)
        for found in nearest(_sketch(draft), others)
    ]


def _drafts_beside(draft: Version) -> list[Version]:
    """Of the same program, of what was never published: a new version is compared by the one that is open."""
    program = draft.micro_credential.home.program
    if program is None:
        return []
    rows = Version.objects.drafts().written_under([program.path])
    rows = rows.filter(micro_credential__kind=Kind.MICRO_CREDENTIAL, micro_credential__current=None)
    others = rows.exclude(micro_credential=draft.micro_credential_id)
    return list(others.select_related("micro_credential").order_by("-updated_at", "-pk")[:DRAFTS])


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
