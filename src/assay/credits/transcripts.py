"""What a transcript says: badges with the credit taken for each, and hours elsewhere, which stay apart (A2).

Kept as data, so that whoever checks it reads their own language; and what became of it since is looked up then.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.catalog.models import marked_number
from assay.credentials.badge.learner_record import ApprovedCredit
from assay.credentials.models import Award
from assay.credits import explanation
from assay.credits.facts import rule_named
from assay.credits.models import (
    Credit,
    CreditStatus,
    EntryKind,
    LearningElsewhere,
    Transcript,
)
from assay.credits.pay import money_text
from assay.credits.rules import words
from assay.credits.rules.nouns import Approver, plain
from assay.people.models import Person
from assay.ui.words import short_day

#: A program has looked at it and said yes.
APPROVED = (CreditStatus.APPROVED, CreditStatus.EXPORTED, CreditStatus.ACCEPTED)


class Chosen(NamedTuple):
    """What of one's credit is shown: for which licenses, and whether what it comes to in pay."""

    licenses: frozenset[int] = frozenset()
    pay: bool = False


def name_of(person: Person) -> str:
    """The legal name, where somebody gave one."""
    legal = f"{person.legal_given_names} {person.legal_family_names}".strip()
    return legal or person.display_name


def address_of(token: str) -> str:
    return f"{settings.BASE_URL}{reverse('credits:transcript-check', args=[token])}"


def facts_of(person: Person, chosen: Chosen) -> dict[str, Any]:
    """All of a transcript as JSON: amounts as text, days in ISO 8601. Four queries."""
    return {
        "name": name_of(person),
        "awards": [_award(one) for one in _awards(person)],
        "credits": [_credit(one) for one in taken(person, chosen)],
        "elsewhere": [_elsewhere(one) for one in _learned_elsewhere(person, chosen)],
    }


def taken(person: Person, chosen: Chosen) -> list[Credit]:
    """What its learner took for what they chose, and what became of it; no proposal, nothing declined."""
    wanted = Q(license__in=chosen.licenses)
    if chosen.pay:
        wanted |= Q(license=None)
    unanswered = (CreditStatus.PROPOSED, CreditStatus.DECLINED)
    rows = Credit.objects.visible_to(person).exclude(status__in=unanswered).filter(wanted)
    rows = rows.for_checks()
    return [
        row
        for row in rows.order_by("award__earned_on", "pk")
        if any(entry.kind == EntryKind.CLAIMED for entry in row.entries.all())
    ]


def approved(credits_: Collection[Credit], token: str) -> list[ApprovedCredit]:
    """What a program approved, as a learner record says it: nothing that its learner reports alone."""
    found = []
    for row in credits_:
        rule = rule_named(row.rule)
        if rule is None or row.status not in APPROVED or row.approver == Approver.SELF:
            continue
        at = next(e.at for e in reversed(row.entries.all()) if e.kind == EntryKind.APPROVED)
        about = _("%(amount)s %(unit)s for the badge “%(title)s”, by the rule %(rule)s") % {
            "amount": plain(row.balance),
            "unit": words.unit(row.unit, row.balance),
            "title": row.award.version.title,
            "rule": rule.name,
        }
        address = f"{address_of(token)}#credit-{row.pk}"
        found.append(
            ApprovedCredit(
                row.award_id, address, rule.name, about, row.balance, row.organization, at
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """Credit on a transcript, in words. `changed`: what became of it since, "" where nothing did."""

    amount: str
    unit: str
    money: str
    rule: str
    by: str  # the record of the rule that it goes by
    status: str
    day: date
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLine:
    """A badge on a transcript, in words, with its credit."""

    title: str
    language: str
    number: str
    issuer: str
    earned_on: date
    withdrawn_on: date | None
    credit: tuple[CreditLine, ...]
    changed: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.changed) or any(line.changed for line in self.credit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereLine:
    title: str
    number: str
    kind: str
    rule: str
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A transcript in words."""

    name: str
    badges: tuple[BadgeLine, ...]
    elsewhere: tuple[ElsewhereLine, ...]

    @property
    def differs(self) -> bool:
        return any(badge.differs for badge in self.badges)


def said(facts: Mapping[str, Any], *, since: "Since | None" = None) -> Said:
    """The words of a transcript's facts, in the language of whoever reads; with what changed, where that was asked."""
    credits_: dict[str, list[CreditLine]] = {}
    for one in facts["credits"]:
        credits_.setdefault(one["award"], []).append(_credit_line(one, since))
    return Said(
        name=facts["name"],
        badges=tuple(
            BadgeLine(
                title=one["title"],
                language=one["language"],
                number=marked_number(one["number"], one.get("stage", "")),
                issuer=one["issuer"],
                earned_on=date.fromisoformat(one["earned_on"]),
                withdrawn_on=date.fromisoformat(one["withdrawn_on"])
                if one["withdrawn_on"]
                else None,
                credit=tuple(credits_.get(one["award"], ())),
                changed=_withdrawn_since(one, since),
            )
            for one in facts["awards"]
        ),
        elsewhere=tuple(
            ElsewhereLine(
                title=one["title"],
                number=one["number"],
                kind=words.kind_elsewhere(one["kind"]),
                rule=_rule_name(one["rule"]),
                ended_on=date.fromisoformat(one["ended_on"]),
            )
            for one in facts["elsewhere"]
        ),
    )


class Since(NamedTuple):
    """How what a transcript names stands now."""

    withdrawn: Mapping[str, date]  # by award
    credits: Mapping[int, Credit]

    @classmethod
    def of(cls, row: Transcript) -> "Since":
        """Three queries."""
        gone = Award.objects.withdrawn().filter(
            person=row.person_id, pk__in=[one["award"] for one in row.facts["awards"]]
        )
        pks = [one["credit"] for one in row.facts["credits"]]
        kept = Credit.objects.filter(person=row.person_id, pk__in=pks)
        return cls(
            {
                str(pk): timezone.localtime(at).date()
                for pk, at in gone.values_list("pk", "revocation__at")
            },
            {credit.pk: credit for credit in kept.prefetch_related("entries")},
        )


def _awards(person: Person) -> QuerySet[Award]:
    rows = Award.objects.visible_to(person).for_show().select_related("revocation")
    return rows.order_by("earned_on", "issued_at")


def _learned_elsewhere(person: Person, chosen: Chosen) -> QuerySet[LearningElsewhere]:
    rows = LearningElsewhere.objects.visible_to(person).kept()
    rows = rows.filter(license__in=chosen.licenses).select_related("license")
    return rows.order_by("ended_on", "pk")


def _award(one: Award) -> dict[str, str]:
    gone = timezone.localtime(one.revocation.at).date().isoformat() if one.revoked else ""
    return {
        "award": str(one.pk),
        "title": one.version.title,
        "language": one.version.language,
        "number": one.version.number,
        "stage": one.version.status,
        "issuer": one.issuer.name,
        "earned_on": one.earned_on.isoformat(),
        "withdrawn_on": gone,
    }


def _credit(one: Credit) -> dict[str, Any]:
    explained = explanation.proposed(one)
    return {
        "credit": one.pk,
        "award": str(one.award_id),
        "rule": one.rule,
        "since": explained["since"] if explained else "",
        "amount": plain(one.balance),
        "unit": one.unit,
        "status": str(one.status),
        "approver": str(one.approver),
        "moved_on": timezone.localtime(one.moved_at).date().isoformat(),
    }


def _elsewhere(one: LearningElsewhere) -> dict[str, str]:
    return {
        "title": one.title,
        "number": plain(one.number),
        "kind": one.kind,
        "rule": one.license.rule,
        "ended_on": one.ended_on.isoformat(),
    }


def _credit_line(one: Mapping[str, Any], since: Since | None) -> CreditLine:
    amount = Decimal(one["amount"])
    record = rule_named(one["rule"], date.fromisoformat(one["since"])) if one["since"] else None
    return CreditLine(
        amount=one["amount"],
        unit=words.unit(one["unit"], amount),
        money=money_text(record, amount) if record else "",
        rule=_rule_name(one["rule"]),
        by=one["since"],
        status=_status(one["status"], one["approver"]),
        day=date.fromisoformat(one["moved_on"]),
        changed=_changed(one, since),
    )


def _status(status: str, approver: str) -> str:
    if status == CreditStatus.CLAIMED and approver == Approver.SELF:
        return _("Reported by the holder")
    return str(CreditStatus(status).label)


def _changed(one: Mapping[str, Any], since: Since | None) -> str:
    if since is None:
        return ""
    now_ = since.credits.get(one["credit"])
    if now_ is None:
        return _("This credit is no longer here.")
    amount = plain(now_.balance)
    if now_.status == one["status"] and amount == one["amount"]:
        return ""
    day = timezone.localtime(now_.moved_at).date()
    return _("Since %(day)s: %(amount)s %(unit)s, %(status)s") % {
        "day": short_day(day),
        "amount": amount,
        "unit": words.unit(one["unit"], now_.balance),
        "status": _status(now_.status, one["approver"]),
    }


def _withdrawn_since(one: Mapping[str, Any], since: Since | None) -> str:
    if since is None or one["withdrawn_on"] or one["award"] not in since.withdrawn:
        return ""
    return _("Withdrawn by its issuer on %(day)s.") % {
        "day": short_day(since.withdrawn[one["award"]])
    }


def _rule_name(name: str) -> str:
    rule = rule_named(name)
    return rule.name if rule else name
