"""Write docs/reference/commands.md from the commands' own help."""

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Written by `scripts/reference.py` from each command's `--help`; a test proves that it is fresh. `assay` also has the
commands of Django (`migrate`, `shell` …). The core's own command, `badgecore`, stands in [badgecore](badgecore.md).
"""
_DJANGO = re.compile(
    r"^  (?:--version|-v \{|--settings|--pythonpath|--traceback|--no-color|--force-color|--skip-checks).*\n"
    r"(?:^ {3,}.*\n)*",
    re.MULTILINE,
)
_USAGE = re.compile(
    r"\s*\[(?:--version|-v \{0,1,2,3\}|--settings SETTINGS|--pythonpath PYTHONPATH|--traceback|--no-color|"
    r"--force-color|--skip-checks)\]"
)


def page() -> str:
    """The whole page. Needs Django's apps to be ready."""
    os.environ["COLUMNS"] = "100"
    return HEAD + "".join(
        f"\n{'#' * level} {name}\n\n```\n{text}```\n" for level, name, text in helps()
    )


def helps() -> Iterator[tuple[int, str, str]]:
    """Level of heading, name and help of every command of ours and of its verbs."""
    from django.core.management import load_command_class

    for file in sorted(
        (ROOT / "src" / "assay").glob("*/management/commands/*.py"), key=lambda f: f.stem
    ):
        if file.stem == "__init__":
            continue
        room = file.parent.parent.parent.name
        parser = load_command_class(f"assay.{room}", file.stem).create_parser("assay", file.stem)
        yield 2, f"assay {file.stem}", _ours(parser.format_help())
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for verb, sub in action.choices.items():
                    yield 3, f"assay {file.stem} {verb}", _ours(sub.format_help())


def _ours(text: str) -> str:
    """Without what every command of Django has."""
    usage, line, rest = "\n".join(row.rstrip() for row in text.splitlines()).partition("\n\n")
    return _USAGE.sub("", usage) + line + _DJANGO.sub("", rest + "\n").rstrip() + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings")
    django.setup()
    PAGE.write_text(page())
