"""The forecast: how many readings the next six weeks need, and how many the pool can give. Without database.

A reading counts in the week of the day promised for it. What waits is known; what comes is reckoned:

* an open draft is handed in after as many weeks as drafts were before (a life table: how many of those still open
  after so many weeks were handed in during the next one; withdrawn ones never are);
* people go on starting as often as in the last weeks, and a *not yet* opens a next attempt;
* in a week of a peak of the calendar more is handed in than in others;
* a submission is read once, or twice as often as submissions were lately.

A kind is a micro-credential, its evidence in the language of its version or in one other (`kind_of`): a reader counts
for those that they may score and can read.

The interval holds nine of ten such weeks, if things go on as before: it counts chance alone, not a change of habits.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from assay.program.calendar import Period, add_business_days, is_business_day

WEEKS: Final = 6
#: So many must have been handed in before anything is said of when drafts come.
LEAST_HANDED_IN: Final = 10
#: So many decisions before their share of second readings, or of *not yet*, is taken for what is usual.
LEAST_DECIDED: Final = 10
#: So many must have been handed in in past peaks, in so many other weeks beside them, before a peak is measured.
LEAST_IN_PEAKS: Final = 30
LEAST_OTHER_WEEKS: Final = 8
#: Standard deviations to either side for nine weeks of ten.
_NINE_OF_TEN: Final = 1.645
_KEYS: Final = 10**12  # more than there are micro-credentials
_AFTER_A_YEAR: Final = 53  # the last row of a life table: weeks


def kind_number(micro_credential: int, language: str = "") -> int:
    """A kind as a number: the micro-credential's own key, or below zero where the evidence is in another language."""
    if not language:
        return micro_credential
    return -(int.from_bytes(language.encode(), "big") * _KEYS + micro_credential)


def kind_of(number: int) -> tuple[int, str]:
    """The micro-credential, and the language of the evidence where that is not its version's."""
    if number >= 0:
        return number, ""
    said, micro_credential = divmod(-number, _KEYS)
    return micro_credential, said.to_bytes((said.bit_length() + 7) // 8, "big").decode(
        "utf-8", "replace"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Readings that a submission in work still needs: `sure` ones, and one more with a chance."""

    kind: int
    due_on: date
    sure: int
    chance: float = 0.0
    many: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """Open drafts of one kind that began in one week; `again` where they follow a *not yet*.

    `many` is a part of them where it is not known yet of which kind each will be.
    """

    kind: int
    weeks: int
    again: bool
    many: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of drafts after so many weeks: handed_in, left, or open still."""

    weeks: int
    how: str
    many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """An assessor: what they may score, how many a week they agreed on, and until when they are away."""

    kinds: frozenset[int]
    per_week: float
    away_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All the forecast rests on. `starts`: per week and kind; `doubled`: chance of a second reading, by kind."""

    day: date
    waiting: Sequence[Waiting] = ()
    drafts: Sequence[Drafts] = ()
    first: Sequence[Ended] = ()
    again: Sequence[Ended] = ()
    starts: Mapping[int, float] = field(default_factory=dict)
    doubled: Mapping[int, float] = field(default_factory=dict)
    not_yet: float | None = None
    readers: Sequence[Reader] = ()
    closed: Sequence[Period] = ()
    peaks: Sequence[Period] = ()
    peak_times: float = 1.0
    target_days: int = 8
    own_target_days: Mapping[int, int] = field(default_factory=dict)  # by kind, where it is another


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week: readings needed, where that may lie, of what it is made, and what the pool can give."""

    first_on: date
    need: float
    low: float
    high: float
    waiting: float
    drafts: float
    starts: float
    capacity: float
    is_peak: bool

    @property
    def short(self) -> float:
        return max(0.0, self.need - self.capacity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Six weeks for all kinds together, and for each; `dated` is False where drafts cannot be told."""

    weeks: tuple[Week, ...]
    by_kind: Mapping[int, tuple[Week, ...]]
    dated: bool
    open_drafts: int
    handed_in: int

    def short(self, weeks: int) -> float:
        """Readings beyond what can be given: of all together, or of kinds that nobody else could help with."""
        alone = [
            sum(by_week[place].short for by_week in self.by_kind.values())
            for place in range(len(self.weeks))
        ]
        pairs = zip(self.weeks, alone, strict=True)
        return sum(max(week.short, apart) for week, apart in list(pairs)[:weeks])


@dataclass(slots=True)
class _Sum:
    mean: float = 0.0
    variance: float = 0.0

    def add(self, mean: float, variance: float = 0.0) -> None:
        self.mean += mean
        self.variance += variance


def forecast(facts: Facts) -> Forecast:
    """Six weeks from this one, by kind and for all."""
    starts = first_days(facts.day)
    first, again = life_table(facts.first), life_table(facts.again)
    handed_in = sum(row.many for row in (*facts.first, *facts.again) if row.how == "handed_in")
    dated = handed_in >= LEAST_HANDED_IN
    sums: dict[tuple[int, int, str], _Sum] = defaultdict(_Sum)
    for one in facts.waiting:
        place = _week_of(one.due_on, starts)
        if place is not None:
            chance = one.chance
            sums[one.kind, place, "waiting"].add(
                one.many * (one.sure + chance), one.many * chance * (1 - chance)
            )
    if dated:
        _add_drafts(facts, starts, sums, first, again)
        _add_starts(facts, starts, sums, first, again)
    kinds = sorted({kind for kind, _place, _part in sums} | _scored(facts.readers))
    by_kind = {
        kind: tuple(_week(facts, starts, place, sums, [kind]) for place in range(WEEKS))
        for kind in kinds
    }
    return Forecast(
        weeks=tuple(_week(facts, starts, place, sums, kinds) for place in range(WEEKS)),
        by_kind=by_kind,
        dated=dated,
        open_drafts=round(sum(one.many for one in facts.drafts)),
        handed_in=handed_in,
    )


def grouped(found: Forecast, facts: Facts, kinds: Iterable[int]) -> tuple[Week, ...]:
    """Several kinds together: their needs add up, and each reader counts once."""
    wanted = frozenset(kinds)
    readers = [one for one in facts.readers if one.kinds & wanted]
    rows = []
    for place, week in enumerate(found.weeks):
        parts = [found.by_kind[kind][place] for kind in sorted(wanted & found.by_kind.keys())]
        about = math.sqrt(sum((part.high - part.need) ** 2 for part in parts))
        need = sum(part.need for part in parts)
        rows.append(
            Week(
                first_on=week.first_on,
                need=need,
                low=max(0.0, need - about),
                high=need + about,
                waiting=sum(part.waiting for part in parts),
                drafts=sum(part.drafts for part in parts),
                starts=sum(part.starts for part in parts),
                capacity=_capacity(facts, readers, week.first_on),
                is_peak=week.is_peak,
            )
        )
    return tuple(rows)


def half_after(rows: Iterable[Ended]) -> int:
    """The weeks within which half of those that were handed in were handed in."""
    handed_in = sorted((row.weeks, row.many) for row in rows if row.how == "handed_in")
    half, so_far = sum(many for _weeks, many in handed_in) / 2, 0
    for weeks, many in handed_in:
        so_far += many
        if so_far >= half:
            return weeks + 1
    return 0


def first_days(day: date) -> list[date]:
    """The Mondays of six weeks: from this one, or on a Friday and the days after it from the next."""
    monday = day - timedelta(days=day.weekday())
    if day.weekday() >= 4:
        monday += timedelta(days=7)
    return [monday + timedelta(weeks=n) for n in range(WEEKS)]


def life_table(rows: Iterable[Ended]) -> list[float]:
    """Of the drafts that are still open after n weeks, the part handed in during the next one; by n."""
    ended: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows:
        ended[min(row.weeks, _AFTER_A_YEAR), row.how] += row.many
    open_ = sum(ended.values())
    found = []
    for week in range(_AFTER_A_YEAR + 1):
        here = {how: ended[week, how] for how in ("handed_in", "left", "open")}
        # Those that began this week long ago have been open for half of it, on the mean.
        at_risk = open_ - here["open"] / 2
        found.append(here["handed_in"] / at_risk if at_risk > 0 else 0.0)
        open_ -= sum(here.values())
    return found


def peak_times(handed_in: Mapping[date, int], peaks: Sequence[Period]) -> float | None:
    """How many times as much was handed in in a week of a peak as in another; None while too little was.

    `handed_in`: by the Mondays of the past, weeks without any included.
    """
    here = [n for monday, n in handed_in.items() if _part_within(monday, peaks) >= 0.5]
    others = [n for monday, n in handed_in.items() if not _part_within(monday, peaks)]
    if sum(here) < LEAST_IN_PEAKS or len(others) < LEAST_OTHER_WEEKS or not sum(others):
        return None
    return (sum(here) / len(here)) / (sum(others) / len(others))


def together(weeks: Iterable[Week]) -> tuple[float, float]:
    """What several weeks need, and what the pool can give in them."""
    rows = list(weeks)
    return sum(week.need for week in rows), sum(week.capacity for week in rows)


def _add_drafts(
    facts: Facts,
    starts: Sequence[date],
    sums: dict[tuple[int, int, str], _Sum],
    first: Sequence[float],
    again: Sequence[float],
) -> None:
    """Each open draft, week by week: handed in with a chance, or still open."""
    for one in facts.drafts:
        hazards, left = (again if one.again else first), 1.0
        for step in range(WEEKS + 1):
            monday = starts[0] + timedelta(weeks=step)
            hazard = min(hazards[min(one.weeks + step, _AFTER_A_YEAR)] * _times(facts, monday), 1)
            chance = left * hazard
            left -= chance
            _hand_in(facts, starts, sums, one.kind, monday, chance, one.many, "drafts")


def _add_starts(
    facts: Facts,
    starts: Sequence[date],
    sums: dict[tuple[int, int, str], _Sum],
    first: Sequence[float],
    again: Sequence[float],
) -> None:
    """Those who begin in these weeks and hand in within them; and next attempts after a *not yet* of these weeks."""
    decided: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one in facts.waiting:
        place = _week_of(one.due_on, starts)
        if place is not None and facts.not_yet:
            decided[one.kind][place] += one.many * facts.not_yet
    begun = {
        kind: {place: float(rate) for place in range(WEEKS)} for kind, rate in facts.starts.items()
    }
    for cohorts, hazards in ((begun, first), (decided, again)):
        for kind, by_place in cohorts.items():
            for place, many in by_place.items():
                left = many
                for step in range(place, WEEKS):
                    monday = starts[step]
                    hazard = min(hazards[step - place] * _times(facts, monday), 1)
                    expected = left * hazard
                    left -= expected
                    _expect(facts, starts, sums, kind, monday, expected)


def _hand_in(
    facts: Facts,
    starts: Sequence[date],
    sums: dict[tuple[int, int, str], _Sum],
    kind: int,
    monday: date,
    chance: float,
    many: float,
    part: str,
) -> None:
    """Drafts handed in with a chance each."""
    place = _due_week(facts, starts, kind, monday)
    if place is None or not chance:
        return
    mean, square = _readings(facts.doubled.get(kind, 0.0))
    sums[kind, place, part].add(
        many * chance * mean, many * (chance * square - (chance * mean) ** 2)
    )


def _expect(
    facts: Facts,
    starts: Sequence[date],
    sums: dict[tuple[int, int, str], _Sum],
    kind: int,
    monday: date,
    expected: float,
) -> None:
    """So many are expected, by chance more or fewer (Poisson)."""
    place = _due_week(facts, starts, kind, monday)
    if place is None or not expected:
        return
    mean, square = _readings(facts.doubled.get(kind, 0.0))
    sums[kind, place, "starts"].add(expected * mean, expected * square)


def _readings(doubled: float) -> tuple[float, float]:
    """The mean of the readings of a submission, and of their square."""
    return 1 + doubled, 1 + 3 * doubled


def _due_week(facts: Facts, starts: Sequence[date], kind: int, monday: date) -> int | None:
    """The week in which a decision is promised for what is handed in in the middle of a week."""
    handed_in = max(monday + timedelta(days=2), facts.day)
    days = facts.own_target_days.get(kind, facts.target_days)
    return _week_of(add_business_days(handed_in, days, facts.closed), starts)


def _week_of(day: date, starts: Sequence[date]) -> int | None:
    """What is late already has to be read in the first week; what comes after the last is left out."""
    place = (day - starts[0]).days // 7
    return max(place, 0) if place < WEEKS else None


def _times(facts: Facts, monday: date) -> float:
    """By how much more is handed in than in a week without a peak."""
    return 1 + (facts.peak_times - 1) * _peak_part(facts, monday)


def _peak_part(facts: Facts, monday: date) -> float:
    return _part_within(monday, facts.peaks)


def _part_within(monday: date, periods: Sequence[Period]) -> float:
    days = [monday + timedelta(days=n) for n in range(5)]
    return sum(any(a <= day <= b for a, b in periods) for day in days) / 5


def _scored(readers: Iterable[Reader]) -> set[int]:
    return {kind for reader in readers for kind in reader.kinds}


def _week(
    facts: Facts,
    starts: Sequence[date],
    place: int,
    sums: Mapping[tuple[int, int, str], _Sum],
    kinds: Sequence[int],
) -> Week:
    parts = {part: _Sum() for part in ("waiting", "drafts", "starts")}
    for part, total in parts.items():
        for kind in kinds:
            if (kind, place, part) in sums:
                found = sums[kind, place, part]
                total.add(found.mean, found.variance)
    need = sum(total.mean for total in parts.values())
    about = _NINE_OF_TEN * math.sqrt(max(0.0, sum(t.variance for t in parts.values())))
    monday, wanted = starts[place], set(kinds)
    return Week(
        first_on=monday,
        need=need,
        low=max(0.0, need - about),
        high=need + about,
        waiting=parts["waiting"].mean,
        drafts=parts["drafts"].mean,
        starts=parts["starts"].mean,
        capacity=_capacity(facts, (one for one in facts.readers if one.kinds & wanted), monday),
        is_peak=_peak_part(facts, monday) > 0,
    )


def _capacity(facts: Facts, readers: Iterable[Reader], monday: date) -> float:
    """Their shares of a week, by the business days that are left of it and on which they are here."""
    week = [monday + timedelta(days=n) for n in range(5)]
    days = [day for day in week if day >= facts.day and is_business_day(day, facts.closed)]
    return sum(
        reader.per_week * sum(_is_here(reader, day) for day in days) / 5 for reader in readers
    )


def _is_here(reader: Reader, day: date) -> bool:
    return reader.away_until is None or day >= reader.away_until
