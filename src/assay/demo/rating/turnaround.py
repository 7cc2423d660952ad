"""A year of a program, day by day, through the rules that the product itself runs on. Without database.

Allocation's rounds and its bars, the advice on a second reading, the comparison of two sheets, the business days, the
reminder and the end of an idle lease are the product's own functions. What people do is drawn from a seed: when they
hand in, whether they answer an offer, how long a reading lies with them, and what they see in it (`raters`).
"""

from bisect import bisect
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from assay.assessment.judging.allocation import WEEKS, Candidate, Waiting, allot, best_for
from assay.assessment.judging.comparison import compare
from assay.assessment.judging.leases import Step, step
from assay.assessment.judging.second_reading import Base, advise
from assay.demo.places import load
from assay.demo.rating.raters import Levels, Pool, Standing, draw_pool, draw_standing, drawing
from assay.demo.rating.reading import ADJUDICATE_WHEN, CRITERIA, FIRST_N, RULES, VERSIONS, Known
from assay.program.calendar import Period, add_business_days, business_days_between, is_business_day
from assay.program.policies import AssessmentPolicy, ServiceLevelPolicy, period_of

_NAMES = tuple(c.id for c in CRITERIA)
#: What people do; none of it is a rule of the product.
DAYS_TO_ANSWER = (
    0,
    0,
    0,
    1,
    1,
    2,
    3,
)  # business days until an offer is answered; 3: it runs out first
STEPS_BACK = 0.015  # of those who answer
FORGETS = 0.05  # takes it and does not touch it
WOKEN_BY_REMINDER = 0.6
DAYS_TO_READ = (
    0,
    1,
    1,
    2,
    2,
    2,
    3,
    3,
    4,
    6,
)  # business days from taking it to handing the sheet over
PRESSES_NEXT = 0.05  # on a business day, of those who hold nothing
DAYS_TO_SETTLE, DAYS_TO_RELEASE = (1, 2, 3), (0, 1, 1)
#: What people agree on a week, and how the year runs against a plain weekday.
SHARES: Final = ((1.0, 0.2), (2.0, 0.5), (3.0, 0.2), (4.0, 0.1))
PEAK, WEEKEND, CLOSED, SUMMER = 2.0, 0.5, 0.3, 0.3
FIRST_ON: Final = date(2026, 7, 1)
#: After the year's last day no one hands in; what waits is still read.
_AFTER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A program: how many people in how many schools, how much they hand in, and who reads it, by department."""

    name: str
    people: int
    schools: int
    submissions: int
    departments: Sequence[int]  # assessors of each
    kinds: int  # micro-credentials
    certified_for: int  # of one assessor; up to half of their own department, the rest by demand

    @property
    def assessors(self) -> int:
        return sum(self.departments)


#: The demo's district: its stipends pay for 900 readings a year, about 1.3 for each of these submissions.
DISTRICT = Scale(
    name="district",
    people=842,
    schools=13,
    submissions=690,
    departments=(9, 3, 2, 4, 3, 3),
    kinds=24,
    certified_for=8,
)
STATE = Scale(
    name="state",
    people=100_000,
    schools=2_400,
    submissions=40_000,
    departments=(20,) * 35,
    kinds=210,
    certified_for=12,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of the year, its closed periods and its peaks."""

    first_on: date
    closed: Sequence[Period]
    peaks: Sequence[Period]

    def days(self) -> Iterator[tuple[date, float]]:
        """Each day with how much is handed in, against a plain weekday."""
        for n in range(365 + _AFTER):
            day = self.first_on + timedelta(days=n)
            yield day, self._weight(day) if n < 365 else 0.0

    def _weight(self, day: date) -> float:
        weight = WEEKEND if day.weekday() >= 5 else 1.0
        if any(first <= day <= last for first, last in self.closed):
            weight *= CLOSED
        if any(first <= day <= last for first, last in self.peaks):
            weight *= PEAK
        return weight * (SUMMER if day.month in (7, 8) else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What came of a year. `loads`: readings of each assessor as a part of what they agreed on; `unused` of all."""

    turnarounds: tuple[
        int, ...
    ]  # business days from handing in to the decision, of each submission
    waits: tuple[int, ...]  # business days without a reader, of each reading
    loads: tuple[float, ...]
    readings: float  # a submission, partial ones and third judgments by their share
    unused: float
    lapsed: int
    reminded: int
    ran_out: int  # offers
    undecided: int


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """A submission on its way."""

    number: int
    learner: int
    school: int
    kind: int
    standing: Standing
    handed_in_on: date
    due_on: date
    ready_on: date  # found complete, or given back: it waits for a reader since
    sheets: list[tuple[int, Levels]] = field(default_factory=list)
    again: tuple[str, ...] = ()
    paid: float = 0.0
    already: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)
    decided_on: date | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class _Reader:
    """An assessor as the year goes on."""

    person: int
    school: int
    department: int
    certified: frozenset[tuple[int, str]]
    per_week: float
    taken: deque[date] = field(default_factory=deque)
    read: int = 0
    open: int = 0
    offered: bool = False
    met: dict[int, int] = field(default_factory=dict)

    def candidate(self, day: date) -> Candidate:
        while self.taken and (day - self.taken[0]).days >= 7 * WEEKS:
            self.taken.popleft()
        return Candidate(
            person=self.person,
            workplaces=frozenset({self.school}),
            conflicts=frozenset(),
            certified=self.certified,
            open_leases=self.open,
            departments=frozenset({self.department}),
            per_week=self.per_week,
            taken=len(self.taken),
            taken_this_week=sum((day - on).days < 7 for on in self.taken),
            met=self.met,
        )


@dataclass(slots=True, kw_only=True, eq=False)
class _Lease:
    """An offer, and after it is taken a lease."""

    work: _Work
    reader: _Reader
    offered_on: date
    answered_on: date
    touched_on: date
    done_on: date
    taken: bool = False
    forgotten: bool = False
    reminded: bool = False


class _Run:
    """One year with people of its own."""

    def __init__(self, scale: Scale, calendar: Calendar, seed: int) -> None:
        self.scale, self.calendar, self.rng = scale, calendar, drawing(seed)
        self.rules, self.closed = AssessmentPolicy(), list(calendar.closed)
        self.pool: Pool = draw_pool(self.rng, scale.assessors, leads=max(3, scale.assessors // 40))
        self.difficulty = [
            tuple(self.rng.gauss(0, 0.4) for _ in CRITERIA) for _ in range(scale.kinds)
        ]
        self.popular = list(accumulate(1 / (n + 3) for n in range(scale.kinds)))
        self.readers = self._draw_readers()
        self.known = Known()
        self.judged: Counter[int] = Counter()
        self.queue: dict[int, _Work] = {}
        self.leases: list[_Lease] = []
        self.all: list[_Work] = []
        self.waits: list[int] = []
        self.counts: Counter[str] = Counter()

    def _draw_readers(self) -> list[_Reader]:
        by_department: dict[int, list[int]] = defaultdict(list)
        for kind in range(self.scale.kinds):
            by_department[kind % len(self.scale.departments)].append(kind)
        found: list[_Reader] = []
        for department, many in enumerate(self.scale.departments):
            own = by_department[department]
            for _n in range(many):
                kinds = set(own[: self.scale.certified_for // 2])
                while len(kinds) < self.scale.certified_for:
                    kinds.add(self._asked_for())  # leads certify for what is handed in
                share = self.rng.choices(*zip(*SHARES, strict=True))[0]
                found.append(
                    _Reader(
                        person=len(found),
                        school=self.rng.randrange(self.scale.schools),
                        department=department,
                        certified=frozenset((kind, "1") for kind in kinds),
                        per_week=share,
                    )
                )
        return found

    def go(self) -> Year:
        weights = list(self.calendar.days())
        total = sum(weight for _day, weight in weights)
        owed = 0.0
        for day, weight in weights:
            owed += self.scale.submissions * weight / total
            for _n in range(int(owed)):
                self._hand_in(day)
            owed -= int(owed)
            if is_business_day(day, self.closed):
                self._work_on(day)
                self._offer(day)
        return self._told(weights[364][0])

    def _hand_in(self, day: date) -> None:
        kind = self._asked_for()
        work = _Work(
            number=len(self.all),
            learner=self.scale.assessors + self.rng.randrange(self.scale.people),
            school=self.rng.randrange(self.scale.schools),
            kind=kind,
            standing=draw_standing(self.rng, self.difficulty[kind]),
            handed_in_on=day,
            due_on=add_business_days(day, ServiceLevelPolicy().business_days_target, self.closed),
            ready_on=add_business_days(day, self.rng.choice((0, 1)), self.closed),
        )
        self.all.append(work)
        self.queue[work.number] = work

    def _asked_for(self) -> int:
        """A micro-credential, as often as it is earned."""
        return bisect(self.popular, self.rng.random() * self.popular[-1])

    # --- offers ------------------------------------------------------------------------------------------------------

    def _offer(self, day: date) -> None:
        """A round of offers, as every business day has; and those who ask for the next one."""
        ready = [work for work in self.queue.values() if work.ready_on <= day]
        waiting = {work.number: self._waiting(work) for work in ready}
        free = [reader for reader in self.readers if not reader.offered]
        candidates = [reader.candidate(day) for reader in free]
        pairs = allot(candidates, waiting.values(), most_open=self.rules.max_open_per_assessor)
        for candidate, one in pairs:
            self._give(self.all[one.evaluation], self.readers[candidate.person], day, asked=False)
            del waiting[one.evaluation]
        for reader in self.readers:
            if not reader.open and self.rng.random() < PRESSES_NEXT and waiting:
                best = best_for(reader.candidate(day), waiting.values())
                if best is not None:
                    self._give(self.all[best.evaluation], reader, day, asked=True)
                    del waiting[best.evaluation]

    def _waiting(self, work: _Work) -> Waiting:
        first = self.readers[work.sheets[0][0]] if work.sheets else None
        return Waiting(
            evaluation=work.number,
            learner=work.learner,
            learner_workplaces=frozenset({work.school}),
            micro_credential=work.kind,
            major="1",
            already=frozenset(work.already),
            screened=frozenset(),
            due=work.due_on.isoformat(),
            first_reader=first.person if first else None,
            first_departments=frozenset({first.department}) if first else frozenset(),
            passed=frozenset(work.passed),
        )

    def _give(self, work: _Work, reader: _Reader, day: date, *, asked: bool) -> None:
        del self.queue[work.number]
        wait = 0 if asked else self.rng.choice(DAYS_TO_ANSWER)
        answered_on = add_business_days(day, wait, self.closed)
        lease = _Lease(
            work=work,
            reader=reader,
            offered_on=day,
            answered_on=answered_on,
            touched_on=answered_on,
            done_on=answered_on,
        )
        self.leases.append(lease)
        reader.open += 1
        if asked:
            self._take(lease, day)
        else:
            reader.offered = True

    def _take(self, lease: _Lease, day: date) -> None:
        reader, work = lease.reader, lease.work
        lease.taken, lease.touched_on, reader.offered = True, day, False
        lease.forgotten = self.rng.random() < FORGETS
        lease.done_on = add_business_days(day, self.rng.choice(DAYS_TO_READ), self.closed)
        reader.taken.append(day)
        self.waits.append(business_days_between(work.ready_on, day, self.closed))
        reader.met[work.learner] = day.toordinal()

    # --- a day's work ------------------------------------------------------------------------------------------------

    def _work_on(self, day: date) -> None:
        kept = []
        for lease in self.leases:
            going = self._read(lease, day) if lease.taken else self._answer(lease, day)
            if going:
                kept.append(lease)
        self.leases = kept

    def _answer(self, lease: _Lease, day: date) -> bool:
        """An offer is taken, stepped back from, or runs out. Whether it goes on."""
        if lease.answered_on <= day:
            lease.reader.offered = False
            if self.rng.random() < STEPS_BACK:
                return self._back(lease, day, already=True)
            self._take(lease, day)
            return True
        waited = business_days_between(lease.offered_on, day, self.closed)
        if waited < self.rules.offer_business_days:
            return True
        self.counts["ran_out"] += 1
        lease.reader.offered = False
        lease.work.passed.add(lease.reader.person)
        return self._back(lease, day, already=False)

    def _read(self, lease: _Lease, day: date) -> bool:
        """It is read, or lies: reminded of at half of its time, and ended after the whole. Whether it goes on."""
        if not lease.forgotten:
            if lease.done_on <= day:
                self._hand_over(lease, day)
                return False
            lease.touched_on = day if self.rng.random() < 0.5 else lease.touched_on
        idle = business_days_between(lease.touched_on, day, self.closed)
        due = step(idle, self.rules.reassign_after_idle_business_days)
        if due == Step.LAPSE:
            self.counts["lapsed"] += 1
            return self._back(lease, day, already=True)
        if due == Step.REMIND and not lease.reminded:
            lease.reminded = True
            self.counts["reminded"] += 1
            if lease.forgotten and self.rng.random() < WOKEN_BY_REMINDER:
                lease.forgotten, lease.touched_on = False, day
                lease.done_on = add_business_days(day, 1, self.closed)
        return True

    def _back(self, lease: _Lease, day: date, *, already: bool) -> bool:
        lease.reader.open -= 1
        if already:
            lease.work.already.add(lease.reader.person)
        lease.work.ready_on = day
        self.queue[lease.work.number] = lease.work
        return False

    def _hand_over(self, lease: _Lease, day: date) -> None:
        work, reader = lease.work, lease.reader
        reader.open -= 1
        reader.read += 1
        month = (day - self.calendar.first_on).days / 30.4
        plain = (1.0,) * len(CRITERIA)
        levels = self.pool.raters[reader.person].read(work.standing, plain, month, self.rng)
        work.sheets.append((reader.person, levels))
        work.already.add(reader.person)
        if len(work.sheets) == 1:
            self._ask_again(work, day)
        else:
            self._compare(work, day)

    def _ask_again(self, work: _Work, day: date) -> None:
        """The product's own advice; what is drawn at random teaches, as it does there."""
        person, levels = work.sheets[0]
        work.paid = 1.0
        facts = self.known.facts(person, work.kind, levels, self.judged[work.kind])
        base = Base(
            first_n=FIRST_N,
            random_share=self.rules.double_score_percent / 100,
            high_stakes=False,
        )
        advice = advise(
            facts, base, draw=self.rng.random(), worth=self.rules.second_reading_worth_percent / 100
        )
        self.judged[work.kind] += 1
        if not advice.reason:
            self._decide(work, day, settled=False)
            return
        work.again = advice.criteria
        work.paid += advice.cost
        work.ready_on = day
        self.queue[work.number] = work

    def _compare(self, work: _Work, day: date) -> None:
        (one, first), (_two, second) = work.sheets
        pairs = dict(zip(_NAMES, first, strict=True)), dict(zip(_NAMES, second, strict=True))
        other = {**pairs[0], **{ident: pairs[1][ident] for ident in work.again}}
        compared = compare(
            pairs[0],
            other,
            rule=RULES[work.kind % VERSIONS],
            criteria=CRITERIA,
            when=ADJUDICATE_WHEN,
        )
        if len(work.again) == len(_NAMES):
            self.known.double(work.kind, first, second)
            self._record(one, first, second)
        if not compared.agree:
            work.paid += len(compared.differing) / len(_NAMES)
        self._decide(work, day, settled=not compared.agree)

    def _record(self, person: int, mine: Levels, other: Levels) -> None:
        self.known.compared[person] += len(mine)
        self.known.agreeing[person] += sum(a == b for a, b in zip(mine, other, strict=True))

    def _decide(self, work: _Work, day: date, *, settled: bool) -> None:
        days = self.rng.choice(DAYS_TO_SETTLE) if settled else 0
        days += self.rng.choice(DAYS_TO_RELEASE)
        work.decided_on = add_business_days(day, days, self.closed)

    def _told(self, last_on: date) -> Year:
        decided = [work for work in self.all if work.decided_on is not None]
        days = [self.calendar.first_on + timedelta(days=n) for n in range(365)]
        weeks = sum(is_business_day(day, self.closed) for day in days) / 5
        loads = tuple(reader.read / (reader.per_week * weeks) for reader in self.readers)
        agreed = sum(reader.per_week for reader in self.readers) * weeks
        return Year(
            turnarounds=tuple(
                business_days_between(work.handed_in_on, work.decided_on, self.closed)
                for work in decided
                if work.decided_on is not None
            ),
            waits=tuple(self.waits),
            loads=loads,
            readings=sum(work.paid for work in decided) / max(1, len(decided)),
            unused=1 - sum(reader.read for reader in self.readers) / agreed,
            lapsed=self.counts["lapsed"],
            reminded=self.counts["reminded"],
            ran_out=self.counts["ran_out"],
            undecided=len(self.all) - len(decided),
        )


def demo_calendar() -> Calendar:
    """The school year of the demo's district."""
    said = load("district.yaml")["calendar"]
    return Calendar(
        first_on=FIRST_ON,
        closed=[period_of(period) for period in said["no_service_level_days"]],
        peaks=[period_of(period) for period in said["submission_peaks"]],
    )


def run_year(scale: Scale, calendar: Calendar, seed: int) -> Year:
    """The same seed draws the same year."""
    return _Run(scale, calendar, seed).go()


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies; 0 of none."""
    in_order = sorted(values)
    return in_order[min(len(in_order) - 1, int(part * len(in_order)))] if in_order else 0.0


def year_table(scale: Scale, calendar: Calendar, seeds: Sequence[int]) -> Iterator[str]:
    """One line a seed: turnaround, load, unused shares, readings."""
    yield (
        f"{scale.people} people, {scale.submissions} submissions, {scale.assessors} assessors,"
        f" {scale.kinds} micro-credentials"
    )
    yield (
        f"{'seed':>6}{'median':>8}{'p90':>6}{'in 8':>8}{'in 14':>8}{'wait':>7}{'load p10':>10}{'median':>8}{'p90':>7}"
        f"{'unused':>8}{'readings':>10}{'lapsed':>8}{'ran out':>9}"
    )
    for seed in seeds:
        year = run_year(scale, calendar, seed)
        days = year.turnarounds
        in_time = [sum(day <= most for day in days) / max(1, len(days)) for most in (8, 14)]
        yield (
            f"{seed:>6}{quantile(days, 0.5):>8.0f}{quantile(days, 0.9):>6.0f}{in_time[0]:>8.1%}{in_time[1]:>8.1%}"
            f"{sum(year.waits) / max(1, len(year.waits)):>7.1f}{quantile(year.loads, 0.1):>10.2f}"
            f"{quantile(year.loads, 0.5):>8.2f}{quantile(year.loads, 0.9):>7.2f}{year.unused:>8.1%}"
            f"{year.readings:>10.3f}{year.lapsed:>8}{year.ran_out:>9}"
        )
        if year.undecided:
            yield f"{'':6}  {year.undecided} were not decided {_AFTER} days after the year."
