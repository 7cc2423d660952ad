import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Model

from assay.demo.cast import CAST
from assay.demo.district import MAIL, PASSWORD
from assay.demo.loading import Interrupted, NotADemo, load_demo
from assay.demo.lock import begun, loaded
from assay.people.models import Person
from assay.record.models import Event


class Command(BaseCommand):
    help = "Load the demo program, and with --serve serve it: made-up people, real content, work on every desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="serve it afterwards")
        parser.add_argument(
            "--reset", action="store_true", help="start over: forget everything done in the demo"
        )
        parser.add_argument(
            "--port",
            type=int,
            default=settings.PORT,
            help="port to listen on (ASSAY_PORT, else 8000)",
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["reset"]:
            self._start_over()
        if not connection.introspection.table_names():
            self.stdout.write(
                f"Making a database in {settings.VAR}. This takes some seconds, once."
            )
        call_command("migrate", interactive=False, verbosity=0)
        if begun() and not loaded():
            self.stdout.write("The demo was stopped while it was loading, so it starts over.")
            self._start_over()
        if not loaded():
            self.stdout.write("Loading the demo program. This takes some seconds, once.")
            self._load()
        self._say_who()
        if options["serve"]:
            call_command("serve", port=options["port"])

    def _load(self) -> None:
        try:
            load_demo(lambda line: self.stdout.write(f"  {line}"))
        except (NotADemo, Interrupted) as e:
            raise CommandError(str(e)) from e

    def _start_over(self) -> None:
        """Folders first: whoever stops this before the tables are empty leaves a demo that can be started over."""
        tables = connection.introspection.table_names()
        if (_holds(Event, tables) and not begun()) or (
            _holds(Person, tables) and not _holds(Event, tables)
        ):
            raise CommandError("This database was not made by `assay demo`; it is left as it is.")
        for name in ("files", "mail", "uploads"):
            shutil.rmtree(Path(settings.VAR) / name, ignore_errors=True)
        if _holds(Event, tables):
            call_command("flush", interactive=False, verbosity=0)

    def _say_who(self) -> None:
        self.stdout.write(
            f"\nOpen {settings.BASE_URL} and choose who to be in the bar at the top, or sign in:"
        )
        for part in CAST:
            email = part.name.lower().replace(" ", ".") + f"@{MAIL}"
            self.stdout.write(f"  {part.label!s:26} {email}")
        self.stdout.write(f"  The password of each is: {PASSWORD}\n")


def _holds(model: type[Model], tables: list[str]) -> bool:
    """True if there is a row; also where migrating was stopped before the table was made."""
    return model._meta.db_table in tables and model._base_manager.exists()
