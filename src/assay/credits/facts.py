"""What a rule needs to know of somebody's awards, gathered from rows: when, how long, under which approval."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credits.models import Approved, CreditApproval, License
from assay.credits.rules.nouns import Activity, Cycle, Program, Rule
from assay.credits.rules.states import shipped
from assay.journeys.models import Start
from assay.lib.clock import today
from assay.people.models import Organization, Person


class Earned(NamedTuple):
    """An award, or one that might be: what it is of, who issues it, and its days."""

    id: str
    title: str
    version: Version
    issuer: Organization
    began_on: date
    ended_on: date


def rule_of(license_: License, day: date | None = None) -> Rule | None:
    """The rule that a license goes by, as it stands on a day; None where no such rule comes along any more."""
    return rule_named(license_.rule, day)


def rule_named(name: str, day: date | None = None) -> Rule | None:
    on = day or today()
    rules = [ruled.rule for ruled in shipped() if ruled.rule.id == name]
    return next((rule for rule in rules if rule.stands_on(on)), rules[-1] if rules else None)


def cycle_of(license_: License) -> Cycle:
    return Cycle(
        license_.first,
        license_.last,
        license_.kind,
        has_identifier=bool(license_.identifier),
        name_matches=True,  # nothing has been held against the state's list
    )


def earned_by(person: Person) -> list[Earned]:
    """Awards in force, each with the day its start was made. Two queries."""
    awards = list(
        Award.objects.visible_to(person)
        .standing()
        .select_related("version__micro_credential", "issuer")
    )
    starts = dict(
        Start.objects.visible_to(person)
        .order_by("started_at")
        .values_list("micro_credential", "started_at")
    )
    return [
        Earned(
            id=str(award.pk),
            title=award.version.title,
            version=award.version,
            issuer=award.issuer,
            began_on=_begun(starts.get(award.version.micro_credential_id), award.earned_on),
            ended_on=award.earned_on,
        )
        for award in awards
    ]


def as_if(person: Person, version: Version) -> Earned:
    """A micro-credential as if it were begun and earned today."""
    day = today()
    return Earned("", version.title, version, version.micro_credential.issuer, day, day)


def activities(rule: Rule, license_: License, earned: Sequence[Earned]) -> list[Activity]:
    """The same as a rule sees them, with what is approved for each. One query."""
    approvals = _approvals(rule, earned)
    plan = frozenset({"plan"} if license_.has_plan else ())
    return [_activity(one, approvals, plan) for one in earned]


def _activity(
    one: Earned, approvals: dict[int | None, list[CreditApproval]], plan: frozenset[str]
) -> Activity:
    mine = [
        row
        for key in (one.version.micro_credential_id, None)
        for row in approvals.get(key, ())
        if row.organization_id in one.issuer.lineage
    ]
    holds = [row for row in mine if row.first <= one.ended_on <= row.last]
    programs = [row for row in mine if row.what == Approved.PROGRAM]
    program = next(
        (row for row in holds if row.what == Approved.PROGRAM), programs[0] if programs else None
    )
    component = next((row for row in holds if row.what == Approved.COMPONENT), None)
    return Activity(
        id=one.id,
        title=one.title,
        ended_on=one.ended_on,
        began_on=one.began_on,
        contact_hours=one.version.content.contact_hours,
        micro_credential=str(one.version.micro_credential_id),
        category=next((row.category for row in holds if row.category), ""),
        component=component.number if component else "",
        program=Program(
            program.number,
            program.hours or Decimal(0),
            program.approved_on,
            program.first,
            program.last,
        )
        if program
        else None,
        approved=plan | {row.what for row in holds},
    )


def _approvals(rule: Rule, earned: Iterable[Earned]) -> dict[int | None, list[CreditApproval]]:
    found: dict[int | None, list[CreditApproval]] = defaultdict(list)
    places = {place for one in earned for place in one.issuer.lineage}
    if not places:
        return found
    rows = CreditApproval.objects.current().filter(rule=rule.id, organization__in=places)
    for row in rows:
        found[row.micro_credential_id].append(row)
    return found


def _begun(started_at: object, earned_on: date) -> date:
    if started_at is None:
        return earned_on
    return min(timezone.localtime(started_at).date(), earned_on)  # type: ignore[arg-type]
