"""The queue as allocation sees it: who may take what, read from the rows. Takes no lock."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Max, Q, QuerySet

from assay.assessment import policy
from assay.assessment.districts import homes_of, reaches
from assay.assessment.judging.allocation import WEEKS, Candidate, Waiting, bar, turn
from assay.assessment.languages import languages_read
from assay.assessment.models import (
    LIVE,
    Assessor,
    Assignment,
    AssignmentStatus,
    Availability,
    Conflict,
    Evaluation,
    Screening,
    Slot,
    Status,
    agreed,
)
from assay.assessment.reach import ANYWHERE, Reach
from assay.assessment.workplaces import workplaces_of
from assay.catalog.models import major_of
from assay.coaching.models import Pairing
from assay.lib.clock import now, today
from assay.lib.prepared import planned_once, prepared
from assay.people.models import (
    Membership,
    OrganizationKind,
    Person,
    ReadingPurpose,
    districts_of,
)
from assay.program.policies import AssessmentPolicy

#: How many of the queue are looked at in one go: few at first, and more where many are barred.
LOOK_AT, LOOK_AT_MOST = 50, 1600

_LEARNER = "submission__start__person"
_MICRO_CREDENTIAL, _NUMBER = "submission__version__micro_credential", "submission__version__number"
_LANGUAGE = "submission__language"
_SHOWN = ("pk", "due_on", "status", _LEARNER, _MICRO_CREDENTIAL, _NUMBER, _LANGUAGE)


# --- one who asks for the next one -----------------------------------------------------------------------------------


def candidate_of(assessor: Person, rules: AssessmentPolicy) -> Candidate:
    """An assessor who asks, without their share: who asks has their turn (`allocation`)."""
    return Candidate(
        person=assessor.pk,
        workplaces=workplaces_of([assessor.pk]).get(assessor.pk, frozenset()),
        conflicts=kept_apart([assessor.pk], rules)[assessor.pk],
        certified=policy.scored_by(assessor),
        open_leases=len(_open_of(assessor.pk)),
        departments=frozenset(
            place.pk
            for place in assessor.organizations_as(*policy.ASSESSORS)
            if place.kind == OrganizationKind.DEPARTMENT
        ),
        languages=languages_read([assessor.pk]).get(assessor.pk, frozenset()),
        districts=homes_of(assessor),
    )


def in_turn(candidate: Candidate) -> Iterator[Waiting]:
    """What nothing bars to them, in the order in which it is theirs to take.

    Read from the index in its order, and no further than somebody asks. Of one day no more are compared than are
    looked at in one go. What they were offered before and let go comes after everything else.
    """
    states = [_rows(candidate, state) for state in (Status.QUEUED, Status.SECOND_SCORING)]
    rows, look_at = heapq.merge(*states, key=itemgetter("due_on", "pk")), LOOK_AT
    offered_before = set(_run_out(candidate.person))
    at_last: list[Waiting] = []
    while some := list(islice(rows, look_at)):
        workplaces = workplaces_of({row[_LEARNER] for row in some})
        learners = {row["pk"]: row[_LEARNER] for row in some}
        reach = reaches(learners, ReadingPurpose.SCORING, candidate.districts)
        known = (_waiting(row, workplaces, reach) for row in some)
        free = [waiting for waiting in known if bar(candidate, waiting) is None]
        at_last += [waiting for waiting in free if waiting.evaluation in offered_before]
        free = [waiting for waiting in free if waiting.evaluation not in offered_before]
        for _due, of_a_day in groupby(free, key=attrgetter("due")):
            yield from _by_preference(candidate, list(of_a_day))
        look_at = min(look_at * 4, LOOK_AT_MOST)
    yield from at_last


def _rows(candidate: Candidate, state: Status) -> Iterator[dict[str, Any]]:
    """A piece at a time, each after the last row of the one before: what others take meanwhile moves none of it."""
    micro_credentials = sorted({pk for pk, _major in candidate.certified})
    due_on, last, look_at = date.min, 0, LOOK_AT
    while True:
        values = state.value, micro_credentials, candidate.person, due_on, last
        rows = _in_state.part(0, look_at, values)
        yield from rows
        if len(rows) < look_at:
            return
        due_on, last = rows[-1]["due_on"], rows[-1]["pk"]
        look_at = min(look_at * 4, LOOK_AT_MOST)


@prepared
def _in_state(
    state: str, micro_credentials: Sequence[int], person: int, due_on: date, after: int
) -> QuerySet[Evaluation, dict[str, Any]]:
    """What waits in one state beyond a day and a key, without what this assessor read, holds or screened."""
    mine = Assignment.objects.filter(assessor__pk=person).barring()
    rows = Evaluation.objects.waiting_for_a_scorer().filter(
        Q(due_on__gt=due_on) | Q(pk__gt=after),
        status=state,
        due_on__gte=due_on,
        submission__version__micro_credential__pk__in=micro_credentials,
    )
    rows = rows.exclude(pk__in=mine.values("evaluation"))
    rows = rows.exclude(pk__in=Screening.objects.filter(by__pk=person).values("evaluation"))
    shown: QuerySet[Evaluation, dict[str, Any]] = rows.order_by("due_on", "pk").values(*_SHOWN)
    return shown


@planned_once
def _open_of(person: int) -> QuerySet[Assignment, int]:
    rows = Assignment.objects.open().filter(assessor__pk=person)
    return rows.order_by().values_list("pk", flat=True)


@planned_once
def _run_out(person: int) -> QuerySet[Assignment, int]:
    rows = Assignment.objects.run_out().filter(assessor__pk=person)
    return rows.order_by().values_list("evaluation", flat=True)


def _by_preference(candidate: Candidate, of_a_day: list[Waiting]) -> list[Waiting]:
    """Those of one day: another department first, and whom they met least recently. What is alone needs no question."""
    if len(of_a_day) < 2:
        return of_a_day
    known = _with_first_readers(of_a_day)
    met = _met([candidate.person], known)[candidate.person]
    asking = replace(candidate, met=met)
    return sorted(known, key=lambda waiting: turn(asking, waiting))


def _waiting(
    row: Mapping[str, Any],
    workplaces: Mapping[int, frozenset[int]],
    reach: Mapping[int, Reach],
) -> Waiting:
    learner = row[_LEARNER]
    return Waiting(
        evaluation=row["pk"],
        learner=learner,
        learner_workplaces=workplaces.get(learner, frozenset()),
        micro_credential=row[_MICRO_CREDENTIAL],
        major=major_of(row[_NUMBER]),
        already=frozenset(),  # those, and who screened it, the rows of one assessor leave out
        screened=frozenset(),
        due=row["due_on"].isoformat(),
        language=row[_LANGUAGE],
        reach=reach.get(row["pk"], ANYWHERE),
    )


# --- a round of offers -----------------------------------------------------------------------------------------------


def everything_waiting() -> list[Waiting]:
    """All that waits for a scoring, due first, with all who are barred from it by what they did."""
    rows = list(Evaluation.objects.waiting_for_a_scorer().order_by("due_on", "pk").values(*_SHOWN))
    keys = [row["pk"] for row in rows]
    workplaces = workplaces_of({row[_LEARNER] for row in rows})
    learners = {row["pk"]: row[_LEARNER] for row in rows}
    reach = reaches(learners, ReadingPurpose.SCORING, _districts_at_work())
    of_queue = Assignment.objects.filter(evaluation__in=Evaluation.objects.waiting_for_a_scorer())
    already = _together(of_queue.barring().values_list("evaluation", "assessor"))
    passed = _together(of_queue.run_out().values_list("evaluation", "assessor"))
    screened = _together(
        Screening.objects.filter(
            evaluation__in=Evaluation.objects.waiting_for_a_scorer()
        ).values_list("evaluation", "by")
    )
    known = [
        replace(
            _waiting(row, workplaces, reach),
            already=already[pk],
            passed=passed[pk],
            screened=screened[pk],
        )
        for pk, row in zip(keys, rows, strict=True)
    ]
    return _with_first_readers(known)


def everybody(queue: Sequence[Waiting], rules: AssessmentPolicy) -> list[Candidate]:
    """All assessors at work who may score something of the queue, and to whom offers may come unasked today."""
    wanted = {(waiting.micro_credential, waiting.major) for waiting in queue}
    certified: dict[int, set[tuple[int, str]]] = defaultdict(set)
    rows = Assessor.objects.at_work().filter(micro_credential__in={pk for pk, _major in wanted})
    for person, micro_credential, major in rows.values_list("person", "micro_credential", "major"):
        if (micro_credential, major) in wanted:
            certified[person].add((micro_credential, major))
    people = sorted(certified.keys() - _unwilling(certified, rules))
    workplaces, departments = workplaces_of(people), departments_of(people)
    homes = districts_of(people)
    conflicts, shares = kept_apart(people, rules), agreed(people)
    languages = languages_read(people)
    open_, taken, this_week = _carried(people)
    met = _met(people, queue)
    return [
        Candidate(
            person=person,
            workplaces=workplaces.get(person, frozenset()),
            conflicts=conflicts[person],
            certified=frozenset(certified[person]),
            open_leases=open_[person],
            departments=departments.get(person, frozenset()),
            languages=languages.get(person, frozenset()),
            per_week=float(shares.get(person, rules.share_per_week)),
            taken=taken[person],
            taken_this_week=this_week[person],
            met=met[person],
            districts=homes.get(person, frozenset()),
        )
        for person in people
    ]


def _districts_at_work() -> set[int]:
    """Every district to which an assessor belongs."""
    people = Assessor.objects.current().order_by().values_list("person", flat=True).distinct()
    return {district for homes in districts_of(list(people)).values() for district in homes}


def _unwilling(people: Iterable[int], rules: AssessmentPolicy) -> set[int]:
    """Who is away, wants no offers unasked, or has one already that is not answered."""
    said = Availability.objects.filter(person__in=list(people))
    off = Q(takes_offers=False) | Q(away_until__gt=today())
    found = set(said.filter(off).values_list("person", flat=True))
    if not rules.offers_unasked:
        found |= set(people) - set(said.filter(takes_offers=True).values_list("person", flat=True))
    asked = Assignment.objects.filter(assessor__in=list(people), status=AssignmentStatus.OFFERED)
    return found | set(asked.values_list("assessor", flat=True))


def _carried(
    people: Sequence[int],
) -> tuple[Mapping[int, int], Mapping[int, int], Mapping[int, int]]:
    """By assessor: open leases, taken within `WEEKS`, and taken within a week."""
    open_: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    this_week: dict[int, int] = defaultdict(int)
    at = now()
    of_them = Assignment.objects.filter(assessor__in=people)
    for person in of_them.open().values_list("assessor", flat=True):
        open_[person] += 1
    counted = of_them.taken_since(at - timedelta(weeks=WEEKS))
    week_ago = at - timedelta(weeks=1)
    for person, accepted_at in counted.values_list("assessor", "accepted_at"):
        taken[person] += 1
        this_week[person] += accepted_at is not None and accepted_at >= week_ago
    return open_, taken, this_week


# --- what both ask ---------------------------------------------------------------------------------------------------


def departments_of(people: Iterable[int]) -> dict[int, frozenset[int]]:
    """The departments for which each of these people assesses."""
    return dict(_together(_assessing(sorted(people), today())))


@planned_once
def _assessing(people: Sequence[int], day: date) -> QuerySet[Membership, tuple[int, int]]:
    rows = Membership.objects.current(day).filter(
        person__pk__in=people,
        role__in=policy.ASSESSORS,
        organization__kind=OrganizationKind.DEPARTMENT,
    )
    return rows.order_by().values_list("person", "organization")


def _with_first_readers(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Each with who reads or has read it on the other scoring, and from where."""
    if len(waiting) > LOOK_AT_MOST:
        rows = Assignment.objects.filter(
            evaluation__in=Evaluation.objects.waiting_for_a_scorer(), status__in=LIVE
        )
        readers = dict(rows.values_list("evaluation", "assessor"))
    else:
        readers = dict(_readers([one.evaluation for one in waiting]))
    if not readers:
        return list(waiting)
    departments = departments_of(set(readers.values()))
    return [
        replace(
            one,
            first_reader=readers.get(one.evaluation),
            first_departments=departments.get(readers.get(one.evaluation, 0), frozenset()),
        )
        for one in waiting
    ]


@planned_once
def _readers(evaluations: Sequence[int]) -> QuerySet[Assignment, tuple[int, int]]:
    rows = Assignment.objects.filter(
        evaluation__pk__in=evaluations, status__in=LIVE, slot__in=(Slot.FIRST, Slot.SECOND)
    )
    return rows.order_by().values_list("evaluation", "assessor")


def _met(people: Sequence[int], waiting: Sequence[Waiting]) -> dict[int, dict[int, int]]:
    """When each of these assessors last read a learner who waits, or beside a reader of what waits."""
    met: dict[int, dict[int, int]] = defaultdict(dict)
    learners = {one.learner for one in waiting}
    read = Assignment.objects.filter(assessor__in=people, accepted_at__isnull=False)
    if len(learners) <= LOOK_AT_MOST:
        _keep_last(met, _with_learners(people, sorted(learners)))
    else:
        with_any = read.values_list("assessor", f"evaluation__{_LEARNER}")
        _keep_last(met, with_any.annotate(last=Max("accepted_at")))
    if fellows := {one.first_reader for one in waiting if one.first_reader is not None}:
        beside = read.filter(evaluation__assignments__assessor__in=fellows)
        pairs = beside.values_list("assessor", "evaluation__assignments__assessor")
        _keep_last(met, pairs.annotate(last=Max("accepted_at")))
    return met


@planned_once
def _with_learners(
    people: Sequence[int], learners: Sequence[int]
) -> QuerySet[Assignment, tuple[int, int, datetime]]:
    rows = Assignment.objects.filter(
        assessor__pk__in=people,
        accepted_at__isnull=False,
        **{f"evaluation__{_LEARNER}__pk__in": learners},
    )
    pairs = rows.order_by().values_list("assessor", f"evaluation__{_LEARNER}")
    return pairs.annotate(last=Max("accepted_at"))


def _keep_last(met: dict[int, dict[int, int]], rows: Iterable[tuple[int, int, datetime]]) -> None:
    for person, other, last in rows:
        met[person][other] = max(met[person].get(other, 0), last.toordinal())


def kept_apart(people: Sequence[int], rules: AssessmentPolicy) -> dict[int, frozenset[int]]:
    """Whom each of these people must not judge: declared by either side, or known since they stepped back."""
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in _ties(people, policy.coached_since(rules)):
        found[one].add(other)
        found[other].add(one)
    for person, learner in _stepped_back(people):
        found[person].add(learner)
    return defaultdict(frozenset, {person: frozenset(found[person]) for person in people})


@planned_once
def _ties(people: Sequence[int], since: datetime) -> QuerySet[Conflict, tuple[int, int]]:
    rows = Conflict.objects.all().standing(since).order_by()
    rows = rows.filter(Q(person__pk__in=people) | Q(other__pk__in=people))
    helped = Pairing.objects.all().helped_since(since).order_by()
    helped = helped.filter(Q(learner__pk__in=people) | Q(coach__pk__in=people))
    return rows.values_list("person", "other").union(helped.values_list("coach", "learner"))


@planned_once
def _stepped_back(people: Sequence[int]) -> QuerySet[Assignment, tuple[int, int]]:
    rows = Assignment.objects.filter(
        assessor__pk__in=people, status=AssignmentStatus.RECUSED
    ).exclude(recusal_ground="")
    return rows.order_by().values_list("assessor", f"evaluation__{_LEARNER}")


def _together(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})
