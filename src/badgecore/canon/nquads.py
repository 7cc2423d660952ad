"""Terms and lines of canonical N-Quads (RDFC-1.0 §5, RDF 1.1 N-Quads)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from badgecore.canon.rdfc import Quad
from badgecore.effort import charge
from badgecore.errors import ShapeWrong

XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_STRING = f"<{XSD}string>"

# RDFC-1.0 §5: seven characters by letter, the other controls by code.
_LETTERS = {
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}
_ESCAPES = {code: _LETTERS.get(code, f"\\u{code:04X}") for code in (*range(0x20), 0x22, 0x5C, 0x7F)}
# The backslash first: the others bring one.
_ALIKE = [(chr(code).encode(), _LETTERS[code].encode()) for code in (0x5C, 0x22, 0x0A, 0x0D, 0x09)]
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x0A, 0x0D, 0x09})
_NEEDS_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f]')

_IRI = r"<((?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*)>"
_BLANK = r"(_:[^\s<>\"]+?)"
_LITERAL = rf'"((?:[^"\\\n\r]|\\.)*)"(?:\^\^{_IRI}|@([a-zA-Z]+(?:-[a-zA-Z0-9]+)*))?'
_LINE = re.compile(
    rf"[ \t]*(?:{_IRI}|{_BLANK})[ \t]*{_IRI}[ \t]*(?:{_IRI}|{_BLANK}|{_LITERAL})"
    rf"[ \t]*(?:{_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:#.*)?"
)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LETTER_VALUES = {
    "t": "\t",
    "b": "\b",
    "n": "\n",
    "r": "\r",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
}


def is_plain(text: str) -> bool:
    """Whether neither N-Quads nor JSON needs to escape anything in this text."""
    # Printable text holds no control character, so only two characters can need an escape; this is the quick path.
    if text.isprintable():
        return '"' not in text and "\\" not in text
    return _NEEDS_ESCAPE.search(text) is None


def escaped(text: str) -> str:
    """The text of a literal as canonical N-Quads writes it, without its quotes (RDFC-1.0 §5)."""
    if is_plain(text):
        return text
    charge(len(text) // 8)
    return text.translate(_ESCAPES)


def escaped_alike(texts: Sequence[str]) -> list[bytes] | None:
    """The texts of literals in UTF-8, as canonical N-Quads and JSON both write them, all at once.

    None where one holds a control other than those of lines and tabs, which the two write in two ways.
    """
    data = "\0".join(texts).encode()
    if len(data) - len(data.translate(None, _CONTROLS)) != len(texts) - 1:
        return None
    size = len(data)
    for char, written in _ALIKE:
        if char in data:
            data = data.replace(char, written)
    if len(data) != size:
        charge(size // 8)
    return data.split(b"\0")


def literal(text: str, datatype: str = XSD_STRING, language: str = "") -> str:
    """A literal term. `datatype` is given in angle brackets; xsd:string, the default, is not written (RDFC-1.0 §5)."""
    if language:
        return f'"{escaped(text)}"@{language}'
    return f'"{escaped(text)}"' if datatype == XSD_STRING else f'"{escaped(text)}"^^{datatype}'


def parse(text: str) -> list[Quad]:
    """Read N-Quads (RDF 1.1 N-Quads). Raises ShapeWrong at the first line that is not a statement."""
    quads: list[Quad] = []
    # Only LF and CR end a line: str.splitlines would also break inside a literal that holds U+2028.
    for number, raw in enumerate(re.split(r"[\n\r]+", text), 1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(raw)
        if found is None:
            raise ShapeWrong(f"line {number} is not an N-Quad")
        s_iri, s_blank, predicate, o_iri, o_blank, value, datatype, language, g_iri, g_blank = (
            found.groups()
        )
        if value is not None:
            object_ = literal(
                _unescaped(value),
                f"<{_unescaped(datatype)}>" if datatype else XSD_STRING,
                language or "",
            )
        else:
            object_ = _resource(o_iri, o_blank)
        graph = _resource(g_iri, g_blank) if g_iri is not None or g_blank is not None else ""
        quads.append((_resource(s_iri, s_blank), f"<{_unescaped(predicate)}>", object_, graph))
    return quads


def _resource(iri: str | None, blank: str | None) -> str:
    return blank if blank is not None else f"<{_unescaped(iri or '')}>"


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(
        lambda found: (
            chr(int(found[1] or found[2], 16)) if found[3] is None else _LETTER_VALUES[found[3]]
        ),
        text,
    )
