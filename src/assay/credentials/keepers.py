"""What badges still need of evidence whose time is over: what is shown to the public, and what a case is about."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from assay.credentials.models import AwardStatus, RevocationCase, ShownPiece
from assay.evidence.models import Artifact


def still_needed(artifacts: Sequence[Artifact]) -> Mapping[int, str]:
    """By artifact. Two queries, whatever the number."""
    shown = ShownPiece.objects.shown().filter(
        artifact__in=[artifact.pk for artifact in artifacts],
        award__status=AwardStatus.ISSUED,
    )
    found = dict.fromkeys(
        shown.order_by().values_list("artifact", flat=True),
        _("Its learner shows it to the public on a badge."),
    )
    submissions = {artifact.submission_id for artifact in artifacts}
    cases = RevocationCase.objects.open().filter(award__evaluation__submission__in=submissions)
    asked = set(cases.order_by().values_list("award__evaluation__submission", flat=True))
    for artifact in artifacts:
        if artifact.submission_id in asked:
            found[artifact.pk] = _("A case about the badge is open.")
    return found
