"""What a department adds to the template, in its drafts: fields of its own, and criteria that every rubric carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.catalog.content import diff
from assay.catalog.models import Kind, Version, VersionStatus
from assay.program.models import Extension, ExtensionQuerySet

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentField:
    """A field with what is written in it. `extension`: None where another department, or another installation, added
    it: then it is kept as it is."""

    id: str
    label: str
    kind: str
    value: str
    without: str  # why it does not apply
    extension: Extension | None

    @property
    def is_lacking(self) -> bool:
        return self.extension is not None and self.extension.is_required and not self.value


def held_by(version: Version) -> ExtensionQuerySet:
    """What holds for a version: of its department and those above it; of what is read or open, what held when it was
    written."""
    micro_credential = version.micro_credential
    owner = micro_credential.owner
    if owner is None or micro_credential.kind != Kind.MICRO_CREDENTIAL:
        return Extension.objects.none()
    rows = Extension.objects.filter(department__pk__in=owner.lineage).held_by(version.begun_at)
    if version.status != VersionStatus.DRAFT:
        rows = rows.filter(decided_at__lte=version.updated_at)
    return rows.order_by("decided_at", "pk")


def fields_of(version: Version, held: Sequence[Extension] | None = None) -> list[DepartmentField]:
    """Those that hold, then what else it carries. One query, unless they are at hand."""
    rows = list(held_by(version)) if held is None else held
    written = {row["id"]: row for row in version.data.get("extensions", [])}
    found = [
        DepartmentField(
            id=row.code,
            label=row.name,
            kind=row.kind,
            value=written.get(row.code, {}).get("value", ""),
            without=written.get(row.code, {}).get("without", ""),
            extension=row,
        )
        for row in rows
        if not row.is_criterion
    ]
    here = {one.id for one in found}
    others = [
        DepartmentField(
            id=ident,
            label=row["label"],
            kind=row["kind"],
            value=row.get("value", ""),
            without=row.get("without", ""),
            extension=None,
        )
        for ident, row in written.items()
        if ident not in here
    ]
    return found + others


def excused_fields(version: Version) -> list[tuple[Extension, str]]:
    """Required fields that are empty, of which the author says why they do not apply."""
    return [
        (one.extension, one.without)
        for one in fields_of(version)
        if one.extension is not None and one.is_lacking and one.without
    ]


def criteria_of(version: Version, held: Sequence[Extension] | None = None) -> list[Extension]:
    """The department's criteria that held when it was begun. One query, unless what holds is at hand."""
    begun = version.begun_at
    if begun is None:
        return []
    rows = list(held_by(version)) if held is None else held
    return [
        row
        for row in rows
        if row.is_criterion and row.decided_at is not None and row.decided_at <= begun
    ]


def criteria_missing(
    version: Version, before: Version | None, held: Sequence[Extension]
) -> list[Extension]:
    """Those that its rubric needs and does not carry."""
    rows = criteria_of(version, held)
    data = _with_criteria(version, rows, version.data, before.data if before else None)
    needed = {row["id"] for row in _criteria(data)} - {row["id"] for row in _criteria(version.data)}
    return [row for row in rows if row.code in needed]


def with_criteria(version: Version, data: Data, before: Mapping[str, Any] | None) -> Data:
    """The content with the department's criteria in their own words. Nobody takes one out; what changes the wording of
    a published version alone gets none that it did not have, since that would change its scoring. One query."""
    return _with_criteria(version, criteria_of(version), data, before)


def _with_criteria(
    version: Version, rows: list[Extension], data: Data, before: Mapping[str, Any] | None
) -> Data:
    if not rows:
        return data
    if before is not None:
        had = {row["id"] for row in _criteria(before)}
        fresh = {row.code for row in rows} - had
        bare = _with(data, [row for row in _criteria(data) if row["id"] not in fresh])
        if not diff.is_scoring(dict(before), bare):
            return bare
    kept = {row["id"]: row for row in _criteria(version.data)}
    own = {row.code: row for row in rows}
    criteria = [_worded(one, own.get(one["id"])) for one in _criteria(data)]
    here = {one["id"] for one in criteria}
    for row in rows:
        if row.code not in here:
            criteria.append(
                _worded(kept.get(row.code, {"id": row.code, "title": "", "part": "part2"}), row)
            )
    return _with(data, criteria)


def _criteria(data: Mapping[str, Any]) -> list[Data]:
    found: list[Data] = data.get("rubric", {}).get("criteria", [])
    return found


def _worded(criterion: Data, extension: Extension | None) -> Data:
    if extension is None:
        return criterion
    return {**criterion, "title": extension.name, "descriptors": dict(extension.descriptors)}


def _with(data: Data, criteria: list[Data]) -> Data:
    """The same content with these criteria, and as many points as they give."""
    if criteria == _criteria(data):
        return data
    rubric = {**data.get("rubric", {}), "criteria": criteria}
    if "max_points" in rubric.get("passing_rule", {}):
        rubric["passing_rule"] = {**rubric["passing_rule"], "max_points": 2 * len(criteria)}
    return {**data, "rubric": rubric}
