"""Sending what is due: the one place that speaks to the mail server, always outside of any transaction.

A letter is claimed by a conditional UPDATE before it is handed over, and settled after. Whoever is killed in between
leaves it claimed; it is then treated like one whose line broke: nobody knows, so it is tried once more, and only once.
"""

import logging
from email.mime.image import MIMEImage
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils.translation import override

from assay.letters.actions import words_of
from assay.letters.backends import NotSent
from assay.letters.models import LEFT, Letter, State, Trouble
from assay.letters.page import LOGO, page_of, with_questions
from assay.lib import vault
from assay.lib.clock import now
from assay.record.actions import note
from assay.record.models import MACHINE
from assay.ui.appearance import logo_file

log = logging.getLogger(__name__)

BATCH = 50
#: The letters that this process has given over and not settled yet: who is asked to end waits for them.
in_hand: set[int] = set()


def send_due() -> int:
    """Send what is due, at most a batch; how many left. A letter that stumbles keeps no other from leaving."""
    _take_up_left()
    _end_run_out()
    due = list(Letter.objects.due().values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    sent, line = 0, get_connection()
    try:
        for pk in due:
            if not _open(line):
                break
            sent += _send(line, pk)
            if sent == 1:
                _server_is_back()
    finally:
        line.close()
    return sent


class _WithPicture(EmailMultiAlternatives):
    """The picture is a part of the page, no file beside it."""

    mixed_subtype = "related"


def message_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as an e-mail, plain and as HTML, with where to ask in the reader's language.

    The same `Message-ID` at every try, so that mailboxes can tell a second copy.
    """
    said, logo = words_of(letter), logo_file()
    with override(said.language):
        text = with_questions(said.text)
        page = page_of(said.subject, text, logo)
    headers = {
        "Auto-Submitted": "auto-generated",
        "Date": format_datetime(letter.written_at),
        "Message-ID": f"<{letter.pk}.{vault.mark('message', str(letter.pk))[:20]}@{_domain()}>",
    }
    to_ask = [settings.EMAIL_REPLY_TO] if settings.EMAIL_REPLY_TO else None
    kind = EmailMultiAlternatives if logo is None else _WithPicture
    message = kind(said.subject, text, None, [letter.to], headers=headers, reply_to=to_ask)
    message.attach_alternative(page, "text/html")
    if logo is not None:
        picture = MIMEImage(logo.png, "png")
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename="logo.png")
        message.attach(picture)
    return message


def _domain() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain if domain.isascii() else domain.encode("idna").decode()


def _open(line: Any) -> bool:
    """True if the mail server lets us in. If not, all that is due waits on with the reason."""
    try:
        line.open()
    except NotSent as e:
        log.warning("The mail server could not be reached: %s", e.said)
        for letter in Letter.objects.due():
            letter.tries += 1
            _put_off(letter, e, was=State.WAITING)
        return False
    return True


def _send(line: Any, pk: int) -> bool:
    letter = _claim(pk)
    if letter is None:
        return False
    in_hand.add(pk)
    try:
        return _hand_over(line, letter)
    finally:
        in_hand.discard(pk)


def _hand_over(line: Any, letter: Letter) -> bool:
    try:
        line.send_messages([message_of(letter)])
    except NotSent as e:
        log.warning("Letter %s was not sent (%s): %s", letter.pk, e.trouble.value, e.said)
        _put_off(letter, e, was=State.SENDING)
        return False
    except vault.CannotOpen as e:
        _put_off(letter, NotSent(Trouble.UNFIT, str(e)), was=State.SENDING)
        return False
    except Exception as e:  # a bug, or a back end of somebody else: it must not hold up the others
        log.exception("Letter %s", letter.pk)
        _put_off(letter, NotSent(Trouble.LATER, type(e).__name__), was=State.SENDING)
        return False
    ours = Letter.objects.filter(pk=letter.pk, state=State.SENDING, begun_at=letter.begun_at)
    ours.update(state=State.SENT, ended_at=now(), sealed=b"", trouble="", said="")
    return True


def _claim(pk: int) -> Letter | None:
    """Take one for oneself; None where another process was quicker, or it was taken back meanwhile."""
    letter = Letter.objects.get(pk=pk)
    rows = Letter.objects.filter(pk=pk, state=State.WAITING, due_at=letter.due_at)
    letter.tries, letter.begun_at = letter.tries + 1, now()
    if rows.update(state=State.SENDING, tries=letter.tries, begun_at=letter.begun_at) != 1:
        return None
    return letter


@transaction.atomic
def _put_off(letter: Letter, why: NotSent, *, was: State) -> None:
    """Write down why it did not leave, and when to try again; given up, it stands in the record."""
    changes = {
        **letter.after(why.trouble, now()),
        "trouble": why.trouble,
        "said": why.said,
        "tries": letter.tries,
    }
    rows = Letter.objects.filter(pk=letter.pk, state=was, begun_at=letter.begun_at)
    if rows.update(**changes) == 1 and changes["state"] == State.FAILED:
        note(
            "letters.failed",
            letter,
            by=MACHINE,
            kind=letter.kind,
            tries=letter.tries,
            trouble=why.trouble.value,
        )


def _take_up_left() -> None:
    for letter in Letter.objects.filter(state=State.SENDING, begun_at__lt=now() - LEFT):
        _put_off(letter, NotSent(Trouble.UNSURE, "The program was stopped."), was=State.SENDING)


def _end_run_out() -> None:
    for letter in Letter.objects.waiting().filter(good_until__lt=now()):
        said = letter.said or "It waited for too long."
        _put_off(letter, NotSent(Trouble.RUN_OUT, said), was=State.WAITING)


def _server_is_back() -> None:
    """Letters that waited for the server alone need not wait for their next turn."""
    late = Letter.objects.waiting().filter(trouble=Trouble.UNREACHABLE, due_at__gt=now())
    late.update(due_at=now())
