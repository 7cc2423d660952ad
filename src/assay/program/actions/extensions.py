"""What departments carry beyond the template: proposed, decided, and ended for new drafts (B8, B9)."""

import secrets
from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.levels import LEVELS
from assay.lib.locks import first_come
from assay.lib.wording import clean, clean_line
from assay.people.models import Organization, Person
from assay.program import policy
from assay.program.models import Extension, ExtensionDecision, ExtensionKind, ExtensionStatus
from assay.record.actions import note

MOST_OPTIONS = 12
MOST_CHARACTERS = 2000
MOST_IN_LEVEL = 1500


@transaction.atomic
def propose_extension(
    department: Organization,
    kind: str,
    name: str,
    why: str,
    *,
    help_text: str = "",
    options: Sequence[str] = (),
    descriptors: Mapping[str, str] | None = None,
    is_required: bool = False,
    by: Person,
) -> Extension:
    """Ask that every draft of a department carry a field or a criterion of its own.

    Raises PermissionDenied, BadInput, WrongState where one of this name is proposed or in force.

    Keeps B8 of docs/reference/promises.md.
    """
    if not policy.can_propose_extension(by, department):
        raise PermissionDenied
    name, said = clean_line(name), clean(why).strip()
    words = [line for line in (clean_line(one) for one in options) if line]
    levels = {one: clean((descriptors or {}).get(one, "")).strip() for one in LEVELS}
    if fields := _lacking(kind, name, said, words, levels):
        raise BadInput(next(iter(fields.values())), fields=fields)
    is_criterion = kind == ExtensionKind.CRITERION
    with first_come(_("Your department has already asked for one of this name.")):
        row = Extension.objects.create(
            code=f"x-{secrets.token_hex(5)}",
            department=department,
            kind=kind,
            name=name,
            help=clean_line(help_text)[:300],
            options=list(dict.fromkeys(words)) if kind == ExtensionKind.CHOICE else [],
            descriptors=levels if is_criterion else {},
            is_required=is_required and not is_criterion,
            why=said,
            proposed_by=by,
            proposed_at=now(),
        )
    note("program.extension_proposed", row, by=by, department=department.pk, kind=str(row.kind))
    return row


def _lacking(
    kind: str, name: str, why: str, options: list[str], levels: Mapping[str, str]
) -> dict[str, str]:
    """What is wrong with what was asked, by field."""
    found = {}
    if kind not in ExtensionKind.values:
        found["kind"] = _("Choose what your department adds.")
    if not name or len(name) > 200:
        found["name"] = _("Give it a name of 200 characters at most.")
    if kind == ExtensionKind.CHOICE and not 2 <= len(set(options)) <= MOST_OPTIONS:
        found["options"] = _("Write two to twelve answers, one a line.")
    if kind == ExtensionKind.CHOICE and any(len(one) > 200 for one in options):
        found["options"] = _("Keep each answer under 200 characters.")
    if kind == ExtensionKind.CRITERION:
        for level, text in levels.items():
            if not text or len(text) > MOST_IN_LEVEL:
                found[level] = _(
                    "Describe what this level looks like, in 1,500 characters at most."
                )
    if not why or len(why) > MOST_CHARACTERS:
        found["why"] = _("Say why, in 2,000 characters at most.")
    return found


@transaction.atomic
def decide_extension(
    extension: Extension,
    *,
    approved: bool,
    reason: str,
    votes: tuple[int, int] | None = None,
    dissent: str = "",
    by: Person,
) -> ExtensionDecision:
    """Let it hold for the department's drafts from now on, or decline it; on record, with its votes where a committee
    sits.

    Raises PermissionDenied, BadInput, WrongState once it is decided.
    """
    row = _held(extension)
    if not policy.can_decide_extension(by, row):
        raise PermissionDenied
    if row.status != ExtensionStatus.PROPOSED:
        raise WrongState(_("This is already decided."))
    outcome = ExtensionStatus.IN_FORCE if approved else ExtensionStatus.DECLINED
    made = _decided(row, outcome, reason, votes, dissent, by)
    row.status, row.decided_at = outcome, made.decided_at
    row.save(update_fields=("status", "decided_at"))
    note("program.extension_decided", row, by=by, outcome=str(outcome))
    return made


@transaction.atomic
def end_extension(
    extension: Extension,
    *,
    reason: str,
    votes: tuple[int, int] | None = None,
    dissent: str = "",
    by: Person,
) -> ExtensionDecision:
    """From now on new drafts are begun without it; what was begun before keeps it.

    Raises PermissionDenied, BadInput, WrongState where it is not in force.
    """
    row = _held(extension)
    if not policy.can_decide_extension(by, row):
        raise PermissionDenied
    if row.status != ExtensionStatus.IN_FORCE:
        raise WrongState(_("This is not in force."))
    made = _decided(row, ExtensionStatus.ENDED, reason, votes, dissent, by)
    row.status, row.ended_at = ExtensionStatus.ENDED, made.decided_at
    row.save(update_fields=("status", "ended_at"))
    note("program.extension_ended", row, by=by)
    return made


def _held(extension: Extension) -> Extension:
    rows = Extension.objects.select_for_update(of=("self",))
    return rows.select_related("department__parent", "proposed_by").get(pk=extension.pk)


def _decided(
    row: Extension,
    outcome: ExtensionStatus,
    reason: str,
    votes: tuple[int, int] | None,
    dissent: str,
    by: Person,
) -> ExtensionDecision:
    said = clean(reason).strip()
    fields = {}
    if not said or len(said) > MOST_CHARACTERS:
        fields["reason"] = _("Say why, in 2,000 characters at most. The department reads it.")
    carried = outcome != ExtensionStatus.DECLINED
    if votes is not None and (votes[0] > votes[1]) != carried:
        fields["in_favor"] = (
            _("It holds once more votes are for it than against it.")
            if carried
            else _("More votes are for it than against it, so it is not declined.")
        )
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    return ExtensionDecision.objects.create(
        extension=row,
        outcome=outcome,
        reason=said,
        dissent=clean(dissent).strip()[:MOST_CHARACTERS],
        in_favor=votes[0] if votes else None,
        against=votes[1] if votes else None,
        decided_by=by,
        decided_at=now(),
    )
