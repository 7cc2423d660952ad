"""`assay catalog import FILE|DIR…`, `assay catalog export SLUG`, `assay catalog reindex`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.catalog import actions
from assay.catalog.actions.deriving import renew_edition
from assay.catalog.authoring.export import as_file, stack_as_file
from assay.catalog.content.files import write
from assay.catalog.models import Kind, MicroCredential, Stack, Version
from assay.catalog.search import index
from assay.lib.errors import Refusal
from assay.people.models import Person, Role


class Command(BaseCommand):
    help = "Bring micro-credentials and stacks in from YAML files, or write them out."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser(
            "import", help="read files of schema mc-catalog/1 or mc-stacks/1, or folders of them"
        )
        bring.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR")
        bring.add_argument(
            "--by", metavar="EMAIL", help="who imports; without it, the only program administrator"
        )
        out = verbs.add_parser("export", help="write a micro-credential or stack as YAML")
        out.add_argument("slug")
        out.add_argument("--number", help="a version other than the current one, such as 1.0")
        verbs.add_parser("reindex", help="build the search index again")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        run: dict[str, Callable[..., None]] = {
            "import": self.bring_in,
            "export": self.write_out,
            "reindex": self.reindex,
        }
        run[verb](**options)

    def bring_in(self, *, paths: list[Path], by: str | None, **options: Any) -> None:
        """Every file is a transaction of its own. Exits 1 when one was refused; the others stand."""
        person, refused = who(by), 0
        files = in_order(paths)
        for n, path in enumerate(files, start=1):
            try:
                rows = actions.import_file(path.read_text(encoding="utf-8"), by=person)
            except actions.CannotImport as e:
                refused += 1
                for problem in e.problems:
                    self.stderr.write(f"{path}:{problem.line or 1}: {problem}")
            except (Refusal, PermissionDenied, UnicodeDecodeError, OSError) as e:
                refused += 1
                self.stderr.write(f"{path}:1: {reason(e)}")
            else:
                names = ", ".join(f"{row.title} {row.number}" for row in rows)
                self.stdout.write(f"[{n}/{len(files)}] {path.name}: {names}")
        if refused:
            raise CommandError(
                f"{refused} of {len(files)} files were refused; nothing of those was changed."
            )

    def write_out(self, *, slug: str, number: str | None, **options: Any) -> None:
        if stack := Stack.objects.filter(slug=slug).first():
            sys.stdout.write(write(stack_as_file(stack)))
            return
        micro_credential = MicroCredential.objects.filter(slug=slug).first()
        if micro_credential is None:
            raise CommandError(f"Nothing in the catalog is called {slug!r}.")
        versions = Version.objects.filter(micro_credential=micro_credential)
        version = (
            versions.filter(number=number).first()
            if number
            else micro_credential.current or versions.first()
        )
        if version is None:
            raise CommandError(f"{slug} has no version {number or ''}.")
        sys.stdout.write(write(as_file(version)))

    def reindex(self, **options: Any) -> None:
        rows = Version.objects.open_to_starts().filter(micro_credential__kind=Kind.MICRO_CREDENTIAL)
        versions = list(rows.select_related("micro_credential"))
        for version in versions:
            index.enter(version)
        renew_edition()
        self.stdout.write(f"{len(versions)} micro-credentials are in the index.")


def who(email: str | None) -> Person:
    """The person named, or the one administrator there is."""
    if email:
        person = Person.objects.filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return person
    people = Person.objects.filter(memberships__role=Role.PROGRAM_ADMIN).distinct()
    current = [p for p in people if p.has_role_somewhere(Role.PROGRAM_ADMIN)]
    if len(current) != 1:
        raise CommandError(
            "Say who imports: --by EMAIL (a program administrator, or an author of the department)."
        )
    return current[0]


def in_order(paths: list[Path]) -> list[Path]:
    """Files, and those of folders; stacks last, since they name micro-credentials."""
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} is not there.")
        files += sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    texts = {path: path.read_bytes()[:4096] for path in files}
    wanted = [
        p for p in files if p in paths or b"mc-catalog/1" in texts[p] or b"mc-stacks/1" in texts[p]
    ]
    return sorted(wanted, key=lambda path: b"mc-stacks/1" in texts[path])


def reason(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return "You may not write for this department."
    if isinstance(error, UnicodeDecodeError):
        return "This is not text in UTF-8. Save it as UTF-8."
    return str(error)
