"""Versions and stacks in the shape of their files; `content.files.write` makes text of it, `import_file` reads it."""

from typing import Any

from assay.catalog.content.schema import CATALOG, STACKS
from assay.catalog.models import Stack, Version


def as_file(version: Version) -> dict[str, Any]:
    """A version as `mc-catalog/1`: the frame (id, number, issuer) around its content."""
    micro_credential = version.micro_credential
    frame: dict[str, Any] = {
        "schema": CATALOG,
        "id": micro_credential.ident,
        "slug": micro_credential.slug,
        "version": version.number,
        "status": str(version.status),
        "title": version.data["title"],
        "issuer": {"id": micro_credential.issuer.ident, "name": micro_credential.issuer.name},
    }
    if partner := micro_credential.content_partner:
        frame["content_partner"] = {
            "id": partner.ident,
            "name": partner.name,
            "role": "co-developer",
        }
    if micro_credential.owner:
        frame["department"] = micro_credential.owner.ident
    return {**frame, **{key: value for key, value in version.data.items() if key != "title"}}


def stack_as_file(stack: Stack) -> dict[str, Any]:
    return {"schema": STACKS, "stacks": [stack.data]}
