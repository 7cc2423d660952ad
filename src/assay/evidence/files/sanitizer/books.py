"""EPUB (3.3): without who wrote, sold and bought it; refused with scripts."""

import re

from lxml import etree

from assay.evidence.files.sanitizer.markup import (
    clean_svg,
    drop,
    elements,
    leads_outside,
    local,
    parse,
    read,
)
from assay.evidence.files.sanitizer.media import clean_media
from assay.evidence.files.sanitizer.packages import packed, parts_of
from assay.evidence.files.sanitizer.report import Refused, Report

_KEPT_SAYINGS = frozenset({"title", "language", "identifier", "metadata"})
_KEPT_META = re.compile(r"^(?:dcterms:modified|rendition:|cover$)")
_NOT_OF_THE_BOOK = re.compile(
    r"(?:^|/)(?:\.|__MACOSX/|Thumbs\.db|iTunes|calibre_)|\.plist$", re.IGNORECASE
)
_META_INF = frozenset({"META-INF/container.xml", "META-INF/encryption.xml"})
_FONT_LOCKS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
_CSS_OUTSIDE = re.compile(
    rb"(url\(\s*['\"]?|@import\s+['\"])\s*(?:https?:|//|file:)[^'\")\s]*", re.IGNORECASE
)


def clean_book(body: bytes, report: Report) -> bytes:
    """The book anew. Refused with scripts, a lock, or damage."""
    parts, kept = parts_of(body), dict[str, bytes]()
    if "META-INF/container.xml" not in parts:
        raise Refused("damaged")
    locks = parts.get("META-INF/encryption.xml", b"")
    if re.sub(
        rb'Algorithm="(?:' + b"|".join(map(re.escape, _FONT_LOCKS)) + rb')"', b"", locks
    ).count(b"Algorithm="):
        raise Refused("locked")
    for name, part in parts.items():
        if _NOT_OF_THE_BOOK.search(name) or (
            name.startswith("META-INF/") and name not in _META_INF
        ):
            continue
        report.read(name.rpartition("/")[2])
        kept[name] = (
            part
            if name in {"mimetype", "META-INF/encryption.xml"}
            else _part(name.lower(), part, report)
        )
    return packed(kept, first="mimetype")


def _part(name: str, body: bytes, report: Report) -> bytes:
    if name.endswith(".css"):
        found = _CSS_OUTSIDE.sub(rb"\1", body)
        if found != body:
            report.remark("outside")
        return re.sub(rb"/\*.*?\*/", b"", found, flags=re.DOTALL)
    if name.endswith((".js", ".mjs")):
        raise Refused("active")
    if name.endswith(".svg"):
        return clean_svg(body, report)
    if not name.endswith((".xml", ".opf", ".ncx", ".xhtml", ".html", ".htm")):
        return clean_media(body, name, report)
    tree = parse(body)
    for element in elements(tree):
        _element(element, report)
    if name.endswith(".opf"):
        _package(tree)
    read(tree, report)
    doctype = "<!DOCTYPE html>" if "htm" in name else None
    whole: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", doctype=doctype)
    return whole


def _element(element: etree._Element, report: Report) -> None:
    name = local(element.tag)
    if name == "script":
        raise Refused("active")
    if name in {"docAuthor", "metadata"} and not element.tag.endswith("opf}metadata"):
        drop(element)
        return
    if name == "meta" and _about_its_making(element):
        drop(element)
        return
    for key, value in list(element.attrib.items()):
        said = local(key).lower()
        if said.startswith("on"):
            raise Refused("active")
        loads = said in {"src", "poster", "data", "srcset"} or (
            said == "href" and name in {"link", "image", "use"}
        )
        if (loads and leads_outside(value)) or value.strip().lower().startswith("javascript:"):
            element.set(key, "")
            report.remark("outside")


def _about_its_making(meta: etree._Element) -> bool:
    name = meta.get("name", "")
    return bool(name or meta.get("http-equiv")) and name not in {"cover", "viewport"}


def _package(tree: etree._ElementTree) -> None:
    for element in elements(tree):
        name, parent = local(element.tag), element.getparent()
        if parent is None or local(parent.tag) != "metadata":
            continue
        if name == "meta":
            if not _KEPT_META.match(element.get("property", element.get("name", ""))):
                drop(element)
        elif name not in _KEPT_SAYINGS:
            drop(element)
