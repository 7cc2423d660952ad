"""SVG: one element right after the svg tag holds the badge (OB 3.0 §5.3.2; OB 2.0 Baking).

Read with expat in one pass and without a tree, so that memory stays bounded; entity declarations are refused and
nothing outside the file is ever loaded, as defusedxml does. Baking inserts bytes and leaves the rest as it was.
"""

import re
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from badgecore.baking.carrier import MAX_TEXT, Baked, Keyword, the_one
from badgecore.errors import AlreadyBaked, ImageHasScript, ImageWrong, TooLarge

_SVG: Final = "http://www.w3.org/2000/svg"
_NAMESPACE: Final[dict[Keyword, str]] = {
    "openbadgecredential": "https://purl.imsglobal.org/ob/v3p0",
    "clrcredential": "https://purl.imsglobal.org/clr/v2p0",
    "openbadges": "http://openbadges.org",
}
_ELEMENT: Final[dict[str, Keyword]] = {
    f"{_NAMESPACE['openbadgecredential']} credential": "openbadgecredential",
    f"{_NAMESPACE['clrcredential']} credential": "clrcredential",
    f"{_NAMESPACE['openbadges']} assertion": "openbadges",
}
_MAX_DEPTH: Final = 256
# Elements, attributes, instructions, comments: what the parser takes time for. Lines and curves are not among them.
_MAX_PARTS: Final = 100_000
_MAX_BYTES: Final = 12 * 1024 * 1024
_ACTIVE: Final = {"script", "foreignObject", "iframe", "object", "embed", "handler", "listener"}
_TAG: Final = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){2}")


@dataclass(slots=True)
class _Scan:
    """One pass over the file. Positions are byte offsets: `root` of the svg tag, `spans` of the baked elements."""

    depth: int = 0
    elements: int = 0
    root: int = -1
    prefixes: dict[str, str] = field(default_factory=dict[str, str])
    finds: list[Baked] = field(default_factory=list[Baked])
    spans: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    active: str = ""
    _open: Keyword | None = None
    _open_depth: int = 0
    _open_at: int = 0
    _verify: str = ""
    _text: list[str] = field(default_factory=list[str])
    _size: int = 0

    def read(self, picture: bytes) -> None:
        if len(picture) > _MAX_BYTES:
            raise TooLarge(f"an SVG of {len(picture)} bytes")
        if picture.count(b"<") + picture.count(b"=") > _MAX_PARTS:
            raise TooLarge("an SVG of too many parts")
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartNamespaceDeclHandler = self._declared
        parser.EntityDeclHandler = _entity
        parser.UnparsedEntityDeclHandler = _entity
        parser.ExternalEntityRefHandler = _entity
        parser.StartElementHandler = lambda name, attributes: self._started(
            name, attributes, parser.CurrentByteIndex
        )
        parser.EndElementHandler = lambda _name: self._ended(picture, parser.CurrentByteIndex)
        parser.CharacterDataHandler = self._characters
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(picture, True)
        except (expat.ExpatError, ValueError) as error:
            raise ImageWrong(f"not well-formed XML: {error}") from None

    def _declared(self, prefix: str | None, uri: str) -> None:
        if self.elements == 0:
            self.prefixes[prefix or ""] = uri

    def _started(self, name: str, attributes: dict[str, str], at: int) -> None:
        if self.depth == 0:
            if name != f"{_SVG} svg":
                raise ImageWrong("the outermost element is not svg")
            self.root = at
        self.depth += 1
        self.elements += 1
        if self.depth > _MAX_DEPTH:
            raise TooLarge("an SVG that is nested too deep")
        self.active = self.active or _activity(name, attributes)
        keyword = _ELEMENT.get(name)
        if keyword is not None and self._open is None:
            self._open, self._open_depth, self._open_at = keyword, self.depth, at
            self._verify, self._text, self._size = attributes.get("verify", ""), [], 0

    def _characters(self, text: str) -> None:
        if self._open is not None:
            self._size += len(text)
            if self._size > MAX_TEXT:
                raise TooLarge(f"a badge of more than {MAX_TEXT} characters")
            self._text.append(text)

    def _ended(self, picture: bytes, at: int) -> None:
        if self._open is not None and self.depth == self._open_depth:
            body = "".join(self._text).strip()
            self.finds.append(Baked(keyword=self._open, text=body or self._verify.strip()))
            opened = _end_of_tag(picture, self._open_at)
            empty = picture[opened - 2 : opened] == b"/>"
            self.spans.append((self._open_at, opened if empty else _end_of_tag(picture, at)))
            self._open = None
        self.depth -= 1

    def _instruction(self, target: str, _data: str) -> None:
        self.active = self.active or f"<?{target}?>"


def unbake(picture: bytes) -> Baked:
    """The badge in an SVG, from the element's text or its `verify` attribute (OB 3.0 §5.3.2).

    Raises as `baking.unbake`.
    """
    scan = _Scan()
    scan.read(picture)
    return the_one(scan.finds)


def bake(picture: bytes, text: str, *, keyword: Keyword, replace: bool = False) -> bytes:
    """OB 3.0 §5.3.2. Asks for UTF-8. Refuses a picture with scripts: strangers open a badge (`ImageHasScript`)."""
    scan = _Scan()
    scan.read(picture)
    if scan.active:
        raise ImageHasScript(scan.active)
    if scan.finds:
        if not replace:
            raise AlreadyBaked
        return bake(_without(picture, scan.spans), text, keyword=keyword)
    _refuse_other_encodings(picture)
    prefix, declaration = _prefix(scan.prefixes, _NAMESPACE[keyword])
    element = _written(prefix, keyword, text)
    end = _end_of_tag(picture, scan.root)
    tag = picture[scan.root : end]
    empty = tag.endswith(b"/>")
    opened = tag[:-2] if empty else tag[:-1]
    closed = b"</" + tag[1:].split(maxsplit=1)[0].rstrip(b"/>") + b">" if empty else b""
    return b"".join(
        (picture[: scan.root], opened, declaration, b">", element, closed, picture[end:])
    )


def _entity(*_args: object) -> NoReturn:
    raise ImageWrong("an SVG that declares entities")


def _activity(name: str, attributes: dict[str, str]) -> str:
    """What would run or reach out when a browser shows the picture; links inside the picture and embedded data stay."""
    local = name.rpartition(" ")[2]
    if local in _ACTIVE:
        return f"<{local}>"
    for key, value in attributes.items():
        plain = key.rpartition(" ")[2].lower()
        target = "".join(value.split()).lower()
        if plain.startswith("on"):
            return plain
        if (
            plain in ("href", "src")
            and local != "a"
            and not target.startswith(("#", "data:image/"))
        ):
            return f"{plain} of <{local}>"
        if plain == "href" and not target.startswith(
            ("#", "https:", "http:", "mailto:", "data:image/")
        ):
            return f"{plain} of <{local}>"
        if "javascript:" in target:
            return plain
    return ""


def _prefix(declared: dict[str, str], namespace: str) -> tuple[str, bytes]:
    """`openbadges` as the standard writes it, unless the picture uses that name for something else."""
    if declared.get("openbadges") == namespace:
        return "openbadges", b""
    prefix = "openbadges"
    while prefix in declared:
        prefix += "_"
    return prefix, f' xmlns:{prefix}="{namespace}"'.encode()


def _written(prefix: str, keyword: Keyword, text: str) -> bytes:
    """JSON in one CDATA block; a JWS or an address in `verify`.

    The `>` of `]]>` can be escaped anywhere, because in JSON it stands only inside strings.
    """
    tag = f"{prefix}:{'assertion' if keyword == 'openbadges' else 'credential'}"
    if len(text) > MAX_TEXT:
        raise TooLarge(f"a badge of {len(text)} characters")
    try:
        if _JWS.fullmatch(text) or not text.lstrip().startswith("{"):
            return f"<{tag} verify={quoteattr(text)}></{tag}>".encode()
        json = (
            text.replace("]]>", "]]\\u003e")
            .replace("\ufffe", "\\ufffe")
            .replace("\uffff", "\\uffff")
        )
        return f"<{tag}><![CDATA[{json}]]></{tag}>".encode()
    except UnicodeEncodeError:
        raise ImageWrong("the text holds half of a character") from None


def _end_of_tag(picture: bytes, at: int) -> int:
    found = _TAG.match(picture, at)
    if found is None:
        raise ImageWrong("an SVG whose tags cannot be told apart")
    return found.end()


def _without(picture: bytes, spans: list[tuple[int, int]]) -> bytes:
    kept, at = [], 0
    for start, end in spans:
        kept.append(picture[at:start])
        at = end
    return b"".join((*kept, picture[at:]))


def _refuse_other_encodings(picture: bytes) -> None:
    declared = re.match(
        rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""", picture
    )
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise ImageWrong(f"an SVG in {declared[1].decode()} instead of UTF-8")
