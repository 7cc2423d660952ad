"""Declarations before handing in: own work, use of AI, students' privacy, and how long ago the practice was."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from assay.evidence.actions.draft_guards import changing, not_overwriting
from assay.evidence.models import Declaration, Submission
from assay.lib.errors import BadInput
from assay.lib.wording import clean
from assay.people.models import Actor

MAX_AI_USE, MAX_NOTE = 2000, 4000


@transaction.atomic
def declare(
    submission: Submission,
    *,
    own_work: bool,
    ai_use: str,
    student_privacy: bool,
    practice_months_ago: int | None,
    recognizable: Mapping[int, bool] | None = None,
    was: Mapping[str, str] | None = None,
    by: Actor,
) -> Declaration:
    """Save the declarations of a draft, complete or not (A6). `was`: what the writer began from, by field.

    `recognizable`: of artifacts that may name the learner to assessors, by id, whether they are handed in so all the
    same; what is not asked about stays as it was decided. Raises PermissionDenied, WrongState, BadInput, NewerFields.
    """
    changing(submission, by=by)
    ai_use = clean(ai_use).strip()
    if len(ai_use) > MAX_AI_USE:
        raise BadInput(
            _("Please say it in fewer words."), fields={"ai_use": _("Up to 2,000 characters.")}
        )
    if practice_months_ago is not None and not 0 <= practice_months_ago <= 600:
        raise BadInput(
            _("Give a number of months."),
            fields={"practice_months_ago": _("A number from 0 to 600.")},
        )
    values = {
        "own_work": own_work,
        "ai_use": ai_use,
        "student_privacy": student_privacy,
        "practice_months_ago": practice_months_ago,
        "recognizable": _confirmed(submission, recognizable or {}),
    }
    declared = Declaration.objects.filter(submission=submission).values(*values).first()
    not_overwriting(declared or {}, values, was)
    declaration = Declaration.objects.update_or_create(submission=submission, defaults=values)[0]
    submission.declaration = declaration
    return declaration


def _confirmed(submission: Submission, decided: Mapping[int, bool]) -> list[int]:
    """The ids that stand as confirmed, once these decisions are made. Ids that are none of this draft's are dropped."""
    before = (
        Declaration.objects.filter(submission=submission)
        .values_list("recognizable", flat=True)
        .first()
        or []
    )
    wanted = {*(n for n in before if n not in decided), *(n for n, yes in decided.items() if yes)}
    if not wanted:
        return []
    return [
        a.pk for a in submission.artifacts.present().filter(pk__in=wanted) if a.may_name_its_learner
    ]


@transaction.atomic
def explain(
    submission: Submission, text: str, *, was: Mapping[str, str] | None = None, by: Actor
) -> None:
    """Save the resubmission note: what changed since last time. Raises as `declare`."""
    changing(submission, by=by)
    text = clean(text).strip()
    if len(text) > MAX_NOTE:
        raise BadInput(
            _("Please say it in fewer words."), fields={"note": _("Up to 4,000 characters.")}
        )
    submission.refresh_from_db(fields=("note",))
    not_overwriting({"note": submission.note}, {"note": text}, was)
    submission.note = text
    submission.save(update_fields=("note",))
