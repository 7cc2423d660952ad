"""One meeting as the committee sees it; and again with what was refused."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assay.governance import policy
from assay.governance.models import (
    WITH_COMMITTEE,
    AgendaItem,
    Attendance,
    ItemRecusal,
    Meeting,
    Proposal,
    Recusal,
)
from assay.governance.models.committees import READERS, paths_as
from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.lib.http import found_or_404
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.models import Need, NeedState

MOST_OFFERED = 50  # proposals, and needs, of one menu


def meeting_of(request: SignedInRequest, pk: int) -> Meeting:
    """A meeting this person may read about; 404 for everybody else's."""
    return found_or_404(_one.first(pk, paths_as(request.user, READERS)))


@prepared
def _one(pk: int, paths: Sequence[str]) -> QuerySet[Meeting]:
    rows = Meeting.objects.all().read_from(paths).filter(pk=pk)
    return rows.select_related("committee__organization", "secretary")


def show(request: SignedInRequest, row: Meeting, refusal: Refusal | None = None) -> HttpResponse:
    """Its page; where something was refused, with why, and with what was typed still in its place."""
    me, committee = request.user, row.committee
    keeps = policy.can_keep(me, row)
    open_ = row.canceled_at is None and not row.has_begun
    typed: Any = request.POST if refusal else {}
    items = agenda_of(row)
    adds = keeps and row.canceled_at is None
    context = {
        "meeting": row,
        "committee": committee,
        "items": items,
        "is_open": open_,
        "keeps": keeps,
        "leads": policy.can_call(me, committee),
        "sits": policy.sits(me, committee),
        "late": open_ and row.agenda_sent_at is None and row.agenda_by < today(),
        "adds": adds,
        **(_to_choose(row, items) if adds else {}),
        "present": present_at(row),
        "refusal": refusal,
        "typed": typed,
    }
    if keeps and row.has_begun and row.canceled_at is None:
        there = [one.pk for one in context["present"]]
        context["sat"] = [(one, one.pk in there) for one in sat_at(row)]
    status = refusal.status if refusal else 200
    return render(request, "governance/meeting.html", context, status=status)


def answer(
    request: SignedInRequest, row: Meeting, act: Callable[[], str], *, at: str = ""
) -> HttpResponse:
    """Do something with a meeting (`act` says what was done) and show it; what is refused comes back on its page."""
    try:
        said = act()
    except Refusal as refusal:
        return show(request, meeting_of(request, row.pk), refusal)
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('governance:meeting', args=[row.pk])}{at}")


def agenda_of(meeting: Meeting, *, whole: bool = False) -> list[Any]:
    """Its items in order, each with `recused`: who takes no part in it; `whole`, with all that proposals say.

    Four queries.
    """
    rows: list[Any] = list(_whole_items(meeting.pk) if whole else _items(meeting.pk))
    sitting = meeting.committee.sitting()
    people = {one.pk: one for one in _people([one.person_id for one in sitting])}
    recusals = list(_recusals(meeting.pk))
    own = list(_own_recusals(meeting.pk))
    for row in rows:
        found: dict[int, Person] = {}
        if row.proposal is not None:
            row.proposal.committee = meeting.committee
            by_rule = policy.recused_by_rule(row.proposal, sitting)
            found = {pk: people[pk] for pk in by_rule if pk in people}
        for one in recusals:
            if one.proposal_id == row.proposal_id:
                found[one.person_id] = one.person
        for stepped in own:
            if stepped.item_id == row.pk:
                found[stepped.person_id] = stepped.person
        row.recused = list(found.values())
        row.out = set(found)
        row.name = name_of(row)
    return rows


def name_of(item: AgendaItem) -> str:
    """What an item is called in a sentence."""
    if item.proposal is not None:
        return str(item.proposal)
    return item.need.words if item.need is not None else item.title


@prepared
def _items(meeting: int) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("order", "pk")
    rows = rows.select_related("proposal__version", "proposal__department", "need")
    return rows.defer("proposal__version__data")


@prepared
def _whole_items(meeting: int) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("order", "pk")
    names = ("author", "sponsor", "department", "version__micro_credential__issuer")
    return rows.select_related("need", *(f"proposal__{name}" for name in names))


@prepared
def _recusals(meeting: int) -> QuerySet[Recusal]:
    rows = Recusal.objects.filter(proposal__agenda_items__meeting=meeting)
    return rows.select_related("person").order_by("at", "pk")


@prepared
def _own_recusals(meeting: int) -> QuerySet[ItemRecusal]:
    rows = ItemRecusal.objects.filter(item__meeting=meeting)
    return rows.select_related("person").order_by("at", "pk")


@prepared
def _people(keys: Sequence[int]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=keys).order_by("display_name", "pk")


def sat_at(meeting: Meeting) -> list[Person]:
    """Who sat on the committee on its day."""
    day = timezone.localtime(meeting.starts_at).date()
    rows = Person.objects.filter(pk__in=meeting.committee.terms(day).values("person"))
    return list(rows.order_by("display_name", "pk"))


def present_at(meeting: Meeting) -> list[Person]:
    return list(_present(meeting.pk)) if meeting.filled is not None else []


@prepared
def _present(meeting: int) -> QuerySet[Person]:
    there = Attendance.objects.filter(meeting=meeting).order_by().values("person")
    return Person.objects.filter(pk__in=there).order_by("display_name", "pk")


def _to_choose(meeting: Meeting, items: list[Any]) -> dict[str, Any]:
    """What waits for the committee and is not on the agenda yet: what is due first, and what is wanted most."""
    proposals = {one.proposal_id for one in items}
    needs = {one.need_id for one in items}
    waiting: list[Any] = [
        row for row in _proposals(meeting.committee_id) if row.pk not in proposals
    ]
    wanted: list[Any] = [
        row for row in _needs(meeting.committee.organization_id) if row.pk not in needs
    ]
    for row in (*waiting, *wanted):
        row.key = str(row.pk)
    return {"proposals": waiting, "needs": wanted}


@prepared
def _proposals(committee: int) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(committee=committee, status__in=WITH_COMMITTEE)
    rows = rows.select_related("version").defer("version__data")
    return rows.order_by("decide_by", "pk")[:MOST_OFFERED]


@prepared
def _needs(program: int) -> QuerySet[Need]:
    rows = Need.objects.filter(program=program, state=NeedState.OPEN, merged_into=None)
    return rows.most_wanted()[:MOST_OFFERED]
