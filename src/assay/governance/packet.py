"""What a committee reads of a proposal before it meets: what it is, what it repeats, what changes, item by item."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.catalog.authoring.checklist import against
from assay.governance.comparability import wording
from assay.governance.comparability.measures import Measure
from assay.governance.comparability.report import VIEWS, comparison_under
from assay.governance.models import ItemAnswer, ItemReview, Proposal, ProposalKind, Resemblance
from assay.governance.text_diff import text_changes
from assay.lib.prepared import prepared
from assay.people.models import Organization
from assay.program.models import ChecklistItem
from assay.ui.charts import number
from assay.ui.words import full_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of the standard: what the draft shows of it, what its author and its reviewers say."""

    text: str
    seen: str
    author: str
    reason: str
    reviewers: str
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text before and as proposed, with the section it is in."""

    section: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """What a proposal may repeat, by what, and how its author says it differs."""

    name: str
    why: str
    difference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """All that is read of one proposal."""

    why: str
    competency: str
    facts: list[tuple[str, str]]
    repeats: list[Repeat]
    changes: list[Change]
    lines: list[Line]
    citations: list[str]


def details_of(
    proposals: Sequence[Proposal], out: Mapping[int, Collection[int]]
) -> dict[int, Detail]:
    """By proposal, whose versions, departments and people are looked up already; `out`: who is recused of each.

    Three queries, and one for each version that changes another.
    """
    keys = [row.pk for row in proposals]
    reviews: defaultdict[int, list[ItemReview]] = defaultdict(list)
    for review in _reviews(keys):
        reviews[review.proposal_id].append(review)
    answered = {one.item_id for rows in reviews.values() for one in rows}
    places = [row.department for row in proposals]
    standard = list(ChecklistItem.objects.answered_in(answered, *places))
    near: defaultdict[int, list[Resemblance]] = defaultdict(list)
    for one in _near(keys):
        near[one.proposal_id].append(one)
    return {
        row.pk: Detail(
            why=row.why,
            competency=row.version.content.competency,
            facts=_facts(row),
            repeats=[_repeat(one) for one in near[row.pk]],
            changes=_changes(row),
            lines=_lines(row, standard, reviews[row.pk], out[row.pk]),
            citations=[cited(one) for one in row.version.content.citations],
        )
        for row in proposals
    }


@prepared
def _reviews(keys: Sequence[int]) -> QuerySet[ItemReview]:
    rows = ItemReview.objects.filter(proposal__pk__in=keys)
    return rows.select_related("person").order_by("saved_at", "pk")


@prepared
def _near(keys: Sequence[int]) -> QuerySet[Resemblance]:
    rows = Resemblance.objects.filter(proposal__pk__in=keys)
    names = ("version__micro_credential__owner", "version__micro_credential__issuer")
    return rows.select_related(*names).defer("version__data").order_by("proposal", "-percent", "pk")


def _facts(row: Proposal) -> list[tuple[str, str]]:
    content = row.version.content
    return [
        (_("Department"), row.department.name),
        (_("Author"), row.author.display_name),
        (_("Sponsor"), row.sponsor.display_name if row.sponsor else ""),
        (_("State"), str(row.get_status_display())),
        (_("Decide by"), full_day(row.decide_by)),
        (_("Hours stated"), number(content.hours.get("typical", 0))),
        (_("Items"), number(len(content.steps))),
        (_("Criteria"), number(len(content.criteria))),
    ]


def _repeat(row: Resemblance) -> Repeat:
    """Of a draft nothing but whose it is: its words may be closed to who reads a packet."""
    if row.version.published_at is None:
        place = row.version.micro_credential.home.name
        name, said = _("A draft of %(place)s") % {"place": place}, ""
    else:
        name, said = row.version.title, _shared(row)
    return Repeat(name=name, why=said, difference=row.difference)


def _shared(row: Resemblance) -> str:
    found = []
    if row.words:
        found.append(_("Both say: %(words)s.") % {"words": ", ".join(row.words)})
    if row.method:
        found.append(_("In the method of both: %(words)s.") % {"words": ", ".join(row.method)})
    if row.standards:
        found.append(_("Same standards: %(codes)s.") % {"codes": ", ".join(row.standards)})
    return " ".join(found)


def _changes(row: Proposal) -> list[Change]:
    if row.kind == ProposalKind.RETIREMENT:
        return []
    _before, changes = text_changes(row.version)
    return [
        Change(
            section=one.section,
            old="".join(piece.text for piece in one.old),
            new="".join(piece.text for piece in one.new),
        )
        for one in changes
    ]


def _lines(
    row: Proposal,
    standard: Sequence[ChecklistItem],
    reviews: Iterable[ItemReview],
    out: Collection[int],
) -> list[Line]:
    """Without what the recused (`out`) answered before they were."""
    if row.kind == ProposalKind.RETIREMENT:
        return []
    by_item: defaultdict[int, list[ItemReview]] = defaultdict(list)
    for review in reviews:
        if review.is_self_check or review.person_id not in out:
            by_item[review.item_id].append(review)
    words = {value: str(label) for value, label in ItemAnswer.choices}
    found = []
    asked = [item for item in standard if item.holds_for(row.department) or by_item[item.pk]]
    for line in against(row.version, asked):
        own = next((one for one in by_item[line.item.pk] if one.is_self_check), None)
        others = [one for one in by_item[line.item.pk] if not one.is_self_check]
        found.append(
            Line(
                text=f"{line.number}. {line.text}{_added(line.item)}",
                seen=_("Seen in the draft") if line.state == "met" else line.why,
                author=words[own.answer] if own else _("Not answered"),
                reason=own.reason if own else "",
                reviewers=_counted(others),
                reasons=[
                    f"{one.person.display_name}: {one.reason}" for one in others if one.reason
                ],
            )
        )
    return found


def _added(item: ChecklistItem) -> str:
    if not item.added_by:
        return ""
    return " " + _("(added by %(place)s)") % {"place": item.added_by}


def _counted(reviews: Sequence[ItemReview]) -> str:
    yes = sum(one.answer == ItemAnswer.YES for one in reviews)
    not_yet = sum(one.answer == ItemAnswer.NOT_YET for one in reviews)
    said = []
    if yes:
        said.append(_("%(n)s yes") % {"n": yes})
    if not_yet:
        said.append(_("%(n)s not yet") % {"n": not_yet})
    return ", ".join(said)


def cited(source: Mapping[str, Any]) -> str:
    """A citation in one line, as a list of references has it."""
    doi = source.get("doi")
    parts = [
        f"{source.get('authors', '')} ({source.get('year', '')})",
        source.get("title", ""),
        source.get("source", ""),
        f"https://doi.org/{doi}" if doi else source.get("url", ""),
    ]
    return ". ".join(str(part).strip().rstrip(".") for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Departments of a program side by side: a row each, and what stands apart in sentences."""

    measures: list[str]
    rows: list[tuple[str, list[str]]]
    apart: list[str]


def departments_compared(program: Organization) -> Compared:
    """The section on comparability; the figures are those of its page."""
    comparison, view = comparison_under([program.path]), VIEWS[0]
    lines = sorted(comparison.lines[view], key=lambda line: (line.name.casefold(), line.key))
    apart = []
    for one in comparison.apart(view):
        ends = [
            f"{e.name} {wording.said(one.measure, e.cells[one.measure])}"
            for e in (one.most, one.least)
        ]
        apart.append(f"{wording.head(one.measure)}: {' · '.join(ends)}. {wording.times(one)}")
    return Compared(
        measures=[wording.head(measure) for measure in Measure],
        rows=[(line.name, [wording.said(m, line.cells[m]) for m in Measure]) for line in lines],
        apart=apart,
    )
