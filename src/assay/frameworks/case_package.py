"""A CASE 1.0 package (`CFDocument`, `CFItems`, `CFAssociations`), checked and put in the order of its tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

MAX_ITEMS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An item with its place in a walk of the tree."""

    item: Mapping[str, Any]
    order: int
    depth: int


def faults(package: Any) -> list[str]:
    """Faults that keep a package from being used, in plain words, the entry named."""
    if not isinstance(package, Mapping):
        return [_("A CASE package is a JSON object with CFDocument, CFItems and CFAssociations.")]
    found: list[str] = []
    document, items, associations = (
        package.get(key) for key in ("CFDocument", "CFItems", "CFAssociations")
    )
    if not isinstance(document, Mapping):
        found.append(_("CFDocument is missing."))
    else:
        found += _of(
            document, "CFDocument", ("identifier", "uri", "title", "creator", "lastChangeDateTime")
        )
    if not isinstance(items, list) or not items:
        found.append(_("CFItems is missing or empty."))
        return found
    if len(items) > MAX_ITEMS:
        return [_("There are more than %(n)d items.") % {"n": MAX_ITEMS}]
    seen: set[str] = set()
    for n, item in enumerate(items, start=1):
        found += _entry(item, f"CFItems[{n}]", ("identifier", "uri", "fullStatement"), seen)
    known = seen | {str(document.get("identifier")) if isinstance(document, Mapping) else ""}
    relations: set[str] = set()
    for n, association in enumerate(
        associations if isinstance(associations, list) else [], start=1
    ):
        where = f"CFAssociations[{n}]"
        wrong = _entry(association, where, ("identifier", "associationType"), relations)
        found += wrong or _ends(association, where, known)
    return found


def _entry(entry: Any, where: str, needed: tuple[str, ...], seen: set[str]) -> list[str]:
    if not isinstance(entry, Mapping):
        return [_("%(where)s is not an object.") % {"where": where}]
    found = _of(entry, where, needed)
    ident = str(entry.get("identifier"))
    if ident in seen:
        found.append(
            _("%(where)s: the identifier %(id)s is there twice.") % {"where": where, "id": ident}
        )
    seen.add(ident)
    return found


def _of(entry: Mapping[str, Any], where: str, needed: tuple[str, ...]) -> list[str]:
    found = []
    for name in needed:
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            found.append(_("%(where)s: %(name)s is missing.") % {"where": where, "name": name})
        elif name == "identifier" and not _is_uuid(value):
            found.append(_("%(where)s: the identifier is not a UUID.") % {"where": where})
        elif name == "lastChangeDateTime" and instant(value) is None:
            found.append(
                _("%(where)s: lastChangeDateTime is not a date and time.") % {"where": where}
            )
    return found


def _ends(association: Mapping[str, Any], where: str, known: set[str]) -> list[str]:
    ends = [association.get(name) for name in ("originNodeURI", "destinationNodeURI")]
    if not all(isinstance(end, Mapping) and isinstance(end.get("identifier"), str) for end in ends):
        return [_("%(where)s: both ends need an identifier.") % {"where": where}]
    if association.get("associationType") != "isChildOf":
        return []  # other associations may lead into other packages
    missing = [
        str(end["identifier"])
        for end in ends
        if isinstance(end, Mapping) and end["identifier"] not in known
    ]
    return [
        _("%(where)s points at %(id)s, which is not in the package.") % {"where": where, "id": i}
        for i in missing
    ]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def instant(text: str) -> datetime | None:
    """A date and time; one without its zone, as OpenSALT writes it, is taken as UTC (`notes` says so)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def changed_at(package: Mapping[str, Any]) -> datetime:
    """When a package without faults was last changed."""
    moment = instant(package["CFDocument"]["lastChangeDateTime"])
    if moment is None:
        raise ValueError("a package with faults")
    return moment


def notes(package: Mapping[str, Any]) -> list[str]:
    """What was taken for granted in a package without faults, in plain words."""
    said = str(package["CFDocument"]["lastChangeDateTime"])
    if datetime.fromisoformat(said).tzinfo:
        return []
    return [
        _("CFDocument: lastChangeDateTime %(time)s has no time zone, so it was taken as UTC.")
        % {"time": said}
    ]


def walk(package: Mapping[str, Any]) -> list[Place]:
    """Items in the order of the tree, by sequence numbers; what hangs nowhere, or in a circle, stands at the end."""
    items = {item["identifier"]: item for item in package["CFItems"]}
    children: dict[str, list[tuple[float, str]]] = {}
    for association in package.get("CFAssociations") or []:
        if association["associationType"] == "isChildOf":
            parent, child = (
                association["destinationNodeURI"]["identifier"],
                association["originNodeURI"]["identifier"],
            )
            children.setdefault(parent, []).append((association.get("sequenceNumber") or 0, child))
    placed: dict[str, Place] = {}
    stack = [
        (ident, 0)
        for _n, ident in sorted(children.get(package["CFDocument"]["identifier"], []), reverse=True)
    ]
    while stack:
        ident, depth = stack.pop()
        if ident in placed or ident not in items:
            continue
        placed[ident] = Place(item=items[ident], order=len(placed), depth=min(depth, 20))
        stack += [(child, depth + 1) for _n, child in sorted(children.get(ident, []), reverse=True)]
    for ident, item in items.items():
        placed.setdefault(ident, Place(item=item, order=len(placed), depth=0))
    return list(placed.values())
