"""Decisions that wait for an approver."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Assignment, Evaluation, Screening, Status
from assay.assessment.waiting.submissions import SUBMISSION
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces


def to_release(person: Person) -> WorkKind:
    paths = [place.path for place in person.organizations_as(*policy.APPROVERS)]
    return WorkKind(
        desk="release",
        label=_("To release"),
        note=_("Scored; the learner is waiting"),
        url=reverse("assessment:release"),
        rows=Listed(_decided, paths, person),
        call=CallWords(
            heading=_("Release the decision on %(name)s"),
            text=_("%(title)s. It is scored. Read the decision; then the learner can read it."),
            page="assessment:release_detail",
            button=_("Read and release"),
            row_button=_("Release"),
        ),
        order=18,
    )


@prepared
def _decided(paths: Sequence[str], person: Person) -> QuerySet[Evaluation, Any]:
    """Those barred to this approver, who scored or screened them, come last: another one releases them."""
    rows = Evaluation.objects.all().released_from(paths, person)
    rows = rows.filter(status=Status.AWAITING_RELEASE)
    mine = Assignment.objects.sent().filter(evaluation=OuterRef("pk"), assessor=person)
    screened = Screening.objects.filter(evaluation=OuterRef("pk"), by=person)
    known = rows.annotate(barred=Exists(mine) | Exists(screened))
    return pieces(known.order_by("barred", "due_on", "pk"), **SUBMISSION)
