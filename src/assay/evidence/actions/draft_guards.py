"""Preconditions of every change to a draft: may they, is it a draft, is nothing newer overwritten."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Item, Prompt
from assay.evidence import policy
from assay.evidence.errors import NewerFields
from assay.evidence.models import Status, Submission
from assay.evidence.readiness import is_kept
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.wording import clean
from assay.people.models import Actor


def changing(submission: Submission, *, by: Actor) -> None:
    """May they, is it a draft; and stamp it as saved now. Call inside a transaction.

    The stamp is an UPDATE on the draft's own row, so a save and a hand-in at the same moment wait for each other:
    either the manifest holds the new text, or the save is refused. Raises PermissionDenied, WrongState.
    """
    if not policy.can_write(by, submission):
        raise PermissionDenied
    at = now()
    if Submission.objects.filter(pk=submission.pk, status=Status.DRAFT).update(saved_at=at) != 1:
        raise handed_in()
    submission.saved_at = at


def handed_in() -> WrongState:
    """The refusal for anybody who changes a draft that is none any more."""
    return WrongState(
        _(
            "This has been handed in, so it no longer changes. Its status page shows what happens next."
        )
    )


def not_overwriting(
    standing: Mapping[str, Any], wanted: Mapping[str, Any], was: Mapping[str, str] | None
) -> None:
    """Of each field in `was`: what stands is what the writer began from, or what they want. Raises NewerFields.

    Call after `changing`, which makes two who save at once wait for each other.
    """
    newer = {
        name: _text(standing.get(name))
        for name, before in (was or {}).items()
        if name in wanted and _text(standing.get(name)) not in {before.strip(), _text(wanted[name])}
    }
    if newer:
        raise NewerFields(newer)


def _text(value: Any) -> str:
    return "" if value is None else clean(str(value)).strip()


def prompt_of(submission: Submission, prompt_id: str) -> Prompt:
    """The prompt, if it may be answered now. Raises BadInput, WrongState."""
    prompt = submission.version.content.prompt(prompt_id)
    if prompt is None:
        raise BadInput(
            _("This version has no such question."), fields={"prompt": _("Reload the page.")}
        )
    _refuse_kept(submission, prompt_id)
    return prompt


def step_of(submission: Submission, step_id: str) -> Prompt | Item:
    """The prompt or item to which a file or link may be added now. Raises BadInput, WrongState."""
    content = submission.version.content
    step = content.item(step_id) or content.prompt(step_id)
    if step is None:
        raise BadInput(_("This version has no such step."), fields={"step": _("Reload the page.")})
    _refuse_kept(submission, step_id)
    return step


def _refuse_kept(submission: Submission, step_id: str) -> None:
    if is_kept(submission.version.content, step_id, set(submission.carried)):
        raise WrongState(
            _("You demonstrated this already. It is kept as it was and needs nothing more.")
        )
