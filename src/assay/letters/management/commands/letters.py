"""`assay letters …`: sending what waits, trying the mail server, and seeing what is stuck."""

import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils.timezone import localtime

from assay.letters import post
from assay.letters.backends import Files, NotSent
from assay.letters.models import Letter, Trouble
from assay.lib.addresses import is_address

PAUSE_SECONDS = 1.0

WHY = {
    Trouble.UNREACHABLE: "The mail server could not be reached, or did not let us in. It said: ",
    Trouble.LATER: "The mail server did not take it now. It said: ",
    Trouble.REFUSED: "The mail server refused it. It said: ",
    Trouble.UNSURE: "The line broke while it was handed over, so it may have arrived: ",
    Trouble.UNFIT: "It cannot be sent: ",
}


class Command(BaseCommand):
    help = "Send the e-mails that wait, try the mail server, or list what is stuck."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, parser_class=ArgumentParser)
        test = acts.add_parser(
            "test", help="send a test letter now and tell what the mail server answered"
        )
        test.add_argument("address", help="where to")
        send = acts.add_parser(
            "send", help="send what is due; `assay serve` does this all the time"
        )
        send.add_argument("--forever", action="store_true", help="look again every second")
        acts.add_parser("list", help="what is stuck, and why; exit code 1 if there is any")

    def handle(self, *args: Any, **options: Any) -> None:
        {"test": self.test, "send": self.send, "list": self.list}[options["act"]](options)

    def test(self, options: dict[str, Any]) -> None:
        address = options["address"].strip()
        if not is_address(address):
            raise CommandError(f"{address} is not an e-mail address.")
        words = f"This is a test of the e-mail of {settings.PROGRAM_NAME}.\nIt was sent by: assay letters test\n"
        headers = {"Auto-Submitted": "auto-generated"}
        message = EmailMessage(
            f"Test from {settings.PROGRAM_NAME}", words, None, [address], headers=headers
        )
        line = get_connection()
        try:
            if isinstance(line, Files):
                self.stdout.write(
                    f"No mail server is set (ASSAY_EMAIL_URL), so it was written to {line.write(message)}."
                )
                return
            line.open()
            line.send_messages([message])
        except NotSent as e:
            raise CommandError(WHY[e.trouble] + e.said) from e
        finally:
            line.close()
        self.stdout.write(
            f"The mail server at {settings.EMAIL_HOST}:{settings.EMAIL_PORT} took a letter from"
            f" {settings.DEFAULT_FROM_EMAIL} to {address}. Look whether it arrives, and not among the junk."
        )

    def send(self, options: dict[str, Any]) -> None:
        if not options["forever"]:
            sent = 0
            while now_sent := post.send_due():
                sent += now_sent
            self.stdout.write(f"{sent} sent; {Letter.objects.stuck().count()} stuck.")
            return
        ending = _Ending()
        while not ending.asked:
            close_old_connections()
            try:
                sent = post.send_due()
            except DatabaseError as e:  # the next round sees whether it is back
                self.stderr.write(f"letters: {e}")
                sent = 0
            if not sent:
                ending.wait(PAUSE_SECONDS)

    def list(self, options: dict[str, Any]) -> None:
        stuck = Letter.objects.stuck()
        for letter in stuck.iterator():
            next_try = (
                f", next try {localtime(letter.due_at):%Y-%m-%d %H:%M}"
                if letter.state == "waiting"
                else ""
            )
            why = (
                f"{letter.get_trouble_display()} {letter.said}".strip()
                or "It was not tried yet: is the worker running?"
            )
            self.stdout.write(
                f"{letter.pk} {letter.kind} to {letter.to}: {letter.state}{next_try}. {why}"
            )
        if stuck.exists():
            raise SystemExit(1)
        self.stdout.write("Nothing is stuck.")


class _Ending:
    """SIGTERM and SIGINT: a letter in hand is finished first; for a server that does not answer nobody waits."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if not post.in_hand:
            raise SystemExit(0)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(0.1)
