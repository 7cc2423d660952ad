"""E-mail addresses: the sender's, put together by the library, and lists of them as people paste them."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import formataddr, getaddresses

# The longest an address may be, and the part before the @ (RFC 5321 §4.5.3.1, RFC 3696 erratum 1690).
MAX_ADDRESS, MAX_LOCAL = 254, 64
MAX_NAME = 200


def sender(name: str, address: str) -> str:
    """A `From` line, whatever the name holds: comma, colon, quotes, letters beyond ASCII.

    Reads it back as a mail server would. Raises ValueError with half a sentence: "has more than one line".
    """
    if any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in name):
        raise ValueError("has more than one line, or signs that cannot be seen")
    if len(name) > MAX_NAME:
        raise ValueError(f"is longer than {MAX_NAME} characters")
    if not is_address(address):
        raise ValueError(f"names no e-mail address: {address}")
    line = formataddr((name, address))
    if [found[1] for found in getaddresses([line])] != [address]:
        raise ValueError("cannot be read back as one e-mail address")
    return line


def split_sender(text: str) -> tuple[str, str]:
    """Name and address of "Name <address>" or a bare address; the name may stand in quotes or hold anything."""
    text = text.strip()
    found = re.fullmatch(r"(?s)(.*)<([^<>]*)>", text)
    if not found:
        return "", text
    name = found[1].strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, found[2].strip()


def is_address(text: str) -> bool:
    """True if a mail server would take it: ASCII before the @, one line, not too long. Says nothing about a mailbox."""
    local, at, domain = text.rpartition("@")
    if (
        not at
        or not local
        or not domain
        or not local.isascii()
        or any(c.isspace() or ord(c) < 32 for c in text)
    ):
        return False
    try:
        wire = domain if domain.isascii() else domain.encode("idna").decode()
        Address(addr_spec=f"{local}@{wire}")
    except (HeaderParseError, ValueError, UnicodeError):
        return False
    return len(local) <= MAX_LOCAL and len(local) + 1 + len(wire) <= MAX_ADDRESS


def of_host(local: str, host: str) -> str:
    """An address at a host as it stands in a web address: a number stands in brackets (RFC 5321 §4.1.3)."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return f"{local}@{host}"
    if number.is_loopback:
        return f"{local}@localhost"
    return f"{local}@[{'IPv6:' if number.version == 6 else ''}{host}]"


# What separates, as keyboards and programs of all the world write it.
_SEPARATORS = str.maketrans(
    {"；": ";", "，": ",", "、": ",", "＜": "<", "＞": ">", "＠": "@", "“": '"', "”": '"'}
)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_EDGES = " \t.,;:<>()[]{}'\"‘’`"


def pasted(text: str) -> list[str]:
    """The addresses of a list as Outlook, Gmail or a spreadsheet writes it: each once, in lower case, in order.

    Names in front of an address go. What was meant as an address and is none stays as it was typed, to be told.
    """
    text = text.translate(_SEPARATORS)
    text = "".join(
        " " if c == "\u00a0" else c
        for c in text
        if c in "\r\n\t" or unicodedata.category(c) != "Cf"
    )
    found = (
        word
        for line in text.splitlines()
        for piece in _pieces(line)
        for word in _words(piece)
        if word
    )
    return list(dict.fromkeys(word.lower() if "@" in word else word for word in found))


def _pieces(line: str) -> list[str]:
    """A line cut at semicolons that stand in no quotes, and quoted names taken out where an address follows."""
    kept = _QUOTED.sub(lambda found: "\0" if _is_name(found, line) else found[0].strip('"'), line)
    return kept.split(";")


def _is_name(quoted: re.Match[str], line: str) -> bool:
    return line[quoted.end() :].lstrip().startswith("<")


def _words(piece: str) -> Iterator[str]:
    rest, last = piece, 0
    for angle in re.finditer(r"<([^<>]*)>", piece):
        yield from _before_angle(piece[last : angle.start()])
        address = _bare(angle[1])
        if address or angle[1] == "":
            yield address or "<>"
        last = angle.end()
        rest = piece[last:]
    yield from _cells(rest)


def _before_angle(text: str) -> Iterator[str]:
    """Bare addresses in front; then the name of the address that follows: its last cell, and "Last," before it."""
    cells = text.replace("\0", "").split(",")[:-1]
    if cells and _looks_like_name(cells[-1].strip()):
        cells.pop()
    yield from _cells(",".join(cells))


def _cells(text: str) -> Iterator[str]:
    """Cells between commas and tabs: addresses; in front of one, names are names; anything else is told."""
    cells = [
        cell.strip() for cell in re.split(r"[,\t]", text.replace("\0", "")) if cell.strip(_EDGES)
    ]
    addressed = ["@" in cell for cell in cells]
    row_of_a_table = "\t" in text and any(addressed)
    for here, cell in enumerate(cells):
        if addressed[here]:
            yield from (
                _bare(word) for word in cell.split() if "@" in word or not _looks_like_name(word)
            )
        elif not (_looks_like_name(cell) and (row_of_a_table or any(addressed[here:]))):
            yield _bare(cell)


def _looks_like_name(cell: str) -> bool:
    return not re.search(r"[\d.@/]", cell.strip(_EDGES)) and not cell.strip(_EDGES)[:1].islower()


def _bare(word: str) -> str:
    word = word.strip(_EDGES)
    return re.sub(r"(?i)^mailto:", "", word).strip(_EDGES)
