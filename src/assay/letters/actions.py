"""Writing letters, taking them back, trying again. Nothing here speaks to a mail server: `post` does.

Who may is asked by the rooms above, whose matter a letter is.
"""

import json
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assay.letters.models import Letter, State
from assay.lib import vault
from assay.lib.clock import now
from assay.lib.errors import WrongState
from assay.lib.states import move
from assay.record.actions import kind_of

# What is kept how long (docs/explanation/privacy-and-blindness.md): words until sent; where it failed, so long that
# somebody can still send it; the bare row, to whom and when, a school's quarter.
WORDS_OF_FAILED, ROWS = timedelta(days=30), timedelta(days=90)


def write(
    kind: str,
    to: str,
    subject: str,
    words: str,
    *,
    key: str = "",
    about: models.Model | None = None,
    good_until: datetime | None = None,
) -> Letter:
    """Put a letter in the post, in the transaction of whatever it tells of; it leaves once that is committed.

    Written again under the same key it is the letter that is there already; only where that one was given up, it is
    tried anew, with these words.
    """
    at = now()
    fields = {
        "kind": kind,
        "to": to,
        "sealed": _seal(subject, words),
        "written_at": at,
        "due_at": at,
        "good_until": good_until,
    }
    if about is not None:
        fields |= {"about_kind": kind_of(about), "about_id": str(about.pk)}
    letter, fresh = Letter.objects.get_or_create(key=key or uuid4().hex, defaults=fields)
    if not fresh and letter.state == State.FAILED:
        anew = {
            **fields,
            "state": State.WAITING,
            "tries": 0,
            "doubts": 0,
            "trouble": "",
            "said": "",
            "ended_at": None,
        }
        Letter.objects.filter(pk=letter.pk, state=State.FAILED).update(**anew)
        letter.refresh_from_db()
    return letter


class Words(NamedTuple):
    """What a letter says, and in which language."""

    subject: str
    text: str
    language: str


def words_of(letter: Letter) -> Words:
    """The words of a letter that has not left. Raises `vault.CannotOpen` if sealed under another key."""
    return Words(*map(str, json.loads(vault.unseal(bytes(letter.sealed)))))


@transaction.atomic
def try_again(letter: Letter) -> None:
    """Send it after all, beginning anew. Raises WrongState where it left, was taken back, or is good for nothing."""
    if not letter.can_be_tried_again:
        raise WrongState(_("The link in this e-mail no longer works. Please start over."))
    at = now()
    if letter.state == State.WAITING:
        Letter.objects.waiting().filter(pk=letter.pk).update(due_at=at)
    else:
        move(letter, to=State.WAITING, field="state", due_at=at, tries=0, doubts=0, ended_at=None)


@transaction.atomic
def take_back(letter: Letter) -> None:
    """It shall not leave. Raises WrongState where it did, or is leaving this moment."""
    move(letter, to=State.TAKEN_BACK, field="state", ended_at=now(), sealed=b"")


def take_back_about(row: models.Model) -> int:
    """Take back letters about a row that has moved on, waiting or given up; returns how many those were."""
    waiting = Letter.objects.about(row).filter(state__in=(State.WAITING, State.FAILED))
    return waiting.update(state=State.TAKEN_BACK, ended_at=now(), sealed=b"")


def tidy() -> int:
    """Forget what nobody needs any more; how many rows went."""
    Letter.objects.failed().filter(ended_at__lt=now() - WORDS_OF_FAILED).exclude(sealed=b"").update(
        sealed=b""
    )
    return Letter.objects.filter(ended_at__lt=now() - ROWS).delete()[0]


def _seal(subject: str, words: str) -> bytes:
    """With the language that is spoken now: whoever writes speaks the reader's."""
    said = [
        " ".join(subject.split()),
        words.strip() + "\n",
        get_language() or settings.LANGUAGE_CODE,
    ]
    return vault.seal(json.dumps(said).encode())
