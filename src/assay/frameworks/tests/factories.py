"""Plain makers of CASE packages."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assay.frameworks.actions import import_case
from assay.frameworks.models import Framework


def package(
    name: str = "demo", codes: tuple[str, ...] = ("8", "8(i)", "9"), at: str = "2026-01-15"
) -> dict[str, Any]:
    """A package of one level: each code a child of the document, in this order."""
    document = _id(name)
    items = [
        {
            "identifier": _id(name, c),
            "uri": f"https://example.org/{c}",
            "fullStatement": f"Does {c}.",
            "abbreviatedStatement": f"Label {c}",
            "humanCodingScheme": c,
            "CFItemType": "Standard",
        }
        for c in codes
    ]
    associations = [
        {
            "identifier": _id(name, c, "in"),
            "associationType": "isChildOf",
            "sequenceNumber": n,
            "originNodeURI": {"identifier": _id(name, c)},
            "destinationNodeURI": {"identifier": document},
        }
        for n, c in enumerate(codes)
    ]
    return {
        "CFDocument": {
            "identifier": document,
            "uri": "https://example.org/d",
            "title": f"Framework {name}",
            "creator": "Somebody",
            "lastChangeDateTime": f"{at}T00:00:00+00:00",
        },
        "CFItems": items,
        "CFAssociations": associations,
    }


def make_framework(
    slug: str = "intasc-2013", codes: tuple[str, ...] = ("8", "8(i)", "9")
) -> Framework:
    return import_case(package(slug, codes), slug, by=None)


def _id(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))
