"""Write docs/reference/what-people-bring.md from the table of the tests: what is brought, and what is said of it."""

from pathlib import Path

from assay.credentials.tests.verification.brought import BADGES
from badgecore.verify import ADVICE, VERDICTS
from badgecore.verify.report import EXIT_CODES

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "what-people-bring.md"
HEAD = """# What people bring

Every verdict, what a reader is told, and what to do next. Written by `scripts/brought.py`.

| word | exit code | the reader is told | and advised |
|---|---|---|---|
"""
NEXT = """
## File by file

Each of these was made after something that people really brought, with invented persons. The tests bring every one to
the library, to both commands and to the page, and all four say the same word. *Ours* are badges of the installation
that is asked; elsewhere nobody knows its keys and its tables, so the word there may be another.

| what is brought | the word here | the word elsewhere |
|---|---|---|
"""


def page() -> str:
    rows = [
        f"| `{word}` | {code} | {VERDICTS[word]} | {ADVICE[word]} |"
        for word, code in EXIT_CODES.items()
    ]
    files = [
        f"| {name} | {here} | {elsewhere if elsewhere != here else ''} |".replace("  |", " |")
        for name, (_make, here, elsewhere) in BADGES.items()
    ]
    return HEAD + "\n".join(rows) + "\n" + NEXT + "\n".join(files) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
