"""A draft that its learner shows to their coach or a colleague, and takes back, in one press each."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.coaching import policy
from assay.coaching.draft_state import state_of
from assay.coaching.models import PARTS, DraftShare, DraftSnapshot, Pairing
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean_line
from assay.people.models import Person
from assay.record.actions import note

MAX_QUESTION = 300


@transaction.atomic
def share_draft(
    submission: Submission,
    pairing: Pairing,
    *,
    parts: Collection[str] = PARTS,
    question: str = "",
    hands_in_on: date | None = None,
    by: Person,
) -> DraftShare:
    """Show a draft, or some of its parts, to the coach or colleague of a pairing that runs (E1, C3).

    It is shared again with what is said now.

    Raises PermissionDenied for anyone but the learner, and for a draft of what a colleague has not offered to read;
    WrongState for what is no draft, or a pairing that does not run;
    BadInput for no part, a day that is over, and a question that is too long.
    """
    if not policy.can_share_with(by, submission, pairing):
        raise PermissionDenied
    chosen, asked = [part for part in PARTS if part in parts], clean_line(question)
    fields = {}
    if not chosen:
        fields["parts"] = _("Choose at least one part.")
    if len(asked) > MAX_QUESTION:
        fields["question"] = _("Keep it to %(n)d characters.") % {"n": MAX_QUESTION}
    if hands_in_on is not None and hands_in_on < today():
        fields["hands_in_on"] = _("This day is over. Choose today or a later one.")
    if fields:
        raise BadInput(next(iter(fields.values())), fields=fields)
    hold(pairing)
    hold(submission)
    pairing.refresh_from_db(fields=("status",))
    submission.refresh_from_db(fields=("status",))
    if not submission.is_draft:
        raise WrongState(_("It is handed in. Only drafts are read here."))
    if not pairing.is_running:
        raise WrongState(_("They do not work with you now."))
    said = {"parts": chosen, "question": asked, "hands_in_on": hands_in_on}
    share, made = DraftShare.objects.get_or_create(
        pairing=pairing,
        submission=submission,
        defaults={**said, "shared_at": now(), "first_shared_at": now()},
    )
    if not made:
        for name, value in {**said, "shared_at": now(), "ended_at": None}.items():
            setattr(share, name, value)
        share.save(update_fields=(*said, "shared_at", "ended_at"))
    note("coaching.draft_shared", share, by=by, learner=by.pk, coach=pairing.coach_id)
    return share


@transaction.atomic
def stop_sharing(share: DraftShare, *, by: Person) -> None:
    """Close it to the coach, from their next press on; comments stay with the learner. Raises WrongState if it was
    closed already.
    """
    if not policy.can_share(by, share.submission):
        raise PermissionDenied
    if DraftShare.objects.filter(pk=share.pk, ended_at=None).update(ended_at=now()) != 1:
        raise WrongState(_("This is not shared now."))
    note("coaching.draft_closed", share, by=by, learner=by.pk, coach=share.pairing.coach_id)


@transaction.atomic
def mark_read(share: DraftShare, *, by: Person) -> DraftSnapshot:
    """Keep what stands in the draft now as what its reader has seen: both see what changes from here on.

    Raises PermissionDenied for anyone to whom it is not open.
    """
    if not policy.can_read(by, share):
        raise PermissionDenied
    state = state_of(share)
    reading = DraftSnapshot.objects.create(
        share=share, read_at=now(), texts=state.texts, files=state.files, notes=state.notes
    )
    note("coaching.draft_read", share, by=by, learner=share.submission.person_id)
    return reading
