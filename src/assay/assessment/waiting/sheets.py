"""Score sheets: an assessor's own, and what waits for somebody to take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import (
    Assessor,
    Assignment,
    AssignmentStatus,
    Evaluation,
    Screening,
)
from assay.assessment.waiting.submissions import named_through
from assay.catalog.models import major_of
from assay.lib.counts import Listed
from assay.lib.http import address_of
from assay.lib.prepared import prepared
from assay.people.models import Organization, Person
from assay.ui.author_words import with_words
from assay.ui.work import Call, CallWords, Piece, WorkKind, pieces


def own_sheets(person: Person) -> WorkKind:
    return WorkKind(
        desk="assessing",
        label=_("Your score sheets"),
        note=_("Offered to you or begun"),
        url=reverse("assessment:desk"),
        rows=Listed(_open, person),
        call=_score,
        order=15,
    )


def _score(piece: Piece) -> Call:
    begun = piece.state == AssignmentStatus.ACCEPTED
    heading = _("Go on with the sheet of %(name)s") if begun else _("%(name)s is offered to you")
    return Call(
        heading=heading % {"name": piece.name},
        text=with_words(
            _("%(title)s. Your sheet is as you left it.")
            if begun
            else _("%(title)s. It is offered to you. Say whether you have a tie to it."),
            title=piece.title,
        ),
        url=address_of("assessment:sheet" if begun else "assessment:offered", piece.key),
        button=_("Go on") if begun else _("Look at the offer"),
        row_button=_("Go on") if begun else _("Answer"),
    )


@prepared
def _open(person: Person) -> QuerySet[Assignment, Any]:
    rows = Assignment.objects.visible_to(person).open()
    own = {"state": "status", "since": "offered_at", "due": "due_on"}
    return pieces(rows.order_by("due_on", "pk"), **named_through("evaluation") | own)


def to_take(person: Person, scored: Mapping[int, int]) -> WorkKind:
    """`scored`: the versions they may score, as `may_score` has them."""
    return WorkKind(
        desk="assessing",
        label=_("To take"),
        note=_("Waiting for an assessor"),
        url=reverse("assessment:desk"),
        rows=Listed(_untaken, person, sorted(set(scored.values()))),
        call=CallWords(
            heading=_("Take the next submission"),
            text=_(
                "You are offered the most urgent one first, never from your own school. Nothing opens before you say"
                " that you have no tie to it."
            ),
            url=reverse("assessment:next"),
            button=_("Take the next one"),
            row_button=_("Take the next one"),
            posts=True,
        ),
        order=40,
        own=False,
    )


@prepared
def _untaken(person: Person, scored: Sequence[int]) -> QuerySet[Evaluation, Any]:
    """As the assessor's desk counts them. In no order: which one comes next is worked out when it is taken."""
    return pieces(waiting_for_a_taker(person, scored).order_by(), key="pk")


def waiting_for_a_taker(person: Person, scored: Sequence[int]) -> QuerySet[Evaluation]:
    """What waits that this person may score. No joins that multiply rows: the queue may be long."""
    seen = Assignment.objects.filter(assessor=person).barring().values("evaluation")
    checked = Screening.objects.filter(by=person).values("evaluation")
    queue = Evaluation.objects.waiting_for_a_scorer().filter(
        submission__version__micro_credential__pk__in=scored
    )
    queue = queue.exclude(submission__start__person=person)
    return queue.exclude(pk__in=seen).exclude(pk__in=checked)


def may_score(person: Person) -> dict[int, int]:
    """The versions this person may score, each with its micro-credential: `policy.scored_by`, told by version."""
    served: dict[int, bool] = {}
    found = {}
    for version, number, one, major, issuer, path in _attested(person):
        if issuer not in served:
            place = Organization(pk=issuer, path=path)
            served[issuer] = person.serves_program(place, *policy.ASSESSORS)
        if served[issuer] and major_of(number) == major:
            found[version] = one
    return found


@prepared
def _attested(person: Person) -> QuerySet[Assessor, tuple[int, str, int, str, int, str]]:
    of_version = "micro_credential__versions"
    rows = Assessor.objects.current().not_paused().filter(person=person)
    rows = rows.filter(**{f"{of_version}__isnull": False})
    return rows.values_list(
        f"{of_version}__pk",
        f"{of_version}__number",
        "micro_credential",
        "major",
        "micro_credential__issuer",
        "micro_credential__issuer__path",
    )
