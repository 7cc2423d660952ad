"""A record of a rule tried before it is written down: beside the one that stands, on its cases and on badges."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credits.facts import (
    Account,
    Earned,
    activities,
    holds_for,
    records_of,
)
from assay.credits.models import Credit, CreditStatus, License, ValueAtStart
from assay.credits.pay import Pay, money_text
from assay.credits.rules import words
from assay.credits.rules.calculation import calculate
from assay.credits.rules.files import Ruled, work
from assay.credits.rules.nouns import OF_EMPLOYERS, Activity, Cycle, Holds, Rule, plain
from assay.lib.clock import today
from assay.people.models import Membership, Organization, Person, Role

#: So many micro-credentials, the latest earned ones, stand as examples; so many awards are looked through for them.
EXAMPLES, LOOKED_THROUGH = 12, 300
#: Of those under way the micro-credentials most often begun.
MOST_VERSIONS = 200
#: Work of any day is counted as if a record stood on it.
ALWAYS = Cycle(date.min, date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One case or badge under the record that stands and under the one that is tried."""

    title: str
    language: str = ""  # of the title
    was: str  # "1 point, $150.00 a year"; "" where no record stands
    will_be: str
    changes: bool
    why: tuple[str, ...] = ()  # the steps of the latter, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a record would do, before anything is written down."""

    rule: Rule
    before: Rule | None  # what stands until its first day
    cases: tuple[Beside, ...]
    badges: tuple[Beside, ...]
    holders: int  # who may earn by it: who works there, or keeps such a license
    under_way: int  # starts that were told a value by this rule
    changing: int  # of these, those whose value changes
    counted_anew: int  # open proposals of badges earned since its first day
    holds: Holds

    @property
    def is_begun(self) -> bool:
        return self.rule.since <= today()


def try_record(organization: Organization, ruled: Ruled, *, by: Person) -> Trial:
    """Try a record that was checked. Reads; changes nothing. As many queries as there are kinds of example."""
    rule = ruled.rule
    earlier = [one for one in records_of(rule.id) if one.since < rule.since]
    before = earlier[-1] if earlier else None
    purpose = Pay(person=by, rule=rule.id, organization_id=organization.pk)
    under_way, changing = _under_way(rule, before, purpose)
    return Trial(
        rule=rule,
        before=before,
        cases=tuple(_case(rule, before, ruled)),
        badges=tuple(_beside(rule, before, purpose, _examples(organization))),
        holders=_holders(rule, organization),
        under_way=under_way,
        changing=changing,
        counted_anew=_counted_anew(rule),
        holds=holds_for(rule),
    )


def _case(rule: Rule, before: Rule | None, ruled: Ruled) -> Iterable[Beside]:
    for case in ruled.cases:
        was = _amount(before, work(_always(before), case).total) if before is not None else ""
        will_be = _amount(rule, work(rule, case).total)
        yield Beside(title=case.title, was=was, will_be=will_be, changes=was != will_be)


def _beside(
    rule: Rule, before: Rule | None, purpose: Pay, earned: Sequence[Earned]
) -> Iterable[Beside]:
    """Each badge alone, as if its holder had no other."""
    for one, activity in zip(earned, activities(rule, purpose, earned, Account()), strict=True):
        amount, why = _line(rule, activity)
        was = _amount(before, _line(before, activity)[0]) if before is not None else ""
        will_be = _amount(rule, amount)
        yield Beside(
            title=one.title,
            language=one.version.language,
            was=was,
            will_be=will_be,
            changes=was != will_be,
            why=why,
        )


def _line(rule: Rule, activity: Activity) -> tuple[Decimal, tuple[str, ...]]:
    (line,) = calculate(_always(rule), ALWAYS, [activity]).lines
    return line.amount, tuple(words.steps(rule, line))


def _always(rule: Rule) -> Rule:
    return replace(rule, since=date.min, until=None)


def _amount(rule: Rule, amount: Decimal) -> str:
    said, money = f"{plain(amount)} {words.unit(rule.unit, amount)}", money_text(rule, amount)
    return f"{said}, {money}" if money else said


def _examples(organization: Organization) -> list[Earned]:
    """The latest badge of each of the micro-credentials that were earned last."""
    rows = Award.objects.standing().single().issued_by([organization])
    rows = rows.select_related("version__micro_credential", "issuer")
    found: dict[int, Earned] = {}
    for award in rows.order_by("-earned_on", "-pk")[:LOOKED_THROUGH]:
        key = award.version.micro_credential_id
        if key not in found and len(found) < EXAMPLES:
            day = award.earned_on
            found[key] = Earned(
                str(award.pk), award.version.title, award.version, award.issuer, day, day
            )
    return sorted(found.values(), key=lambda one: one.title)


def _holders(rule: Rule, organization: Organization) -> int:
    if rule.purpose in OF_EMPLOYERS:
        held = Membership.objects.current().under([organization.path]).filter(role=Role.LEARNER)
        return held.order_by().values("person").distinct().count()
    rows = License.objects.kept().filter(rule=rule.id, last__gte=today())
    return rows.order_by().values("person").distinct().count()


def _under_way(rule: Rule, before: Rule | None, purpose: Pay) -> tuple[int, int]:
    """How many starts were told a value by this rule, and for how many the tried record comes to another one."""
    watched = ValueAtStart.objects.watched().filter(rule=rule.id).order_by()
    counted = watched.values_list("start__version").annotate(n=Count("pk")).order_by("-n")
    many = dict(counted[:MOST_VERSIONS])
    versions = Version.objects.filter(pk__in=many).select_related("micro_credential__issuer")
    day = max(today(), rule.since)
    earned = [
        Earned(str(one.pk), one.title, one, one.micro_credential.issuer, day, day)
        for one in versions
    ]
    rows = activities(rule, purpose, earned, Account())
    changing = sum(
        many[one.version.pk]
        for one, activity in zip(earned, rows, strict=True)
        if before is None or _line(before, activity)[0] != _line(rule, activity)[0]
    )
    return sum(many.values()), changing


def _counted_anew(rule: Rule) -> int:
    still_open = (CreditStatus.PROPOSED, CreditStatus.CLAIMED)
    rows = Credit.objects.filter(rule=rule.id, status__in=still_open)
    return rows.filter(award__earned_on__gte=rule.since).count() if rule.since <= today() else 0


_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SINCE = re.compile(r"^(\s*(?:- )?since:\s*).*$", re.MULTILINE)
_ON = re.compile(r"\bon: *['\"]?(\d{4})-(\d{2})-\d{2}")
_CASES = re.compile(r"^\s*cases:", re.MULTILINE)


def dated_copy(text: str) -> str:
    """The text of a record as it would begin with the next month, its cases moved by as many years as that takes."""
    since = (today().replace(day=1) + timedelta(days=31)).replace(day=1)
    head, cases = text, ""
    if (found := _CASES.search(text)) is not None:
        head, cases = text[: found.start()], text[found.start() :]
    head = _SINCE.sub(rf"\g<1>'{since.isoformat()}'", head, count=1)
    days = [(int(day[1]), int(day[2])) for day in _ON.finditer(cases)]
    if not days:
        return head + cases
    first, month = min(days)
    years = since.year - first + (month < since.month)
    return head + _DAY.sub(lambda day: _later(day, max(years, 0)), cases)


def _later(day: re.Match[str], years: int) -> str:
    year, month, of_month = int(day[1]) + years, day[2], day[3]
    if (month, of_month) == ("02", "29"):
        of_month = "28"
    return f"{year}-{month}-{of_month}"
