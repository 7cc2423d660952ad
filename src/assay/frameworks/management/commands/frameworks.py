"""`assay frameworks import FILE…`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from assay.frameworks import actions, case_package
from assay.record.models import MACHINE


class Command(BaseCommand):
    help = "Bring in frameworks from CASE 1.0 packages (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser(
            "import", help="read CASE packages; the same package again changes nothing"
        )
        bring.add_argument("paths", nargs="+", type=Path, metavar="FILE")
        bring.add_argument(
            "--slug", help="its address; without it, the file's name up to the first full stop"
        )

    def handle(self, *args: Any, paths: list[Path], slug: str | None, **options: Any) -> None:
        refused = 0
        for n, path in enumerate(paths, start=1):
            try:
                package = load(path)
                framework = actions.import_case(
                    package, slug or slugify(path.name.split(".")[0]), by=MACHINE
                )
            except actions.CannotImport as e:
                refused += 1
                for problem in e.problems:
                    self.stderr.write(f"{path}: {problem}")
            except ValueError as e:
                refused += 1
                self.stderr.write(f"{path}:{e}")
            else:
                self.stdout.write(f"[{n}/{len(paths)}] {path.name}: {framework.title}")
                for remark in case_package.notes(package):
                    self.stdout.write(f"  {remark}")
        if refused:
            raise CommandError(
                f"{refused} of {len(paths)} files were refused; nothing of those was changed."
            )


def load(path: Path) -> Any:
    """A file's JSON. Raises ValueError that begins with the line."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as e:
        raise ValueError(f"{e.lineno}: This is not JSON: {e.msg}.") from e
    except (OSError, UnicodeDecodeError, RecursionError) as e:
        raise ValueError(f"1: This cannot be read: {e}.") from e
