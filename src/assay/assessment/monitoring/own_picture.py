"""How one assessor's levels lie beside those of others: their own picture, for themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assay.assessment.agreement.figures import Figure, share
from assay.assessment.models import (
    AnchorReading,
    Assignment,
    AssignmentStatus,
    ReaderFigures,
    Slot,
    Status,
)
from assay.assessment.monitoring.counts import added, share_of
from assay.assessment.readings import Kind, Pair, latest_of
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import Person

#: So many of the latest readings are looked through for what is worth another look.
LATEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A sheet of one's own worth another look: where it is, and on which criteria the other reader differed."""

    url: str
    name: str
    about: str
    language: str  # of the titles
    at: datetime
    differing: Sequence[Mapping[str, str]]  # criterion, own, other


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """How often one gave the same level as others on a criterion."""

    title: str
    about: str
    language: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Beside other readers, beside experts, both by month, by criterion (fewest alike first), and what to look at."""

    others: Figure
    experts: Figure
    tendency: str
    months: dict[str, Figure]
    criteria: list[Criterion]
    again: list[Again]
    counted_at: datetime | None


def own_picture(person: Person) -> Own:
    """Six queries, however much was read."""
    mine = list(_figures_of(person.pk))
    months: dict[str, list[int]] = added(own.months for own in mine)
    criteria = [
        Criterion(
            title=own.figures.criteria.get(criterion, criterion),
            about=own.figures.title,
            language=own.figures.language,
            figure=share_of(counted),
        )
        for own in mine
        for criterion, counted in own.criteria.items()
    ]
    rows = [own.figures for own in mine]
    titles = {
        (row.micro_credential_id, row.major): (row.title, row.language, row.criteria)
        for row in rows
    }
    return Own(
        others=share(sum(own.same for own in mine), sum(own.scores for own in mine)),
        experts=share(sum(own.expert_same for own in mine), sum(own.expert_scores for own in mine)),
        tendency=_tendency(sum(own.above for own in mine), sum(own.below for own in mine)),
        months={month: share_of(months[month]) for month in sorted(months)},
        criteria=sorted(
            (one for one in criteria if one.figure.known), key=lambda one: one.figure.value or 0
        ),
        again=_worth_another_look(person, latest_of(person.pk, LATEST), titles),
        counted_at=min((row.counted_at for row in rows), default=None),
    )


@prepared
def _figures_of(person: int) -> QuerySet[ReaderFigures]:
    rows = ReaderFigures.objects.get_queryset().filter(person=person)
    return rows.select_related("figures").defer("figures__counts").order_by("figures")


def _tendency(above: int, below: int) -> str:
    """Whether one's level lay above the other's more often than below, where they differed on ten or more."""
    if above + below < 10:
        return ""
    said = {"above": above, "below": below}
    if above >= 2 * below:
        return (
            _(
                "Where you differ you are mostly the more generous: %(above)d above, %(below)d below."
            )
            % said
        )
    if below >= 2 * above:
        return (
            _("Where you differ you are mostly the stricter: %(below)d below, %(above)d above.")
            % said
        )
    return (
        _("Where you differ you are about as often above as below: %(above)d and %(below)d.") % said
    )


def _worth_another_look(
    person: Person,
    pairs: Sequence[Pair],
    titles: Mapping[tuple[int, str], tuple[str, str, Mapping[str, str]]],
) -> list[Again]:
    """Own sheets on which a level differed: of released work, and of anchors. Two queries."""
    differing = [pair for pair in pairs if pair.same < len(pair.levels)]
    sheets = _own_sheets(person, [p.subject for p in differing if p.kind != Kind.EXPERT])
    anchors = _own_anchors(person, [p.subject for p in differing if p.kind == Kind.EXPERT])
    found = []
    for pair in differing:
        known = (anchors if pair.kind == Kind.EXPERT else sheets).get(pair.subject)
        if known is None:
            continue  # not decided yet: it stays between the two
        title, language, criteria = titles.get((pair.micro_credential, pair.major), ("", "", {}))
        found.append(
            Again(
                url=known[0],
                name=known[1],
                about=title,
                language=language,
                at=pair.at,
                differing=[
                    {"criterion": criteria.get(c, c), "own": own, "other": other}
                    for c, own, other in pair.seen_by(person.pk)
                    if own != other
                ],
            )
        )
    return found


def _own_sheets(person: Person, evaluations: Sequence[int]) -> dict[int, tuple[str, str]]:
    return {
        evaluation: (address_of("assessment:sheet", pk), public_id)
        for evaluation, pk, public_id in _own_released(person.pk, evaluations)
    }


@prepared
def _own_released(
    person: int, evaluations: Sequence[int]
) -> QuerySet[Assignment, tuple[int, int, str]]:
    """Sheets of one's own, whose result was released."""
    rows = Assignment.objects.filter(
        assessor=person,
        evaluation__pk__in=evaluations,
        evaluation__status=Status.RELEASED,
        status=AssignmentStatus.SCORED,
        slot__in=(Slot.FIRST, Slot.SECOND),
    )
    return rows.order_by("pk").values_list("evaluation", "pk", "evaluation__submission__public_id")


def _own_anchors(person: Person, anchors: Sequence[int]) -> dict[int, tuple[str, str]]:
    return {
        anchor: (address_of("assessment:beside", pk), _("Anchor %(id)s") % {"id": public_id})
        for anchor, pk, public_id in _own_handed_over(person.pk, anchors)
    }


@prepared
def _own_handed_over(
    person: int, anchors: Sequence[int]
) -> QuerySet[AnchorReading, tuple[int, int, str]]:
    rows = AnchorReading.objects.filter(
        person=person, anchor__pk__in=anchors, handed_over_at__isnull=False
    )
    return rows.order_by("pk").values_list("anchor", "pk", "anchor__public_id")
