"""Starters: micro-credentials that come with the product, made a program's own as drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.catalog import policy
from assay.catalog.actions.importing import import_micro_credential
from assay.catalog.models import MicroCredential, Version
from assay.frameworks import actions as frameworks
from assay.frameworks import starters
from assay.frameworks.models import Framework
from assay.lib.errors import BadInput
from assay.people.models import Organization, Person

FOLDER = Path(__file__).parents[1] / "starters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """One of them, as its file has it."""

    ident: str
    title: str
    hours: int
    data: dict[str, Any]


@cache
def starter_catalog() -> dict[str, Starter]:
    """All of them by ident, the shortest first."""
    files = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
    ]
    rows = [
        Starter(
            ident=data["id"],
            title=data["title"],
            hours=data["estimated_hours"]["typical"],
            data=data,
        )
        for data in files
    ]
    return {row.ident: row for row in sorted(rows, key=lambda row: (row.hours, row.title))}


@transaction.atomic
def adopt(idents: Iterable[str], owner: Organization, *, by: Person) -> list[Version]:
    """Make starters drafts 1.0 of a department, in its program's name, with the frameworks they point at.

    What is here already is left as it is. Raises PermissionDenied, BadInput for none of them.
    """
    if not policy.can_author(by, owner):
        raise PermissionDenied
    known = starter_catalog()
    chosen = [known[ident] for ident in dict.fromkeys(idents) if ident in known]
    if not chosen:
        message = _("Choose at least one.")
        raise BadInput(message, fields={"starter": message})
    bring_frameworks([row for one in chosen for row in one.data.get("alignments", ())], by)
    here = set(MicroCredential.objects.values_list("ident", flat=True))
    slugs = set(Framework.objects.values_list("slug", flat=True))
    return [
        import_micro_credential(_as_own(one.data, owner, slugs), by=by)
        for one in chosen
        if one.ident not in here
    ]


def bring_frameworks(alignments: Iterable[Mapping[str, str]], by: Person) -> None:
    """Import those frameworks that come with the product and are pointed at, where they are not here yet."""
    asked = {row["framework"] for row in alignments}
    here = set(Framework.objects.values_list("slug", flat=True))
    for slug in sorted(asked - here):
        package = starters.package(slug)
        if package is not None:
            frameworks.import_case(package, slug, by=by)


def _as_own(data: dict[str, Any], owner: Organization, frameworks_here: set[str]) -> dict[str, Any]:
    """The file as this program's own; an alignment to a framework of another state is left out."""
    program = owner.program or owner
    own = {
        key: value for key, value in data.items() if key not in ("department", "content_partner")
    }
    own |= {
        "version": "1.0",
        "status": "draft",
        "issuer": {"id": program.ident, "name": program.name},
        "alignments": [
            row for row in data.get("alignments", ()) if row["framework"] in frameworks_here
        ],
    }
    return own | ({"department": owner.ident} if owner != program else {})
