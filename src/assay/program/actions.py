"""The verbs of program: its rules change from a day on, and nothing of what was in force is lost."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now, today
from assay.lib.errors import BadInput, Refusal
from assay.lib.locks import first_come
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Organization, Person
from assay.program import policy, rule_files
from assay.program.models import (
    ChecklistItem,
    ClosedPeriod,
    Mandate,
    Need,
    Policy,
    SittingCommittee,
    StandardException,
    StrategicGoal,
)
from assay.record.actions import kind_of, note


class NoMandate(Refusal):
    """The act needs leave that nobody has given."""

    status = 403
    code = "no-mandate"


@transaction.atomic
def set_policy(
    kind: str, data: Mapping[str, Any], *, by: Actor, effective_from: date | None = None
) -> Policy:
    """Put one group of rules in force from a day (today). The same rules again change nothing. Raises BadInput."""
    _may_set_rules(by)
    values = rule_files.policy(kind, data)
    if found := rule_files.faults(kind, values):
        raise BadInput(
            _("These rules cannot be used: %(fields)s.") % {"fields": ", ".join(found)},
            fields=found,
        )
    last = Policy.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    if last and last.data == values:
        return last
    with first_come(_("Someone else has just set these rules. Look at theirs first.")):
        row = Policy.objects.create(
            kind=kind,
            number=last.number + 1 if last else 1,
            data=values,
            effective_from=effective_from or today(),
            set_by=by,
            set_at=now(),
        )
    note("program.policy_set", row, by=by, kind=kind, number=row.number)
    return row


@transaction.atomic
def set_checklist(data: Mapping[str, Any] | str, *, by: Actor) -> list[ChecklistItem]:
    """Bring in the design standard from its file. Items may be added and reworded, never removed (B8)."""
    _may_set_rules(by)
    checked, problems = rule_files.checklist(data)
    if problems:
        raise BadInput(_("The checklist cannot be used. %(first)s") % {"first": problems[0]})
    before = {item.code: item for item in ChecklistItem.objects.all()}
    rows = [
        ChecklistItem(
            code=item["id"],
            section=section["id"],
            section_title=section["title"],
            text=item["text"],
            required=item.get("required", True),
            order=0,
        )
        for section in checked["sections"]
        for item in section["items"]
    ]
    if gone := sorted(set(before) - {row.code for row in rows}):
        raise BadInput(
            _("An item of the standard is never removed: %(codes)s.") % {"codes": ", ".join(gone)}
        )
    for n, row in enumerate(rows, start=1):
        row.order = n
    if [_said(row) for row in rows] == [_said(row) for row in before.values()]:
        return list(before.values())
    ChecklistItem.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["section", "section_title", "text", "required", "order"],
    )
    items = list(ChecklistItem.objects.all())
    note("program.checklist_set", items[0], by=by, items=len(items))
    return items


def _said(item: ChecklistItem) -> tuple[str, str, str, bool, int]:
    return item.code, item.section_title, item.text, item.required, item.order


@transaction.atomic
def set_strategic_goals(
    organization: Organization, goals: Iterable[tuple[str, str]], *, by: Actor
) -> list[StrategicGoal]:
    """Set the organization's aims, as (code, title). Those no longer named stay: goals of learners point at them."""
    _may_set_rules(by)
    changed = False
    for code, title in goals:
        row, fresh = StrategicGoal.objects.get_or_create(
            organization=organization, code=code, defaults={"title": title}
        )
        if not fresh and row.title != title:
            row.title = title
            row.save(update_fields=("title",))
            changed = True
        changed = changed or fresh
    if changed:
        note("program.goals_set", organization, by=by)
    return list(StrategicGoal.objects.filter(organization=organization))


@transaction.atomic
def close_period(first_on: date, last_on: date, *, by: Actor) -> ClosedPeriod:
    """Days, both included, on which no service level runs."""
    _may_set_rules(by)
    if last_on < first_on:
        raise BadInput(
            _("The last day is before the first."), fields={"last_on": _("Choose a later day.")}
        )
    row, fresh = ClosedPeriod.objects.get_or_create(first_on=first_on, last_on=last_on)
    if fresh:
        note(
            "program.period_closed",
            row,
            by=by,
            first_on=first_on.isoformat(),
            last_on=last_on.isoformat(),
        )
    return row


@transaction.atomic
def give_mandate(
    act: str,
    subject: models.Model,
    *,
    by: Person,
    within: Organization | None = None,
    conditions: str = "",
    decision: str = "",
) -> Mandate:
    """Leave for one act on one subject; used once. `within`: the department whose subject it is; `decision`: of the
    committee, on which it is given.

    Raises PermissionDenied, and WrongState while another leave for it waits to be used.
    """
    may = policy.can_carry_out if decision else policy.can_give_mandate
    if not may(by, act, within):
        raise PermissionDenied
    with first_come(_("This permission has already been given, and has not been used yet.")):
        mandate = Mandate.objects.create(
            act=act,
            subject_kind=kind_of(subject),
            subject_id=str(subject.pk),
            given_by=by,
            given_at=now(),
            conditions=conditions,
            decision=decision,
        )
    note("program.mandate_given", subject, by=by, act=act, mandate=mandate.pk)
    return mandate


@transaction.atomic
def grant_exception(
    item: ChecklistItem,
    subject: models.Model,
    reason: str,
    *,
    by: Person,
    within: Organization | None,
    decision: str = "",
) -> StandardException:
    """Let one subject go without one item of the standard, for a reason that stands on record. The same again is kept.

    Raises PermissionDenied, and BadInput without a reason.
    """
    may = policy.can_carry_out if decision else policy.can_give_mandate
    if not may(by, "exception", within):
        raise PermissionDenied
    said = clean(reason).strip()[:4000]
    if not said:
        message = _("Say why it may go without this item.")
        raise BadInput(message, fields={"reason": message})
    row, fresh = StandardException.objects.get_or_create(
        item=item,
        subject_kind=kind_of(subject),
        subject_id=str(subject.pk),
        defaults={"reason": said, "granted_by": by, "granted_at": now(), "decision": decision},
    )
    if fresh:
        note("program.exception_granted", subject, by=by, item=item.code)
    return row


def exceptions_of(subject: models.Model) -> "models.QuerySet[StandardException]":
    """Those of one subject, in the order of the standard."""
    rows = StandardException.objects.filter(
        subject_kind=kind_of(subject), subject_id=str(subject.pk)
    )
    return rows.select_related("item", "granted_by").order_by("item__order")


@transaction.atomic
def let_committee_sit(
    organization: Organization, *, from_on: date | None = None, by: Actor
) -> None:
    """From a day (today) on its committee gives leave for what is new, for changes of scoring and for retiring. Once;
    an earlier day holds."""
    if not policy.can_seat_committee(by, organization):
        raise PermissionDenied
    from_on = from_on or today()
    row, fresh = SittingCommittee.objects.get_or_create(
        organization=organization, defaults={"sits_from": from_on}
    )
    earlier = from_on < row.sits_from
    if earlier:
        row.sits_from = from_on
        row.save(update_fields=("sits_from",))
    if fresh or earlier:
        note("program.committee_sits", organization, by=by)


def has_mandate(act: str, subject: models.Model) -> bool:
    """Whether leave for this act is given and not used."""
    return _open_mandates(act, subject).exists()


def _open_mandates(act: str, subject: models.Model) -> "models.QuerySet[Mandate]":
    return Mandate.objects.filter(
        act=act, subject_kind=kind_of(subject), subject_id=str(subject.pk), used_at__isnull=True
    )


def use_mandate(act: str, subject: models.Model) -> Mandate:
    """Take the leave given for this act; raises NoMandate when there is none left. The caller notes the act."""
    mandate = _open_mandates(act, subject).order_by("given_at").first()
    if mandate is None or not Mandate.objects.filter(pk=mandate.pk, used_at__isnull=True).update(
        used_at=now()
    ):
        raise NoMandate(
            _(
                "This needs permission that no one has given yet, and no one gives it to their own draft. "
                "Your department head can tell you who does."
            )
        )
    return mandate


def _may_set_rules(by: Actor) -> None:
    if by is not None and not policy.can_set_rules(by):
        raise PermissionDenied


#: Of what somebody says they looked for.
MOST_LETTERS = 500


@transaction.atomic
def voice_need(words: str, *, searched: str = "", by: Person) -> Need:
    """Keep what somebody looked for in the catalog and did not find. The same words of the same person are kept once.

    Raises PermissionDenied for whoever belongs nowhere, BadInput for nothing or for more than 500 characters.
    """
    if not policy.can_voice_need(by):
        raise PermissionDenied
    said = clean(words).strip()
    if not said:
        message = _("Say what you were looking for.")
        raise BadInput(message, fields={"words": message})
    if len(said) > MOST_LETTERS:
        message = _("This is longer than %(n)s characters. Shorten it a little.") % {
            "n": MOST_LETTERS
        }
        raise BadInput(message, fields={"words": message})
    place = (by.workplace or by.current_memberships[0]).organization
    Person.objects.select_for_update().get(pk=by.pk)  # a second press waits, and finds the first
    before = Need.objects.filter(voiced_by=by, words=said).first()
    if before is not None:
        return before
    need = Need.objects.create(
        organization=place,
        voiced_by=by,
        voiced_at=now(),
        words=said,
        searched=clean_line(searched)[:200],
    )
    note("program.need_voiced", need, by=by)
    return need
