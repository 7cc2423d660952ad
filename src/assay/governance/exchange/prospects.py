"""What pressing would do with each micro-credential of a package: new, the same, another version, or not possible."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assay.assessment.policy import can_make_anchor
from assay.assessment.pool.packages import is_here
from assay.catalog.actions.drafting import DRAFTS
from assay.catalog.actions.importing import FRAME
from assay.catalog.authoring.section_list import SECTIONS
from assay.catalog.content import diff
from assay.catalog.models import Kind, MicroCredential, Version
from assay.catalog.policy import can_author_of
from assay.frameworks import starters
from assay.frameworks.models import Framework
from assay.frameworks.policy import can_import as can_bring_frameworks
from assay.governance.exchange.package import Carried, Package
from assay.governance.models import LessonLearned
from assay.governance.policy import may_lead_in
from assay.people.models import Organization, Person


@dataclass(slots=True, kw_only=True)
class Prospect:
    """`here`: of the same id; `same`: its version that says the same; `number`: of the draft it would become.

    `anchors`, `lessons`: those that are not here yet; `leads`: whether this person may bring anchors in. `sections`:
    where it differs from the version it would follow. `left_out`: frameworks that are not here. `reason`: why not.
    """

    carried: Carried
    here: MicroCredential | None = None
    same: Version | None = None
    number: str = ""
    slug: str = ""
    sections: list[str] = field(default_factory=list)
    changes: int = 0
    left_out: list[str] = field(default_factory=list)
    anchors: list[dict[str, Any]] = field(default_factory=list)
    lessons: list[dict[str, Any]] = field(default_factory=list)
    leads: bool = False
    reason: str = ""

    @property
    def state(self) -> str:
        """new, same, differs or not."""
        if self.reason:
            return "not"
        if self.here is None:
            return "new"
        return "same" if self.same else "differs"

    @property
    def can_come(self) -> bool:
        """Whether pressing would change anything."""
        brings = bool(self.lessons or (self.leads and self.anchors))
        return self.state in ("new", "differs") or (self.state == "same" and brings)


def prospects_of(package: Package, owner: Organization, by: Person) -> list[Prospect]:
    """One for each, in the order of the package."""
    idents = [one.ident for one in package.carried]
    rows = MicroCredential.objects.filter(ident__in=idents).select_related("issuer", "owner")
    here = {row.ident: row for row in rows}
    slugs = set(MicroCredential.objects.values_list("slug", flat=True))
    frameworks = set(Framework.objects.values_list("slug", flat=True))
    comes_along = can_bring_frameworks(by)
    found = []
    for carried in package.carried:
        one = Prospect(carried=carried, here=here.get(carried.ident))
        asked = {row["framework"] for row in carried.data.get("alignments", ())} - frameworks
        one.left_out = sorted(
            slug for slug in asked if not (comes_along and starters.package(slug))
        )
        if one.here is None:
            one.number = carried.data["version"]
            one.slug = _free(carried.data["slug"], slugs)
            slugs.add(one.slug)
            one.leads = may_lead_in(by, owner)
        else:
            _beside(one, one.here, by)
        _bring_along(one)
        found.append(one)
    return found


def _beside(one: Prospect, row: MicroCredential, by: Person) -> None:
    """What it would be where something of the same id is here already."""
    one.leads = can_make_anchor(by, row)
    if row.kind != Kind.MICRO_CREDENTIAL or not can_author_of(by, row):
        one.reason = _("It is here already, and belongs to %(name)s.") % {"name": row.home.name}
        return
    versions = list(row.versions.all())
    data = {key: value for key, value in one.carried.data.items() if key not in FRAME}
    same = [version for version in versions if not diff.changes(version.data, data)]
    if same:
        one.same = max(same, key=lambda version: diff.number_key(version.number))
        return
    if any(version.status in DRAFTS for version in versions):
        one.reason = _("It is here already, and a draft of it is open. Finish that first.")
        return
    before = max(versions, key=lambda version: diff.number_key(version.number))
    changes = diff.changes(before.data, data)
    tops = {change.path.split(".")[0] for change in changes}
    one.sections = [str(part.title) for part in SECTIONS if tops & set(part.keys)]
    one.changes = len(changes)
    taken = {version.number for version in versions}
    one.number = before.number
    while one.number in taken:
        one.number = diff.next_number(one.number, scoring=diff.is_scoring(before.data, data))


def _bring_along(one: Prospect) -> None:
    """Anchors and lessons that are not here yet."""
    known: set[str] = set()
    if one.here is not None:
        rows = LessonLearned.objects.filter(micro_credential=one.here)
        known = set(rows.values_list("text", flat=True))
    one.lessons = [said for said in one.carried.lessons if said["text"] not in known]
    there = one.same.pk if one.same else None
    one.anchors = [v for v in one.carried.anchors if there is None or not is_here(there, v)]


def _free(slug: str, taken: set[str]) -> str:
    """The address itself, or with a number where another micro-credential has it."""
    free, n = slug, 2
    while free in taken:
        free, n = f"{slug[:74]}-{n}", n + 1
    return free
