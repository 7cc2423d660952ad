"""A coordinator draws a sample for an auditor, and ends the link to it; whoever has the link opens it."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credits import audit_packets, policy
from assay.credits.models import AuditPacket, CreditBatch, PacketOpening
from assay.credits.program_rules import rules_in_hand
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.record.actions import note
from assay.record.models import MACHINE
from assay.record.sealing import seal

MOST_PACKET_DAYS = 90
#: Opened again within it, it is one visit.
VISIT = timedelta(minutes=15)


def draw_packet(
    organization: Organization,
    batch: CreditBatch | None,
    period: tuple[date, date] | None,
    *,
    count: int,
    label: str,
    until: date,
    by: Person,
    seed: str = "",
) -> AuditPacket:
    """Draw a sample of a batch, or of what was approved in a period, and freeze what each of it rests on.

    Raises PermissionDenied for anyone but its program's coordinator, BadInput (`fields`) for none or more
    than two hundred, without a name and for a day out of ninety, WrongState where there is nothing to draw from.
    """
    if not policy.can_draw(by, organization, batch):
        raise PermissionDenied
    label = clean_line(label)[:120]
    _refuse_what_is_wrong(count, label, until, period)
    numbers = _numbers(organization, batch, period)
    seal()  # what happened a second ago has its place in the chain
    seed = seed or secrets.token_hex(16)
    with rules_in_hand():
        sample = audit_packets.facts_of(audit_packets.drawn(numbers, seed, count))
    facts = {
        "schema": "assay-audit/1",
        "program": organization.name,
        "batch": str(batch) if batch else "",
        "period": [day.isoformat() for day in period] if period else [],
        "seed": seed,
        "of": len(numbers),
        "sample": sample,
    }
    with transaction.atomic():
        row = AuditPacket.objects.create(
            organization=organization,
            batch=batch,
            first=period[0] if period else None,
            last=period[1] if period else None,
            seed=seed,
            of=len(numbers),
            count=len(sample),
            facts=facts,
            sha256=audit_packets.hash_of(facts),
            drawn_by=by,
            drawn_at=now(),
            label=label,
            until_on=until,
        )
        note(
            "credits.packet_drawn",
            row,
            by=by,
            seed=seed,
            of=row.of,
            count=row.count,
            until=until.isoformat(),
            sha256=row.sha256,
        )
    return row


@transaction.atomic
def end_packet(row: AuditPacket, *, by: Person) -> None:
    """End the auditor's link. Raises PermissionDenied, WrongState if it had ended."""
    if not policy.can_keep_credit(by, row.organization):
        raise PermissionDenied
    if not AuditPacket.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now()):
        raise WrongState(_("This link has already ended."))
    note("credits.packet_ended", row, by=by)


@transaction.atomic
def note_packet_opening(row: AuditPacket) -> None:
    """Keep that somebody opened it, once a visit."""
    hold(row)
    at = now()
    if PacketOpening.objects.filter(packet=row, at__gt=at - VISIT).exists():
        return
    PacketOpening.objects.create(packet=row, at=at)
    note("credits.packet_opened", row, by=MACHINE)


def _refuse_what_is_wrong(
    count: int, label: str, until: date, period: tuple[date, date] | None
) -> None:
    wrong: dict[str, str] = {}
    if not label:
        wrong["label"] = _("Say who it is for, so that you know it again.")
    if not 1 <= count <= audit_packets.MOST_DRAWN:
        wrong["count"] = _("Draw from one to two hundred.")
    if not today() <= until <= today() + timedelta(days=MOST_PACKET_DAYS):
        wrong["until"] = _("Choose a day from today to ninety days from now.")
    if period is not None and period[0] > period[1]:
        wrong["last"] = _("The last day is before the first.")
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)


def _numbers(
    organization: Organization, batch: CreditBatch | None, period: tuple[date, date] | None
) -> Sequence[int]:
    if batch is not None:
        numbers = audit_packets.of_batch(batch)
    elif period is not None:
        numbers = audit_packets.of_period([organization.path], *period)
    else:
        said = _("Choose a batch, or a first and a last day.")
        raise BadInput(said, fields={"batch": said})
    if not numbers:
        raise WrongState(_("No credit was approved there, so there is nothing to draw from."))
    if len(numbers) > audit_packets.MOST_TO_DRAW_FROM:
        raise WrongState(_("More than 20,000 credits are in this time. Choose a shorter one."))
    return numbers
