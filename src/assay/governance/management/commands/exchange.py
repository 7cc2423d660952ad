"""`assay exchange make SLUG…`, `assay exchange look FILE`, `assay exchange bring FILE`."""

from pathlib import Path
from shutil import copyfileobj
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.catalog.management.commands.catalog import who
from assay.catalog.models import MicroCredential, Version
from assay.catalog.policy import departments_of
from assay.governance import actions
from assay.governance.exchange.manifest import LICENSES
from assay.governance.exchange.package import BadPackage, Package, read
from assay.governance.exchange.prospects import prospects_of
from assay.lib.errors import Refusal
from assay.people.models import Organization, Person

#: What a look says of each, by the state of a prospect.
WORDS = {
    "new": "new here, becomes draft {number}",
    "same": "here already, word for word",
    "differs": "here already, and differs in {changes} places: becomes draft {number}",
    "not": "cannot come in: {reason}",
}


class Command(BaseCommand):
    help = "Carry micro-credentials between installations in a package, as the pages under Exchange do."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        make = verbs.add_parser("make", help="write a package of micro-credentials of one issuer")
        make.add_argument("slugs", nargs="+", metavar="SLUG")
        make.add_argument("--to", type=Path, required=True, metavar="FILE")
        make.add_argument("--license", choices=list(LICENSES), default="CC-BY-4.0")
        make.add_argument("--anchors", action="store_true", help="with anchors that may leave")
        look = verbs.add_parser("look", help="say what is in a package and what it would bring")
        bring = verbs.add_parser("bring", help="make drafts of what is in a package")
        bring.add_argument("--only", nargs="+", metavar="ID", help="these alone")
        for reader in (look, bring):
            reader.add_argument("file", type=Path)
            reader.add_argument(
                "--owner", metavar="IDENT", help="for which department; without it, the first"
            )
        for one in (make, look, bring):
            one.add_argument(
                "--by", metavar="EMAIL", help="who does; without it, the only administrator"
            )

    def handle(self, *args: Any, verb: str, by: str | None, **options: Any) -> None:
        person = who(by)
        try:
            getattr(self, verb)(person, **options)
        except BadPackage as e:
            for fault in e.faults:
                self.stderr.write(str(fault))
            raise CommandError("The package was refused, and nothing changed.") from e
        except Refusal as e:
            raise CommandError(f"{e} Nothing changed.") from e
        except PermissionDenied as e:
            raise CommandError("You may not do this. Nothing changed.") from e
        except OSError as e:
            raise CommandError(f"{e.filename}: {e.strerror}.") from e

    def make(
        self, person: Person, *, slugs: list[str], to: Path, license: str, anchors: bool, **_: Any
    ) -> None:
        rows = [self._version(slug) for slug in slugs]
        row, content = actions.make_package(rows, license=license, with_anchors=anchors, by=person)
        with to.open("wb") as into:
            copyfileobj(content, into)
        self.stdout.write(f"{to}: {', '.join(row.titles)}. Fingerprint {row.fingerprint}.")

    def look(self, person: Person, *, file: Path, owner: str | None, **_: Any) -> None:
        with file.open("rb") as content:
            self._tell(read(content), _place(person, owner), person)

    def bring(
        self, person: Person, *, file: Path, owner: str | None, only: list[str] | None, **_: Any
    ) -> None:
        place = _place(person, owner)
        with file.open("rb") as content:
            row = actions.receive_package(content, file.name, by=person)
        with actions.open_package(row) as found:
            able = [one for one in prospects_of(found, place, person) if one.can_come]
        wanted = only or [one.carried.ident for one in able]
        for version in actions.bring_in(row, place, wanted, by=person):
            self.stdout.write(f"{version.title} {version.number}, a draft of {place.name}")

    def _tell(self, package: Package, place: Organization, person: Person) -> None:
        self.stdout.write(f"From {package.manifest['installation']}, {package.issuer['id']}.")
        for one in prospects_of(package, place, person):
            said = WORDS[one.state].format(
                number=one.number, changes=one.changes, reason=one.reason
            )
            more = f"{len(one.anchors)} anchors, {len(one.lessons)} lessons learned"
            self.stdout.write(f"{one.carried.ident}: {said}; {more}.")

    def _version(self, slug: str) -> Version:
        row = MicroCredential.objects.filter(slug=slug).first()
        version = row and (row.current or row.versions.order_by("-pk").first())
        if not version:
            raise CommandError(f"Nothing in the catalog is called {slug!r}.")
        return version


def _place(person: Person, ident: str | None) -> Organization:
    places = departments_of(person)
    found = [place for place in places if ident is None or place.ident == ident]
    if not found:
        raise CommandError("You write for no such department or program.")
    return found[0]
