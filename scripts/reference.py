"""Write docs/reference/commands.md from the commands' own --help."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Written by `scripts/reference.py` from each command's `--help`; a test proves that it is fresh. `assay` also has the
commands of Django (`migrate`, `shell` …). The core's own command, `badgecore`, stands in [badgecore](badgecore.md).
"""


def names() -> list[str]:
    files = (ROOT / "src" / "assay").glob("*/management/commands/*.py")
    return sorted(file.stem for file in files if file.stem != "__init__")


def page() -> str:
    parts = [HEAD]
    for name in names():
        parts.append(f"\n## assay {name}\n\n```\n{helped(name)}```\n")
        parts += [f"\n### assay {name} {verb}\n\n```\n{helped(name, verb)}```\n" for verb in verbs(name)]
    return "".join(parts)


def helped(*words: str) -> str:
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "PYTHONPATH": str(ROOT / "src"),
        "NO_COLOR": "1",
        "PYTHON_COLORS": "0",
    }
    command = [sys.executable, "-m", "assay", *words, "--help"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return _ours("\n".join(line.rstrip() for line in done.stdout.splitlines()))


def verbs(name: str) -> list[str]:
    """Sub-commands, as argparse lists them: {import,export}."""
    usage = helped(name)
    start = usage.find("{")
    listed = usage[start + 1 : usage.find("}", start)].split(",") if start >= 0 else []
    return [verb.strip() for verb in listed if verb.strip().isidentifier() or "-" in verb]


_DJANGO = re.compile(
    r"^  (?:--version|-v \{|--settings|--pythonpath|--traceback|--no-color|--force-color|--skip-checks).*\n"
    r"(?:^ {3,}.*\n)*",
    re.MULTILINE,
)
_USAGE = re.compile(
    r"\s*\[(?:--version|-v \{0,1,2,3\}|--settings SETTINGS|--pythonpath PYTHONPATH|--traceback|--no-color|"
    r"--force-color|--skip-checks)\]"
)


def _ours(text: str) -> str:
    """Without what every command of Django has."""
    usage, line, rest = text.partition("\n\n")
    return _USAGE.sub("", usage) + line + _DJANGO.sub("", rest + "\n").rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
