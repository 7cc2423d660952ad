"""DOCX, XLSX and PPTX (ECMA-376): only what the document reaches, without properties, people, templates and objects.

The walk begins at the package's relationships; a part that none leads to is left behind.
"""

import posixpath
import re
from dataclasses import dataclass, field

from lxml import etree

from assay.evidence.files.sanitizer.markup import drop, elements, local, parse, read, written
from assay.evidence.files.sanitizer.media import OLE, clean_media
from assay.evidence.files.sanitizer.packages import packed, parts_of
from assay.evidence.files.sanitizer.report import Refused, Report

TYPES, ROOT = "[Content_Types].xml", "_rels/.rels"
MOST_DEEP = 3
# Relationships that say who, with what, where and for whom (the last word of their type): left out with their parts.
DROPPED = frozenset(
    {
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "customXml",
        "customXmlProps",
        "classificationlabels",
        "printerSettings",
        "attachedTemplate",
        "extensibility",
        "userCustomization",
        "webextensiontaskpanes",
        "webextension",
        "keyMapCustomizations",
        "attachedToolbars",
        "usernames",
        "origin",
        "signature",
        "certificate",
        "mailMergeSource",
        "mailMergeHeaderSource",
        "recipientData",
        "tags",
    }
)
_MACROS = frozenset(
    {"vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet", "xlDialogsheet"}
)
_OBJECTS = frozenset(
    {"oleObject", "control", "activeXControlBinary", "ctrlProp-ole", "aFChunk", "htmlPubSaveAs"}
)
# A press follows these, nothing else does; all other addresses outside are fetched by the program itself.
_PRESSED = frozenset({"hyperlink"})
_SAFE = re.compile(r"^(?:https?:|mailto:|tel:|#)", re.IGNORECASE)
# Attributes that name who did something, and the elements whose `name` does.
_PEOPLE = frozenset(
    {"author", "initials", "userName", "lastModifiedBy", "refreshedBy", "modifiedBy", "createdBy"}
)
_NAMED = frozenset({"cmAuthor", "author", "person"})
_IDENTITIES = frozenset({"userId", "providerId"})
# Elements that load, log or remember: left out.
_LEFT_OUT = frozenset(
    {
        "attachedTemplate",
        "docVars",
        "mailMerge",
        "absPath",
        "custDataLst",
        "presenceInfo",
        "smartTagPr",
    }
)
_LOADED = frozenset({"mailMerge"})
_FIELDS = re.compile(
    r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)
_BLANKED = frozenset(
    {"ddeService", "ddeTopic", "odcFile", "sourceFile", "connection", "command", "serverCommand"}
)
_QUICK = re.compile(
    rb"author|initials|user|[mM]odifiedBy|refreshedBy|absPath|<!--|<!D|<!E|<\?(?!xml )|dde|r:id|docVars|attached"
)
_LARGE = 8 * 1024 * 1024


@dataclass
class _Package:
    parts: dict[str, bytes]
    report: Report
    depth: int
    kept: dict[str, bytes] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """ "Author 2": one person stays one person."""
        return self.people.setdefault(name, f"Author {len(self.people) + 1}")


def clean_office(body: bytes, report: Report, depth: int = 0) -> bytes:
    """The document anew. Refused with macros, embedded objects, or damage."""
    package = _Package(parts_of(body), report, depth)
    if TYPES not in package.parts or ROOT not in package.parts:
        raise Refused("damaged")
    types = parse(package.parts[TYPES])
    for element in elements(types):
        kind = element.get("ContentType", "").lower()
        if "macroenabled" in kind or "vbaproject" in kind or "macrosheet" in kind:
            raise Refused("macros")
        if "activex" in kind:
            raise Refused("objects")
    _walk(package)
    for element in elements(types):
        if (
            local(element.tag) == "Override"
            and element.get("PartName", "").lstrip("/") not in package.kept
        ):
            drop(element)
    package.kept[TYPES] = written(types)
    return packed(package.kept, first=TYPES)


def _walk(package: _Package) -> None:
    waiting, seen = [""], set[str]()
    while waiting:
        source = waiting.pop()
        gone: set[str] = set()
        rels = _rels_of(source)
        if rels in package.parts:
            tree, targets, gone = _relations(package, source, package.parts[rels])
            package.kept[rels] = written(tree)
            waiting += [
                target for target in targets if target not in seen and target in package.parts
            ]
            seen.update(targets)
        if source:
            package.kept[source] = _part(package, source, gone)


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels") if part else ROOT


def _relations(
    package: _Package, source: str, body: bytes
) -> tuple[etree._ElementTree, list[str], set[str]]:
    """The relationships that stay, the parts they lead to, and the ids of those that went."""
    tree, targets, gone = parse(body), list[str](), set[str]()
    for element in elements(tree):
        if local(element.tag) != "Relationship":
            continue
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        if kind in _MACROS:
            raise Refused("macros")
        if kind in _OBJECTS or "activex" in kind.lower():
            raise Refused("objects")
        outside = element.get("TargetMode") == "External"
        if kind in DROPPED:
            if (
                outside
                and kind in {"attachedTemplate", "mailMergeSource"}
                and not target.lower().endswith("normal.dotm")
            ):
                package.report.remark("outside")
            if kind in {"origin", "signature"}:
                package.report.remark("signature")
            gone.add(element.get("Id", ""))
            drop(element)
        elif outside and kind in _PRESSED:
            if _SAFE.match(target):
                package.report.read(target)
            else:
                element.set("Target", "about:blank")
        elif outside:
            package.report.remark("outside")
            element.set("Target", "about:blank")
        else:
            targets.append(_resolved(source, target))
    return tree, targets, gone


def _resolved(source: str, target: str) -> str:
    target = target.split("#")[0]
    base = (
        target.lstrip("/")
        if target.startswith("/")
        else posixpath.join(posixpath.dirname(source), target)
    )
    return posixpath.normpath(base)


def _part(package: _Package, name: str, gone: set[str]) -> bytes:
    body, lower = package.parts[name], name.lower()
    package.report.read(posixpath.basename(name))
    if body.startswith((OLE, b"MZ")):
        return clean_media(body, lower, package.report)  # refused, as macros or as an object
    if body.startswith(b"PK\x03\x04"):
        if package.depth >= MOST_DEEP:
            raise Refused("too-much")
        try:
            return clean_office(body, package.report, package.depth + 1)
        except Refused as e:
            raise Refused("objects" if e.code == "damaged" else e.code) from None
    if lower.endswith((".xml", ".rels", ".vml")) or body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        if len(body) > _LARGE and not _QUICK.search(body):
            return body
        if b"<svg" in body[:4096] and lower.endswith(".svg"):
            return clean_media(body, lower, package.report)
        return _markup(package, body, gone, vml=lower.endswith(".vml"))
    if b".bin" in lower.encode() and "embed" in lower:
        raise Refused("objects")
    return clean_media(body, lower, package.report)


def _markup(package: _Package, body: bytes, gone: set[str], *, vml: bool) -> bytes:
    try:
        tree = parse(body)
    except Refused:
        if not vml:
            raise
        package.report.remark("inside")  # old drawings are sometimes no XML
        return re.sub(rb"<!--.*?-->", b"", body, flags=re.DOTALL)
    for element in elements(tree):
        name = local(element.tag)
        if name in _LEFT_OUT:
            if name in _LOADED:
                package.report.remark("outside")
            drop(element)
            continue
        if name in {"ins", "del", "moveFrom", "moveTo", "comment", "cm", "threadedComment"}:
            package.report.remark("tracked")
        if name == "author" and element.text and not len(element):
            element.text = package.called(element.text)
        if name in {"p", "fldSimple"}:
            _still(element, package.report)
        _attributes(package, element, name, gone)
    read(tree, package.report)
    return written(tree)


def _attributes(package: _Package, element: etree._Element, name: str, gone: set[str]) -> None:
    for key, value in list(element.attrib.items()):
        said = local(key)
        if value in gone and said == "id" and "relationships" in str(key):
            del element.attrib[key]
        elif said in _PEOPLE or (name in _NAMED and said in {"name", "displayName"}):
            element.set(key, package.called(value) if said != "initials" else "A")
        elif said in _IDENTITIES and name in _NAMED:
            element.set(key, package.called(value) if said == "userId" else "None")
        elif said in _BLANKED and value:
            element.set(key, "")
            package.report.remark("outside")


def _still(paragraph: etree._Element, report: Report) -> None:
    """Fields that fetch, start or link stop doing so; what they showed stays."""
    codes = [
        el for el in paragraph.iter() if isinstance(el.tag, str) and local(el.tag) == "instrText"
    ]
    simple = next((key for key in paragraph.attrib if local(key) == "instr"), None)
    if codes and _FIELDS.search("".join(el.text or "" for el in codes)):
        report.remark("outside")
        for element in codes:
            element.text = ""
    if simple is not None and _FIELDS.search(paragraph.attrib[simple]):
        report.remark("outside")
        paragraph.set(simple, "")
