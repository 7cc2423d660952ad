"""Plain makers of micro-credentials on real content (data/: from the project's own catalog)."""

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assay.catalog.models import MicroCredential, Version, VersionStatus
from assay.lib.clock import now
from assay.people.models import Organization

DATA = Path(__file__).parent / "data"


def wait_time() -> dict[str, Any]:
    """The content of "Using Wait Time": five criteria, passes when all are demonstrated."""
    return content("wait-time")


def content(name: str) -> dict[str, Any]:
    data = as_data(name)
    for key in (
        "schema",
        "id",
        "slug",
        "version",
        "status",
        "issuer",
        "department",
        "content_partner",
    ):
        data.pop(key, None)
    return data


def make_version(
    issuer: Organization,
    *,
    slug: str = "wait-time",
    number: str = "1.0",
    published: bool = True,
    data: dict[str, Any] | None = None,
    owner: Organization | None = None,
) -> Version:
    """A version of the wait-time micro-credential: published and open to starts, or a draft."""
    data = data or wait_time()
    micro_credential, _new = MicroCredential.objects.get_or_create(
        slug=slug, defaults={"ident": f"mc-{slug}", "issuer": issuer, "owner": owner}
    )
    version = Version(
        micro_credential=micro_credential,
        number=number,
        data=data,
        title=data["title"],
        competency=data["competency"].strip(),
        hours_typical=data["estimated_hours"]["typical"],
        contact_hours=data["credit"]["contact_hours"],
        updated_at=now(),
    )
    if published:
        version.status, version.published_at = VersionStatus.PUBLISHED, now()
        version.content_hash = version.computed_hash()
    version.save()
    if published:
        micro_credential.current = version
        micro_credential.save(update_fields=("current",))
    return version


def stack_data(issuer: Organization, *members: str, **changes: Any) -> dict[str, Any]:
    """A stack's file as data: all of the named micro-credentials (`mc-...`), by one rule."""
    groups = [{"id": "g1", "title": "Core", "rule": {"type": "all"}, "members": list(members)}]
    data = {
        "id": "stack-talk",
        "slug": "talk-that-thinks",
        "version": "1.0",
        "status": "published",
        "title": "Talk That Thinks",
        "issuer": {"id": issuer.ident, "name": issuer.name},
        "statement": "The holder gives every student time to think, and listens.",
        "groups": groups,
        "award": {"badge": True},
    }
    return {**data, **changes}


#: The content shipped with the product; read as files, so that no later room is imported.
DEMO = Path(__file__).parents[2] / "demo" / "content"


def text(name: str = "wait-time", **changes: str) -> str:
    """A real file's text, with whole lines of its head replaced: text(status="draft", version='"1.1"')."""
    lines = (DATA / f"{name}.yaml").read_text().splitlines(keepends=True)
    for key, value in changes.items():
        lines = [f"{key}: {value}\n" if line.startswith(f"{key}:") else line for line in lines]
    return "".join(lines)


def as_data(name: str = "wait-time", **changes: Any) -> dict[str, Any]:
    """A real file's data with top-level values replaced."""
    data: dict[str, Any] = pickle.loads(_parsed(name))
    return {**data, **changes}


@lru_cache
def _parsed(name: str) -> bytes:
    """A file read once a run, since half of all tests begin with it: pickled, so that nobody shares what is in it."""
    return pickle.dumps(yaml.safe_load((DATA / f"{name}.yaml").read_text()))
