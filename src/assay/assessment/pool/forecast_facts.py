"""What the forecast rests on, read from the rows: counted by the database, kept for an hour."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from assay.assessment import policy
from assay.assessment.languages import languages_read
from assay.assessment.models import (
    Assessor,
    Availability,
    Evaluation,
    Status,
    agreed,
)
from assay.assessment.pool.forecast import (
    LEAST_DECIDED,
    Drafts,
    Ended,
    Facts,
    Forecast,
    Reader,
    Waiting,
    Week,
    forecast,
    grouped,
    kind_number,
    kind_of,
    peak_times,
    together,
)
from assay.catalog.models import Kind, MicroCredential, Version
from assay.evidence.models import Outcome, Submission
from assay.evidence.models import Status as SubmissionStatus
from assay.journeys.models import StartStatus
from assay.lib.clock import span_of, today
from assay.people.models import Person
from assay.program.policies import (
    AssessmentPolicy,
    CalendarPolicy,
    Everywhere,
    ServiceLevelPolicy,
    closed_periods,
    submission_peaks,
)

#: How far back one looks: for when drafts come, for how often people start, and for how decisions went.
A_YEAR, STARTED_WITHIN, DECIDED_WITHIN = timedelta(weeks=53), 8, timedelta(days=182)
_KEEP_SECONDS = 3600
#: Over so many weeks a shortage is told.
SOON = 2
#: Reasons for a second reading that lie in the submission or its version, and not in chance or doubt.
_BY_RULE = ("first_n", "high_stakes", "pilot", "attested_only")

_KIND = "version__micro_credential"
_OF = f"submission__{_KIND}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A kind in words: its title, the title's language, its department, or its issuer, which is named by its
    key, too; and in which language the
    evidence is, as a code, where it is another than the version's."""

    title: str
    language: str
    department: str
    issuer: int
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A forecast with what a page says of how it was reckoned."""

    forecast: Forecast
    facts: Facts
    doubled: float | None  # the share measured; None where the policy's is taken
    peak_measured: bool
    owners: Mapping[int, Owned]
    readers: int  # how many there are
    departments: Mapping[str, tuple[Week, ...]]  # what the micro-credentials of each need together


def forecast_for(person: Person) -> Told:
    """Of what a lead looks after. The first within an hour counts; the others find it kept."""
    return kept([place.path for place in person.organizations_as(*policy.LEADS)])


def kept(asked: Iterable[str]) -> Told:
    """Of what is owned or issued at these paths, or below."""
    paths = sorted(asked)
    key = f"assessment.forecast.{today():%Y%m%d}.{','.join(paths)}".replace("/", "-")
    found: Told | None = cache.get(key)
    if found is None:
        found = told(MicroCredential.objects.all().under(paths), today())
        cache.set(key, found, _KEEP_SECONDS)
    return found


def told(led: QuerySet[MicroCredential], day: date) -> Told:
    """Of these micro-credentials, on a day. A dozen queries, each counted by the database."""
    policies = Everywhere(AssessmentPolicy, ServiceLevelPolicy, CalendarPolicy)
    rules, calendar = policies.of(AssessmentPolicy, None), policies.of(CalendarPolicy, None)
    closed, peaks = closed_periods(within=None), submission_peaks(calendar)
    versions = Version.objects.filter(micro_credential__in=led.order_by().values("pk"))
    work = Submission.objects.filter(version__in=versions.order_by().values("pk").distinct())
    judged = Evaluation.objects.filter(submission__version__in=versions.order_by().values("pk"))
    first, again, weeks = _past(work, day)
    measured = peak_times(weeks, peaks)
    share, doubled = _doubled(judged, led, rules, day)
    waiting, written = list(_waiting(judged)), _written(work, day)
    drafts, starts = list(_drafts(work, day, written)), _starts(work, day, written)
    kinds = {one.kind for one in waiting} | {one.kind for one in drafts} | starts.keys()
    in_others = {kind: kind_of(kind) for kind in kinds if kind_of(kind)[1]}
    owners = _owners(led)
    facts = Facts(
        day=day,
        waiting=waiting,
        drafts=drafts,
        first=first,
        again=again,
        starts=starts,
        doubled=doubled | {kind: doubled.get(of, 0.0) for kind, (of, _code) in in_others.items()},
        not_yet=_not_yet(work, day),
        readers=_readers(led, rules, in_others),
        closed=closed,
        peaks=peaks,
        peak_times=calendar.peak_percent / 100 if measured is None else measured,
        target_days=policies.of(ServiceLevelPolicy, None).business_days_target,
        own_target_days=_target_days(owners, policies, in_others),
    )
    found = forecast(facts)
    owners |= {
        kind: replace(owners[of], written=code)
        for kind, (of, code) in in_others.items()
        if of in owners
    }
    return Told(
        forecast=found,
        facts=replace(facts, readers=()),  # a pool of thousands is not read for every page
        doubled=share,
        peak_measured=measured is not None,
        owners=owners,
        readers=len(facts.readers),
        departments=_by_department(found, facts, owners),
    )


def _by_department(
    found: Forecast, facts: Facts, owners: Mapping[int, Owned]
) -> dict[str, tuple[Week, ...]]:
    kinds: dict[str, set[int]] = defaultdict(set)
    for kind in found.by_kind.keys() & owners.keys():
        kinds[owners[kind].department].add(kind)
    return {name: grouped(found, facts, kinds[name]) for name in sorted(kinds)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What a place's own assessors cannot give in the next two weeks: readings, and of which micro-credentials."""

    need: int
    capacity: int
    readings: int
    kinds: tuple[int, ...]
    until_on: date


def shortage_of(found: Told) -> Shortage:
    """Of the first two weeks. The kinds are those short by themselves; where none is, all that need readings."""
    forecast_ = found.forecast
    soon = forecast_.weeks[:SOON]
    need, capacity = together(soon)
    by_kind = {kind: weeks[:SOON] for kind, weeks in forecast_.by_kind.items()}
    short = [kind for kind, weeks in by_kind.items() if sum(week.short for week in weeks) >= 0.5]
    needing = [kind for kind, weeks in by_kind.items() if together(weeks)[0] >= 0.5]
    return Shortage(
        need=round(need),
        capacity=round(capacity),
        readings=math.ceil(round(forecast_.short(SOON), 2)),
        kinds=tuple(short or needing),
        until_on=soon[-1].first_on + timedelta(days=4),
    )


def _waiting(judged: QuerySet[Evaluation]) -> Iterable[Waiting]:
    """What is in work and not read to the end; in its second reading one is left."""
    states = (Status.SCREENING, Status.QUEUED, Status.SCORING, Status.SECOND_SCORING)
    rows = judged.filter(status__in=states).order_by()
    shown = ("due_on", "status", "scorings_needed", _OF, "submission__language")
    counted = rows.values_list(*shown).annotate(n=Count("pk"))
    for due_on, status, needed, of, language, many in counted:
        sure = 1 if status == Status.SECOND_SCORING else needed
        kind = kind_number(of, language)
        yield Waiting(kind=kind, due_on=due_on, sure=sure, many=many)


def _written(work: QuerySet[Submission], day: date) -> dict[int, dict[int, float]]:
    """By micro-credential, in which languages what was handed in within a year was: the share of each of its kinds.

    A draft says it only as it is handed in. What nobody handed in yet is taken to come in the version's language.
    """
    rows = work.filter(submitted_at__gte=_midnight(day - A_YEAR)).order_by()
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for of, language, many in rows.values_list(_KIND, "language").annotate(n=Count("pk")):
        found[of][kind_number(of, language)] = many
    return {
        of: {kind: many / sum(kinds.values()) for kind, many in kinds.items()}
        for of, kinds in found.items()
    }


def _drafts(
    work: QuerySet[Submission], day: date, written: Mapping[int, Mapping[int, float]]
) -> Iterable[Drafts]:
    rows = work.filter(status=SubmissionStatus.DRAFT, start__status=StartStatus.OPEN).order_by()
    counted = rows.annotate(began=TruncWeek("created_at"), again=Q(attempt__gt=1))
    shown = counted.values_list(_KIND, "began", "again")
    for of, began, again, many in shown.annotate(n=Count("pk")):
        weeks = _weeks(began, day)
        for kind, share in written.get(of, {of: 1.0}).items():
            yield Drafts(kind=kind, weeks=weeks, again=bool(again), many=many * share)


def _past(
    work: QuerySet[Submission], day: date
) -> tuple[list[Ended], list[Ended], dict[date, int]]:
    """What became of the drafts of a year, first ones and next attempts; and how much was handed in week by week."""
    rows = work.filter(created_at__gte=_midnight(day - A_YEAR)).order_by()
    counted = rows.annotate(
        began=TruncWeek("created_at"),
        handed_in=TruncWeek("submitted_at"),
        saved=TruncWeek("saved_at"),
        again=Q(attempt__gt=1),
        left=Q(status=SubmissionStatus.WITHDRAWN) | ~Q(start__status=StartStatus.OPEN),
    )
    shown = counted.values_list("again", "left", "began", "handed_in", "saved")
    found: dict[bool, list[Ended]] = {False: [], True: []}
    by_week: Counter[date] = Counter()
    for again, left, began, handed_in, saved, many in shown.annotate(n=Count("pk")):
        how = "handed_in" if handed_in else "left" if left else "open"
        until = _monday(handed_in or saved) if how != "open" else day
        ended = Ended(weeks=_weeks(began, until), how=how, many=many)
        found[bool(again)].append(ended)
        if handed_in:
            by_week[_monday(handed_in)] += many
    here = day - timedelta(days=day.weekday())
    past = [here - timedelta(weeks=n) for n in range(1, 53)]
    begun = min(by_week, default=here)
    return found[False], found[True], {week: by_week[week] for week in past if week >= begun}


def _starts(
    work: QuerySet[Submission], day: date, written: Mapping[int, Mapping[int, float]]
) -> dict[int, float]:
    """How many first drafts are begun a week, by kind."""
    since = _midnight(day - timedelta(weeks=STARTED_WITHIN))
    rows = work.filter(attempt=1, created_at__gte=since).order_by().values_list(_KIND)
    return {
        kind: share * many / STARTED_WITHIN
        for of, many in rows.annotate(n=Count("pk"))
        for kind, share in written.get(of, {of: 1.0}).items()
    }


def _not_yet(work: QuerySet[Submission], day: date) -> float | None:
    rows = work.filter(closed_at__gte=_midnight(day - DECIDED_WITHIN)).exclude(outcome="")
    found = dict(rows.order_by().values_list("outcome").annotate(n=Count("pk")))
    total = sum(found.values())
    return found.get(Outcome.NOT_YET, 0) / total if total >= LEAST_DECIDED else None


def _doubled(
    judged: QuerySet[Evaluation],
    led: QuerySet[MicroCredential],
    rules: AssessmentPolicy,
    day: date,
) -> tuple[float | None, dict[int, float]]:
    """The share read twice where no rule asks for it, and by micro-credential how likely a second reading is."""
    released = judged.filter(released_at__gte=_midnight(day - DECIDED_WITHIN))
    rows = released.exclude(why_double__in=_BY_RULE).order_by().values_list("scorings_needed")
    found = dict(rows.annotate(n=Count("pk")))
    total = sum(found.values())
    share = sum(n for needed, n in found.items() if needed > 1) / total if total else 0.0
    measured = share if total >= LEAST_DECIDED else None
    usual = rules.double_score_percent / 100 if measured is None else measured
    before: dict[int, int] = dict(judged.order_by().values_list(_OF).annotate(n=Count("pk")))
    by_kind = {}
    for pk, ident, kind in led.order_by("pk").values_list("pk", "ident", "kind"):
        always = kind == Kind.CAPSTONE or ident in rules.double_score_all_for
        new = before.get(pk, 0) < rules.double_score_first_n_per_version
        by_kind[pk] = 1.0 if always or new else usual
    return measured, by_kind


def _readers(
    led: QuerySet[MicroCredential],
    rules: AssessmentPolicy,
    in_others: Mapping[int, tuple[int, str]],
) -> list[Reader]:
    """`in_others`: kinds of evidence in another language than the version's; each counts for those who read it."""
    rows = Assessor.objects.at_work().filter(micro_credential__in=led.order_by().values("pk"))
    kinds: dict[int, set[int]] = defaultdict(set)
    for person, kind in rows.order_by().values_list("person", "micro_credential"):
        kinds[person].add(kind)
    shares, away = agreed(kinds), _away(sorted(kinds))
    reads = languages_read(sorted(kinds)) if in_others else {}
    for person, read in reads.items():
        kinds[person] |= {
            kind for kind, (of, code) in in_others.items() if code in read and of in kinds[person]
        }
    return [
        Reader(
            kinds=frozenset(found),
            per_week=float(shares.get(person, rules.share_per_week)),
            away_until=away.get(person),
        )
        for person, found in kinds.items()
    ]


def _away(people: Sequence[int]) -> dict[int, date]:
    rows = Availability.objects.filter(person__in=people, away_until__gt=today())
    return {pk: until for pk, until in rows.values_list("person", "away_until") if until}


def _owners(led: QuerySet[MicroCredential]) -> dict[int, Owned]:
    of_version = ("current__title", "current__language")
    shown = ("pk", "ident", *of_version, "owner__name", "issuer__name", "issuer")
    return {
        pk: Owned(
            title=title or ident, language=language or "", department=owner or name, issuer=issuer
        )
        for pk, ident, title, language, owner, name, issuer in led.order_by("pk").values_list(
            *shown
        )
    }


def _target_days(
    owners: Mapping[int, Owned], policies: Everywhere, in_others: Mapping[int, tuple[int, str]]
) -> dict[int, int]:
    """By kind what its issuer's program promises."""
    own = {
        pk: policies.of(ServiceLevelPolicy, one.issuer).business_days_target
        for pk, one in owners.items()
    }
    return own | {kind: own[of] for kind, (of, _code) in in_others.items() if of in own}


def _weeks(began: datetime, until: date) -> int:
    return max(0, (until - _monday(began)).days // 7)


def _monday(moment: Any) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def _midnight(day: date) -> datetime:
    return span_of(day)[0]
