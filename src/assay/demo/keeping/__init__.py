"""A year of retention in the demo: what went as promised, a draft whose learner was told, what a case still needs."""

import os
from datetime import datetime, time, timedelta

from django.utils.timezone import localtime, make_aware

from assay.catalog.models import MicroCredential
from assay.demo.district import person
from assay.evidence import actions as evidence
from assay.evidence.files.storage import path_of, storage
from assay.evidence.models import Artifact, Status, Submission
from assay.lib.clock import held_at

#: Who began what a year ago and never came back, and what stands in it.
LEARNER, BEGUN = "p-013", "mc-student-data-privacy"
WORDS = "Before I choose an app I look for what it asks of my students, and who reads it."
_IDLE_DAYS = 380
#: The daily run has been there since before anything was decided.
_BEFORE_ANY = timedelta(days=400)


def lay_out(now: datetime) -> None:
    with held_at(now - timedelta(days=_IDLE_DAYS)):
        _begin_and_leave_idle()
    _age_files()
    promised = Submission.objects.filter(
        status=Status.CLOSED, originals_until__lt=localtime(now).date() - timedelta(days=1)
    )
    days = promised.order_by().values_list("originals_until", flat=True).distinct()
    in_order = sorted(day for day in days if day)
    if in_order:
        with held_at(make_aware(datetime.combine(in_order[0] - _BEFORE_ANY, time(4, 30)))):
            evidence.begin_deleting()
    for day in in_order:
        with held_at(make_aware(datetime.combine(day + timedelta(days=1), time(4, 30)))):
            evidence.delete_due()
    with held_at(now):
        evidence.delete_due()


def _begin_and_leave_idle() -> None:
    learner = person(LEARNER)
    row = MicroCredential.objects.get(ident=BEGUN)
    draft = evidence.begin(learner, row, by=learner)
    prompt = draft.version.content.prompts[0]
    evidence.save_response(draft, prompt.id, WORDS, by=learner)


def _age_files() -> None:
    """As old on the disk as their rows say: what was brought within a day is not deleted yet."""
    for key, at in Artifact.objects.exclude(storage_key="").values_list("storage_key", "added_at"):
        path = path_of(storage(), key)
        if path is not None and path.exists():
            os.utime(path, (at.timestamp(), at.timestamp()))
