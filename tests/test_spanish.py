"""docs/reference/spanish.md holds: no text of the interface says a word that the page has ruled out."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import number_format

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "spanish.md").read_text()
CATALOG = ROOT / "src" / "assay" / "locale" / "es" / "LC_MESSAGES" / "django.po"
#: What is ruled out, as it is found in a text: every form of the word.
FORMS = {
    "juzgar": r"\bjuzg\w+",
    "juicio": r"\bjuicios?\b",
    "puntuar": r"\bpunt(ua|ue|uó|úa|úe)\w*",
    "evaluador": r"\bevaluador\w*",
    "evaluador principal": r"\bevaluador(a|es|as)? principal(es)?\b",
    "persona responsable": r"\bpersonas? responsables?\b",
    "aprobador": r"\baprobador(a|es|as)?\b",
    "otras funciones": r"\b(otras|cada|tus?) funci(ón|ones)\b",
    "mentor": r"\bmentor(a|es|as)?\b",
    "mesa": r"\bmesas?\b",
    "escritorio": r"\bescritorios?\b",
    "puesto de trabajo": r"\bpuestos? de trabajo\b",
    "recibo": r"\b(tu|su|un|el|del) recibo\b|^recibo",
    "conceder": r"\bconce(d|d[ií])\w*",
    "concesión": r"\bconcesi(ón|ones)\b",
    "reserva": r"\b(esta|la|una|las) reservas?\b",
    "mejorar un criterio": r"\bmejorar? (un|%\(n\)s) criterios?\b",
    "la entrega volvió": r"\b(entrega|evidencia)( de “[^”]*”)? volvió\b",
    "dónde está": r"^dónde está\b",
    "comprobar": r"\bcompr(ob(a|ó|ar|em)|ueb)(?!nte)\w*",
    "firmar por ella": r"\bfirm\w+ por ellas?\b",
    "cartera": r"\bcarteras?\b",
    "trabajo final": r"\btrabajos? final(es)?\b",
    "en suspenso": r"\ben suspenso\b|\bsuspensi(ón|ones)\b",
    "a un lado": r"\ba un lado\b",
    "cualificado": r"\bcualificad\w+",
    "añadir": r"\bañad\w+",
    "tómalos": r"\btómal[oa]s\b|\btoma los pasos\b",
    "en breve": r"\ben breve\b",
    "quieres decir": r"\bquieres decir\b",
    "estorba": r"\bestorb\w+",
    "se le informa": r"\bse le informa\b",
    "tienes una decisión": r"\btienes una decisión\b",
    "recibes respuesta": r"\brecibes respuesta\b",
    "cuando lo haya": r"\bcuando lo haya\b",
    "de lo pedido": r"\bde lo pedido\b",
    "terminar un rol": r"\btermin(ar|a|ó) (un|el|este) rol\b",
    "terminar el enlace": r"\b(enlace|oferta) (ya |se |ha )?termin(ó|ado)\b|\bterminarlo\b",
    "usted": r"\busted\b",
    "pregunte": r"\bpregunte\b",
    "pegue": r"\bpegue\b",
    "«": r"[«»]",
}
#: Where the English says the first, the Spanish does not say the second.
PAIRS = {
    ("learner", "docente"): (r"\blearners?\b", r"\bdocentes?\b"),
    ("release", "publicar"): (r"\breleas", r"\bpublic(ar|a|ó|ada|ado|ación)"),
    ("retire", "retirar"): (r"\bretir(e|ed|ing)\b", r"\bretir"),
    ("qualified", "con certificación"): (r"\bqualified\b", r"\b(certific|acredit)"),
    ("Lead", "Principal"): (r"^lead$", r"\bprincipal\b"),
}
#: "o" before the sound o, "y" before the sound i.
SOUNDS = r"\bo (h?[oó]\w|8\b)|\by (h?[ií](?![aeo])\w)"


def texts() -> dict[str, str]:
    """{English: Spanish} of every text that has a translation; plurals joined."""
    found = {}
    for block in CATALOG.read_text().split("\n\n"):
        if not block.startswith("#~"):
            english = " ".join(_joined(block, key) for key in ("msgid", "msgid_plural")).strip()
            found[english] = " ".join(
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


def test_every_pair_of_the_page_is_looked_for() -> None:
    rows = re.findall(r"^\|([^|]+)\|([^|]+)\|$", PAGE, re.MULTILINE)[2:]
    assert {(english.strip(), spanish.strip()) for english, spanish in rows} == set(PAIRS)


@pytest.mark.parametrize("pair", PAIRS)
def test_no_text_says_it_for_that_word(pair: tuple[str, str]) -> None:
    english, spanish = PAIRS[pair]
    wrong = {
        en: es
        for en, es in texts().items()
        if re.search(english, en, re.IGNORECASE) and re.search(spanish, es, re.IGNORECASE)
    }
    assert not wrong


def test_o_and_y_change_before_their_own_sound() -> None:
    assert not {en: es for en, es in texts().items() if re.search(SOUNDS, es, re.IGNORECASE)}


def test_the_subject_is_named_in_words_and_not_by_its_letters() -> None:
    wrong = {en: es for en, es in texts().items() if "ESL" in es and "segundo idioma" not in es}
    assert not wrong


def test_a_letter_is_only_what_the_english_calls_one() -> None:
    wrong = {en: es for en, es in texts().items() if re.search(r"\bcartas?\b", es, re.IGNORECASE)}
    assert not {en: es for en, es in wrong.items() if "letter" not in en.lower()}


def test_figures_are_written_as_they_are_typed() -> None:
    with translation.override("es"):
        assert number_format(2000.5, 2, force_grouping=True) == "2,000.50"
    assert not {en: es for en, es in texts().items() if re.search(r"\d,\d{1,2}\b", es)}


def test_the_head_of_the_catalog_names_the_project() -> None:
    head = CATALOG.read_text().split("\n\n")[0]
    assert not re.search("PACKAGE VERSION|FULL NAME|YEAR-MO-DA|FIRST AUTHOR", head)
