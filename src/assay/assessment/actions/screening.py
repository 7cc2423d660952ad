"""The completeness check: all there, legible, safe. Not a judgment and not an attempt."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.assessment import policy
from assay.assessment.models import Evaluation, Screening, Status
from assay.evidence import actions as evidence
from assay.lib.clock import now
from assay.lib.errors import BadInput
from assay.lib.states import move
from assay.lib.wording import clean
from assay.people.models import Person
from assay.record.actions import note

#: The list a screener picks from (field guide, 4b), each with a free line.
REASONS = {
    "item_missing": gettext_lazy("An item is missing"),
    "not_legible": gettext_lazy("It cannot be read, seen or heard"),
    "link_closed": gettext_lazy("A link does not open"),
    "over_limit": gettext_lazy("It is over a limit"),
    "wrong_place": gettext_lazy("This belongs in another place"),
    "name_visible": gettext_lazy("A student’s name can be seen or heard"),
    "consent_missing": gettext_lazy("A face or voice without permission"),
    "consent_incomplete": gettext_lazy("The consent record is incomplete"),
    "not_real_practice": gettext_lazy("It is not from real practice"),
    "language": gettext_lazy("It is in a language the assessors cannot read"),
}


@transaction.atomic
def screen(
    evaluation: Evaluation, *, complete: bool, reasons: Sequence[Mapping[str, str]] = (), by: Person
) -> Screening:
    """Complete: it joins the queue. Incomplete: it goes back to the learner with reasons; no attempt is used.

    `reasons`: {"code", "step", "line"}; a line says what, in the screener's words. Raises PermissionDenied, BadInput
    without a usable reason, WrongState if it was screened before.
    """
    if not policy.can_screen(by, evaluation):
        raise PermissionDenied
    kept = [_reason(evaluation, reason) for reason in reasons]
    if not complete and not kept:
        raise BadInput(_("Choose at least one reason, so that the learner knows what to do."))
    if complete:
        move(evaluation, to=Status.QUEUED, queued_at=now())
        kept = []
    else:
        move(evaluation, to=Status.INCOMPLETE)
        evidence.reopen(evaluation.submission, [_in_words(evaluation, reason) for reason in kept], by=by)
    screening = Screening.objects.create(evaluation=evaluation, by=by, complete=complete, reasons=kept, at=now())
    codes = [reason["code"] for reason in kept]
    note("assessment.screened", evaluation, by=by, complete=complete, reasons=codes)
    return screening


def _reason(evaluation: Evaluation, reason: Mapping[str, str]) -> dict[str, str]:
    content, step = evaluation.submission.version.content, reason.get("step", "")
    if reason.get("code") not in REASONS:
        raise BadInput(_("Choose a reason from the list."))
    if step and content.item(step) is None and content.prompt(step) is None:
        raise BadInput(_("This version has no such step."))
    return {"code": reason["code"], "step": step, "line": clean(reason.get("line", "")).strip()[:500]}


def _in_words(evaluation: Evaluation, reason: Mapping[str, str]) -> str:
    item = evaluation.submission.version.content.item(reason["step"])
    prompt = evaluation.submission.version.content.prompt(reason["step"])
    where = item.title if item else prompt.text if prompt else ""
    words = str(REASONS[reason["code"]])
    said = f"{where}: {words}" if where else words
    return f"{said}. {reason['line']}" if reason["line"] else f"{said}."
