"""What badges cost a program, by micro-credential: the one question that later rooms ask (requirement C7).

Exact: cents are whole numbers, amounts of rules are Decimal. What would tell of a few people is hidden here, once, so
that no page and no file shows more than another.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from assay.assessment.models import PayLine
from assay.assessment.pay.amounts import Amount
from assay.catalog.models import Kind, MicroCredential, Version
from assay.credentials.models import Award
from assay.credits.facts import rule_named
from assay.credits.models import Credit, CreditEntry, EntryKind
from assay.credits.pay import CENT, money_for
from assay.credits.rules.nouns import plain
from assay.credits.transcripts import APPROVED
from assay.lib.small_cells import INTERNAL, hide_list
from assay.people.models import Organization

#: Cents or amounts by micro-credential (None: calibration and checks) and currency.
Money = Mapping[tuple[int | None, str], Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One micro-credential in a period. `awards`, `hours`, `pay` and `each` are None where too few people earned it."""

    pk: int | None  # None: what is paid for calibration and checks, which are of no submission
    title: str = ""
    language: str = ""
    awards: int | None
    hours: Decimal | None  # that its versions promise, for all of these badges
    assessing: tuple[Amount, ...] = ()
    pay: tuple[Amount, ...] | None = ()  # by rules of pay: lanes for a year, stipends once
    each: tuple[Amount, ...] | None = ()  # both, for one badge

    @property
    def hours_text(self) -> str:
        return "" if self.hours is None else plain(self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """A period of a program: each micro-credential, and all together."""

    rows: tuple[Cost, ...] = field(default=())
    awards: int | None
    hours: Decimal | None
    assessing: tuple[Amount, ...] = ()
    pay: tuple[Amount, ...] | None = ()

    @property
    def hours_text(self) -> str:
        return "" if self.hours is None else plain(self.hours)


def costs_of(paths: Sequence[str], first: date, last: date) -> Costs:
    """What the programs at these paths and below paid for badges earned from one day to another, both included.

    Pay for assessing is of whole months, from the one of `first` to the one of `last`. Five queries, whatever the size.
    """
    by_micro_credential = _earned(paths, first, last)
    assessing = _assessing(paths, first, last)
    pay, of_few = _pay(paths, first, last)
    keys = {*by_micro_credential, *(pk for pk, _c in assessing), *(pk for pk, _c in pay)}
    titles = _titles([pk for pk in keys if pk is not None])
    counts = {pk: by_micro_credential.get(pk, (0, Decimal(0)))[0] for pk in titles}
    shown, total = hide_list(counts, least=INTERNAL)
    rows = [
        _row(
            pk,
            titles[pk],
            shown[pk],
            by_micro_credential.get(pk),
            assessing,
            None if pk in of_few else pay,
        )
        for pk in sorted(titles, key=lambda pk: (-(shown[pk] or 0), titles[pk][0], pk))
    ]
    if any(pk is None for pk, _c in assessing):
        rows.append(Cost(pk=None, awards=0, hours=Decimal(0), assessing=_of(None, assessing)))
    whole = not of_few and all(count is not None for count in shown.values())
    return Costs(
        rows=tuple(rows),
        awards=total,
        hours=sum((hours for _n, hours in by_micro_credential.values()), Decimal(0))
        if whole
        else None,
        assessing=_sum(assessing),
        pay=_sum(pay) if whole else None,
    )


def _earned(paths: Sequence[str], first: date, last: date) -> dict[int, tuple[int, Decimal]]:
    """Badges and the hours promised for them. Counted by version alone, of which there are few: a third of the time."""
    issuers = Organization.objects.all().under(paths).order_by().values("pk")
    badges = Award.objects.standing().filter(
        issuer__in=issuers, earned_on__gte=first, earned_on__lte=last
    )
    counts = dict(badges.order_by().values_list("version").annotate(n=Count("pk")))
    versions = Version.objects.filter(pk__in=counts).exclude(micro_credential__kind=Kind.STACK)
    found: dict[int, tuple[int, Decimal]] = {}
    for pk, of, hours in versions.order_by().values_list("pk", "micro_credential", "contact_hours"):
        n, sum_ = found.get(of, (0, Decimal(0)))
        found[of] = (n + counts[pk], sum_ + counts[pk] * (hours or Decimal(0)))
    return found


def _row(
    pk: int,
    named: tuple[str, str],
    awards: int | None,
    earned: tuple[int, Decimal] | None,
    assessing: Money,
    pay: Money | None,
) -> Cost:
    title, language = named
    of_reading = _of(pk, assessing)
    if awards is None:
        return Cost(
            pk=pk,
            title=title,
            language=language,
            awards=None,
            hours=None,
            assessing=of_reading,
            pay=None,
            each=None,
        )
    of_rules = None if pay is None else _of(pk, pay)
    return Cost(
        pk=pk,
        title=title,
        language=language,
        awards=awards,
        hours=earned[1] if earned else Decimal(0),
        assessing=of_reading,
        pay=of_rules,
        each=None if of_rules is None else _each((*of_reading, *of_rules), awards),
    )


def _assessing(paths: Sequence[str], first: date, last: date) -> Money:
    payers = Organization.objects.all().under(paths).order_by().values("pk")
    lines = PayLine.objects.filter(
        pay_month__payer__in=payers,
        pay_month__month__gte=first.replace(day=1),
        pay_month__month__lte=last,
    ).order_by()
    of = "evaluation__submission__version__micro_credential"
    sums = lines.values_list(of, "currency").annotate(cents=Sum("amount_cents"))
    return {(pk, currency): Decimal(cents).scaleb(-2) for pk, currency, cents in sums}


def _pay(paths: Sequence[str], first: date, last: date) -> tuple[Money, set[int]]:
    """By each rule's own record of today: amounts are added up first, and rounded to the cent once; and those
    micro-credentials for whose badges so few are paid that it would tell of them, whenever they earned them."""
    wanted = Q(pk__in=[])
    for path in paths:
        wanted |= Q(organization__path__startswith=path)
    said_yes = CreditEntry.objects.filter(
        kind=EntryKind.APPROVED, at__date__gte=first, at__date__lte=last
    )
    credits_ = Credit.objects.filter(
        wanted, license=None, status__in=APPROVED, pk__in=said_yes.values("credit")
    ).order_by()
    of = "award__version__micro_credential"
    sums = credits_.values_list(of, "rule").annotate(
        amount=Sum("entries__amount"), people=Count("person", distinct=True)
    )
    found: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    of_few: set[int] = set()
    for pk, name, amount, people in sums:
        if people < INTERNAL:
            of_few.add(pk)
        rule = rule_named(name)
        money = money_for(rule, amount) if rule else None
        if money is not None:
            found[pk, money.currency] += money.value
    return dict(found), of_few


def _titles(pks: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = MicroCredential.objects.filter(pk__in=pks).order_by()
    named = rows.values_list("pk", "current__title", "current__language", "slug")
    return {pk: (title or slug, language or "") for pk, title, language, slug in named}


def _of(pk: int | None, money: Money) -> tuple[Amount, ...]:
    return tuple(
        Amount(value, currency)
        for (of, currency), value in sorted(money.items(), key=lambda pair: pair[0][1])
        if of == pk and value
    )


def _sum(money: Money) -> tuple[Amount, ...]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (_pk, currency), value in money.items():
        found[currency] += value
    return tuple(Amount(value, currency) for currency, value in sorted(found.items()) if value)


def _each(amounts: Sequence[Amount], awards: int) -> tuple[Amount, ...]:
    if not awards:
        return ()
    found: dict[str, Decimal] = defaultdict(Decimal)
    for amount in amounts:
        found[amount.currency] += amount.value
    return tuple(
        Amount((value / awards).quantize(CENT, ROUND_HALF_UP), currency)
        for currency, value in sorted(found.items())
    )
