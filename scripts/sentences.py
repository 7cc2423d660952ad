"""Write `credentials/verification/sentences.py` anew from the English of badgecore, after a code was added there.

The table stands in the product because only what is written out as `_("…")` can be gathered for translation.
"""

from pathlib import Path

from badgecore.verify import ADVICE, SENTENCES, STEP_TITLES, VERDICTS

TARGET = (
    Path(__file__).parent.parent / "src" / "assay" / "credentials" / "verification" / "sentences.py"
)
HEAD = '''"""What a check of a badge says to a person, by the code of badgecore; here so that it can be translated.

Written by `scripts/sentences.py`; a test holds this table against badgecore's own English, code by code.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
'''


def entry(code: str, text: str) -> list[str]:
    """One line of the table, or four where it would be too long."""
    line = f'    "{code}": _("{text}"),'
    if len(line) <= 118:
        return [line]
    first = text[:80].rsplit(" ", 1)[0]
    return [f'    "{code}": _(', f'        "{first}"', f'        "{text[len(first) :]}"', "    ),"]


def main() -> None:
    lines = [HEAD]
    for name, table in (
        ("VERDICTS", VERDICTS),
        ("ADVICE", ADVICE),
        ("STEPS", STEP_TITLES),
        ("SENTENCES", SENTENCES),
    ):
        lines.append(f"{name}: dict[str, Words] = {{")
        for code, text in table.items():
            lines += entry(code, text)
        lines += ["}", ""]
    TARGET.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
