"""Keeping what a start would come to, and telling its learner where that changes before it is earned."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assay.credits import explanation
from assay.credits.facts import account_of, as_if, result_for, rule_named, rule_of
from assay.credits.models import License, ValueAtStart
from assay.credits.pay import Purpose, pay_of
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules.calculation import Line
from assay.credits.rules.nouns import Rule, plain
from assay.journeys.models import Start
from assay.lib.clock import now, today
from assay.record.actions import note
from assay.record.models import MACHINE


@transaction.atomic
@rules_in_hand()
def keep_values(start: Start) -> list[ValueAtStart]:
    """Keep with a start what it would come to for each license and in pay, as its page said. Once (D7)."""
    rows = License.objects.visible_to(start.person).kept().filter(last__gte=today())
    written = []
    for purpose in (*rows, *pay_of(start.person)):
        found = _worth(start, purpose)
        if found is None:
            continue
        rule, line = found
        row, fresh = ValueAtStart.objects.get_or_create(
            start=start,
            license=purpose if isinstance(purpose, License) else None,
            rule=rule.id,
            defaults={
                "unit": rule.unit,
                "amount": line.amount,
                "told": line.amount,
                "rule_since": rule.since,
                "explanation": explanation.kept(rule, line, as_of=today()),
                "kept_at": now(),
            },
        )
        if fresh:
            written.append(row)
    return written


@rules_in_hand()
def review_values(rows: "QuerySet[ValueAtStart]") -> int:
    """Look again at what starts would come to; whose value has changed is told once of each change. How many.

    What is proposed after the award follows the rule of the day it is earned: a state's rule is the state's.
    """
    watched = rows.select_related("start__person", "start__version", "license")
    return sum(_review(row) for row in watched.iterator(chunk_size=500))


@rules_in_hand()
def review_after_new_rules() -> int:
    """The same, where a rule has another record in force than when starts began. Repeats daily."""
    watched = ValueAtStart.objects.watched()
    pairs = watched.order_by().values_list("rule", "rule_since").distinct()
    told = 0
    for name, since in list(pairs):
        rule = rule_named(name)
        if rule is not None and rule.since != since:
            of_it = watched.filter(rule=name, rule_since=since)
            told += review_values(of_it)
            of_it.update(rule_since=rule.since)
    return told


@transaction.atomic
def _review(row: ValueAtStart) -> bool:
    row = ValueAtStart.objects.select_for_update(of=("self",)).get(pk=row.pk)
    found = _worth(row.start, _purpose_of(row))
    if found is None or found[1].amount == row.told:
        return False
    was, row.told = row.told, found[1].amount
    row.save(update_fields=["told"])
    note("credits.value_changed", row, by=MACHINE, was=plain(was), now=plain(row.told))
    return True


def _purpose_of(row: ValueAtStart) -> Purpose | None:
    """What a value was told for; None where somebody is no longer employed by whose rule it was."""
    if row.license is not None:
        return row.license
    return next((one for one in pay_of(row.start.person) if one.rule == row.rule), None)


def _worth(start: Start, purpose: Purpose | None) -> tuple[Rule, Line] | None:
    """What a start would come to if it were earned today; None where no rule is known."""
    rule = rule_of(purpose) if purpose is not None else None
    if rule is None or purpose is None:
        return None
    one = as_if(start.person, start.version, began_on=timezone.localtime(start.started_at).date())
    result = result_for(rule, purpose, account_of(start.person), anew=one)
    return rule, next(line for line in result.lines if line.activity.id == one.id)
