"""How severe each assessor of a program is, estimated once a day from the latest readings that link them."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction

from assay.assessment.agreement.ratings import Rating
from assay.assessment.agreement.severity import (
    LEAST_READ_TWICE,
    CannotEstimate,
    severities,
)
from assay.assessment.models import AnchorReading, Evaluation, Severity, SeverityMeasure, Slot
from assay.assessment.readings import UNCHOSEN, against_experts, have_two, read_twice
from assay.lib.clock import now
from assay.people.models import Organization

#: So many of the latest submissions, and of the latest readings of anchors, are asked.
LATEST: Final = 1000


def estimate(program: Organization, *, least: int = LEAST_READ_TWICE) -> Severity:
    """Estimate anew and keep it, or why it cannot be told. Seconds of a processor, so never in a request."""
    try:
        found, reason = severities(list(_ratings(program)), least=least).raters, ""
    except CannotEstimate as refusal:
        found, reason = {}, refusal.reason
    with transaction.atomic():
        row, _new = Severity.objects.update_or_create(
            program=program, defaults={"reason": reason, "estimated_at": now()}
        )
        row.readers.all().delete()
        SeverityMeasure.objects.bulk_create(
            SeverityMeasure(
                severity=row,
                person_id=str(person),
                ratings=one.n,
                logits=one.logits,
                standard_error=one.standard_error,
                infit=one.infit,
                outfit=one.outfit,
            )
            for person, one in found.items()
        )
    return row


def _ratings(program: Organization) -> Iterator[Rating]:
    path = "evaluation__submission__version__micro_credential__issuer__path__startswith"
    seconds = have_two().filter(
        slot=Slot.SECOND, evaluation__why_double__in=UNCHOSEN, **{path: program.path}
    )
    keys = seconds.order_by("-ended_at").values_list("evaluation", flat=True)[:LATEST]
    for pair in read_twice(Evaluation.objects.filter(pk__in=list(keys)).values("pk")):
        if pair.slot != Slot.SECOND or pair.second is None:
            continue
        for criterion, one, two in pair.levels:
            of = (pair.micro_credential, pair.major, criterion)
            yield Rating(subject=pair.subject, criterion=of, rater=pair.first, level=one)
            yield Rating(subject=pair.subject, criterion=of, rater=pair.second, level=two)
    yield from _of_anchors(program)


def _of_anchors(program: Organization) -> Iterator[Rating]:
    """Each reader's first reading of an anchor: many have read the same one, which links them all."""
    of_program = AnchorReading.objects.filter(
        anchor__version__micro_credential__issuer__path__startswith=program.path,
        handed_over_at__isnull=False,
    )
    keys = list(of_program.order_by("-handed_over_at").values_list("pk", flat=True)[:LATEST])
    seen: set[tuple[int, int]] = set()
    for pair in against_experts(AnchorReading.objects.filter(pk__in=keys).order_by("pk")):
        if (pair.subject, pair.first) in seen:
            continue
        seen.add((pair.subject, pair.first))
        for criterion, own, _expert in pair.levels:
            of = (pair.micro_credential, pair.major, criterion)
            yield Rating(
                subject=f"anchor {pair.subject}", criterion=of, rater=pair.first, level=own
            )
