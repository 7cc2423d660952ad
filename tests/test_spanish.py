"""docs/reference/spanish.md holds: no text of the interface says a word that the page has ruled out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "spanish.md").read_text()
CATALOG = ROOT / "src" / "assay" / "locale" / "es" / "LC_MESSAGES" / "django.po"
#: What is ruled out, as it is found in a text: every form of the word.
FORMS = {
    "juzgar": r"\bjuzg\w+",
    "juicio": r"\bjuicios?\b",
    "evaluador principal": r"\bevaluador(a|es|as)? principal(es)?\b",
    "aprobador": r"\baprobador(a|es|as)?\b",
    "mentor pedagógico": r"\bmentor(a|es)? pedagógic\w+",
    "mesa": r"\bmesas?\b",
    "recibo": r"\b(tu|su|un|el|del) recibo\b|^recibo",
    "conceder": r"\bconce(d|d[ií])\w*",
    "concesión": r"\bconcesi(ón|ones)\b",
    "reserva": r"\b(esta|la|una|las) reservas?\b",
    "mejorar un criterio": r"\bmejorar un criterio\b",
    "quieres decir": r"\bquieres decir\b",
    "estorba": r"\bestorb\w+",
}


def texts() -> dict[str, str]:
    """{English: Spanish} of every text that has a translation; plurals joined."""
    found = {}
    for block in CATALOG.read_text().split("\n\n"):
        if not block.startswith("#~"):
            found[_joined(block, "msgid")] = " ".join(
                _joined(block, key) for key in ("msgstr", *(rf"msgstr\[{n}\]" for n in range(3)))
            ).strip()
    found.pop("", None)
    return found


def _joined(block: str, key: str) -> str:
    found = re.search(rf'^{key} ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.MULTILINE)
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', found[1])) if found else ""


def ruled_out() -> set[str]:
    rows = re.findall(r"^\|([^|]+)\|([^|]+)\|([^|]*)\|$", PAGE, re.MULTILINE)[2:]
    words = {word.strip() for row in rows for word in row[2].split(",")}
    return {word for word in words if word and "(" not in word}


def test_every_word_that_is_ruled_out_is_looked_for() -> None:
    assert ruled_out() == set(FORMS)


@pytest.mark.parametrize("word", FORMS)
def test_no_text_says_it(word: str) -> None:
    found = texts()
    assert len(found) > 3000
    wrong = {en: es for en, es in found.items() if re.search(FORMS[word], es, re.IGNORECASE)}
    assert not wrong, f"{word}: {wrong}"


def test_the_head_of_the_catalog_names_the_project() -> None:
    head = CATALOG.read_text().split("\n\n")[0]
    assert not re.search("PACKAGE VERSION|FULL NAME|YEAR-MO-DA|FIRST AUTHOR", head)
