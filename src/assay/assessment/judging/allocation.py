"""Allocation: who may take what, and who gets it. Without database.

The objective, in this order; what stands earlier is never given up for what stands later:

1. Nothing goes to somebody whom anything bars (`bar`).
2. What is due first is served first, and as much of it as can be served: a round takes an offer to one assessor back
   where another can have it, so that nothing lies because of who was asked first.
3. Whoever carries least of the share they agreed on is asked first, in steps of a quarter share.
4. The second reader comes from another department than the first.
5. The assessor who read this learner, or beside this reader, least recently.
6. Whoever may score fewest things: those who may score much stay free for what few may score.

Who presses *next* is one assessor, so 3 and 6 say nothing to them: of what nothing bars they get what is due first,
and of one day that which 4 and 5 prefer. Nothing is kept back for somebody better placed.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter

from assay.assessment.reach import ANYWHERE, Reach, crosses

#: Over how many weeks what somebody took is held against their share.
WEEKS = 4
#: Of equally loaded assessors so many are compared, and no more: a round over many stays quick.
COMPARED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An assessor as allocation knows them: where they work, whom they must not judge, how much they carry."""

    person: int
    workplaces: frozenset[int]  # schools, departments and offices
    conflicts: frozenset[int]  # persons: declared by either side, or stepped back from
    certified: frozenset[tuple[int, str]]  # (micro-credential, scoring version)
    open_leases: int
    departments: frozenset[int] = frozenset()  # from which they assess
    languages: frozenset[str] = frozenset()  # read beside those of what they are certified for
    per_week: float = 1.0  # submissions a week that they and a lead agreed on
    taken: int = 0  # within `WEEKS`
    taken_this_week: int = 0
    districts: frozenset[int] = frozenset()  # to which they belong
    #: Person, learner or fellow reader, to the day (its ordinal) of the last time.
    met: Mapping[int, int] = field(default_factory=dict)

    @property
    def load(self) -> float:
        """What they took within `WEEKS`, as a part of their share."""
        return self.taken / (WEEKS * self.per_week) if self.per_week > 0 else float("inf")

    @property
    def step(self) -> float:
        """Their load in quarters of a share, begun ones counted."""
        return -(-4 * self.load // 1) if self.per_week > 0 else float("inf")

    def has_room(self, most_open: int) -> bool:
        """Below the agreed share of a week, and with fewer open than one may hold."""
        return self.taken_this_week < self.per_week and self.open_leases < most_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A submission that waits for a scoring, as allocation knows it."""

    evaluation: int
    learner: int
    learner_workplaces: frozenset[int]
    micro_credential: int
    major: str
    already: frozenset[int]  # persons who have, or had, a slot of it
    screened: frozenset[int]  # persons who checked it for completeness
    due: str  # ISO day, for the order
    language: str = ""  # of its evidence, where that is not the version's
    first_reader: int | None = None
    first_departments: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()  # persons who let an offer of it run out
    reach: Reach = ANYWHERE  # whose assessors may read it


def bar(candidate: Candidate, waiting: Waiting) -> str | None:
    """Why this assessor may not score this submission, as a code, or None. Order: the plainest reason first."""
    if candidate.person == waiting.learner:
        return "self"
    if (waiting.micro_credential, waiting.major) not in candidate.certified:
        return "not_certified"
    if candidate.person in waiting.already:
        return "other_slot"
    if candidate.person in waiting.screened:
        return "screened"
    if candidate.workplaces & waiting.learner_workplaces:
        return "same_workplace"
    if waiting.learner in candidate.conflicts:
        return "declared_conflict"
    if crosses(candidate.districts, waiting.reach):
        return "other_district"
    if waiting.language and waiting.language not in candidate.languages:
        return "language"
    return None


def preference(candidate: Candidate, waiting: Waiting) -> tuple[bool, int]:
    """How well this reader suits this submission among those nothing bars, lower is better: points 4 and 5."""
    of_one_department = bool(candidate.departments & waiting.first_departments)
    met = candidate.met
    fellow = met.get(waiting.first_reader, 0) if waiting.first_reader is not None else 0
    return of_one_department, max(met.get(waiting.learner, 0), fellow)


def best_for(candidate: Candidate, queue: Iterable[Waiting]) -> Waiting | None:
    """What an assessor who asks for the next one gets; None where everything is barred."""
    free = (waiting for waiting in queue if bar(candidate, waiting) is None)
    return min(free, key=lambda one: turn(candidate, one), default=None)


def turn(candidate: Candidate, waiting: Waiting) -> tuple[str, tuple[bool, int], int]:
    """By this an assessor's own queue is ordered: due day, preference, and then the oldest."""
    return waiting.due, preference(candidate, waiting), waiting.evaluation


def fair_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Whoever carries least of their share first."""
    return sorted(candidates, key=attrgetter("step", "load", "person"))


def allot(
    candidates: Iterable[Candidate], queue: Iterable[Waiting], *, most_open: int
) -> list[tuple[Candidate, Waiting]]:
    """One round of offers: at most one to each assessor who has room, to those who carry least, for what is due first.

    Whoever let an offer of a submission run out is not offered it again, though they may take it themselves.
    """
    round_ = _Round([one for one in fair_order(candidates) if one.has_room(most_open)])
    for waiting in sorted(queue, key=attrgetter("due", "evaluation")):
        if not round_.free:
            break
        round_.serve(waiting)
    return [(round_.people[person], waiting) for person, waiting in round_.given.items()]


class _Round:
    """Who has been given what so far. A submission once served stays served, though perhaps by somebody else."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.people = {one.person: one for one in candidates}
        self.free = set(self.people)
        self.given: dict[int, Waiting] = {}
        #: In fair order, those who may score a version and can still be reached.
        self.readers: dict[tuple[int, str], dict[int, Candidate]] = defaultdict(dict)
        for one in candidates:
            for key in one.certified:
                self.readers[key][one.person] = one

    def serve(self, waiting: Waiting) -> None:
        if (best := self._best(waiting)) is not None:
            self._give(best, waiting)
        else:
            self._make_room(waiting)

    def _best(self, waiting: Waiting) -> Candidate | None:
        """Of those who carry least, the one who suits best."""
        free = (one for one in self._readers(waiting) if one.person in self.free)
        first = next(free, None)
        if first is None:
            return None
        alike = [first]
        for one in islice(free, COMPARED - 1):
            if one.step != first.step:
                break
            alike.append(one)
        return min(alike, key=lambda one: (preference(one, waiting), len(one.certified)))

    def _make_room(self, waiting: Waiting) -> None:
        """Give it to somebody who has another one already, where somebody free can have that: the shortest such way.

        Where there is no way, none of those who were asked can ever be freed, and nobody asks them again.
        """
        came_from: dict[int, Waiting] = {}
        asked = deque([waiting])
        while asked:
            one = asked.popleft()
            for reader in self._readers(one):
                if reader.person in came_from:
                    continue
                came_from[reader.person] = one
                if reader.person in self.free:
                    self._pass_on(reader.person, came_from, waiting)
                    return
                asked.append(self.given[reader.person])
        for person in came_from:
            for key in self.people[person].certified:
                self.readers[key].pop(person, None)

    def _pass_on(self, person: int, came_from: Mapping[int, Waiting], last: Waiting) -> None:
        holder = {one.evaluation: who for who, one in self.given.items()}
        while True:
            one = came_from[person]
            self._give(self.people[person], one)
            if one is last:
                return
            person = holder[one.evaluation]

    def _readers(self, waiting: Waiting) -> Iterable[Candidate]:
        known = self.readers.get((waiting.micro_credential, waiting.major), {})
        return (
            one
            for one in known.values()
            if one.person not in waiting.passed and bar(one, waiting) is None
        )

    def _give(self, candidate: Candidate, waiting: Waiting) -> None:
        self.free.discard(candidate.person)
        self.given[candidate.person] = waiting
