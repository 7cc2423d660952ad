"""Badges whose learning began before a program could count: earned under its number, and worth nothing by its rule.

Found from what the issuer of a badge knows. Whether somebody keeps a license here is theirs, and is not asked.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Least, TruncDate

from assay.credentials.models import Award
from assay.credits.facts import rules_of_licenses
from assay.credits.models import Approved, CreditApproval
from assay.credits.rules.nouns import Rule
from assay.journeys.models import Start
from assay.lib.clock import span_of, today
from assay.record.actions import kind_of
from assay.record.models import Event

TOLD = "credits.lead_time_told"


def days_of(rule: Rule) -> int:
    """How long before learning begins a program must have been approved."""
    return max((one.lead_days for one in rule.approvals), default=0)


def rules_with_lead_time(paths: Sequence[str]) -> list[Rule]:
    """Rules that ask for it, and by which these programs have ever had something approved."""
    used = set(CreditApproval.objects.under(paths).order_by().values_list("rule", flat=True))
    return [rule for rule in rules_of_licenses(today()) if rule.id in used and days_of(rule)]


def missed(paths: Sequence[str], rule: Rule) -> QuerySet[Award, Any]:
    """Badges of these programs, each with `began_on`, and the `program` that held when it was earned.

    As the calculation has it: of several programs the one that holds longest, of several starts the last. Asks one
    query, for the days between which it can have happened at all: the exact question is dear, and asked of few.
    """
    programs = CreditApproval.objects.current().filter(rule=rule.id, what=Approved.PROGRAM)
    program = programs.filter(
        micro_credential=OuterRef("version__micro_credential"),
        first__lte=OuterRef("earned_on"),
        last__gte=OuterRef("earned_on"),
    )
    span = programs.aggregate(first=Min("first"), approved=Max("approved_on"))
    if span["approved"] is None:
        return Award.objects.none()
    counts_from = span["approved"] + timedelta(days=days_of(rule))
    start = Start.objects.filter(
        person=OuterRef("person"), micro_credential=OuterRef("version__micro_credential")
    )
    started_on = start.order_by("-started_at").annotate(day=TruncDate("started_at")).values("day")
    begun = Least(Coalesce(Subquery(started_on[:1]), F("earned_on")), F("earned_on"))
    rows = Award.objects.standing().single().issued_under(paths)
    rows = rows.select_related("person", "version").defer("version__data")
    early = Q(earned_on__lt=counts_from) | Exists(
        start.filter(started_at__lt=span_of(counts_from)[0])
    )
    rows = rows.filter(
        early,
        earned_on__gte=span["first"],
        version__micro_credential__in=programs.values("micro_credential"),
    )
    latest = F("began_on") - Value(timedelta(days=days_of(rule)))
    return rows.annotate(
        began_on=ExpressionWrapper(begun, output_field=DateField()),
        program=Subquery(program.order_by("-last", "-pk").values("number")[:1]),
        approved_on=Subquery(program.order_by("-last", "-pk").values("approved_on")[:1]),
    ).filter(approved_on__gt=ExpressionWrapper(latest, output_field=DateField()))


def told_of(awards: Collection[Award]) -> dict[str, Any]:
    """When the learner of each was written to; those who were not are not in it. One query."""
    if not awards:
        return {}
    rows = Event.objects.filter(
        verb=TOLD,
        subject_kind=kind_of(next(iter(awards))),
        subject_id__in=[str(one.pk) for one in awards],
    )
    return dict(rows.order_by("at").values_list("subject_id", "at"))
