"""Learners of a pilot say what helped and what they would change, of the whole and item by item; its author answers."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog.models import Version
from assay.governance import policy
from assay.governance.actions.proposals import said_in_words
from assay.governance.models import Opinion
from assay.governance.opinion_items import items_of
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note


@transaction.atomic
def give_opinion(version: Version, text: str, *, item: str = "", by: Person) -> Opinion:
    """Say what one thinks of a pilot one has started, or of one item of it; again in its place (D14). The same words
    again change nothing.

    Raises PermissionDenied for who has not started it, BadInput without words or for an item it does not have,
    WrongState once it is no pilot.
    """
    _may_speak(version, by)
    if item and item not in {one.id for one in items_of(version.content)}:
        raise BadInput(_("This pilot no longer has such a piece. Reload the page."))
    said = said_in_words(text, f"item-{item}" if item else "text", _("Write a sentence or two."))
    row, fresh = Opinion.objects.get_or_create(
        version=version, person=by, item=item, defaults={"text": said, "written_at": now()}
    )
    changed = row.text != said
    if changed:
        row.text, row.written_at = said, now()
        if not Opinion.objects.filter(pk=row.pk).update(text=said, written_at=row.written_at):
            raise WrongState(_("You have just taken this back elsewhere. Save it again."))
    if fresh or changed:
        note("governance.opinion_given", version, by=by, item=item)
    return row


@transaction.atomic
def give_opinions(version: Version, texts: Mapping[str, str], *, by: Person) -> None:
    """All that one says at once, by item ("" for the whole). What was said and is empty now is taken back.

    Raises as `give_opinion`; BadInput where nothing was said before and nothing is said now.
    """
    _may_speak(version, by)
    mine = {row.item: row for row in Opinion.objects.filter(version=version, person=by)}
    if not mine and not any(text.strip() for text in texts.values()):
        message = _("Write a sentence or two.")
        raise BadInput(message, fields={"text": message})
    for item, text in texts.items():
        if text.strip():
            give_opinion(version, text, item=item, by=by)
        elif item in mine:
            take_opinion_back(mine[item], by=by)


@transaction.atomic
def take_opinion_back(row: Opinion, *, by: Person) -> None:
    """Delete one's own words on a pilot, with the answer they had. Raises PermissionDenied for anybody else's."""
    if not policy.can_take_opinion_back(by, row):
        raise PermissionDenied
    version, item = row.version, row.item
    if Opinion.objects.filter(pk=row.pk).delete()[0]:
        note("governance.opinion_taken_back", version, by=by, item=item)


@transaction.atomic
def answer_opinion(row: Opinion, text: str, *, by: Person) -> Opinion:
    """Answer what a learner said, without knowing who; again in its place. The same words again change nothing.

    Raises PermissionDenied for who does not write the micro-credential, BadInput without words, WrongState where it was
    taken back meanwhile.
    """
    if not policy.can_answer_opinions(by, row.version):
        raise PermissionDenied
    said = said_in_words(text, f"answer-{row.pk}", _("Write what you do about it, and why."))
    if not hold(row):
        raise WrongState(_("The learner has taken this back, so there is nothing to answer."))
    row.refresh_from_db()
    if row.answer == said and not row.changed_since_answer:
        return row
    row.answer, row.answered_by, row.answered_at = said, by, now()
    row.save(update_fields=("answer", "answered_by", "answered_at"))
    note("governance.opinion_answered", row, by=by, version=row.version_id)
    return row


def _may_speak(version: Version, by: Person) -> None:
    if not policy.can_give_opinion(by, version):
        raise PermissionDenied
    if not version.in_pilot:
        raise WrongState(_("This pilot is over, so nothing more is asked about it."))
