"""Sentences that assessors propose for the comment bank, as they wait for a lead."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import CommentStatus, SharedComment
from assay.catalog.models import MicroCredential, version_columns
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces


def to_curate(person: Person, led: Sequence[str]) -> WorkKind:
    page = f"{reverse('assessment:comments')}?show=proposed"
    return WorkKind(
        desk="comments",
        label=_("Sentences proposed"),
        note=_("For the comment bank"),
        url=page,
        rows=Listed(_proposed, led),
        call=CallWords(
            heading=_("Read a sentence proposed for “%(name)s”"),
            text=_("What you take in appears on every sheet of the version."),
            url=page,
            button=_("Read and answer"),
            row_button=_("Answer"),
        ),
        order=46,
        quiet=True,
    )


@prepared
def _proposed(paths: Sequence[str]) -> QuerySet[SharedComment, Any]:
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    rows = SharedComment.objects.filter(micro_credential__in=led, status=CommentStatus.PROPOSED)
    return pieces(
        rows.order_by("proposed_at", "pk"),
        key="pk",
        name="micro_credential__current__title",
        since="proposed_at",
        **version_columns("micro_credential__current"),
    )
