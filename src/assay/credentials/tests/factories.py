"""Plain makers of released decisions and of awards."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from assay.assessment.models import Decision, Evaluation
from assay.catalog.models import Version
from assay.credentials import actions
from assay.credentials.models import Award
from assay.evidence.models import Submission
from assay.journeys.models import Start
from assay.lib.clock import now
from assay.people.models import Person


def make_evaluation(
    person: Person,
    version: Version,
    *,
    outcome: str = "earned",
    status: str = "released",
    levels: Mapping[str, str] | None = None,
    released_at: datetime | None = None,
) -> Evaluation:
    """A decision that was released: every criterion demonstrated unless said otherwise."""
    moment = released_at or now()
    start = Start.objects.create(
        person=person,
        version=version,
        micro_credential=version.micro_credential,
        started_at=moment - timedelta(30),
    )
    submission = Submission.objects.create(
        start=start,
        version=version,
        status="closed",
        outcome=outcome,
        created_at=moment - timedelta(30),
        saved_at=moment - timedelta(9),
        submitted_at=moment - timedelta(8),
        promised_on=moment.date(),
        closed_at=moment,
        manifest_hash="0" * 64,
    )
    evaluation = Evaluation.objects.create(
        submission=submission,
        status=status,
        opened_at=moment - timedelta(8),
        due_on=moment.date(),
        released_at=moment if status == "released" else None,
    )
    Decision.objects.create(
        evaluation=evaluation,
        outcome=outcome,
        settled_by="agreement",
        made_at=moment,
        feedback={},
        levels=dict(levels or {c.id: "demonstrated" for c in version.content.criteria}),
    )
    return evaluation


def make_award(
    person: Person, version: Version, *, visibility: str = "private", **fields: object
) -> Award:
    """An award with its signed credential, as the verb makes it."""
    award = actions.award(make_evaluation(person, version, **fields), by=None)  # type: ignore[arg-type]
    if visibility != "private":
        Award.objects.filter(pk=award.pk).update(visibility=visibility)
        award.visibility = visibility
    return award
