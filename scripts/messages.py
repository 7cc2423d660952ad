"""Texts and their Spanish: `messages.py extract` gathers msgids (needs xgettext), `compile` writes the .mo files.

Compiled files are committed, because a bare machine has no msgfmt; a test proves that they are fresh and complete.
"""

import os
import re
import struct
import subprocess
import sys
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "src" / "assay" / "locale"
_LINE = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d+)\])?)\s+(".*")$')


@dataclass
class Entry:
    """One message: its context, id, plural id and translations by plural form."""

    context: str = ""
    id: str = ""
    plural: str = ""
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        key = f"{self.context}\x04{self.id}" if self.context else self.id
        return f"{key}\0{self.plural}" if self.plural else key

    def value(self, plurals: int) -> str:
        """All its forms; where the language has more than were written (Spanish: one for millions), the last again."""
        forms = [self.forms[n] for n in sorted(self.forms)]
        more = plurals - len(forms) if self.plural else 0
        return "\0".join([*forms, *forms[-1:] * more])

    @property
    def complete(self) -> bool:
        return not self.fuzzy and all(self.forms.values())


def entries(path: Path) -> Iterator[Entry]:
    """Every message of a .po file, the header included, obsolete ones left out."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        entry, field_name, form, seen = Entry(), "", 0, False
        for line in block.splitlines():
            if line.startswith("#,") and "fuzzy" in line:
                entry.fuzzy = True
            if line.startswith("#"):
                continue
            if found := _LINE.match(line):
                field_name, form, text, seen = (
                    found[1],
                    int(found[2] or 0),
                    literal_eval(found[3]),
                    True,
                )
            elif line.startswith('"'):
                text = literal_eval(line)
            else:
                continue
            if field_name.startswith("msgstr"):
                entry.forms[form] = entry.forms.get(form, "") + text
            elif field_name == "msgid":
                entry.id += text
            elif field_name == "msgctxt":
                entry.context += text
            else:
                entry.plural += text
        if seen:
            yield entry


def compiled(path: Path) -> bytes:
    """A .po file as the bytes of its .mo (GNU gettext's format, little-endian, sorted, without hash table)."""
    found = [entry for entry in entries(path) if entry.complete or not entry.id]
    told = re.search(r"nplurals=(\d+)", next((e.forms[0] for e in found if not e.id), ""))
    plurals = int(told[1]) if told else 2
    rows = sorted((entry.key.encode(), entry.value(plurals).encode()) for entry in found)
    keys, values = b"", b""
    table_of_keys, table_of_values = [], []
    start = 7 * 4 + 16 * len(rows)
    whole = sum(len(key) + 1 for key, _value in rows)
    for key, value in rows:
        table_of_keys += [len(key), start + len(keys)]
        table_of_values += [len(value), start + whole + len(values)]
        keys, values = keys + key + b"\0", values + value + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    return (
        head + struct.pack(f"<{4 * len(rows)}I", *table_of_keys, *table_of_values) + keys + values
    )


def extract() -> None:
    ignore = [
        f"--ignore={name}" for name in ("tests", "demo/content", "migrations", "node_modules")
    ]
    command = [
        sys.executable,
        "-m",
        "assay",
        "makemessages",
        "--locale=es",
        "--no-obsolete",
        "--add-location=file",
        *ignore,
    ]
    # In the package's folder, from which the references count; what the settings make goes where it always goes.
    var = os.environ.get("ASSAY_VAR") or str(Path(__file__).parent.parent / "var")
    subprocess.run(command, cwd=LOCALE.parent, env={**os.environ, "ASSAY_VAR": var}, check=True)


def main() -> int:
    if "extract" in sys.argv:
        extract()
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        path.with_suffix(".mo").write_bytes(compiled(path))
        found = [entry for entry in entries(path) if entry.id]
        left = [entry for entry in found if not entry.complete]
        sys.stdout.write(
            f"{path.parent.parent.name}: {len(found)} texts, {len(left)} without translation\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
