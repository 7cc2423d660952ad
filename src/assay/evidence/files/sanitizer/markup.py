"""XML from strangers: parsed without entities and network, without comments, put together again as it was."""

import re
from collections.abc import Iterator

from lxml import etree

from assay.evidence.files.sanitizer.report import Refused, Report

MOST_BYTES = 64 * 1024 * 1024
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_BREAKS = frozenset(
    {
        "p",
        "si",
        "row",
        "c",
        "tr",
        "comment",
        "li",
        "div",
        "td",
        "h1",
        "h2",
        "h3",
        "h4",
        "title",
        "text",
    }
)
_SAID = frozenset(
    {"descr", "title", "alt", "name", "tooltip", "Target", "content", "v", "label", "author"}
)
_OUTSIDE = re.compile(
    r"^\s*(?:[a-z][a-z0-9+.\-]*:)?//|^\s*(?:file|javascript|vbscript|data|mhtml|ms-[a-z]+):",
    re.IGNORECASE,
)


def parse(body: bytes) -> etree._ElementTree:
    """The tree, without comments and instructions. Refused where it is no XML, brings entities, or is too long."""
    if len(body) > MOST_BYTES:
        raise Refused("too-much")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.ElementTree(etree.fromstring(body, parser))
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Refused("damaged") from None
    inner = tree.docinfo.internalDTD
    if inner is not None and any(True for _entity in inner.iterentities()):
        raise Refused("damaged")
    return tree


def written(tree: etree._ElementTree) -> bytes:
    whole: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return whole


def elements(tree: etree._ElementTree) -> Iterator[etree._Element]:
    """Every element (a list: what is walked may be changed)."""
    return iter([el for el in tree.iter() if isinstance(el.tag, str)])


def local(name: object) -> str:
    """A name without its namespace."""
    return str(name).rpartition("}")[2]


def drop(element: etree._Element) -> None:
    """Take an element out, keeping what follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def read(tree: etree._ElementTree, report: Report) -> None:
    """Words for people: text, run by run without gaps within a paragraph, and what stands for pictures."""
    parts: list[str] = []
    for element in elements(tree):
        if local(element.tag) in _BREAKS:
            parts.append("\n")
        parts += [element.text or ""]
        for name, value in element.attrib.items():
            if local(name) in _SAID and any(c.isalpha() for c in value):
                report.read(value)
        if element.tail and element.tail.strip():
            parts.append(element.tail)
    report.read("".join(parts))


def leads_outside(address: str) -> bool:
    return bool(_OUTSIDE.match(address))


def clean_svg(body: bytes, report: Report) -> bytes:
    """A drawing without scripts, metadata, what its program noted (file names), and what it loads from elsewhere."""
    tree = parse(body)
    for element in elements(tree):
        namespace = etree.QName(element).namespace
        if local(element.tag) in {
            "script",
            "metadata",
            "foreignObject",
            "handler",
        } or namespace not in {SVG, None}:
            drop(element)
            continue
        for name, value in list(element.attrib.items()):
            space = etree.QName(name).namespace
            foreign = space not in {None, SVG, XLINK, _XML}
            if foreign or local(name).lower().startswith("on"):
                del element.attrib[name]
            elif (
                local(name) == "href"
                and leads_outside(value)
                and not value.startswith("data:image/")
            ):
                del element.attrib[name]
                report.remark("outside")
    read(tree, report)
    whole: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    return whole
